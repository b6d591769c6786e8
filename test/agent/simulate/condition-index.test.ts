import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, decisiveLeaves, truthOf, type Truth } from '../../../src/agent/engine/clause.ts';
import { ConditionIndex, MOST_THRESHOLDS } from '../../../src/agent/simulate/condition-index.ts';
import { evaluate } from '../../../src/agent/engine/evaluate.ts';
import type { ExpressionNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { known, unknown, type Observation } from '../../../src/base/values/value.ts';
import { constant, greater, reading } from '../engine/graphs.ts';

const sensors = ['a', 'b', 'c'];
const said = { text: '', type: 'Bool' };
const binary = (
  op: 'and' | 'or' | 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne' | 'add',
  left: ExpressionNode,
  right: ExpressionNode,
): ExpressionNode => ({ ...said, op, left, right });
const not = (operand: ExpressionNode): ExpressionNode => ({ ...said, op: 'not', operand });
const otherwise = (of: ExpressionNode, value: number): ExpressionNode => ({
  ...said,
  op: 'default',
  of,
  otherwise: constant(value),
});

/** Few numbers, so that readings meet thresholds, with the neighbours of some. */
const number = fc.oneof(
  fc.integer({ min: -2, max: 4 }),
  fc.constantFrom(0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, 1 + Number.EPSILON, 1 - Number.EPSILON / 2),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 0.1 + 0.2, 0.3),
);
const observation = fc.oneof(
  { weight: 6, arbitrary: number.map((value): Observation => known(value)) },
  { weight: 2, arbitrary: fc.constant<Observation>(unknown('down')) },
  { weight: 1, arbitrary: fc.constantFrom<Observation>(known(null), known('0'), known(true), known(false)) },
);
const { condition } = fc.letrec<{ condition: ExpressionNode; leaf: ExpressionNode }>((tie) => ({
  leaf: fc.oneof(
    fc
      .tuple(fc.constantFrom('lt', 'le', 'gt', 'ge', 'eq', 'ne'), fc.constantFrom(...sensors), number, fc.boolean())
      .map(([op, sensor, value, isMirrored]) =>
        isMirrored ? binary(op, constant(value), reading(sensor)) : binary(op, reading(sensor), constant(value)),
      ),
    // What is no comparison with a number.
    fc.constantFrom(
      reading('a', 'Bool'),
      constant(true, 'Bool'),
      binary('gt', reading('a'), reading('b')),
      binary('lt', binary('add', reading('b'), constant(1)), constant(3)),
      binary('ge', otherwise(reading('c'), 2), constant(2)),
      binary('lt', constant(0), otherwise(reading('c'), 2)),
      binary('eq', otherwise(reading('a'), 1), constant(1)),
      binary('ne', otherwise(reading('a'), 1), constant(1)),
      binary('eq', otherwise(reading('a'), 2), constant(1)),
      binary('eq', reading('b'), constant('0', 'String')),
    ),
  ),
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(fc.constantFrom('and', 'or'), tie('condition'), tie('condition'))
      .map(([op, left, right]) => binary(op, left, right)),
    tie('condition').map(not),
  ),
}));

const readingsIn = (readings: ReadonlyMap<string, Observation>): Readonly<Record<string, Observation>> =>
  Object.fromEntries(readings);
const truths = (nodes: readonly ExpressionNode[], readings: ReadonlyMap<string, Observation>): readonly Truth[] =>
  nodes.map((node) =>
    truthOf(evaluate(node, { readings: readingsIn(readings), arguments: {}, state: {}, latches: {} })),
  );
const kept = (conditions: ConditionIndex, nodes: readonly ExpressionNode[]): readonly Truth[] =>
  nodes.map((_, index) => conditions.truth(index));

