import { isDeepStrictEqual } from 'node:util';
import { BEHAVIOUR } from '../../engine/behaviour.ts';
import { open, type Opened } from '../../engine/open.ts';
import { strategyState, wholeState, type EngineState } from '../../engine/state.ts';
import type { Entry, Journal } from './journal.ts';

/** What came of playing a journal again. */
export interface Replayed {
  /** Events that were decided as they had been. */
  readonly same: number;
  /** Events before the first copy, or of another behaviour, which cannot be played. */
  readonly left: number;
  /** The first event, or copy, at which something else came out. */
  readonly difference?: Difference;
}

export interface Difference {
  readonly sequence: number;
  /** The instant of the event, or of the copy. */
  readonly at: number;
  /** Of the step within its batch, from 0; absent where it is the state of a copy. */
  readonly step?: number;
  /** What was told, or the state, as JSON. */
  readonly kept: string;
  readonly played: string;
}

/** Entries that are read at once. */
const PAGE = 256;

/**
 * Plays what a journal keeps, from the first copy behind `after` on, and compares what is decided byte for byte, and the state at each
 * copy that a day left.
 */
export async function replay(journal: Pick<Journal, 'entries' | 'graph'>, after = 0): Promise<Replayed> {
  let agent: { readonly opened: Opened; readonly graph: string } | undefined;
  let [same, left] = [0, 0];
  for await (const entry of entriesOf(journal, after)) {
    if (entry.kind === 'copy') {
      const { graph: digest, behaviour, state } = entry;
      const difference = agent?.graph === digest && behaviour === BEHAVIOUR ? ofState(entry, agent.opened) : undefined;
      if (difference) return { same, left, difference };
      const graph = behaviour === BEHAVIOUR ? await journal.graph(digest) : undefined;
      agent = graph && { opened: open(graph, state), graph: digest };
    } else if (agent) {
      for (const [step, { event, trace }] of entry.steps.entries()) {
        const [kept, played] = [JSON.stringify(trace), JSON.stringify(agent.opened.step(event).trace)];
        if (kept !== played)
          return { same, left, difference: { sequence: entry.sequence, at: event.at, step, kept, played } };
        same += 1;
      }
    } else left += entry.steps.length;
  }
  return { same, left };
}

async function* entriesOf(journal: Pick<Journal, 'entries'>, after: number): AsyncGenerator<Entry> {
  for (let last = after; ;) {
    const page = await journal.entries(last, PAGE);
    yield* page;
    last = page.at(-1)?.sequence ?? last;
    if (page.length === 0) return;
  }
}

/** A copy of a day has the state that was reached. */
function ofState(
  { sequence, at, state }: Extract<Entry, { kind: 'copy' }>,
  { state: reached }: Opened,
): Difference | undefined {
  const [kept, played] = [textOf(state), textOf(reached)];
  return isDeepStrictEqual(JSON.parse(kept), JSON.parse(played)) ? undefined : { sequence, at, kept, played };
}

/** An earlier release of the same behaviour has not stored all of it. */
function textOf(stored: EngineState): string {
  const state = wholeState(stored);
  const strategies = Object.entries(state.strategies).map(([name, row]) => [name, strategyState(row)]);
  return JSON.stringify({ ...state, strategies: Object.fromEntries(strategies) as EngineState['strategies'] });
}
