import { closest } from '../../base/diagnostics/suggest.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import { times } from '../../base/values/words.ts';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import type { Entry } from './simulate.ts';
import type { World, WorldExpectation } from './world.ts';

/** What a world expects of the agents and did not come, each in a sentence, in the order of the script. */
export function unmet(graphs: readonly StrategyGraph[], world: World, entries: readonly Entry[]): readonly string[] {
  const names = graphs.flatMap(({ agent, strategies }) => strategies.map(({ name }) => `${agent.name}.${name}`));
  const firings = new Map<string, number[]>();
  const judged = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'trace' || !('strategy' in entry.trace)) continue;
    const { agent, strategy, kind, at } = entry.trace;
    const name = `${agent}.${strategy}`;
    judged.add(name);
    if (kind === 'ending' && entry.trace.fired) firings.set(name, [...(firings.get(name) ?? []), at]);
  }
  const since = (at: number): string => formatDuration((at - world.start) / 1000);
  return (world.expectations ?? []).flatMap((expected) => {
    // Of what there is not, nothing comes, even if that is expected.
    if (!names.includes(expected.strategy)) return [noStrategy(expected.strategy, names)];
    const came = firings.get(expected.strategy) ?? [];
    if (isMet(expected, came)) return [];
    const told = came.length === 0 ? 'never did' : `did at ${came.map(since).join(', ')}`;
    const seen = judged.has(expected.strategy) ? told : 'had no event';
    const wanted =
      typeof expected.fires === 'number' ? times(expected.fires) : `at ${expected.fires.map(since).join(', ')}`;
    return [`${expected.strategy} was to fire ${wanted}, and ${seen}`];
  });
}

function noStrategy(name: string, names: readonly string[]): string {
  const meant = closest(name, names);
  return `there is no strategy ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

const isMet = ({ fires }: WorldExpectation, came: readonly number[]): boolean =>
  typeof fires === 'number'
    ? came.length === fires
    : fires.length === came.length && fires.every((at, index) => at === came[index]);