describe('a judgement', () => {
  it('comes to the truth that evaluation gives, and names clauses on which it rests', () => {
    fc.assert(
      fc.property(condition, fc.array(fc.tuple(observation, observation, observation)), (node, events) => {
        // Compiled once, and judged at many events.
        const judge = compile(node);
        for (const [a, b, c] of events) {
          const scope = { readings: { a, b, c }, arguments: {}, state: {}, latches: {} };
          const clause = judge(scope);
          expect(clause.truth).toBe(truthOf(evaluate(node, scope)));
          expect(decisiveLeaves(clause).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('conditions', () => {
  it('have the truths that evaluation gives, and tell exactly those that a reading changed', () => {
    const change = fc.tuple(fc.constantFrom(...sensors, 'unread'), observation);
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 12 }), fc.array(change, { maxLength: 20 }), (nodes, changes) => {
        const conditions = new ConditionIndex(nodes);
        const readings = new Map<string, Observation>();
        expect(kept(conditions, nodes)).toEqual(truths(nodes, readings));
        for (const [sensor, value] of changes) {
          const before = kept(conditions, nodes);
          const told: number[] = [];
          conditions.set(sensor, value, (index) => told.push(index));
          readings.set(sensor, value);
          const after = truths(nodes, readings);
          expect(kept(conditions, nodes)).toEqual(after);
          expect(told.sort((a, b) => a - b)).toEqual(
            [...after.keys()].filter((index) => after[index] !== before[index]),
          );
          expect(conditions.held).toBe(after.filter((truth) => truth === 'true').length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('have the truths that evaluation gives after a whole snapshot, whatever was before', () => {
    const snapshot = fc
      .array(fc.tuple(fc.constantFrom(...sensors), observation), { maxLength: 3 })
      .map((entries) => new Map(entries));
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 12 }), fc.array(snapshot, { maxLength: 5 }), (nodes, snapshots) => {
        const conditions = new ConditionIndex(nodes);
        for (const readings of snapshots) {
          conditions.setAll(readings);
          const expected = truths(nodes, readings);
          expect(kept(conditions, nodes)).toEqual(expected);
          expect(conditions.held).toBe(expected.filter((truth) => truth === 'true').length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are told only where a reading moved over their threshold', () => {
    const conditions = new ConditionIndex([1, 2, 3, 4].map((value) => greater(reading('x'), constant(value))));
    const toldBy = (value: number): readonly number[] => {
      const told: number[] = [];
      conditions.set('x', known(value), (index) => told.push(index));
      return told;
    };
    // From unknown each becomes true or false.
    expect(toldBy(2.5)).toEqual([0, 1, 2, 3]);
    expect(toldBy(2.7)).toEqual([]);
    expect(toldBy(3)).toEqual([]);
    expect(toldBy(3.5)).toEqual([2]);
    expect(toldBy(1)).toEqual([0, 1, 2]);
  });

  it('read the rest of what they refer to from what is given', () => {
    const state: ExpressionNode = { op: 'state', name: 'n', text: 'n', type: 'Int' };
    const node = binary('and', greater(reading('x'), constant(1)), greater(state, constant(1)));
    const conditions = new ConditionIndex([node], { arguments: {}, state: { n: 2 }, latches: {} });
    conditions.set('x', known(2));
    expect(conditions.truth(0)).toBe('true');
  });

  it('may be more over one sensor than ranks have room for', () => {
    const nodes = Array.from({ length: MOST_THRESHOLDS + 1 }, (_, index) => greater(reading('x'), constant(index)));
    for (const count of [MOST_THRESHOLDS, MOST_THRESHOLDS + 1]) {
      const conditions = new ConditionIndex(nodes.slice(0, count));
      conditions.set('x', known(count - 1));
      // x > index holds for the indexes below.
      expect(conditions.held).toBe(count - 1);
      conditions.set('x', known(-1));
      expect(conditions.held).toBe(0);
      conditions.set('x', unknown('down'));
      expect(conditions.truth(7)).toBe('unknown');
    }
  });
});
