interface Entry {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** More than is ever added. */
const LAST = 2 ** 50;

/** What is to happen on the virtual clock: by instant, and at one instant in the order in which it was added. */
export class Agenda {
  /** A binary heap: the first is the next. */
  readonly #heap: Entry[] = [];
  #order = 0;

  add(at: number, happen: () => void): void {
    this.#push({ at, order: this.#order++, happen });
  }

  /** After all else of that instant, what comes of it included. */
  addLast(at: number, happen: () => void): void {
    this.#push({ at, order: LAST + this.#order++, happen });
  }

  #push(entry: Entry): void {
    this.#heap.push(entry);
    for (let index = this.#heap.length - 1; index > 0;) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** What is next, if that is not after `last`. */
  take(last: number): (() => void) | undefined {
    const [first] = this.#heap;
    const end = this.#heap.at(-1);
    if (!first || !end || first.at > last) return undefined;
    this.#heap[0] = end;
    this.#heap.pop();
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      const child = left + 1 < this.#heap.length && this.#before(left + 1, left) ? left + 1 : left;
      if (child >= this.#heap.length || !this.#before(child, index)) return first.happen;
      this.#swap(index, child);
      index = child;
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
