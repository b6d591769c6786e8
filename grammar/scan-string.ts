import { MAX_DEPTH } from './limits.ts';

export interface Scanned {
  /** Where the string or the hole ends: behind what closes it, or where the text gives out. */
  readonly end: number;
  readonly closed: boolean;
  /** The outermost `${` that is still open there. */
  readonly hole?: number;
  /** More strings and holes within each other than anybody can read. */
  readonly deep?: true;
}

/** What is open: a string of one line, a string of many, or a hole with so many braces in it. */
const SHORT = -1;
const LONG = -2;
const HOLE = 0;

/** Begins and ends a raw string, in which nothing else has a meaning. */
export const RAW = "'''";
/** Of other strings that have many lines. */
export const MANY_LINES = '"""';

/** What the string that begins there begins and ends with. */
export const markAt = (text: string, start: number): string =>
  [MANY_LINES, RAW].find((mark) => text.startsWith(mark, start)) ?? '"';

/** The end of the string that begins at a quotation mark. Strings in its holes have marks and holes of their own. */
export function scanString(text: string, start: number, limit: number): Scanned {
  const mark = markAt(text, start);
  if (mark === RAW) {
    const end = rawEnd(text, start, limit);
    return { end: end ?? limit, closed: end !== undefined };
  }
  return scan(text, start + mark.length, limit, mark === MANY_LINES ? LONG : SHORT);
}

/** The end of a hole, from behind its `${`. */
export const scanHole = (text: string, start: number, limit: number): Scanned => scan(text, start, limit, HOLE);

function rawEnd(text: string, start: number, limit: number): number | undefined {
  const close = text.indexOf(RAW, start + RAW.length);
  return close === -1 || close + RAW.length > limit ? undefined : close + RAW.length;
}

function scan(text: string, from: number, limit: number, outermost: number): Scanned {
  const open = [outermost];
  let shorts = outermost === SHORT ? 1 : 0;
  let hole: number | undefined;
  let at = from;
  const pop = (): boolean => {
    if (open.pop() === SHORT) shorts -= 1;
    if (open.length === 1) hole = undefined;
    return open.length === 0;
  };
  while (at < limit) {
    const top = open.length - 1;
    const kind = open[top] ?? HOLE;
    const character = text[at];
    if (shorts > 0 && (character === '\n' || character === '\r')) break;
    if (character === '"') {
      const isLong = text.startsWith('"""', at);
      if (kind >= HOLE) {
        open.push(isLong ? LONG : SHORT);
        if (!isLong) shorts += 1;
        at += isLong ? 3 : 1;
      } else if (kind === SHORT || isLong) {
        at += kind === SHORT ? 1 : 3;
        if (pop()) return { end: at, closed: true };
      } else at += 1;
    } else if (kind < HOLE) {
      if (character === '$' && text[at + 1] === '{') {
        if (open.length === 1) hole = at;
        open.push(HOLE);
        if (open.length > 2 * MAX_DEPTH) return { end: at, closed: false, deep: true };
        at += 2;
      } else at += character === '\\' && text[at + 1] !== '\n' && text[at + 1] !== '\r' ? 2 : 1;
    } else if (text.startsWith(RAW, at)) {
      const end = rawEnd(text, at, limit);
      const line = shorts > 0 ? text.slice(at, end).search(/[\r\n]/) : -1;
      if (line !== -1) at += line;
      else at = end ?? limit;
    } else {
      at += 1;
      if (character === '{') open[top] = kind + 1;
      else if (character === '}' && kind > HOLE) open[top] = kind - 1;
      else if (character === '}' && pop()) return { end: at, closed: true };
    }
  }
  return { end: Math.min(at, limit), closed: false, ...(hole === undefined ? {} : { hole }) };
}
