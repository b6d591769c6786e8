import type * as ast from '../src/language/syntax/nodes.ts';
import { startsField, startsNext } from './bodies.ts';
import type { Alternative, Core } from './core.ts';
import { close, expect, expectName, mendSpelling, skipSecond } from './expect.ts';
import { readFields, readItems } from './lists.ts';
import { atStrategyWord, complain, missing, startsValue } from './messages.ts';
import type { Parser } from './rule-table.ts';
import { isDeeperThan } from './skipping.ts';
import { decodeString } from './strings.ts';
import * as t from './tokens.ts';

/** Whether the next token is the brace of the body around, by how its line is indented. */
function endsBody(p: Core): boolean {
  const body = p.recovery.bodies.at(-1);
  return body !== undefined && p.is(t.RightBrace) && p.columnOfFirst() !== undefined && !isDeeperThan(p, body.brace);
}

/** Rules for what operators join: names with what follows them, numbers, strings, lists, records, what stands in brackets. */
export function operandRules(p: Parser): void {
  p.RULE('postfix', () => {
    const start = p.here();
    return tails(p, start, p.SUBRULE(p.primary));
  });

  p.RULE('version', () => {
    const token = p.guarded(
      () => p.is(t.Identifier) || (p.is(t.NumberToken) && /^\d+$/.test(p.LA(1).image)),
      () => {
        complain(p, 'a version: an alias such as `production`, or a whole number');
        return p.is(t.NumberToken) ? p.skip() : p.standIn(t.Identifier);
      },
      () => p.OR([{ ALT: () => p.CONSUME(t.Identifier) }, { ALT: () => p.CONSUME(t.NumberToken) }]),
    );
    return p.nameOf(token);
  });

  p.RULE('arguments', () => {
    const given: ast.Argument[] = [];
    const open = p.CONSUME(t.LeftParenthesis);
    readItems(
      p,
      open,
      t.RightParenthesis,
      () => startsValue(p),
      () => given.push(p.SUBRULE(p.argument)),
    );
    close(p, t.RightParenthesis, open);
    return given;
  });

  p.RULE('argument', () => {
    const start = p.here();
    const name = p.OPTION({
      GATE: () => p.is(t.Colon, 2) || p.is(t.Assign, 2),
      DEF: () => {
        const token = p.CONSUME(t.Identifier);
        if (p.is(t.Assign)) mendSpelling(p, t.Colon);
        p.CONSUME(t.Colon);
        return p.nameOf(token);
      },
    });
    const value = p.SUBRULE(p.expression);
    return { kind: 'argument', ...(name ? { name } : {}), value, span: p.since(start) };
  });

  p.RULE('primary', () =>
    p.guarded(
      () => startsValue(p) && !startsNext(p) && !startsField(p),
      () => {
        if (startsNext(p)) return missing(p);
        if (startsField(p)) return p.SUBRULE(p.record);
        const isTooMuch = !p.atEnd() && !atStrategyWord(p) && startsValue(p, 2) && isOperator(p);
        const nothing = missing(p);
        if (!isTooMuch) return nothing;
        p.skip();
        return value();
      },
      value,
    ),
  );

  const value = (): ast.Expression => (namesObject(p) ? p.SUBRULE(p.object) : p.OR(values));

  /** Made once: values are what most of a source consists of. */
  const values: readonly Alternative<ast.Expression>[] = [
    {
      ALT: (): ast.Expression => {
        const name = p.nameOf(p.CONSUME(t.Identifier));
        return { kind: 'reference', name, span: name.span };
      },
    },
    {
      ALT: (): ast.Expression => {
        const token = p.CONSUME(t.NumberToken);
        return { kind: 'number', text: token.image, span: p.spanOf(token) };
      },
    },
    { ALT: () => p.SUBRULE(p.string) },
    { ALT: (): ast.Expression => ({ kind: 'bool', value: true, span: p.spanOf(p.CONSUME(t.True)) }) },
    { ALT: (): ast.Expression => ({ kind: 'bool', value: false, span: p.spanOf(p.CONSUME(t.False)) }) },
    { ALT: (): ast.Expression => ({ kind: 'none', span: p.spanOf(p.CONSUME(t.None)) }) },
    // `secret` is a name too; that a name follows was asked before.
    { ALT: () => p.SUBRULE(p.object), IGNORE_AMBIGUITIES: true },
    { ALT: () => p.SUBRULE(p.list) },
    { ALT: () => p.SUBRULE(p.record) },
    { ALT: () => p.SUBRULE(p.group) },
  ];

  /** `secret scanflow-secret`, `secret hub.token`, `claim datasets` */
  p.RULE('object', () => {
    const start = p.here();
    const kind = p.OR<ast.ObjectReference['kind']>([
      { ALT: () => (p.CONSUME(t.Word.secret), 'secret') },
      { ALT: () => (p.CONSUME(t.Word.config), 'config') },
      { ALT: () => (p.CONSUME(t.Word.claim), 'claim') },
    ]);
    const name = expectName(p);
    const key = p.OPTION(() => {
      p.CONSUME(t.Dot);
      return p.SUBRULE(p.key);
    });
    return { kind, name, ...(key ? { key } : {}), span: p.since(start) };
  });

  p.RULE('group', () => {
    const open = p.CONSUME(t.LeftParenthesis);
    const value = p.SUBRULE(p.expression);
    close(p, t.RightParenthesis, open);
    return value;
  });

  p.RULE('list', () => {
    const start = p.here();
    const items: ast.Expression[] = [];
    const open = p.CONSUME(t.LeftBracket);
    readItems(
      p,
      open,
      t.RightBracket,
      () => startsValue(p),
      () => items.push(p.SUBRULE(p.expression)),
    );
    close(p, t.RightBracket, open);
    return { kind: 'list', items, span: p.since(start) };
  });

  p.RULE('record', () => {
    const start = p.here();
    const fields: ast.Field[] = [];
    const open = expect(p, t.LeftBrace);
    skipSecond(p, t.LeftBrace, 'a field');
    if (!p.isStandIn(open) || startsField(p)) {
      readFields(p, open, () => fields.push(p.SUBRULE(p.field)));
      if (!p.isStandIn(open) || !endsBody(p)) close(p, t.RightBrace, open, fields.length === 0 ? 'a field' : '`,`');
    }
    return { kind: 'record', fields, span: p.since(start) };
  });

  p.RULE('field', () => {
    const start = p.here();
    const name = p.SUBRULE(p.key);
    if (p.is(t.Assign)) mendSpelling(p, t.Colon);
    expect(p, t.Colon);
    const begin = p.here();
    const from = p.SUBRULE(p.expression);
    const to = p.OPTION(() => {
      p.CONSUME(t.Range);
      return p.SUBRULE(p.operand);
    });
    const value: ast.Expression = to ? { kind: 'range', from, to, span: p.since(begin) } : from;
    return { kind: 'field', name, value, span: p.since(start) };
  });

  /** A name, or a string in its place. */
  p.RULE('key', () =>
    p.guarded(
      () => p.is(t.Identifier) || p.is(t.StringToken),
      () => expectName(p),
      () =>
        p.OR<ast.Name>([
          { ALT: () => p.nameOf(p.CONSUME(t.Identifier)) },
          {
            ALT: (): ast.Name => {
              const { parts, span } = p.SUBRULE(p.string);
              const text = p.ACTION(() => parts.map((part) => (part.kind === 'text' ? part.value : '')).join('')) ?? '';
              return { kind: 'name', text, span };
            },
          },
        ]),
    ),
  );

  p.RULE('string', () =>
    p.guarded(
      () => p.is(t.StringToken),
      () => missingString(p),
      () => {
        const span = p.spanOf(p.CONSUME(t.StringToken));
        const { parts, holes } = decodeString(p.text, span, p.reporter);
        for (const hole of holes) p.holes.push({ parts, string: span.start, hole });
        return { kind: 'string', parts, span };
      },
    ),
  );
}

