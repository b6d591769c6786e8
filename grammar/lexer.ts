import { Reporter, type Details } from '../src/base/diagnostics/diagnostic.ts';
import type { Span } from '../src/base/source/source.ts';
import { TIME_UNIT } from '../src/base/values/quantity.ts';
import type { Token, TokenKind } from '../src/language/syntax/nodes.ts';
import { classes, DIGIT, LETTER, OTHER, SPACE, SYMBOL } from './characters.ts';
import { foreignNameAt, foreignOperators, isForeignLetterAt, isInvisible } from './foreign.ts';
import { MAX_DEPTH, MAX_ERRORS } from './limits.ts';
import { markAt, RAW, scanString } from './scan-string.ts';
import * as t from './tokens.ts';

export interface Lexed {
  /** What the parser reads: no comments, nothing that has no meaning. */
  readonly tokens: t.Lexeme[];
  /** Places where the text was mended, so that what the parser finds wrong there was said already. */
  readonly mended: readonly Span[];
}

const HYPHEN = 45;
const BYTE_ORDER_MARK = 0xfeff;
/** With its unit: whether that is one is judged later. */
const NUMBER = new RegExp(
  String.raw`\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?(?:%|\/(?:${TIME_UNIT})(?![A-Za-z0-9_-])|[A-Za-zµ][A-Za-z0-9]*(?:\.\d+[A-Za-z]+)*)?`,
  'y',
);
/** Takes a text, or the part of it within a hole, apart into tokens. Any text can be; what has no meaning is reported. */
export const lex = (text: string, range: Span, reporter: Reporter): Lexed => new Lexer(text, range, reporter).run();

/** Every token of the text, comments and what has no meaning too. */
export function allTokens(text: string, range: Span): Token[] {
  const all: Token[] = [];
  new Lexer(text, range, new Reporter(), all).run();
  return all;
}

class Lexer {
  readonly #text: string;
  readonly #range: Span;
  readonly #reporter: Reporter;
  /** Where the last characters without a meaning ended. */
  #garbageEnd = -1;
  readonly #tokens: t.Lexeme[] = [];
  /** Where all tokens go, if anybody wants them. */
  readonly #all: Token[] | undefined;
  readonly #mended: Span[] = [];
  #at: number;

  constructor(text: string, range: Span, reporter: Reporter, all?: Token[]) {
    this.#all = all;
    this.#text = text;
    this.#range = range;
    this.#reporter = reporter;
    this.#at = range.start;
  }

  run(): Lexed {
    const { end } = this.#range;
    if (this.#at === 0 && this.#text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at = 1;
    while (this.#at < end) {
      // Beyond that the text is most likely no source, and looking for the ends of its strings would take its time.
      if (this.#reporter.diagnostics.length > MAX_ERRORS) this.#skip('unknown', end);
      switch (this.#classAt(this.#at)) {
        case SPACE:
          this.#spaces();
          break;
        case LETTER:
          this.#word();
          break;
        case DIGIT:
          this.#number();
          break;
        case SYMBOL:
          this.#symbol();
          break;
        default:
          this.#other();
      }
    }
    return { tokens: this.#tokens, mended: this.#mended };
  }

  #spaces(): void {
    const text = this.#text;
    const { end } = this.#range;
    let at = this.#at + 1;
    while (at < end && classes[text.charCodeAt(at)] === SPACE) at += 1;
    this.#at = at;
  }

  #classAt(at: number): number {
    return at < this.#range.end ? (classes[this.#text.charCodeAt(at)] ?? OTHER) : OTHER;
  }

  #isNamePart(at: number): boolean {
    const kind = this.#classAt(at);
    return kind === LETTER || kind === DIGIT;
  }

  // ----------------------------------------------------------------------------------------------- what has a meaning

  #word(): void {
    const start = this.#at;
    let end = start + 1;
    // A hyphen belongs to a name only between two of its characters, so `a->b` is an edge and `a - b` a difference.
    while (this.#isNamePart(end) || (this.#text.charCodeAt(end) === HYPHEN && this.#isNamePart(end + 1))) end += 1;
    if (this.#text.charCodeAt(end) > 127 && this.#isForeignLetter(end)) {
      this.#foreignName();
      return;
    }
    const word = this.#text.slice(start, end);
    const keyword = t.keywords.get(word);
    if (keyword) this.#push('keyword', keyword, end);
    else this.#push('word', t.softKeywords.get(word) ?? t.Identifier, end);
  }

  #number(): void {
    NUMBER.lastIndex = this.#at;
    const length = NUMBER.exec(this.#text)?.[0].length ?? 1;
    this.#push('number', t.NumberToken, this.#at + length);
  }

