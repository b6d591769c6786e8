import { open, type Opened } from '../../src/agent/engine/open.ts';
import { initialState } from '../../src/agent/engine/state.ts';
import type { Effect } from '../../src/agent/engine/effect.ts';
import type { StrategyGraph, StrategyNode } from '../../src/contract/strategy-graph/strategy-graph.ts';

/** What an event that concerns one strategy of an agent costs with many strategies, in what it costs with ten. */
export function benchEngine(): void {
  const sizes = [10, 1000, 10_000];
  const runs = sizes.map((count) => ({ count, agent: new Busy(count) }));
  for (const { agent } of runs) agent.round(200);
  const times = new Map(sizes.map((count): [number, number[]] => [count, []]));
  for (let pair = 0; pair < 30; pair += 1)
    for (const { count, agent } of runs) times.get(count)?.push(agent.round(200));
  const [few = NaN, ...many] = sizes.map((count) => median(times.get(count) ?? []));
  for (const [index, time] of many.entries()) {
    const label = `an event of one in ${String(sizes[index + 1])} strategies / in ${String(sizes[0])}`;
    console.log(
      `${label.padEnd(44)} ${(time / few).toFixed(2).padStart(6)} ×   (${time.toFixed(1)} µs / ${few.toFixed(1)} µs)`,
    );
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Each strategy has an interval of its own, reads a sensor, and is called now and then. */
class Busy {
  readonly #agent: Opened;
  readonly #namesOf: readonly string[];
  #now = 0;
  #calls = 0;

  constructor(count: number) {
    const graph = graphOf(count);
    this.#namesOf = graph.strategies.map(({ name }) => name);
    this.#agent = open(graph, initialState(graph, 0));
  }

  /** Microseconds an event: calls, readings, outcomes, and the clock with nothing due, each of one strategy. */
  round(calls: number): number {
    let events = 0;
    const start = performance.now();
    const send = (event: Parameters<Opened['step']>[0]): void => {
      events += 1;
      for (const effect of this.#agent.step(event).effects) answer(effect);
    };
    const answer = (effect: Effect): void => {
      const at = this.#now;
      if (effect.kind === 'observe')
        send({
          kind: 'observed',
          at,
          occurrence: effect.occurrence,
          readings: { [effect.requests[0]?.sensor ?? '']: { known: true, value: 2 } },
        });
      if (effect.kind === 'act') send({ kind: 'completed', at, effect: effect.id, outcome: { ok: null } });
    };
    for (let call = 0; call < calls; call += 1) {
      this.#now += 1;
      this.#calls += 1;
      const receiver = this.#namesOf[this.#calls % this.#namesOf.length] ?? '';
      send({ kind: 'called', at: this.#now, id: String(this.#calls), receiver, arguments: {}, caller: 'bench' });
      send({ kind: 'clock', at: this.#now });
    }
    return ((performance.now() - start) * 1000) / events;
  }
}

function graphOf(count: number): StrategyGraph {
  const origin = 'bench.sflow:1';
  const names = Array.from({ length: count }, (_, index) => `s${String(index).padStart(5, '0')}`);
  return {
    version: 'sflow.dev/strategy-graph/v1',
    agent: { application: 'app', team: 'team', namespace: 'ns', name: 'agent', role: '' },
    sensors: names.map((name) => ({
      id: `sensor-${name}`,
      label: name,
      type: 'Number',
      source: { kind: 'http', fixed: { name } },
      origin,
    })),
    strategies: names.map((name, index): StrategyNode => ({
      name,
      trigger: {
        kind: 'any',
        text: 'either',
        triggers: [
          { kind: 'every', seconds: 86_400 + index, text: 'every' },
          { kind: 'called', receiver: name, parameters: [], text: 'called' },
        ],
      },
      constraint: {
        op: 'gt',
        text: 'x > 1',
        type: 'Bool',
        left: { op: 'reading', sensor: `sensor-${name}`, text: 'x', type: 'Number' },
        right: { op: 'constant', value: 1, text: '1', type: 'Number' },
      },
      actions: [{ kind: 'primitive', name: 'work', arguments: {}, text: 'work()', origin }],
      origin,
    })),
  };
}
