import type { CountNode, ExpressionNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { calculate, negate } from '../../base/values/arithmetic.ts';
import { compare } from '../../base/values/compare.ts';
import { formatValue } from '../../base/values/format.ts';
import { fieldOf, isRecord } from '../../base/values/plain.ts';
import { and, not, or } from '../../base/values/truth.ts';
import { known, unknown, type Observation, type Unknown, type Value } from '../../base/values/value.ts';

/** Above the upper limit of a latch, or below its lower one. */
export type LatchSide = 'above' | 'below';

export type LatchNode = Extract<ExpressionNode, { op: 'latch' }>;

/** What an expression can refer to, for one occurrence. */
export interface Scope {
  /** By id of the sensor. */
  readonly readings: Readonly<Record<string, Observation>>;
  /** Of the call, by name; those that were left out are none. */
  readonly arguments: Readonly<Record<string, Value>>;
  /** What the agent remembers. */
  readonly state: Readonly<Record<string, Value>>;
  /** Which limit of each latch was passed last, by id. */
  readonly latches: Readonly<Record<string, LatchSide>>;
  /** What was counted when the event came, by id. */
  readonly counts?: Readonly<Record<string, number>> | undefined;
}

/** The value of an expression, or why it has none. */
export function evaluate(node: ExpressionNode, scope: Scope): Observation {
  switch (node.op) {
    case 'constant':
      return known(node.value);
    case 'reading':
      return fieldOf(scope.readings, node.sensor) ?? unknown('it was not read');
    case 'argument': {
      const value = fieldOf(scope.arguments, node.name);
      return value === undefined ? unknown(`the event brings no ${node.name}`) : known(value);
    }
    case 'state': {
      const value = fieldOf(scope.state, node.name);
      return value === undefined ? unknown(`the agent has no state ${node.name}`) : known(value);
    }
    case 'default': {
      const of = evaluate(node.of, scope);
      return of.known ? of : evaluate(node.otherwise, scope);
    }
    case 'latch':
      return latch(node, scope);
    case 'count':
      return counted(node, scope);
    case 'field':
      return fieldValue(evaluate(node.of, scope), node.of.text, node.name);
    case 'list':
      return all(node.items, scope, (values) => known(values));
    case 'record': {
      const names = Object.keys(node.fields);
      return all(Object.values(node.fields), scope, (values) =>
        known(Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))),
      );
    }
    case 'join':
      return all(node.parts, scope, (values) => join(node.parts, values));
    case 'tell':
      // For people: that something is unknown is told as well.
      return known(node.parts.map((part) => told(evaluate(part, scope), part.type)).join(''));
    case 'not':
      return not(evaluate(node.operand, scope));
    case 'negate':
      return negate(evaluate(node.operand, scope));
    case 'and':
      return and(evaluate(node.left, scope), evaluate(node.right, scope));
    case 'or':
      return or(evaluate(node.left, scope), evaluate(node.right, scope));
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return calculate(node.op, evaluate(node.left, scope), evaluate(node.right, scope));
    default:
      return compare(node.op, evaluate(node.left, scope), evaluate(node.right, scope));
  }
}

const told = (observation: Observation, type: string): string =>
  observation.known ? formatValue(observation.value, type) : 'unknown';

/** On from where the value passes one limit, off from where it passes the other, between them what it was. */
function latch(node: LatchNode, scope: Scope): Observation {
  const passed = passedLimit(node, scope);
  if (typeof passed === 'object') return passed;
  return known((passed ?? fieldOf(scope.latches, node.id)) === (node.direction === 'rises' ? 'above' : 'below'));
}

/** The limit that the value of a latch is beyond; undefined between the two. */
export function passedLimit(node: LatchNode, scope: Scope): LatchSide | undefined | Unknown {
  const of = evaluate(node.of, scope);
  const isRising = node.direction === 'rises';
  const on = compare(isRising ? 'gt' : 'lt', of, evaluate(node.on, scope));
  const off = compare(isRising ? 'lt' : 'gt', of, evaluate(node.off, scope));
  if (!on.known) return on;
  if (!off.known) return off;
  if (on.value === true) return isRising ? 'above' : 'below';
  return off.value === true ? (isRising ? 'below' : 'above') : undefined;
}

/** What it is compared with may be unknown: a schedule brings no arguments. */
function counted({ id, given = {} }: CountNode, scope: Scope): Observation {
  const count = fieldOf(scope.counts ?? {}, id);
  if (count !== undefined) return known(count);
  return all(Object.values(given), scope, () => unknown('it was not counted'));
}

function all(
  nodes: readonly ExpressionNode[],
  scope: Scope,
  combine: (values: readonly Value[]) => Observation,
): Observation {
  const values: Value[] = [];
  for (const node of nodes) {
    const observation = evaluate(node, scope);
    if (!observation.known) return observation;
    values.push(observation.value);
  }
  return combine(values);
}

function fieldValue(record: Observation, text: string, name: string): Observation {
  if (!record.known) return record;
  if (record.value === null) return unknown(`${text} is none`);
  const value = isRecord(record.value) ? fieldOf(record.value, name) : undefined;
  return value === undefined ? unknown(`${text} has no ${name}`) : known(value);
}

/** Versions and datasets stand in a text as their URI, numbers in base units, as a program reads them. */
function join(parts: readonly ExpressionNode[], values: readonly Value[]): Observation {
  let text = '';
  for (const [index, value] of values.entries()) {
    const part = isRecord(value) ? fieldOf(value, 'uri') : value;
    if (typeof part !== 'string' && typeof part !== 'number' && typeof part !== 'boolean') {
      return unknown(`${parts[index]?.text ?? 'a part'} is ${value === null ? 'none' : 'no text'}`);
    }
    text += String(part);
  }
  return known(text);
}
