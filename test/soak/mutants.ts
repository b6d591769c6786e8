import { outstanding, type EngineState } from '../../src/agent/engine/state.ts';
import type { Journal } from '../../src/agent/runtime/journal/journal.ts';

/**
 * Ways to break a rule by which an agent acts once: the soak has to find each of them. `act-first`: it is done before it is durable.
 * `no-redo`: what had no answer is not done again. `forgets-calls`: a call that is sent again is another one. `other-keys`: what is done
 * again has another key. `forgets-state`: it begins anew with each process.
 */
export const mutants = ['act-first', 'no-redo', 'forgets-calls', 'other-keys', 'forgets-state'] as const;
export type Mutant = (typeof mutants)[number];

/** A journal with a rule broken in it, if one is. */
export function brokenJournal(journal: Journal, mutant: Mutant | undefined): Journal {
  const own: Journal = {
    load: () => journal.load(),
    begin: (beginning) => journal.begin(beginning),
    commit: (batch) => journal.commit(batch),
    hasTaken: (call) => journal.hasTaken(call),
    entries: (after, most) => journal.entries(after, most),
    latest: (before, most) => journal.latest(before, most),
    graph: (digest) => journal.graph(digest),
    close: () => journal.close(),
  };
  switch (mutant) {
    case 'act-first':
      return {
        ...own,
        commit: async (batch) => {
          await Promise.resolve();
          setTimeout(() => void journal.commit(batch), 100);
        },
      };
    case 'forgets-calls':
      return { ...own, hasTaken: () => Promise.resolve(false) };
    case 'forgets-state':
      return { ...own, load: () => Promise.resolve(undefined) };
    case 'no-redo':
      return {
        ...own,
        load: async () => {
          const stored = await journal.load();
          return stored && { ...stored, state: withoutOpen(stored.state) };
        },
      };
    case 'other-keys':
    case undefined:
      return own;
  }
}

/** As if what is being done had been done. */
function withoutOpen(state: EngineState): EngineState {
  if (outstanding(state).length === 0) return state;
  const strategies = Object.entries(state.strategies).map(([name, own]) => [name, { ...own, running: null }] as const);
  return { ...state, strategies: Object.fromEntries(strategies) };
}
