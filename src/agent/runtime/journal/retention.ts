import { JOURNAL_BYTES } from '../../../contract/process/agent.ts';
import type { Row } from './tables.ts';

/** How much of the log is kept. */
export interface Keeping {
  /** What is older may go. */
  readonly days: number;
  /** For the whole journal. Its log has a share of that. */
  readonly bytes: number;
}

export const DEFAULT_KEEPING: Keeping = { days: 30, bytes: JOURNAL_BYTES };

const DAY = 86_400_000;
/** An entry can take twice its length on the pages of a file, and there has to be room for all else. */
const LOG_SHARE = 3 / 8;
/** As many copies there are at least in a log that is full, so that little goes at once. */
const PIECES = 8;
/** Entries that go with one commit at most, so that it does not take long; it writes two at most. */
const MOST_DROPPED = 64;

/** A copy of the state in the log, from which what follows can be played. */
interface Copy {
  readonly sequence: number;
  readonly at: number;
  readonly graph: string;
  /** How many bytes the log had been given before it, and with it. */
  readonly before: number;
  readonly total: number;
}

/**
 * Which entries of the log are there, and which may go: from the front, up to a copy, so that all that is kept can be played from a
 * copy before it. Sequences have no gaps.
 */
export class Retention {
  readonly #days: number;
  readonly #bytes: number;
  #copies: Copy[];
  #first: number;
  #total: number;

  /** `copies`: rows of that query. `total`: bytes that the log was ever given. */
  constructor({ days, bytes }: Keeping, copies: readonly Row[], first: number, total: number) {
    this.#days = days;
    this.#bytes = bytes * LOG_SHARE;
    this.#copies = copies.map(([sequence, at, bytes, after, graph]) => ({
      sequence: Number(sequence),
      at: Number(at),
      graph: String(graph),
      before: Number(after) - Number(bytes),
      total: Number(after),
    }));
    this.#first = first;
    this.#total = total;
  }

  get total(): number {
    return this.#total;
  }

  /** Whether a day is over, or so much was written that what goes at once would be too much. */
  isCopyDue(at: number): boolean {
    const last = this.#copies.at(-1);
    if (!last) return false;
    const most = Math.max(this.#bytes / PIECES, last.total - last.before);
    return Math.abs(at - last.at) >= DAY || this.#total - last.total >= most;
  }

  /** An entry of so many bytes is written. Gives the bytes that were ever. */
  add({ sequence, at, graph, bytes }: { sequence: number; at: number; graph: string | null; bytes: number }): number {
    const before = this.#total;
    this.#total += bytes;
    if (graph !== null) this.#copies.push({ sequence, at, graph, before, total: this.#total });
    return this.#total;
  }

  /** The entries and graphs that go now. */
  drop(at: number): { readonly entries: readonly number[]; readonly graphs: readonly string[] } {
    const end = Math.min(this.#keptFrom(at), this.#first + MOST_DROPPED);
    const entries: number[] = [];
    while (this.#first < end) entries.push(this.#first++);
    const gone = this.#copies.filter(({ sequence }) => sequence < end);
    if (gone.length > 0) this.#copies = this.#copies.slice(gone.length);
    const graphs = new Set(gone.map(({ graph }) => graph));
    for (const { graph } of this.#copies) graphs.delete(graph);
    return { entries, graphs: [...graphs] };
  }

  /** The copy before the oldest day that is kept, or one behind it from which on there is room. */
  #keptFrom(at: number): number {
    const last = this.#copies.at(-1);
    if (!last) return 0;
    const byAge = this.#copies.findLast((copy) => copy.at <= at - this.#days * DAY)?.sequence ?? 0;
    const bySize = (this.#copies.find((copy) => this.#total - copy.before <= this.#bytes) ?? last).sequence;
    return Math.max(byAge, bySize);
  }
}
