import type { Alternative, ParserMethod } from './rules.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { RecoveringParser } from './recovering-parser.ts';
import { decodeString, type PendingHole } from './strings.ts';
import * as t from './tokens.ts';

/** Rules for what operators join: names with what follows them, numbers, strings, lists, records, what stands in brackets. */
export abstract class OperandParser extends RecoveringParser {
  /** The holes of the strings that were read; what stands in them is parsed afterwards. */
  protected holes: { readonly parts: ast.StringPart[]; readonly string: number; readonly hole: PendingHole }[] = [];

  /** What stands within brackets; its rule comes with the operators. */
  abstract readonly expression: ParserMethod<[number?], ast.Expression>;

  postfix: ParserMethod<[], ast.Expression> = this.rule('postfix', () => {
    const start = this.here();
    return this.tails(start, this.SUBRULE(this.primary));
  });

  /** What follows a value: `.name`, `@version`, `(arguments)`. */
  protected tails(start: number, value: ast.Expression): ast.Expression {
    let of = value;
    this.MANY(() => {
      of = this.OR<ast.Expression>([
        {
          ALT: (): ast.Expression => {
            this.CONSUME(t.Dot);
            const name = this.name('a name after `.`');
            return { kind: 'member', of, name, span: this.since(start) };
          },
        },
        {
          ALT: (): ast.Expression => {
            this.CONSUME(t.At);
            const version = this.SUBRULE(this.version);
            return { kind: 'version', of, version, span: this.since(start) };
          },
        },
        {
          ALT: (): ast.Expression => {
            const given = this.SUBRULE(this.arguments);
            return { kind: 'call', callee: of, arguments: given, span: this.since(start) };
          },
        },
      ]);
    });
    return of;
  }

