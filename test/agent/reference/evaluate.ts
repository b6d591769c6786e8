import { calculate, negate } from '../../../src/base/values/arithmetic.ts';
import { compare } from '../../../src/base/values/compare.ts';
import { formatValue } from '../../../src/base/values/format.ts';
import { isRecord } from '../../../src/base/values/plain.ts';
import { and, not, or } from '../../../src/base/values/truth.ts';
import { known, unknown, type Observation, type Value } from '../../../src/base/values/value.ts';
import type { ConcreteAction, ConcreteTarget } from '../../../src/agent/engine/effect.ts';
import type {
  ActionNode,
  ExpressionNode,
  StrategyNode,
  TargetNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Agent, Running } from './agent.ts';

/** With what an expression is evaluated. */
export interface Scope {
  readonly agent: Agent;
  readonly running: Running;
  /** The agent's state: as of the beginning, or of now where a `set` is done. */
  readonly values: Readonly<Record<string, Value>>;
}

export function evaluate(node: ExpressionNode, scope: Scope): Observation {
  const of = (part: ExpressionNode): Observation => evaluate(part, scope);
  switch (node.op) {
    case 'constant':
      return known(node.value);
    case 'reading':
      return readingOf(scope.running, node.sensor);
    case 'argument': {
      const given = scope.running.occurrence.call?.arguments[node.name];
      return given === undefined ? unknown('not given') : known(given);
    }
    case 'state':
      return known(scope.values[node.name] ?? null);
    case 'default': {
      const [first, second] = [of(node.of), of(node.otherwise)];
      return first.known ? first : second;
    }
    case 'latch':
      return look(node, scope);
    case 'count':
      return scope.running.occurrence.counts.get(node.id) ?? unknown('not counted');
    case 'field': {
      const record = of(node.of);
      if (!record.known) return record;
      const field = isRecord(record.value) ? record.value[node.name] : undefined;
      return field === undefined ? unknown('no such field') : known(field);
    }
    case 'list':
      return together(node.items.map(of));
    case 'record': {
      const values = together(Object.values(node.fields).map(of));
      if (!values.known) return values;
      const list = values.value as readonly Value[];
      return known(Object.fromEntries(Object.keys(node.fields).map((name, index) => [name, list[index] ?? null])));
    }
    case 'join': {
      const values = together(node.parts.map(of));
      return values.known ? known((values.value as readonly Value[]).map(String).join('')) : values;
    }
    case 'tell':
      return known(
        node.parts
          .map((part) => [part, of(part)] as const)
          .map(([part, value]) => (value.known ? formatValue(value.value, part.type) : 'unknown'))
          .join(''),
      );
    case 'not':
      return not(of(node.operand));
    case 'negate':
      return negate(of(node.operand));
    case 'and':
      return and(of(node.left), of(node.right));
    case 'or':
      return or(of(node.left), of(node.right));
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return calculate(node.op, of(node.left), of(node.right));
    default:
      return compare(node.op, of(node.left), of(node.right));
  }
}

export function readingOf(running: Running, sensor: string): Observation {
  const of = running.reads.find((read) => read.sensor === sensor)?.of;
  if (!of) return unknown('not read');
  return 'key' in of ? (of.value ?? unknown('not read')) : of;
}

/** Known if all are. */
function together(observations: readonly Observation[]): Observation {
  const values: Value[] = [];
  for (const observation of observations) {
    if (!observation.known) return observation;
    values.push(observation.value);
  }
  return known(values);
}

type Latch = Extract<ExpressionNode, { op: 'latch' }>;

/** One latch for all that watch the same value between the same limits, whichever way round they write it. */
function look(node: Latch, scope: Scope): Observation {
  const { agent, running } = scope;
  const [high, low] = node.direction === 'rises' ? [node.on, node.off] : [node.off, node.on];
  const content = contentOf(node);
  const value = evaluate(node.of, scope);
  const [above, below] = [compare('gt', value, evaluate(high, scope)), compare('lt', value, evaluate(low, scope))];
  if (!above.known) return above;
  if (!below.known) return below;
  const side = above.value === true ? 'above' : below.value === true ? 'below' : null;
  const { at } = running.occurrence;
  const before = agent.latches.get(content);
  if (side && !(before && at < before.at)) agent.latches.set(content, { side, at });
  const now = side ?? before?.side;
  return known(now === (node.direction === 'rises' ? 'above' : 'below'));
}

/** What a latch watches, between which limits. */
export function contentOf(node: Latch): string {
  const [high, low] = node.direction === 'rises' ? [node.on, node.off] : [node.off, node.on];
  const content = contents.get(node) ?? JSON.stringify([node.of, high, low].map(withoutText));
  contents.set(node, content);
  return content;
}

const contents = new WeakMap<Latch, string>();

/** All latches in a strategy. */
export const latchesOf = (node: StrategyNode): Latch[] => nodesOf(node, 'latch') as Latch[];

/** All expressions of a kind in a strategy, or in what has several. */
export function nodesOf(node: unknown, op: ExpressionNode['op']): ExpressionNode[] {
  const found: ExpressionNode[] = [];
  JSON.stringify(node, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && (value as { op?: unknown }).op === op)
      found.push(value as ExpressionNode);
    return value;
  });
  return found;
}

const withoutText = (node: ExpressionNode): unknown =>
  JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'text' || key === 'type' ? undefined : value)));

/** An action with its values; the reason where one is unknown. */
export function concrete(node: ActionNode, scope: Scope): ConcreteAction | { readonly unknown: string } {
  if (node.kind === 'set' || node.kind === 'parallel') throw new Error('it is no action of the world');
  const given = valuesOf(node.arguments, scope);
  if (!given.known) return { unknown: given.reason };
  const values = given.value as Readonly<Record<string, Value>>;
  if (node.kind === 'call') {
    return { kind: 'call', agent: node.agent, receiver: node.receiver, arguments: values };
  }
  if (node.kind === 'http') {
    const { kind, name, endpoint, result } = node;
    return { kind, name, endpoint, arguments: values, ...(result === undefined ? {} : { result }) };
  }
  const target = node.target && targetOf(node.target, scope);
  if (target && 'unknown' in target) return target;
  return { kind: 'primitive', name: node.name, ...(target ? { target } : {}), arguments: values };
}

function targetOf(node: TargetNode, scope: Scope): ConcreteTarget | { readonly unknown: string } {
  if (node.kind !== 'batch') return node;
  const { overrides, ...rest } = node;
  const [values, entries] = [valuesOf(node.parameters, scope), valuesOf(overrides?.entries ?? {}, scope)];
  if (!values.known) return { unknown: values.reason };
  if (!entries.known) return { unknown: entries.reason };
  const given = (all: Value): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(all as Readonly<Record<string, Value>>).filter(([, value]) => value !== null));
  return {
    ...rest,
    parameters: given(values.value),
    ...(overrides ? { overrides: { ...overrides, entries: given(entries.value) } } : {}),
  };
}

export function valuesOf(nodes: Readonly<Record<string, ExpressionNode>>, scope: Scope): Observation {
  const values = together(Object.values(nodes).map((node) => evaluate(node, scope)));
  if (!values.known) return values;
  const list = values.value as readonly Value[];
  return known(Object.fromEntries(Object.keys(nodes).map((name, index) => [name, list[index] ?? null])));
}
