import type { Value } from '../../../src/base/values/value.ts';
import type { ExpressionNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Chance } from './chance.ts';

export const constant = (value: Value, type = 'Int'): ExpressionNode => ({
  op: 'constant',
  value,
  type,
  text: typeof value === 'string' ? value : JSON.stringify(value),
});
export const reading = (sensor: string): ExpressionNode => ({ op: 'reading', sensor, type: 'Int', text: sensor });
export const state = (name: string): ExpressionNode => ({ op: 'state', name, type: 'Int', text: name });
export const argument = (name: string): ExpressionNode => ({ op: 'argument', name, type: 'Int', text: `$${name}` });
type Binary = Extract<ExpressionNode, { left: ExpressionNode }>['op'];
export const binary = (op: Binary, left: ExpressionNode, right: ExpressionNode, type = 'Bool'): ExpressionNode => ({
  op,
  left,
  right,
  type,
  text: `(${left.text} ${op} ${right.text})`,
});

/** Latches with one content have one id, whichever way round they are written; as the compiler has it. */
export function latch(chance: Chance, watched?: ExpressionNode): ExpressionNode {
  const of = watched ?? chance.pick([reading('p'), reading('over'), state('n')]);
  const [high, low] = [constant(3), constant(1)];
  const id = `${of.text} ${high.text} ${low.text}`;
  return chance.odds(0.5)
    ? {
        op: 'latch',
        id,
        direction: 'rises',
        of,
        on: high,
        off: low,
        type: 'Bool',
        text: `(${of.text} rises ${high.text} falls ${low.text})`,
      }
    : {
        op: 'latch',
        id,
        direction: 'falls',
        of,
        on: low,
        off: high,
        type: 'Bool',
        text: `(${of.text} falls ${low.text} rises ${high.text})`,
      };
}

/** How often calls or changes came, of those with a value or of all. */
function count(chance: Chance): ExpressionNode {
  const seconds = chance.pick([60, 180, 600]);
  const common = { op: 'count', seconds, type: 'Int' } as const;
  if (chance.odds(0.3)) {
    const state = chance.pick(['succeeded', 'ended']);
    const subject = { kind: 'batch', namespace: 'ns', name: 'train' } as const;
    const text = `count(train.${state}) over ${seconds}s`;
    return { ...common, id: text, event: { kind: 'on', subject, state }, text };
  }
  const receiver = chance.pick(['give', 'give', 'give', 'go']);
  const name = chance.pick(['x', 'x', 'y']);
  const value = chance.odds(0.8) ? argument(name) : constant(chance.int(4));
  const given = receiver === 'give' && chance.odds(0.6) ? { given: { [name]: value } } : {};
  const text = `count(${receiver}${'given' in given ? `, ${name}: ${value.text}` : ''}) over ${seconds}s`;
  return { ...common, id: text, event: { kind: 'called', receiver }, ...given, text };
}

export function number(chance: Chance, depth = 1): ExpressionNode {
  if (chance.odds(0.25)) return count(chance);
  switch (chance.int(depth > 0 ? 12 : 9)) {
    case 0:
    case 1:
      return reading(chance.pick(['p', 'q']));
    case 2:
      return reading('since');
    case 3:
      return reading('over');
    case 4:
      return state(chance.pick(['n', 'm']));
    case 5:
      return chance.odds(0.4) ? argument(chance.pick(['x', 'y'])) : constant(chance.int(5));
    case 6:
      return reading(chance.pick(['by-state', 'by-argument']));
    case 7:
    case 8:
      return constant(chance.int(5));
    case 9: {
      const of = number(chance, 0);
      const otherwise = constant(chance.int(5));
      return { op: 'default', of, otherwise, type: 'Int', text: `(${of.text} default ${otherwise.text})` };
    }
    default:
      return binary(chance.pick(['add', 'subtract', 'divide']), number(chance, 0), number(chance, 0), 'Number');
  }
}

export function truth(chance: Chance, depth = 2): ExpressionNode {
  if (depth > 0 && chance.odds(0.35)) {
    if (chance.odds(0.2)) {
      const operand = truth(chance, depth - 1);
      return { op: 'not', operand, type: 'Bool', text: `not ${operand.text}` };
    }
    return binary(chance.pick(['and', 'or']), truth(chance, depth - 1), truth(chance, depth - 1));
  }
  if (chance.odds(0.25)) return latch(chance);
  return binary(chance.pick(['lt', 'le', 'gt', 'ge', 'gt', 'ne', 'eq']), number(chance), constant(chance.int(4)));
}