  #symbol(): void {
    if (this.#classAt(this.#at + 1) !== SYMBOL) {
      this.#push('symbol', t.symbols.get(this.#text.charAt(this.#at)) ?? t.Comma, this.#at + 1);
      return;
    }
    if (this.#text.startsWith('//', this.#at)) {
      this.#skip('comment', this.#lineEnd(this.#at));
      return;
    }
    if (this.#text.startsWith('/*', this.#at)) {
      const close = this.#text.indexOf('*/', this.#at + 2);
      const isClosed = close !== -1 && close + 2 <= this.#range.end;
      const end = isClosed ? close + 2 : this.#lineEnd(this.#at);
      const rest = this.#text.slice(end, this.#lineEnd(end));
      const inner = this.#text.slice(this.#at + 2, end - 2).trim();
      const isLine = isClosed && rest.trim() === '' && !inner.includes('\n');
      const fix = isLine ? { fix: { span: this.#span(this.#at, end), text: `// ${inner}` } } : {};
      this.#stray(end, '`/*`', { help: 'a comment begins with // and ends with its line', ...fix });
      return;
    }
    // `List<>` lacks a type.
    const signs = /\s/.test(this.#text.charAt(this.#at - 1)) ? ['<>', '===', '=>', '=<'] : ['===', '=>', '=<'];
    if (signs.some((sign) => this.#text.startsWith(sign, this.#at))) {
      this.#foreignOperator();
      return;
    }
    for (let length = Math.min(3, this.#range.end - this.#at); length > 1; length -= 1) {
      const type = t.symbols.get(this.#text.slice(this.#at, this.#at + length));
      if (type) {
        this.#push('symbol', type, this.#at + length);
        return;
      }
    }
    this.#push('symbol', t.symbols.get(this.#text.charAt(this.#at)) ?? t.Comma, this.#at + 1);
  }

  // ---------------------------------------------------------------------------------------------- strings, and mistakes

  #other(): void {
    const character = this.#text.charAt(this.#at);
    if (character === '"' || this.#text.startsWith(RAW, this.#at)) this.#string();
    else if (character === "'" || character === '“' || character === '”') this.#otherQuotes();
    else if (
      character === '!' &&
      this.#text.startsWith('!=', this.#at) &&
      !this.#text.startsWith('!==', this.#at) &&
      this.#at + 1 < this.#range.end
    )
      this.#push('symbol', t.symbols.get('!=') ?? t.Equal, this.#at + 2);
    else if (character === '#')
      this.#stray(this.#lineEnd(this.#at), '`#`', {
        help: 'a comment begins with //',
        fix: { span: this.#span(this.#at, this.#at + 1), text: '//' },
      });
    else if (character === ';')
      this.#stray(this.#at + 1, '`;`', {
        help: 'nothing stands behind a clause; the next one simply follows',
        fix: { span: this.#span(this.#at, this.#at + 1), text: '' },
      });
    else if (this.#isForeignLetter(this.#at)) this.#foreignName();
    else this.#foreignOperator();
  }

  #string(): void {
    const start = this.#at;
    const { end, closed, hole, deep } = scanString(this.#text, start, this.#range.end);
    if (closed) {
      this.#push('string', t.StringToken, end);
      return;
    }
    if (deep) {
      this.#reporter.report('too-deep', this.#span(start, start + 1), { limit: MAX_DEPTH });
      this.#mend(start, this.#range.end);
      this.#push('string', t.StringToken, this.#range.end);
      return;
    }
    const quote = hole === undefined ? -1 : this.#text.indexOf('"', hole);
    if (hole !== undefined && quote !== -1 && quote < end) {
      this.#reporter.report(
        'unclosed-hole',
        this.#span(hole, hole + 2),
        {},
        { help: 'end what stands in it with `}`' },
      );
      this.#mend(start, quote + 1);
      this.#push('string', t.StringToken, quote + 1);
      return;
    }
    // The brackets at the end of the line were most likely meant to close what stands before the string.
    const mark = markAt(this.#text, start);
    const isLong = mark.length > 1;
    const line = this.#text.slice(start, end);
    const stop = isLong ? end : start + Math.max(1, line.replace(/[\s,)\]}]+$/, '').length);
    const fix = isLong ? {} : { fix: { span: this.#span(stop, stop), text: '"' } };
    this.#reporter.report(
      'unterminated-string',
      this.#span(start, isLong ? start + 3 : stop),
      {},
      { help: `end it with \`${mark}\`${isLong ? '' : ' on the same line'}`, ...fix },
    );
    this.#mend(this.#lineStart(start), stop);
    this.#push('string', t.StringToken, stop);
  }

  /** A string between `'`, or between the quotation marks of word processors. */
  #otherQuotes(): void {
    const start = this.#at;
    const mark = this.#text.charAt(start);
    const length = this.#text.slice(start + 1).search(mark === "'" ? /'/ : /[“”]/);
    const close = length === -1 ? -1 : start + 1 + length;
    if (close === -1 || close >= this.#range.end || this.#text.slice(start, close).includes('\n')) {
      this.#stray(start + 1, `\`${mark}\``, { help: 'a string stands between `"` and `"`' });
      return;
    }
    const span = this.#span(start, close + 1);
    const inner = this.#text.slice(start + 1, close);
    const fix = { span, text: `"${inner.replaceAll('"', '\\"')}"` };
    this.#reporter.report(
      'spelled-otherwise',
      span,
      { found: `a string between \`${mark}\``, instead: 'between `"`' },
      { fix },
    );
    this.#push('string', t.StringToken, close + 1);
  }

