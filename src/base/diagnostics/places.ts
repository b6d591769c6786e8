import { lineStarts, positionOf, type Position, type Span } from '../source/source.ts';

/** Line starts of texts, found once for each. */
export class Places {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #starts = new Map<string, readonly number[]>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  starts(path: string): readonly number[] {
    const known = this.#starts.get(path) ?? lineStarts(this.#texts.get(path) ?? '');
    this.#starts.set(path, known);
    return known;
  }

  position(path: string, offset: number): Position {
    return positionOf(this.#texts.get(path) ?? '', this.starts(path), offset);
  }

  range({ path, start, end }: Span): { readonly start: Position; readonly end: Position } {
    return { start: this.position(path, start), end: this.position(path, end) };
  }
}
