import { Heap } from '../../base/values/heap.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  /** Undefined: it was taken back. */
  happen: (() => void) | undefined;
}

/** More than is ever added. */
const LAST = 2 ** 50;

/** What is to happen on the virtual clock: by instant, and at one instant in the order in which it was added. */
export class Agenda {
  readonly #heap = new Heap<Entry>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  #order = 0;

  add(at: number, happen: () => void): void {
    this.#heap.push({ at, order: this.#order++, happen });
  }

  /** After all else of that instant, what comes of it included. What is given takes it back. */
  addLast(at: number, happen: () => void): () => void {
    const entry: Entry = { at, order: LAST + this.#order++, happen };
    this.#heap.push(entry);
    return () => {
      entry.happen = undefined;
    };
  }

  /** What is next, if that is not after `last`. */
  take(last: number): { readonly at: number; readonly happen: () => void } | undefined {
    for (let { first } = this.#heap; first && first.at <= last; { first } = this.#heap) {
      this.#heap.pop();
      const { at, happen } = first;
      if (happen) return { at, happen };
    }
    return undefined;
  }
}
