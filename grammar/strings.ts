import type { StringPart } from '../src/syntax/nodes.ts';

/** A hole whose expression is still to be parsed. */
export interface PendingHole {
  /** Index of its part. */
  readonly part: number;
  readonly text: string;
  /** Offset of the text in the source. */
  readonly start: number;
}

export interface DecodedString {
  readonly parts: StringPart[];
  readonly holes: readonly PendingHole[];
  readonly problems: readonly { readonly start: number; readonly end: number; readonly escape?: string }[];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\', $: '$' };

/** Takes a string token apart: its texts with escapes resolved, and its holes. Lines of the long form are unindented. */
export function decodeString(image: string, path: string, start: number): DecodedString {
  const long = image.startsWith('"""');
  const quote = long ? 3 : 1;
  const closed = image.length >= 2 * quote && image.endsWith(long ? '"""' : '"');
  const inner = image.slice(quote, closed ? -quote : undefined);
  const decoder = new Decoder(path, start + quote);
  if (long) decodeLines(decoder, inner);
  else decoder.take(inner, 0, inner.length);
  return decoder.finish();
}

/** Without the line breaks right behind the first and right before the last quotes, and the indentation of all lines. */
function decodeLines(decoder: Decoder, inner: string): void {
  const lines: { from: number; to: number }[] = [];
  for (let from = 0; ;) {
    const end = inner.indexOf('\n', from);
    lines.push({ from, to: end === -1 ? inner.length : end + 1 });
    if (end === -1) break;
    from = end + 1;
  }
  const isBlank = ({ from, to }: { from: number; to: number }): boolean => inner.slice(from, to).trim() === '';
  if (lines.length > 1 && lines[0] && isBlank(lines[0])) lines.shift();
  const last = lines.at(-1);
  const dropsBreak = lines.length > 1 && last !== undefined && isBlank(last);
  if (dropsBreak) lines.pop();
  const indents = lines
    .filter((line) => !isBlank(line))
    .map(({ from, to }) => /^[ \t]*/.exec(inner.slice(from, to))?.[0].length ?? 0);
  const indent = lines.length > 0 && indents.length > 0 ? Math.min(...indents.slice(0, 100_000)) : 0;
  for (const [index, line] of lines.entries()) {
    const from = isBlank(line) ? Math.max(line.from, line.to - 1) : line.from + indent;
    const isLast = index === lines.length - 1;
    const to = isLast && dropsBreak ? line.to - (inner[line.to - 2] === '\r' ? 2 : 1) : line.to;
    decoder.take(inner, Math.min(from, to), to);
  }
}

class Decoder {
  readonly #parts: StringPart[] = [];
  readonly #holes: PendingHole[] = [];
  readonly #problems: { start: number; end: number; escape?: string }[] = [];
  readonly #path: string;
  readonly #base: number;
  #text = '';
  #textStart = -1;

  constructor(path: string, base: number) {
    this.#path = path;
    this.#base = base;
  }

  take(inner: string, from: number, to: number): void {
    for (let at = from; at < to;) {
      const character = inner[at] ?? '';
      if (this.#textStart === -1) this.#textStart = at;
      if (character === '\\' && at + 1 < to) {
        const escaped = inner[at + 1] ?? '';
        const value = escapes[escaped];
        if (value === undefined)
          this.#problems.push({ start: this.#base + at, end: this.#base + at + 2, escape: `\\${escaped}` });
        this.#text += value ?? escaped;
        at += 2;
      } else if (character === '$' && inner[at + 1] === '{') at = this.#hole(inner, at, to);
      else {
        if (character !== '\r') this.#text += character;
        at += 1;
      }
    }
  }

  #hole(inner: string, at: number, to: number): number {
    let depth = 1;
    let end = at + 2;
    for (; end < to && depth > 0; end += 1) {
      if (inner[end] === '{') depth += 1;
      else if (inner[end] === '}') depth -= 1;
    }
    if (depth > 0) {
      this.#problems.push({ start: this.#base + at, end: this.#base + to });
      return to;
    }
    this.#flush(at);
    const span = { path: this.#path, start: this.#base + at, end: this.#base + end };
    this.#holes.push({ part: this.#parts.length, text: inner.slice(at + 2, end - 1), start: this.#base + at + 2 });
    this.#parts.push({ kind: 'hole', span, value: { kind: 'missing', span } });
    return end;
  }

  #flush(at: number): void {
    if (this.#text !== '') {
      const span = { path: this.#path, start: this.#base + Math.max(0, this.#textStart), end: this.#base + at };
      this.#parts.push({ kind: 'text', value: this.#text, span });
    }
    this.#text = '';
    this.#textStart = -1;
  }

  finish(): DecodedString {
    this.#flush(this.#textStart + this.#text.length);
    return { parts: this.#parts, holes: this.#holes, problems: this.#problems };
  }
}
