import { bodies, wordsOf } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { readBody } from './bodies.ts';
import { expect, expectName } from './expect.ts';
import { complain, missing } from './messages.ts';
import type { Parser } from './rule-table.ts';
import { typeOf } from './signatures.ts';
import { skipUntil } from './skipping.ts';
import * as t from './tokens.ts';

/** Rules for agents, and for what the library gives them: templates, sensors and primitives. */
export function agentRules(p: Parser): void {
  p.RULE('agent', () => {
    const start = p.here();
    const members: ast.AgentMember[] = [];
    p.CONSUME(t.Word.agent);
    const name = expectName(p, 'a name for the agent');
    if (p.is(t.Identifier)) complain(p, '`:` and a template, or `{`');
    const template =
      p.OPTION(() => {
        p.CONSUME(t.Colon);
        return expectName(p, 'the name of a template');
      }) ?? (p.is(t.Identifier) ? p.nameOf(p.skip()) : undefined);
    const given = p.OPTION1(() => p.SUBRULE(p.arguments)) ?? [];
    readMembers(p, members);
    return {
      kind: 'agent',
      name,
      ...(template ? { template } : {}),
      arguments: given,
      members,
      span: p.since(start),
    };
  });

  p.RULE('template', () => {
    const start = p.here();
    const members: ast.AgentMember[] = [];
    p.CONSUME(t.Word.template);
    const name = expectName(p, 'a name for the template');
    const signature = p.OPTION(() => p.SUBRULE(p.parameters));
    const parameters = signature?.parameters ?? [];
    readMembers(p, members);
    return { kind: 'template', name, parameters, members, span: p.since(start) };
  });

  p.oneOf('agentMember', () => [p.ownStrategy, p.stateField, p.replicas, p.budget, p.agentSetting]);

  /** `budget runs 24 per 1d`, `budget traffic 10%` */
  p.RULE('budget', () => {
    const start = p.here();
    p.CONSUME(t.Word.budget);
    return p.guarded<ast.Budget>(
      () => !p.is(t.LeftBrace) && !p.is(t.Colon),
      () => {
        const what = complainOfRecord(p);
        return { kind: 'budget', of: what, amount: { kind: 'missing', span: what.span }, span: p.since(start) };
      },
      () => {
        const of = expectName(p, A_BUDGET);
        const amount = p.SUBRULE(p.operand);
        const per = p.OPTION(() => {
          p.CONSUME(t.Word.per);
          return p.SUBRULE(p.operand);
        });
        return { kind: 'budget', of, amount, ...(per ? { per } : {}), span: p.since(start) };
      },
    );
  });

  /** `state failures : Int = 0` */
  p.RULE('stateField', () => {
    const start = p.here();
    p.CONSUME(t.Word.state);
    const name = expectName(p, 'a name for the state');
    const type = typeOf(p);
    const initial = p.OPTION(() => p.SUBRULE(p.default));
    return { kind: 'state', name, type, ...(initial ? { initial } : {}), span: p.since(start) };
  });

  // ------------------------------------------------------------------------------------------------------------ library

  p.RULE('sensor', () => {
    const start = p.here();
    p.CONSUME(t.Word.sensor);
    const name = expectName(p, 'a name for the sensor');
    const signature = p.OPTION(() => p.SUBRULE(p.parameters));
    const parameters = signature?.parameters ?? [];
    const node = { kind: 'sensor', name, parameters, windowed: false, traits: [] } as const;
    const rest = p.guarded<Partial<ast.Sensor>>(
      () => p.is(t.Assign) || p.is(t.Colon),
      () => {
        complain(p, '`=` and an expression, or `:` and a type');
        return { value: missing(p) };
      },
      () =>
        p.OR<Partial<ast.Sensor>>([
          { ALT: () => (p.CONSUME(t.Assign), { value: p.SUBRULE(p.observed) }) },
          { ALT: () => p.SUBRULE(p.observation) },
        ]),
    );
    return { ...node, ...rest, span: p.since(start) };
  });

  p.RULE('observation', () => {
    const type = typeOf(p);
    const windowed = p.OPTION(() => p.CONSUME(t.Word.windowed)) !== undefined;
    const traits = p.OPTION1(() => p.SUBRULE(p.traits)) ?? [];
    expect(p, t.Word.from, '`from` and a source');
    const source = expectName(p, 'the name of a source');
    const fields = p.SUBRULE(p.record);
    return { type, windowed, traits, source, fields };
  });

  /** `is [share, failures]` */
  p.RULE('traits', () => {
    p.CONSUME(t.Word.is);
    return p.SUBRULE(p.bracketedNames, { ARGS: ['what the sensor is'] });
  });

  p.RULE('primitive', () => {
    const start = p.here();
    const permits: ast.Permit[] = [];
    const synonyms: ast.Synonyms[] = [];
    p.CONSUME(t.Word.primitive);
    const name = expectName(p, 'a name for the primitive');
    const signature = p.SUBRULE(p.parameters);
    expect(p, t.Word.layer, '`layer` and the name of one');
    const layer = expectName(p, 'the name of a layer');
    readBody(
      p,
      bodies.primitive,
      () =>
        p.OR([{ ALT: () => permits.push(p.SUBRULE(p.permit)) }, { ALT: () => synonyms.push(p.SUBRULE(p.synonyms)) }]),
      () => undefined,
    );
    return { kind: 'primitive', name, ...signature, layer, permits, synonyms, span: p.since(start) };
  });

  p.RULE('permit', () => {
    const start = p.here();
    p.CONSUME(t.Word.permit);
    const verbs = p.SUBRULE(p.bracketedNames, { ARGS: ['a verb'] });
    expect(p, t.Word.on, '`on` and a resource');
    const resource = p.SUBRULE(p.string);
    const named = p.OPTION(() => p.CONSUME(t.Word.named)) !== undefined;
    return { kind: 'permit', verbs, resource, named, span: p.since(start) };
  });

  p.RULE('synonyms', () => {
    const start = p.here();
    p.CONSUME(t.Word.synonyms);
    const words = p.SUBRULE(p.bracketedNames, { ARGS: ['a word'] });
    return { kind: 'synonyms', words, span: p.since(start) };
  });
}

const A_BUDGET = 'runs, promotions, replica-changes or traffic';

/** `budget { runs: 24 per 1d }`: one clause bounds one thing. */
function complainOfRecord(p: Parser): ast.Name {
  complain(p, A_BUDGET, { help: 'each is a clause of its own: budget runs 24 per 1d' });
  const what = { kind: 'name', text: '', span: p.hereSpan() } as const;
  skipUntil(p, () => wordsOf(bodies.agent).includes(p.LA(1).image));
  return what;
}

function readMembers(p: Parser, members: ast.AgentMember[]): void {
  readBody(
    p,
    bodies.agent,
    () => members.push(p.SUBRULE(p.agentMember)),
    (clause) => members.push(clause),
  );
}
