import type { TraceEntry } from '../engine/trace.ts';

/** Ends that are remembered: somebody may ask for one that came with the call itself, or ask again. */
const REMEMBERED = 4096;

/** Who waits for decisions to come to their end: one that does nothing is at its end when it is made. */
export class Endings {
  readonly #recent = new Map<string, TraceEntry>();
  readonly #waiting = new Map<string, Set<(entry: TraceEntry) => void>>();

  /** Of a batch that is durable. */
  tell(entries: readonly TraceEntry[]): void {
    for (const entry of entries) {
      if (!('occurrence' in entry) || !isEnd(entry)) continue;
      this.#recent.set(entry.occurrence, entry);
      const [oldest] = this.#recent.keys();
      if (this.#recent.size > REMEMBERED && oldest !== undefined) this.#recent.delete(oldest);
      for (const tell of this.#waiting.get(entry.occurrence) ?? []) tell(entry);
    }
  }

  /** How decisions end, as soon as all have; undefined where they have not within the time. Milliseconds. */
  async all(decisions: readonly string[], within: number): Promise<readonly TraceEntry[] | undefined> {
    const time = AbortSignal.timeout(within);
    const ended = await Promise.all(decisions.map((decision) => this.#one(decision, time)));
    return ended.every((entry) => entry !== undefined) ? ended : undefined;
  }

  #one(decision: string, time: AbortSignal): Promise<TraceEntry | undefined> {
    const before = this.#recent.get(decision);
    if (before) return Promise.resolve(before);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(decision) ?? new Set();
      const end = (entry?: TraceEntry): void => {
        waiting.delete(end);
        if (waiting.size === 0) this.#waiting.delete(decision);
        resolve(entry);
      };
      this.#waiting.set(decision, waiting.add(end));
      time.addEventListener('abort', () => {
        end();
      });
    });
  }
}

/** Behind it nothing more is told of its decision. */
export const isEnd = (entry: TraceEntry): boolean =>
  entry.kind === 'ending' || (entry.kind === 'decision' && (entry.actions.length === 0 || entry.dryRun === true));
