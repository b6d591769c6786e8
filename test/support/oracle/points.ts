import { evaluate, type Scope } from '../../../src/agent/engine/evaluate.ts';
import { partsOf } from '../../../src/contract/strategy-graph/walk.ts';
import type { ExpressionNode, StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { known, unknown, type Observation, type Value } from '../../../src/base/values/value.ts';

/** One instant, as strategies of an agent see it. */
export interface Point {
  /** By the name of what is read, remembered or brought. */
  readonly values: Readonly<Record<string, Observation>>;
  /** Where the value of each latch was before, by its limits: beyond the upper one, the lower one, or neither so far. */
  readonly sides: Readonly<Record<string, Side>>;
}

export type Side = 'above' | 'below' | 'neither';
export type Outcome = 'true' | 'false' | 'unknown';

const numbers = [-1, 0, 0.5, 1, 1.5, 2, 3];
const wholes = [-1, 0, 1, 2, 3, 4];

/** What each name can be. A state is always known. */
const domains: Readonly<Record<string, readonly Observation[]>> = {
  x: readings(numbers),
  y: readings(numbers),
  drift: readings(numbers),
  normal: readings(numbers),
  share: readings([0, 0.25, 0.5, 1]),
  late: readings([0, 0.5, 1, 1.5, 2, 3]),
  late2: readings([0, 0.5, 1, 1.5, 2, 3]),
  i: readings(wholes),
  j: readings(wholes),
  n: wholes.map(known),
  k: wholes.map(known),
  on: [true, false].map(known),
  mode: ['a', 'b', 'c'].map(known),
};

function readings(values: readonly Value[]): readonly Observation[] {
  return [...values.map(known), unknown('it was not read')];
}

/** What a constraint depends on. */
export function namesIn(graph: StrategyGraph, node: ExpressionNode): ReadonlySet<string> {
  const found = new Set<string>();
  const labels = new Map(graph.sensors.map(({ id, label }) => [id, label]));
  const visit = (part: ExpressionNode): void => {
    if (part.op === 'reading') found.add(labels.get(part.sensor) ?? part.sensor);
    if (part.op === 'state' || part.op === 'argument') found.add(part.name);
    if (part.op === 'latch') found.add(limitsOf(part));
    partsOf(part).forEach(visit);
  };
  visit(node);
  return found;
}

type Latch = Extract<ExpressionNode, { op: 'latch' }>;

const LATCH = 'latch';

/** A rising and a falling latch over the same limits are one of the agent's. */
function limitsOf({ direction, on, off }: Latch): string {
  const [high, low] = direction === 'rises' ? [on, off] : [off, on];
  return sideName(high.text, low.text);
}

export const sideName = (high: string, low: string): string => `${LATCH} ${high} ${low}`;

const sides: readonly Side[] = ['above', 'below', 'neither'];

/** Every combination of what these names can be, most often enough: at most `most`, drawn evenly beyond. */
export function pointsOver(names: ReadonlySet<string>, most: number): readonly Point[] {
  const all = [...names].sort();
  const latches = all.filter((name) => name.startsWith(LATCH));
  const axes = all.flatMap((name) => (name.startsWith(LATCH) ? [] : [[name, domains[name] ?? []] as const]));
  const count = axes.reduce((product, [, domain]) => product * domain.length, sides.length ** latches.length);
  // A step that has no divisor in common with the sizes of domains goes through all axes.
  const step = count <= most ? 1 : Math.floor(count / most) * 210 + 1;
  return Array.from({ length: Math.min(count, most) }, (_, index): Point => {
    let rest = (index * step) % count;
    const take = <T>(items: readonly T[]): T => {
      const item = items[rest % items.length];
      rest = Math.floor(rest / items.length);
      if (item === undefined) throw new Error('an empty domain');
      return item;
    };
    const values = Object.fromEntries(axes.map(([name, domain]) => [name, take(domain)]));
    return { values, sides: Object.fromEntries(latches.map((name) => [name, take(sides)])) };
  });
}

/** What the engine makes of a constraint at an instant. */
export const outcomeAt = (graph: StrategyGraph, node: ExpressionNode, point: Point): Outcome =>
  outcomesOf(node, [{ point, scope: scopeAt(graph, point) }])[0] ?? 'unknown';

export interface Scoped {
  readonly point: Point;
  readonly scope: Scope;
}

/** What it makes of a constraint at many. */
export function outcomesOf(node: ExpressionNode, instants: readonly Scoped[]): readonly Outcome[] {
  const latches = latchesIn(node);
  return instants.map(({ point, scope }) => {
    const own = latches.length === 0 ? scope : { ...scope, latches: latchesAt(latches, point.sides) };
    const truth = evaluate(node, own);
    return truth.known ? (truth.value === true ? 'true' : 'false') : 'unknown';
  });
}

export function scopeAt(graph: StrategyGraph, { values }: Point): Scope {
  const readingOf = (name: string): Observation => values[name] ?? unknown(`nobody reads ${name}`);
  const plain: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) if (value.known) plain[name] = value.value;
  return {
    readings: Object.fromEntries(graph.sensors.map(({ id, label }) => [id, readingOf(label)])),
    arguments: plain,
    state: plain,
    latches: {},
  };
}

function latchesAt(latches: readonly Latch[], before: Point['sides']): Scope['latches'] {
  return Object.fromEntries(
    latches.flatMap((latch) => {
      const side = before[limitsOf(latch)];
      return side === 'above' || side === 'below' ? [[latch.id, side]] : [];
    }),
  );
}

const latchesIn = (node: ExpressionNode): readonly Latch[] => [
  ...(node.op === 'latch' ? [node] : []),
  ...partsOf(node).flatMap(latchesIn),
];
