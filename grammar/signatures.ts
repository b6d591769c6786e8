import type * as ast from '../src/language/syntax/nodes.ts';
import { close, expect, expectName } from './expect.ts';
import { readItems } from './lists.ts';
import type { Parser } from './rule-table.ts';
import * as t from './tokens.ts';

/** Rules for types, parameters and lists of names. */
export function signatureRules(p: Parser): void {
  p.RULE('type', () => {
    const start = p.here();
    const name = expectName(p, 'a type');
    const parts: ast.TypeReference[] = [];
    p.OPTION(() => {
      const open = p.CONSUME(t.Less);
      parts.push(p.SUBRULE(p.type));
      p.MANY(() => {
        p.CONSUME(t.Comma);
        parts.push(p.SUBRULE(p.type));
      });
      close(p, t.Greater, open);
    });
    const optional = p.OPTION1(() => p.CONSUME(t.Question)) !== undefined;
    return { kind: 'type', name, arguments: parts, optional, span: p.since(start) };
  });

  p.RULE('parameters', () => {
    const parameters: ast.Parameter[] = [];
    let rest = false;
    const open = expect(p, t.LeftParenthesis);
    if (p.isStandIn(open)) return { parameters, rest };
    const isParameter = (): boolean => p.is(t.Identifier);
    readItems(p, open, t.RightParenthesis, isParameter, () => {
      const parameter = p.SUBRULE(p.parameterOrRest);
      if (parameter === undefined) rest = true;
      else parameters.push(parameter);
    });
    close(p, t.RightParenthesis, open);
    return { parameters, rest };
  });

  /** Nothing where `...` stands. */
  p.RULE('parameterOrRest', () =>
    p.guarded<ast.Parameter | undefined>(
      () => p.is(t.Identifier) || p.is(t.Ellipsis),
      () => p.SUBRULE(p.parameter),
      () => p.OR([{ ALT: () => p.SUBRULE(p.parameter) }, { ALT: () => void p.CONSUME(t.Ellipsis) }]),
    ),
  );

  p.RULE('parameter', () => {
    const start = p.here();
    const name = expectName(p, 'a parameter');
    const type = typeOf(p);
    const fallback = p.OPTION(() => p.SUBRULE(p.default));
    return { kind: 'parameter', name, type, ...(fallback ? { default: fallback } : {}), span: p.since(start) };
  });

  p.RULE('param', () => {
    const start = p.here();
    p.CONSUME(t.Word.param);
    const name = expectName(p, 'a name for the param');
    const type = typeOf(p);
    const fallback = p.OPTION(() => p.SUBRULE(p.default));
    return { kind: 'param', name, type, ...(fallback ? { default: fallback } : {}), span: p.since(start) };
  });

  p.RULE('default', () => {
    p.CONSUME(t.Assign);
    return p.SUBRULE(p.expression);
  });

  /** `[a, b]` */
  p.RULE('bracketedNames', (what: string) => {
    const names: ast.Name[] = [];
    const open: t.Lexeme = expect(p, t.LeftBracket);
    if (p.isStandIn(open)) return names;
    readItems(
      p,
      open,
      t.RightBracket,
      () => p.is(t.Identifier),
      () => names.push(expectName(p, what)),
    );
    close(p, t.RightBracket, open);
    return names;
  });
}

/** `: Type` */
export function typeOf(p: Parser): ast.TypeReference {
  expect(p, t.Colon, '`:` and a type');
  return p.SUBRULE(p.type);
}
