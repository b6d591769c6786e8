import { Heap } from '../../base/values/heap.ts';

interface Timer {
  readonly at: number;
  readonly name: string;
}

/** When each of many has to be looked at next. One that was set anew leaves its former entry in the heap, which counts no more. */
export class Timers {
  readonly #heap = new Heap<Timer>((a, b) => a.at < b.at);
  readonly #due = new Map<string, number>();

  set(name: string, at: number): void {
    if (at === Infinity) this.#due.delete(name);
    else if (this.#due.get(name) !== at) {
      this.#due.set(name, at);
      this.#heap.push({ at, name });
    }
  }

  /** The next instant; infinity where there is none. */
  get next(): number {
    for (let { first } = this.#heap; first; { first } = this.#heap) {
      if (this.#due.get(first.name) === first.at) return first.at;
      this.#heap.pop();
    }
    return Infinity;
  }

  /** Those that are due; they have to be set anew. */
  take(upTo: number): string[] {
    const names: string[] = [];
    while (this.next <= upTo) {
      const name = this.#heap.pop()?.name ?? '';
      this.#due.delete(name);
      names.push(name);
    }
    return names;
  }
}
