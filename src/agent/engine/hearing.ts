import type { Heard } from './state.ts';
import { Table } from './table.ts';

/** Instants of one event with the same arguments, and sets of such arguments of one event: the last of them are kept. */
const MOST_INSTANTS = 1000;
const MOST_ROWS = 1000;

/** A count goes up to this; what is more is as much. */
export const MOST_COUNTED = 1000;

/** What came of the events that strategies count. */
export class Hearing {
  readonly #rows: Table<Heard>;
  readonly #byEvent = new Map<string, Set<string>>();

  constructor(rows: Readonly<Record<string, Heard>>) {
    this.#rows = new Table(rows);
    for (const [key, { event }] of Object.entries(rows)) this.#keysOf(event).add(key);
  }

  /** An event came at an instant, with these arguments; of what came up to `before` nothing is counted any more. */
  add(event: string, given: Heard['given'], at: number, before: number): void {
    const keys = this.#keysOf(event);
    let oldest: { readonly key: string; readonly last: number } | undefined;
    for (const key of keys) {
      const last = this.#rows.get(key)?.instants.at(-1) ?? -Infinity;
      if (last <= before) this.#drop(event, key);
      else if (!oldest || last < oldest.last) oldest = { key, last };
    }
    const key = JSON.stringify([event, ...Object.entries(given)]);
    if (!keys.has(key) && keys.size >= MOST_ROWS && oldest) this.#drop(event, oldest.key);
    const instants = this.#rows.get(key)?.instants.filter((each) => each > before) ?? [];
    this.#rows.set(key, { event, given, instants: [...instants, at].slice(-MOST_INSTANTS) });
    keys.add(key);
  }

  /** How many came after an instant and up to another one, of those with these arguments. */
  count(event: string, wanted: Heard['given'], after: number, upTo: number): number {
    let count = 0;
    for (const key of this.#byEvent.get(event) ?? []) {
      const row = this.#rows.get(key);
      if (!row || !Object.entries(wanted).every(([name, text]) => row.given[name] === text)) continue;
      count += row.instants.filter((at) => at > after && at <= upTo).length;
    }
    return Math.min(count, MOST_COUNTED);
  }

  setBack(at: number): void {
    for (const [key, row] of this.#rows.entries()) {
      if ((row.instants.at(-1) ?? at) > at)
        this.#rows.set(key, { ...row, instants: row.instants.map((each) => Math.min(each, at)) });
    }
  }

  get all(): Readonly<Record<string, Heard>> {
    return this.#rows.all;
  }

  takeChanges(): ReturnType<Table<Heard>['takeChanges']> {
    return this.#rows.takeChanges();
  }

  #keysOf(event: string): Set<string> {
    const keys = this.#byEvent.get(event) ?? new Set<string>();
    this.#byEvent.set(event, keys);
    return keys;
  }

  #drop(event: string, key: string): void {
    this.#rows.delete(key);
    this.#keysOf(event).delete(key);
  }
}