/** What follows a value: `.name`, `@version`, `(arguments)`. */
export function tails(p: Parser, start: number, value: ast.Expression): ast.Expression {
  let of = value;
  p.MANY(() => {
    of = p.OR<ast.Expression>([
      {
        ALT: (): ast.Expression => {
          p.CONSUME(t.Dot);
          const name = expectName(p, 'a name after `.`');
          return { kind: 'member', of, name, span: p.since(start) };
        },
      },
      {
        ALT: (): ast.Expression => {
          p.CONSUME(t.At);
          const version = p.SUBRULE(p.version);
          return { kind: 'version', of, version, span: p.since(start) };
        },
      },
      {
        ALT: (): ast.Expression => {
          const given = p.SUBRULE(p.arguments);
          return { kind: 'call', callee: of, arguments: given, span: p.since(start) };
        },
      },
    ]);
  });
  return of;
}

function namesObject(p: Parser): boolean {
  const isWord = p.is(t.Word.secret) || p.is(t.Word.config) || p.is(t.Word.claim);
  return isWord && p.is(t.Identifier, 2) && !p.is(t.Word.over, 2) && !p.is(t.Word.since, 2);
}

function isOperator(p: Parser): boolean {
  return [t.Assign, t.Colon, t.Operator].some((type) => p.is(type));
}

/** A name in the place of a string was most likely meant as one. */
function missingString(p: Parser): ast.StringLiteral {
  const span = p.hereSpan();
  const token = p.LA(1);
  const isName = p.is(t.Identifier) && !startsNext(p) && p.columnOfFirst() === undefined;
  if (!isName) {
    complain(p, 'a string');
    return { kind: 'string', parts: [], span };
  }
  const place = p.spanOf(token);
  const fix = { span: place, text: `"${token.image}"` };
  complain(p, 'a string', { help: 'a string stands between `"` and `"`', fix });
  p.skip();
  return { kind: 'string', parts: [{ kind: 'text', value: token.image, span: place }], span: place };
}
