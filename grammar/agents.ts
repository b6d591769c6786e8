import type { ParserMethod } from './rules.ts';
import { bodies } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { StrategyParser } from './strategies.ts';
import * as t from './tokens.ts';

/** Rules for agents, and for what the library gives them: templates, sensors and primitives. */
export abstract class AgentParser extends StrategyParser {
  agent: ParserMethod<[], ast.Agent> = this.rule('agent', () => {
    const start = this.here();
    const members: ast.AgentMember[] = [];
    this.CONSUME(t.Word.agent);
    const name = this.name('a name for the agent');
    if (!this.RECORDING_PHASE && this.is(t.Identifier)) this.complain('`:` and a template, or `{`');
    const template =
      this.OPTION(() => {
        this.CONSUME(t.Colon);
        return this.name('the name of a template');
      }) ?? (!this.RECORDING_PHASE && this.is(t.Identifier) ? this.nameOf(this.skip()) : undefined);
    const given = this.OPTION1(() => this.SUBRULE(this.arguments)) ?? [];
    this.#members(members);
    return {
      kind: 'agent',
      name,
      ...(template ? { template } : {}),
      arguments: given,
      members,
      span: this.since(start),
    };
  });

  template: ParserMethod<[], ast.Template> = this.rule('template', () => {
    const start = this.here();
    const members: ast.AgentMember[] = [];
    this.CONSUME(t.Word.template);
    const name = this.name('a name for the template');
    const signature = this.OPTION(() => this.SUBRULE(this.parameters));
    const parameters = this.ACTION(() => signature?.parameters) ?? [];
    this.#members(members);
    return { kind: 'template', name, parameters, members, span: this.since(start) };
  });

  #members(members: ast.AgentMember[]): void {
    this.body(
      bodies.agent,
      () => members.push(this.SUBRULE(this.agentMember)),
      (clause) => members.push(clause),
    );
  }

  agentMember: ParserMethod<[], ast.AgentMember> = this.oneOf<ast.AgentMember>('agentMember', () => [
    this.ownStrategy,
    this.stateField,
    this.replicas,
    this.agentSetting,
  ]);

  /** `state failures : Int = 0` */
  stateField: ParserMethod<[], ast.StateField> = this.rule('stateField', () => {
    const start = this.here();
    this.CONSUME(t.Word.state);
    const name = this.name('a name for the state');
    const type = this.typeOf();
    const initial = this.OPTION(() => this.SUBRULE(this.default));
    return { kind: 'state', name, type, ...(initial ? { initial } : {}), span: this.since(start) };
  });

  // ------------------------------------------------------------------------------------------------------------ library

  sensor: ParserMethod<[], ast.Sensor> = this.rule('sensor', () => {
    const start = this.here();
    this.CONSUME(t.Word.sensor);
    const name = this.name('a name for the sensor');
    const signature = this.OPTION(() => this.SUBRULE(this.parameters));
    const parameters = this.ACTION(() => signature?.parameters) ?? [];
    const node = { kind: 'sensor', name, parameters, windowed: false, traits: [] } as const;
    if (!this.RECORDING_PHASE && !this.is(t.Assign) && !this.is(t.Colon)) {
      this.complain('`=` and an expression, or `:` and a type');
      return { ...node, value: this.missing(), span: this.since(start) };
    }
    const rest = this.OR<Partial<ast.Sensor>>([
      { ALT: () => (this.CONSUME(t.Assign), { value: this.SUBRULE(this.observed) }) },
      { ALT: () => this.SUBRULE(this.observation) },
    ]);
    return { ...node, ...rest, span: this.since(start) };
  });

  observation: ParserMethod<[], Partial<ast.Sensor>> = this.rule('observation', () => {
    const type = this.typeOf();
    const windowed = this.OPTION(() => this.CONSUME(t.Word.windowed)) !== undefined;
    const traits = this.OPTION1(() => this.SUBRULE(this.traits)) ?? [];
    this.expect(t.Word.from, '`from` and a source');
    const source = this.name('the name of a source');
    const fields = this.SUBRULE(this.record);
    return { type, windowed, traits, source, fields };
  });

  /** `is [share, failures]` */
  traits: ParserMethod<[], ast.Name[]> = this.rule('traits', () => {
    this.CONSUME(t.Word.is);
    return this.SUBRULE(this.bracketedNames, { ARGS: ['what the sensor is'] });
  });

  primitive: ParserMethod<[], ast.Primitive> = this.rule('primitive', () => {
    const start = this.here();
    const permits: ast.Permit[] = [];
    const synonyms: ast.Synonyms[] = [];
    this.CONSUME(t.Word.primitive);
    const name = this.name('a name for the primitive');
    const signature = this.SUBRULE(this.parameters);
    this.expect(t.Word.layer, '`layer` and the name of one');
    const layer = this.name('the name of a layer');
    this.body(
      bodies.primitive,
      () =>
        this.OR([
          { ALT: () => permits.push(this.SUBRULE(this.permit)) },
          { ALT: () => synonyms.push(this.SUBRULE(this.synonyms)) },
        ]),
      () => undefined,
    );
    return { kind: 'primitive', name, ...signature, layer, permits, synonyms, span: this.since(start) };
  });

  permit: ParserMethod<[], ast.Permit> = this.rule('permit', () => {
    const start = this.here();
    this.CONSUME(t.Word.permit);
    const verbs = this.SUBRULE(this.bracketedNames, { ARGS: ['a verb'] });
    this.expect(t.Word.on, '`on` and a resource');
    const resource = this.SUBRULE(this.string);
    const named = this.OPTION(() => this.CONSUME(t.Word.named)) !== undefined;
    return { kind: 'permit', verbs, resource, named, span: this.since(start) };
  });

  synonyms: ParserMethod<[], ast.Synonyms> = this.rule('synonyms', () => {
    const start = this.here();
    this.CONSUME(t.Word.synonyms);
    const words = this.SUBRULE(this.bracketedNames, { ARGS: ['a word'] });
    return { kind: 'synonyms', words, span: this.since(start) };
  });
}
