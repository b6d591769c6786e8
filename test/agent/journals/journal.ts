import { readFileSync } from 'node:fs';
import { BEHAVIOUR } from '../../../src/agent/engine/behaviour.ts';
import type { EngineEvent } from '../../../src/agent/engine/event.ts';
import { open, type Stepped } from '../../../src/agent/engine/open.ts';
import { initialState } from '../../../src/agent/engine/state.ts';
import { play } from '../../../src/agent/simulate/simulate.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import { fingerprint } from '../../../src/base/values/fingerprint.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { compileFolder } from '../../support/compile.ts';

/** What an agent was told while a world was played, and what it decided about each. */
export interface Journal {
  readonly behaviour: number;
  readonly graph: StrategyGraph;
  readonly start: number;
  readonly events: readonly EngineEvent[];
  readonly decided: readonly string[];
}

export const examples: readonly string[] = ['algorithm-1', 'alert', 'approval', 'mlperf', 'mnist', 'uncertainty'];

/** Of each agent; later events are much like these. */
const MOST_EVENTS = 150;

/** The journals of an example, by the name of the agent. */
export async function recorded(example: string): Promise<ReadonlyMap<string, Journal>> {
  const { plan } = await compileFolder(`examples/${example}`);
  const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
  const { world } = loadWorld(readFileSync(`examples/${example}/world.yaml`, 'utf8'), 'world.yaml');
  const heard = new Map<StrategyGraph, EngineEvent[]>(graphs.map((graph) => [graph, []]));
  play(graphs, world, undefined, (graph, state) => {
    const agent = open(graph, state);
    return {
      ...agent,
      step(event) {
        heard.get(graph)?.push(event);
        return agent.step(event);
      },
    };
  });
  return new Map(
    [...heard].map(([graph, all]): [string, Journal] => {
      const events = all.slice(0, MOST_EVENTS);
      const { start } = world;
      return [graph.agent.name, { behaviour: BEHAVIOUR, graph, start, events, decided: decide(graph, start, events) }];
    }),
  );
}

/** What the engine decides about each of these events. */
export function decide(graph: StrategyGraph, start: number, events: readonly EngineEvent[]): readonly string[] {
  const agent = open(graph, initialState(graph, start));
  return events.map((event) => toldOf(agent.step(event)));
}

/** Who decided what, who is told or asked, and a digest of all else. */
function toldOf({ effects, trace }: Stepped): string {
  const decisions = trace.flatMap((entry) =>
    entry.kind === 'decision'
      ? [`${entry.strategy} ${entry.verdict}${entry.branch === undefined ? '' : ` ${entry.branch}`}`]
      : [entry.kind],
  );
  // The words of a remark decide nothing.
  const told = trace.map((entry) => ('strategy' in entry || entry.kind === 'refusal' ? entry : entry.kind));
  return [...decisions, ...effects.map(({ kind }) => kind), fingerprint(JSON.stringify([effects, told]))].join(', ');
}

export const fileOf = (example: string, agent: string): string => `test/agent/journals/${example}.${agent}.json`;

/** One event and one decision a line. */
export function textOf({ behaviour, graph, start, events, decided }: Journal): string {
  const lines = (items: readonly unknown[]): string => items.map((item) => `  ${JSON.stringify(item)}`).join(',\n');
  return `{
"behaviour": ${String(behaviour)},
"start": ${String(start)},
"graph": ${JSON.stringify(graph)},
"events": [
${lines(events)}
],
"decided": [
${lines(decided)}
]
}
`;
}
