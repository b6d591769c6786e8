/** A source text with the path by which the user knows it. Library files have paths that begin with `std/`. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A place in a source: UTF-16 offsets, end exclusive. `start === end` is a place between two characters. */
export interface Span {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A position as people count: line and column from 1, the column in characters (code points). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export const spanning = (first: Span, last: Span): Span => ({ path: first.path, start: first.start, end: last.end });

/** Offsets at which the lines of a text begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the line (from 0) that holds an offset; `starts` as given by `lineStarts`. */
export function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function positionOf(text: string, starts: readonly number[], offset: number): Position {
  const line = lineIndex(starts, offset);
  const before = text.slice(starts[line] ?? 0, offset);
  return { line: line + 1, column: [...before].length + 1 };
}