  version: ParserMethod<[], ast.Name> = this.rule('version', () => {
    const isVersion = this.is(t.Identifier) || (this.is(t.NumberToken) && /^\d+$/.test(this.LA(1).image));
    if (!this.RECORDING_PHASE && !isVersion) {
      this.complain('a version: an alias such as `production`, or a whole number');
      return this.nameOf(this.is(t.NumberToken) ? this.skip() : this.standIn(t.Identifier));
    }
    const token = this.OR([{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.NumberToken) }]);
    return this.nameOf(token);
  });

  arguments: ParserMethod<[], ast.Argument[]> = this.rule('arguments', () => {
    const given: ast.Argument[] = [];
    const open = this.CONSUME(t.LeftParenthesis);
    this.items(
      open,
      t.RightParenthesis,
      () => this.startsValue(),
      () => given.push(this.SUBRULE(this.argument)),
    );
    this.close(t.RightParenthesis, open);
    return given;
  });

  argument: ParserMethod<[], ast.Argument> = this.rule('argument', () => {
    const start = this.here();
    const name = this.OPTION({
      GATE: () => this.is(t.Colon, 2) || this.is(t.Assign, 2),
      DEF: () => {
        const token = this.CONSUME(t.Identifier);
        if (!this.RECORDING_PHASE && this.is(t.Assign)) this.mendSpelling(t.Colon);
        this.CONSUME(t.Colon);
        return this.nameOf(token);
      },
    });
    const value = this.SUBRULE(this.expression);
    return { kind: 'argument', ...(name ? { name } : {}), value, span: this.since(start) };
  });

  primary: ParserMethod<[], ast.Expression> = this.rule('primary', () => {
    if (!this.RECORDING_PHASE) {
      if (this.startsNext()) return this.missing();
      if (this.startsField()) return this.SUBRULE(this.record);
      if (!this.startsValue()) {
        const isTooMuch = !this.atEnd() && !this.atStrategyWord() && this.startsValue(2) && this.#isOperator();
        const missing = this.missing();
        if (!isTooMuch) return missing;
        this.skip();
      }
      if (this.#namesObject()) return this.SUBRULE(this.object);
    }
    return this.OR(this.#values);
  });

  /** Made once: values are what most of a source consists of. */
  readonly #values: readonly Alternative<ast.Expression>[] = [
    {
      ALT: (): ast.Expression => {
        const name = this.nameOf(this.CONSUME(t.Identifier));
        return { kind: 'reference', name, span: name.span };
      },
    },
    {
      ALT: (): ast.Expression => {
        const token = this.CONSUME(t.NumberToken);
        return { kind: 'number', text: token.image, span: this.spanOf(token) };
      },
    },
    { ALT: () => this.SUBRULE(this.string) },
    { ALT: (): ast.Expression => ({ kind: 'bool', value: true, span: this.spanOf(this.CONSUME(t.True)) }) },
    { ALT: (): ast.Expression => ({ kind: 'bool', value: false, span: this.spanOf(this.CONSUME(t.False)) }) },
    { ALT: (): ast.Expression => ({ kind: 'none', span: this.spanOf(this.CONSUME(t.None)) }) },
    // `secret` is a name too; that a name follows was asked before.
    { ALT: () => this.SUBRULE(this.object), IGNORE_AMBIGUITIES: true },
    { ALT: () => this.SUBRULE(this.list) },
    { ALT: () => this.SUBRULE(this.record) },
    { ALT: () => this.SUBRULE(this.group) },
  ];

  /** `secret scanflow-secret`, `secret hub.token`, `claim datasets` */
  object: ParserMethod<[], ast.ObjectReference> = this.rule('object', () => {
    const start = this.here();
    const kind = this.OR<ast.ObjectReference['kind']>([
      { ALT: () => (this.CONSUME(t.Word.secret), 'secret') },
      { ALT: () => (this.CONSUME(t.Word.config), 'config') },
      { ALT: () => (this.CONSUME(t.Word.claim), 'claim') },
    ]);
    const name = this.name();
    const key = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.SUBRULE(this.key);
    });
    return { kind, name, ...(key ? { key } : {}), span: this.since(start) };
  });

  #namesObject(): boolean {
    const isWord = this.is(t.Word.secret) || this.is(t.Word.config) || this.is(t.Word.claim);
    return isWord && this.is(t.Identifier, 2) && !this.is(t.Word.over, 2) && !this.is(t.Word.since, 2);
  }

  #isOperator(): boolean {
    return [t.Assign, t.Colon, t.Operator].some((type) => this.is(type));
  }

  group: ParserMethod<[], ast.Expression> = this.rule('group', () => {
    const open = this.CONSUME(t.LeftParenthesis);
    const value = this.SUBRULE(this.expression);
    this.close(t.RightParenthesis, open);
    return value;
  });

  list: ParserMethod<[], ast.ListLiteral> = this.rule('list', () => {
    const start = this.here();
    const items: ast.Expression[] = [];
    const open = this.CONSUME(t.LeftBracket);
    this.items(
      open,
      t.RightBracket,
      () => this.startsValue(),
      () => items.push(this.SUBRULE(this.expression)),
    );
    this.close(t.RightBracket, open);
    return { kind: 'list', items, span: this.since(start) };
  });

  record: ParserMethod<[], ast.RecordLiteral> = this.rule('record', () => {
    const start = this.here();
    const fields: ast.Field[] = [];
    const open = this.expect(t.LeftBrace);
    this.skipSecond(t.LeftBrace, 'a field');
    if (!this.isStandIn(open) || this.startsField()) {
      this.fields(open, () => fields.push(this.SUBRULE(this.field)));
      this.close(t.RightBrace, open, fields.length === 0 ? 'a field' : '`,`');
    }
    return { kind: 'record', fields, span: this.since(start) };
  });

  field: ParserMethod<[], ast.Field> = this.rule('field', () => {
    const start = this.here();
    const name = this.SUBRULE(this.key);
    if (!this.RECORDING_PHASE && this.is(t.Assign)) this.mendSpelling(t.Colon);
    this.expect(t.Colon);
    const value = this.SUBRULE(this.expression);
    return { kind: 'field', name, value, span: this.since(start) };
  });

  /** A name, or a string in its place. */
  key: ParserMethod<[], ast.Name> = this.rule('key', () => {
    if (!this.RECORDING_PHASE && !this.is(t.StringToken)) return this.name();
    return this.OR<ast.Name>([
      { ALT: () => this.nameOf(this.CONSUME(t.Identifier)) },
      {
        ALT: (): ast.Name => {
          const { parts, span } = this.SUBRULE(this.string);
          const text = this.ACTION(() => parts.map((part) => (part.kind === 'text' ? part.value : '')).join('')) ?? '';
          return { kind: 'name', text, span };
        },
      },
    ]);
  });

  string: ParserMethod<[], ast.StringLiteral> = this.rule('string', () => {
    if (!this.RECORDING_PHASE && !this.is(t.StringToken)) return this.#missingString();
    const token = this.CONSUME(t.StringToken);
    const span = this.spanOf(token);
    const decoded = this.ACTION(() => decodeString(this.text, span, this.reporter));
    for (const hole of decoded?.holes ?? []) this.holes.push({ parts: decoded?.parts ?? [], string: span.start, hole });
    return { kind: 'string', parts: decoded?.parts ?? [], span };
  });

  /** A name in the place of a string was most likely meant as one. */
  #missingString(): ast.StringLiteral {
    const span = this.hereSpan();
    const token = this.LA(1);
    const isName = this.is(t.Identifier) && !this.startsNext() && this.columnOfFirst() === undefined;
    if (!isName) {
      this.complain('a string');
      return { kind: 'string', parts: [], span };
    }
    const place = this.spanOf(token);
    const fix = { span: place, text: `"${token.image}"` };
    this.complain('a string', { help: 'a string stands between `"` and `"`', fix });
    this.skip();
    return { kind: 'string', parts: [{ kind: 'text', value: token.image, span: place }], span: place };
  }
}
