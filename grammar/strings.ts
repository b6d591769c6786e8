import type { Reporter } from '../src/base/diagnostics/diagnostic.ts';
import type { Span } from '../src/base/source/source.ts';
import type { StringPart } from '../src/language/syntax/nodes.ts';
import { markAt, MANY_LINES, RAW, scanHole } from './scan-string.ts';

/** A hole whose expression is still to be parsed: its index among the parts, and the text between `${` and `}`. */
export interface PendingHole {
  readonly part: number;
  readonly text: Span;
}

export interface DecodedString {
  readonly parts: StringPart[];
  readonly holes: readonly PendingHole[];
}

const escapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
  ['$', '$'],
]);

/** Takes a string apart: its texts with escapes resolved, and its holes. */
export function decodeString(text: string, token: Span, reporter: Reporter): DecodedString {
  const plain = plainContent(text, token);
  if (plain !== undefined) {
    const span = { path: token.path, start: token.start + 1, end: token.end - 1 };
    return { parts: plain === '' ? [] : [{ kind: 'text', value: plain, span }], holes: [] };
  }
  const mark = markAt(text, token.start);
  const decoder = new Decoder(text, token, reporter, mark === RAW);
  const from = token.start + mark.length;
  if (mark.length > 1 && token.end - from >= mark.length)
    decoder.long(from, text.endsWith(mark, token.end) ? token.end - mark.length : token.end);
  else decoder.take(token.start + 1, /["']/.test(text[token.end - 1] ?? '') ? token.end - 1 : token.end);
  return decoder.finish();
}

/**
 * An escape in a script of many lines that the program most likely was to have: a line break has no need of one there. A
 * quotation mark has, before others.
 */
export function scriptEscape(text: string, { path, start, end }: Span): Span | undefined {
  if (markAt(text, start) !== MANY_LINES) return undefined;
  const found = [...text.slice(start, end).matchAll(/\\(?:[nt]|"(?!")|[^])/g)].find(([escape]) => /[nt"]/.test(escape));
  return found && { path, start: start + found.index, end: start + found.index + found[0].length };
}

/** What a shell puts in the place of a variable, and what is no expression: `HOST:-x`, `#names[@]`, `file%.*`. */
const expansion = /^(?:[#!][A-Za-z_]|[A-Za-z_]\w*(?::|[%#^,]|\[[@*]))/;

/** Whether a hole has what a shell reads. */
export const isExpansion = (text: string, { start, end }: Span): boolean => expansion.test(text.slice(start, end));

/** A string as a raw one, if it has no hole, and no escape that has a meaning. */
function rawForm(text: string, { start, end }: Span): string | undefined {
  const mark = markAt(text, start);
  const content = text.slice(start + mark.length, end - mark.length);
  const isPlain =
    text.endsWith(mark, end) && !content.includes('${') && !content.includes(RAW) && !content.endsWith("'");
  return isPlain && [...content.matchAll(/\\([^])/g)].every(([, escaped = '']) => !escapes.has(escaped))
    ? `${RAW}${content}${RAW}`
    : undefined;
}

/** What stands between the marks of a usual string: one line without escapes and holes. */
function plainContent(text: string, { start, end }: Span): string | undefined {
  const content = text.slice(start + 1, end - 1);
  return end - start >= 2 && text[start] === '"' && text[end - 1] === '"' && !/["\\$\n\r]/.test(content)
    ? content
    : undefined;
}

class Decoder {
  readonly #text: string;
  readonly #token: Span;
  readonly #reporter: Reporter;
  /** Whether it was told that the string has a backslash which should stay one. */
  #isTold = false;
  /** Whether nothing in it has a meaning. */
  readonly #isRaw: boolean;
  readonly #parts: StringPart[] = [];
  readonly #holes: PendingHole[] = [];
  /** The pieces of the text that is being read, and where it begins and ends so far. */
  #pieces: string[] = [];
  #start = -1;
  #end = -1;

  constructor(text: string, token: Span, reporter: Reporter, isRaw: boolean) {
    this.#text = text;
    this.#token = token;
    this.#reporter = reporter;
    this.#isRaw = isRaw;
  }

  finish(): DecodedString {
    this.#flush();
    return { parts: this.#parts, holes: this.#holes };
  }

  /** Reads what lies between two places, with escapes and holes. */
  take(from: number, to: number): void {
    let plain = from;
    let at = from;
    const flushPlain = (): void => {
      if (plain < at) this.#add(plain, at, this.#text.slice(plain, at).replaceAll('\r\n', '\n'));
    };
    if (this.#isRaw) at = to;
    while (at < to) {
      const character = this.#text[at];
      if (character === '\\' && at + 1 < to) {
        flushPlain();
        this.#escape(at);
        plain = at += 2;
      } else if (character === '$' && this.#text[at + 1] === '{') {
        flushPlain();
        plain = at = this.#hole(at, to);
      } else at += 1;
    }
    flushPlain();
  }

  /**
   * Reads a string of many lines: without the indentation that all of them share, and without the line breaks behind
   * the opening and before the closing quotation marks. Lines within a hole belong to its expression.
   */
  long(from: number, to: number): void {
    const lines = this.#lines(from, to);
    const isBlank = (line: Line): boolean => this.#text.slice(line.start, line.end).trim() === '';
    const [first] = lines;
    if (first && lines.length > 1 && isBlank(first)) lines.shift();
    else if (first) first.isOpening = true;
    const last = lines.at(-1);
    if (last && lines.length > 1 && isBlank(last)) {
      lines.pop();
      const end = lines.at(-1);
      if (end) end.end -= this.#text.endsWith('\r\n', end.end) ? 2 : 1;
    } else if (last && last !== first && isBlank(last)) lines.pop();
    const indentation = sharedPrefix(
      lines
        .filter((line) => !line.isOpening && !isBlank(line))
        .map((line) => /^[ \t]*/.exec(this.#text.slice(line.start, line.end))?.[0] ?? ''),
    );
    for (const line of lines) {
      if (isBlank(line) && !line.isOpening) {
        const content = this.#text.slice(line.start, line.end);
        if (content.endsWith('\n')) this.#add(line.end - 1, line.end, '\n');
      } else this.take(line.start + (line.isOpening ? 0 : indentation.length), line.end);
    }
  }

  /** The lines of a long string, each with its line break. */
  #lines(from: number, to: number): Line[] {
    const lines: Line[] = [];
    let start = from;
    for (let at = from; at < to;) {
      const character = this.#text[at];
      if (character === '\\' && !this.#isRaw) at += 2;
      else if (character === '$' && !this.#isRaw && this.#text[at + 1] === '{')
        at = scanHole(this.#text, at + 2, to).end;
      else {
        at += 1;
        if (character !== '\n') continue;
        lines.push({ start, end: at, isOpening: false });
        start = at;
      }
    }
    lines.push({ start, end: to, isOpening: false });
    return lines;
  }

  #escape(at: number): void {
    const escaped = String.fromCodePoint(this.#text.codePointAt(at + 1) ?? 0);
    const value = escapes.get(escaped);
    this.#add(at, at + 2, value ?? escaped.slice(0, 1));
    if (value !== undefined) return;
    if (this.#isTold) return;
    const span = { path: this.#token.path, start: at, end: at + 1 + escaped.length };
    const raw = rawForm(this.#text, this.#token);
    this.#isTold = raw !== undefined;
    this.#reporter.report(
      'unknown-escape',
      span,
      { escape: /[\r\n]/.test(escaped) ? '\\ at the end of a line' : `\\${escaped}` },
      raw === undefined
        ? { help: 'write \\\\ for a backslash', fix: { span, text: `\\\\${escaped}` } }
        : {
            help: `between \`${RAW}\` and \`${RAW}\` a backslash is one; elsewhere write \\\\`,
            fix: { span: this.#token, text: raw },
          },
    );
  }

  #hole(at: number, to: number): number {
    const { end, closed } = scanHole(this.#text, at + 2, to);
    // The lexer has reported a hole without an end.
    if (!closed) {
      this.#add(at, to, this.#text.slice(at, to));
      return to;
    }
    this.#flush();
    const span = { path: this.#token.path, start: at, end };
    this.#holes.push({ part: this.#parts.length, text: { path: this.#token.path, start: at + 2, end: end - 1 } });
    this.#parts.push({ kind: 'hole', value: { kind: 'missing', span }, span });
    return end;
  }

  #add(from: number, to: number, piece: string): void {
    if (this.#pieces.length === 0) this.#start = from;
    this.#end = to;
    this.#pieces.push(piece);
  }

  #flush(): void {
    if (this.#pieces.length === 0) return;
    const span = { path: this.#token.path, start: this.#start, end: this.#end };
    this.#parts.push({ kind: 'text', value: this.#pieces.join(''), span });
    this.#pieces = [];
  }
}

interface Line {
  readonly start: number;
  end: number;
  /** It begins right behind the quotation marks, so its indentation is none. */
  isOpening: boolean;
}

function sharedPrefix(texts: readonly string[]): string {
  let shared = texts[0] ?? '';
  for (const text of texts) {
    let length = 0;
    while (length < shared.length && shared[length] === text[length]) length += 1;
    shared = shared.slice(0, length);
  }
  return shared;
}
