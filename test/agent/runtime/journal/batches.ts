import type { Batch } from '../../../../src/agent/host/batch.ts';
import type { Patch } from '../../../../src/agent/engine/memory.ts';
import { freshStrategy, initialState, type EngineState } from '../../../../src/agent/engine/state.ts';
import type { Journal } from '../../../../src/agent/runtime/journal/journal.ts';
import { act, called, graph as graphOf, strategy } from '../../engine/graphs.ts';

export const START = Date.parse('2026-12-01T00:00:00Z');
export const DAY = 86_400_000;
export const graph = graphOf([strategy('s', called('go', 'Number'), [act('runWorkflow')])]);
export const beginning = { graph, state: initialState(graph, START), trace: [] };

export const empty: Batch = { steps: [], calls: [], seen: [], gone: [], intents: [], ended: [] };

export const headOf = ({ graph, startedAt, setBacks, now, checkedTo, begun, paused }: EngineState): Patch['head'] => ({
  graph,
  startedAt,
  setBacks,
  now,
  checkedTo,
  begun,
  paused,
});

/** A batch of one step, at an instant. */
export const stepAt = (
  at: number,
  patch: Omit<Patch, 'head'> = {},
  text = '',
  digest = beginning.state.graph,
): Batch => ({
  ...empty,
  steps: [
    {
      event: { kind: 'clock', at },
      patch: { head: { ...headOf(beginning.state), graph: digest, now: at }, ...patch },
      trace: [{ kind: 'waiting', namespace: 'ns', agent: 'agent', at, text }],
    },
  ],
});

/** The batch of a number from 1: all that it leaves says the number, and it takes away what the one before has left. */
export function numbered(number: number): Batch {
  const [own, before] = [String(number), String(number - 1)];
  const patch = {
    values: { count: number, [`v${own}`]: 'x'.repeat(500), [`v${before}`]: null },
    strategies: { s: { ...freshStrategy, begunAt: number } },
  };
  return {
    ...stepAt(START + number, patch),
    calls: [{ caller: 'c', receiver: 'go', id: own }],
    seen: [{ object: own, change: 'ended' }],
    gone: [before],
    intents: [{ occurrence: own, key: 'k', number: 1, body: { was: number } }],
    ended: [before],
  };
}

/** What is wrong with a journal of numbered batches, of which so many were acknowledged. */
export async function faultsOf(journal: Journal, acknowledged: number): Promise<readonly string[]> {
  const stored = await journal.load();
  if (!stored) return acknowledged === 0 ? [] : ['nothing is there'];
  const { state, seen, intents } = stored;
  const count = Number(state.values['count'] ?? 0);
  const faults: string[] = [];
  const check = (is: boolean, fault: string): void => {
    if (!is) faults.push(`${fault}, of ${String(count)} with ${String(acknowledged)} acknowledged`);
  };
  check(count === acknowledged || count === acknowledged + 1, 'lost or doubled');
  check(count === 0 || state.now === START + count, 'another head');
  check(count === 0 || state.strategies['s']?.begunAt === count, 'another strategy');
  const wanted = count === 0 ? [] : [String(count)];
  check(
    Object.keys(state.values)
      .filter((name) => name !== 'count')
      .join() === wanted.map((one) => `v${one}`).join(),
    'other values',
  );
  check(seen.map(({ object }) => object).join() === wanted.join(), 'others were seen');
  check(intents.map(({ occurrence }) => occurrence).join() === wanted.join(), 'other intents');
  const call = (id: number) => journal.hasTaken({ caller: 'c', receiver: 'go', id: String(id) });
  for (let id = Math.max(1, count - 20); id <= count; id += 1) check(await call(id), `call ${String(id)} is not known`);
  check(!(await call(count + 1)), 'a call is known that was not taken');
  let last = 0;
  let steps = 0;
  for (;;) {
    const entries = await journal.entries(last, 1000);
    if (entries.length === 0) break;
    for (const entry of entries) {
      check(entry.sequence === last + 1, `entry ${String(entry.sequence)} behind ${String(last)}`);
      last = entry.sequence;
      if (entry.kind === 'batch')
        for (const { event } of entry.steps)
          check(event.at === START + (steps += 1), `another step at ${String(last)}`);
    }
  }
  check(steps === count, `${String(steps)} steps in the log`);
  check(last === stored.sequence, 'another sequence');
  return faults;
}
