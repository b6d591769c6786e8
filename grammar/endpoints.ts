import { bodies } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { readBody } from './bodies.ts';
import { expect, expectName } from './expect.ts';
import type { Parser } from './rule-table.ts';
import { typeOf } from './signatures.ts';
import * as t from './tokens.ts';

/** Rules for actions of the user's own, and for the endpoints behind them and behind custom sensors. */
export function endpointRules(p: Parser): void {
  p.RULE('endpoint', () => {
    const start = p.here();
    const clauses: ast.Endpoint['clauses'][number][] = [];
    p.CONSUME(t.Word.endpoint);
    const name = expectName(p, 'a name for the endpoint');
    expect(p, t.Colon, '`:` and where the endpoint runs');
    const placement = expectName(p, 'where the endpoint runs: `sidecar`, `service` or `external`');
    readBody(
      p,
      bodies.endpoint,
      () => clauses.push(p.SUBRULE(p.endpointClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'endpoint', name, placement, clauses, span: p.since(start) };
  });

  p.RULE('endpointClause', () =>
    p.OR<ast.Setting | ast.Replicas>([
      { ALT: () => p.SUBRULE(p.replicas) },
      { ALT: () => p.SUBRULE(p.endpointSetting) },
    ]),
  );

  p.RULE('customAction', () => {
    const start = p.here();
    p.CONSUME(t.Word.action);
    const name = expectName(p, 'a name for the action');
    const { parameters } = p.SUBRULE(p.parameters);
    const result = p.OPTION(() => typeOf(p));
    expect(p, t.Word.from, '`from` and a source');
    const source = expectName(p, 'the name of a source');
    const fields = p.SUBRULE(p.record);
    return {
      kind: 'custom-action',
      name,
      parameters,
      ...(result ? { result } : {}),
      source,
      fields,
      span: p.since(start),
    };
  });
}
