/** Rows by name, of which it is known which have changed. */
export class Table<Row> {
  readonly #rows: Map<string, Row>;
  #changed = new Set<string>();

  constructor(rows: Readonly<Record<string, Row>>) {
    this.#rows = new Map(Object.entries(rows));
  }

  get(name: string): Row | undefined {
    return this.#rows.get(name);
  }

  /** As of now: they may be changed while one goes through them. */
  entries(): readonly (readonly [string, Row])[] {
    return [...this.#rows];
  }

  get all(): Readonly<Record<string, Row>> {
    return Object.fromEntries(this.#rows);
  }

  set(name: string, row: Row): void {
    this.#rows.set(name, row);
    this.#changed.add(name);
  }

  delete(name: string): void {
    if (this.#rows.delete(name)) this.#changed.add(name);
  }

  /** The rows that were changed since this was asked last; null for those that were deleted. */
  takeChanges(): Readonly<Record<string, Row | null>> | undefined {
    if (this.#changed.size === 0) return undefined;
    const changes = [...this.#changed].map((name): [string, Row | null] => [name, this.#rows.get(name) ?? null]);
    this.#changed = new Set();
    return Object.fromEntries(changes);
  }
}

/** Rows with the changes of a step. */
export function changedRows<Row>(
  rows: Readonly<Record<string, Row>>,
  changes: Readonly<Record<string, Row | null>> | undefined,
): Readonly<Record<string, Row>> {
  if (!changes) return rows;
  const all = { ...rows, ...changes };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, Row] => entry[1] !== null));
}
