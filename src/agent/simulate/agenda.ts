import { Heap } from '../../base/values/heap.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
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

  /** After all else of that instant, what comes of it included. */
  addLast(at: number, happen: () => void): void {
    this.#heap.push({ at, order: LAST + this.#order++, happen });
  }

  /** What is next, if that is not after `last`. */
  take(last: number): (() => void) | undefined {
    const { first } = this.#heap;
    return first && first.at <= last ? this.#heap.pop()?.happen : undefined;
  }
}
