import type { StrategyGraph, StrategyNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Agent, Strategy } from '../../../src/language/model/model.ts';
import { overlap, type Outcome, type Region } from '../../../src/language/reason/box.ts';
import { regionOf } from '../../../src/language/reason/region.ts';
import { witnessOf, type Witnessed } from '../../../src/language/reason/witness.ts';
import { ownerOf, type Condition } from '../../../src/language/reason/writers.ts';
import { termText } from '../../../src/language/types/print-term.ts';
import { known, type Observation } from '../../../src/base/values/value.ts';
import { app, compileTexts } from '../marked.ts';
import { constraintsOf, declarations, stateFields, type ConstraintKind } from './constraints.ts';
import {
  namesIn,
  outcomeAt,
  outcomesOf,
  pointsOver,
  scopeAt,
  sideName,
  type Point,
  type Scoped,
  type Side,
} from './points.ts';
import { drawFrom } from './random.ts';
import { add, emptyTally, type Tally } from './tally.ts';

/** Points that are enumerated for one agent. */
const MOST_POINTS = 6000;

interface Judged {
  readonly text: string;
  /** At each point. */
  readonly outcomes: readonly Outcome[];
  readonly node: NonNullable<StrategyNode['constraint']>;
  readonly condition: (outcome: Outcome) => Condition;
  readonly region: (outcome: Outcome) => Region;
}

/**
 * Every pair of constraints of one agent is a program. What the analyses say of it is held against enumeration, and what they
 * say comes together against the engine, at the instant that they name.
 */
export function judgeConstraints(kind: ConstraintKind, seed: number, count: number): Tally {
  const tally = emptyTally();
  const texts = constraintsOf(drawFrom(seed), kind, count);
  const { agent, graph } = compiled(texts, kind === 'arguments' ? 'called go(k: Int)' : 'every 1m');
  const names = new Set(
    graph.strategies.flatMap(({ constraint }) => (constraint ? [...namesIn(graph, constraint)] : [])),
  );
  const instants = pointsOver(names, MOST_POINTS).map((point) => ({ point, scope: scopeAt(graph, point) }));
  const all = agent.strategies.map((strategy, index) => judged(agent, strategy, graph, instants, texts[index] ?? ''));
  for (const [index, one] of all.entries()) {
    for (const outcome of ['true', 'false'] as const) {
      const isReal = one.outcomes.includes(outcome);
      const found = { real: isReal, ...verdict(graph, one.region(outcome), [[one, outcome]]) };
      add(tally, found, `${one.text} is ever ${outcome}`);
    }
    for (const other of all.slice(index + 1)) {
      const isReal = one.outcomes.some((each, at) => each === 'true' && other.outcomes[at] === 'true');
      const both = overlap(one.region('true'), other.region('true'));
      const found = {
        real: isReal,
        ...verdict(graph, both, [
          [one, 'true'],
          [other, 'true'],
        ]),
      };
      add(tally, found, `${one.text}  |  ${other.text}`);
    }
  }
  return tally;
}

function compiled(texts: readonly string[], trigger: string): { readonly agent: Agent; readonly graph: StrategyGraph } {
  const strategies = texts.map(
    (text, index) => `strategy s-${String(index)} { WHEN ${trigger} IF ${text} THEN set m = 1 }`,
  );
  const { model, plan, diagnostics } = compileTexts(
    app(`${declarations}agent a {\n${stateFields}\nstate m : Int = 0\n${strategies.join('\n')}\n}`),
  );
  const agent = model.applications[0]?.agents[0];
  const graph = plan?.teams[0]?.agents[0]?.graph;
  if (!agent || !graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return { agent, graph };
}

function judged(
  agent: Agent,
  strategy: Strategy,
  graph: StrategyGraph,
  instants: readonly Scoped[],
  text: string,
): Judged {
  const node = graph.strategies.find(({ name }) => name === strategy.name)?.constraint;
  const { constraint } = strategy;
  if (!node || !constraint) throw new Error(`${strategy.name} has no constraint`);
  const owner = ownerOf(agent, strategy);
  const regions = new Map<Outcome, Region>();
  return {
    text,
    node,
    outcomes: outcomesOf(node, instants),
    condition: (outcome) => ({ term: constraint, owner, outcome }),
    region: (outcome) => {
      const region = regions.get(outcome) ?? regionOf(constraint, owner, outcome);
      regions.set(outcome, region);
      return region;
    },
  };
}

/** Whether it is said that these come together, and whether they do at the instant that is named. */
function verdict(
  graph: StrategyGraph,
  where: Region,
  wanted: readonly (readonly [Judged, Outcome])[],
): { readonly told: 'apart' | 'together' | 'undecided'; readonly isShown: boolean } {
  if (where.length === 0) return { told: 'apart', isShown: false };
  const found = witnessOf(
    where,
    wanted.map(([one, outcome]) => one.condition(outcome)),
  );
  if (!found) return { told: 'undecided', isShown: false };
  const point = pointOf(found);
  return {
    told: 'together',
    isShown: wanted.every(([{ node }, outcome]) => outcomeAt(graph, node, point) === outcome),
  };
}

function pointOf({ leaves, values }: Witnessed): Point {
  const named: Record<string, Observation> = {};
  const sides: Record<string, Side> = {};
  for (const [key, leaf] of leaves) {
    const value = values.get(key);
    if (!value) continue;
    if (leaf.op === 'latch') {
      const [high, low] = leaf.direction === 'rises' ? [leaf.on, leaf.off] : [leaf.off, leaf.on];
      const side = value.known ? value.value : 0;
      sides[sideName(termText(high), termText(low))] = side === 1 ? 'above' : side === -1 ? 'below' : 'neither';
    } else named[termText(leaf)] = value;
  }
  return { values: { k: known(0), ...named }, sides };
}
