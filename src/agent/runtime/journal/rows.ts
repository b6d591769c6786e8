import { idDigest } from '../../engine/call-id.ts';
import type { Patch } from '../../engine/memory.ts';
import type { EngineState } from '../../engine/state.ts';
import type { TableChanges } from './store.ts';
import type { Row } from './tables.ts';

/** What of a state changes by rows. */
type Part = Exclude<keyof Patch, 'head'>;

const parts: Readonly<Record<Part, true>> = {
  strategies: true,
  values: true,
  latches: true,
  observations: true,
  heard: true,
  acted: true,
  spent: true,
};
const everyPart = Object.keys(parts) as readonly Part[];

/** Longer ones fit into no index. In characters. */
const LONGEST_ID = 200;

interface Place {
  readonly place: number;
  readonly row: unknown;
}

/**
 * The rows of a state, as the store has them or is about to, in the order in which they came: that of an agent which goes on is the one
 * that it would have had. The rows themselves are shared with whoever gave them.
 */
export class StateRows {
  #parts = new Map<Part, Map<string, Place>>();
  #next = 0;
  #changed = new Map<string, { readonly part: Part; readonly name: string }>();

  /** From rows of `queries.state`. */
  static from(stored: readonly Row[]): StateRows {
    const rows = new StateRows();
    for (const [part, body, place] of stored) {
      const [name, row] = JSON.parse(String(body)) as [string, unknown];
      rows.#of(part as Part).set(name, { place: Number(place), row });
      rows.#next = Number(place) + 1;
    }
    return rows;
  }

  /** What a step changed. */
  apply(patch: Omit<Patch, 'head'>): void {
    for (const part of everyPart)
      for (const [name, row] of Object.entries(patch[part] ?? {})) this.#set(part, name, row);
  }

  /** Another state in place of this one. */
  replace(state: EngineState): void {
    for (const part of everyPart) for (const name of this.#of(part).keys()) this.#set(part, name, null);
    for (const part of everyPart) for (const [name, row] of Object.entries(state[part])) this.#set(part, name, row);
  }

  get whole(): Pick<EngineState, Part> {
    const all = everyPart.map((part) => [
      part,
      Object.fromEntries([...this.#of(part)].map(([name, { row }]) => [name, row])),
    ]);
    return Object.fromEntries(all) as Pick<EngineState, Part>;
  }

  /** What was changed since this was asked last, each row once. */
  takeChanges(): TableChanges {
    const put: Row[] = [];
    const drop: Row[] = [];
    for (const { part, name } of this.#changed.values()) {
      const kept = this.#of(part).get(name);
      const id = name.length <= LONGEST_ID ? JSON.stringify(name) : `sha256-${idDigest(JSON.stringify(name))}`;
      if (kept) put.push([part, id, kept.place, JSON.stringify([name, kept.row])]);
      else drop.push([part, id]);
    }
    this.#changed = new Map();
    return { put, drop };
  }

  #of(part: Part): Map<string, Place> {
    const found = this.#parts.get(part) ?? new Map<string, Place>();
    this.#parts.set(part, found);
    return found;
  }

  #set(part: Part, name: string, row: unknown): void {
    const rows = this.#of(part);
    if (row === null) rows.delete(name);
    else rows.set(name, { place: rows.get(name)?.place ?? this.#next++, row });
    this.#changed.set(`${part} ${name}`, { part, name });
  }
}
