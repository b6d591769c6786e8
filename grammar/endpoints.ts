import type { ParserMethod } from './rules.ts';
import { bodies } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { AgentParser } from './agents.ts';
import * as t from './tokens.ts';

/** Rules for actions of the user's own, and for the endpoints behind them and behind custom sensors. */
export abstract class EndpointParser extends AgentParser {
  endpoint: ParserMethod<[], ast.Endpoint> = this.rule('endpoint', () => {
    const start = this.here();
    const clauses: ast.Endpoint['clauses'][number][] = [];
    this.CONSUME(t.Word.endpoint);
    const name = this.name('a name for the endpoint');
    this.expect(t.Colon, '`:` and where the endpoint runs');
    const placement = this.name('where the endpoint runs: `sidecar`, `service` or `external`');
    this.body(
      bodies.endpoint,
      () => clauses.push(this.SUBRULE(this.endpointClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'endpoint', name, placement, clauses, span: this.since(start) };
  });

  endpointClause: ParserMethod<[], ast.Setting | ast.Replicas> = this.rule('endpointClause', () =>
    this.OR<ast.Setting | ast.Replicas>([
      { ALT: () => this.SUBRULE(this.replicas) },
      { ALT: () => this.SUBRULE(this.endpointSetting) },
    ]),
  );

  customAction: ParserMethod<[], ast.CustomAction> = this.rule('customAction', () => {
    const start = this.here();
    this.CONSUME(t.Word.action);
    const name = this.name('a name for the action');
    const { parameters } = this.SUBRULE(this.parameters);
    const result = this.OPTION(() => this.typeOf());
    this.expect(t.Word.from, '`from` and a source');
    const source = this.name('the name of a source');
    const fields = this.SUBRULE(this.record);
    return {
      kind: 'custom-action',
      name,
      parameters,
      ...(result ? { result } : {}),
      source,
      fields,
      span: this.since(start),
    };
  });
}