  /** The place is read as a name, so that nothing else goes wrong behind it. */
  #foreignName(): void {
    const name = foreignNameAt(this.#text, this.#at);
    const before = Math.max(0, name.search(/[^\0-\x7f]/));
    const letter = String.fromCodePoint(name.codePointAt(before) ?? 0);
    const at = this.#at + before;
    const end = Math.min(this.#at + name.length, this.#range.end);
    if (this.#noteGarbage(end)) {
      const span = this.#span(at, at + letter.length);
      this.#reporter.report('stray-character', span, { character: described(letter) }, NAMES);
    }
    this.#push('word', t.Identifier, end);
  }

  #foreignOperator(): void {
    for (const [sign, type] of foreignOperators) {
      if (!this.#text.startsWith(sign, this.#at)) continue;
      const span = this.#span(this.#at, this.#at + sign.length);
      const word = type.LABEL;
      const text = sign === '!' ? `${word} ` : word;
      this.#reporter.report(
        'spelled-otherwise',
        span,
        { found: `\`${sign}\``, instead: `\`${word}\`` },
        { fix: { span, text } },
      );
      this.#push('symbol', type, span.end, word);
      return;
    }
    let end = this.#at;
    do end += (this.#text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    while (end < this.#range.end && this.#isStray(end));
    end = Math.min(end, this.#range.end);
    const first = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    if (this.#noteGarbage(end)) {
      this.#stray(end, described(first), first === '%' ? this.#spacedPercent() : {});
      return;
    }
    this.#mend(this.#at, end);
    this.#skip('unknown', end);
  }

  /** Notes what has no meaning, and tells whether it is the first of its place: what follows right on it is the same mistake. */
  #noteGarbage(end: number): boolean {
    const isFirst = this.#at !== this.#garbageEnd;
    this.#garbageEnd = end;
    return isFirst;
  }

  /** `90 %` */
  #spacedPercent(): Details {
    const last = this.#tokens.at(-1);
    if (!last || last.tokenType !== t.NumberToken || !/^[\d_.]+$/.test(last.image)) return {};
    if (!/^[ \t]*$/.test(this.#text.slice(last.endOffset + 1, this.#at))) return {};
    const text = `${last.image}%`;
    const help = `a number and its unit are one word: ${text}`;
    return { help, fix: { span: this.#span(last.startOffset, this.#at + 1), text } };
  }

  #isStray(at: number): boolean {
    return this.#classAt(at) === OTHER && !`"'#;!&|`.includes(this.#text.charAt(at)) && !this.#isForeignLetter(at);
  }

  #isForeignLetter(at: number): boolean {
    return at < this.#range.end && isForeignLetterAt(this.#text, at);
  }

  /** What has no meaning: reported, and not shown to the parser. */
  #stray(end: number, character: string, details: Details): void {
    const [line = ''] = this.#text.slice(this.#at, end).split(/[\r\n]/, 1);
    const shown = this.#at + line.length;
    this.#reporter.report('stray-character', this.#span(this.#at, shown), { character }, details);
    this.#mend(this.#at, end);
    this.#skip('unknown', end);
  }

  // ----------------------------------------------------------------------------------------------------------- helpers

  #push(kind: TokenKind, type: t.TokenType, end: number, image = this.#text.slice(this.#at, end)): void {
    const start = this.#at;
    this.#all?.push({ kind, start, end });
    this.#tokens.push({
      image,
      startOffset: start,
      endOffset: end - 1,
      tokenTypeIdx: type.tokenTypeIdx,
      tokenType: type,
    });
    this.#at = end;
  }

  #skip(kind: TokenKind, end: number): void {
    this.#all?.push({ kind, start: this.#at, end });
    this.#at = end;
  }

  #mend(start: number, end: number): void {
    this.#mended.push(this.#span(start, end));
  }

  #span(start: number, end: number): Span {
    return { path: this.#range.path, start, end };
  }

  #lineStart(at: number): number {
    return Math.max(this.#range.start, this.#text.lastIndexOf('\n', at) + 1);
  }

  #lineEnd(at: number): number {
    let end = at;
    while (end < this.#range.end && this.#text[end] !== '\n' && this.#text[end] !== '\r') end += 1;
    return end;
  }
}

const NAMES: Details = { help: 'a name has the letters a to z, digits, `_`, and `-` within' };

/** A character as it can be named in a sentence; one that nobody can see by its number. */
function described(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return isInvisible(character) || code === 0xfffd
    ? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    : `\`${character}\``;
}
