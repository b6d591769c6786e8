import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/agent/engine/evaluate.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { ownerOf } from '../../../src/language/reason/writers.ts';
import { meet, type Outcome } from '../../../src/language/reason/box.ts';
import { regionOf } from '../../../src/language/reason/region.ts';
import { known, unknown, type Observation } from '../../../src/base/values/value.ts';
import { app, compileTexts } from '../../support/marked.ts';

const sensors = ['x', 'y', 'z'];
const sensor = (name: string): string => `sensor ${name} : Number from prometheus { query: "${name}", unit: 1 }\n`;

/** Readings around the limits that constraints below name, and unknown. */
const samples: readonly Observation[] = [...[-1, 0, 0.5, 1, 1.5, 2, 3].map(known), unknown('it was not read')];

const operand = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('x', 'y') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '(x default 1)',
      'x + y',
      '(1 + 1)',
      'x * 2',
      '-x',
      '3 - x',
      'x / -2 + 1',
      '(x default 1) * 2',
      '(y - 1) * 0.5',
    ),
  },
);
const comparison = fc
  .tuple(operand, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), fc.oneof(fc.constantFrom('0', '1', '2'), operand))
  .map(([left, operation, right]) => `${left} ${operation} ${right}`);
const constraint = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any')).map(([a, by, b]) => `(${a} ${by} ${b})`),
    tie('any').map((of) => `not (${of})`),
  ),
})).any;

/** Strategies with these constraints, as the compiler has them and as the engine does. */
function strategies(constraints: readonly string[]) {
  const all = constraints.map(
    (text, index) => `strategy s-${String(index)} { WHEN every 1m IF ${text} THEN runWorkflow(t) }`,
  );
  const text = app(
    `workflow t : batch { executor e { image "a:1" } }\n${sensors.map(sensor).join('')}agent a { ${all.join('\n')} }`,
  );
  const { model, plan, diagnostics } = compileTexts(text);
  const agent = model.applications[0]?.agents[0];
  const graph = plan?.teams[0]?.agents[0]?.graph;
  if (!agent || !graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return agent.strategies.map((strategy) => ({
    region: (outcome: Outcome) =>
      strategy.constraint ? regionOf(strategy.constraint, ownerOf(agent, strategy), outcome) : [],
    outcome: (x: Observation, y: Observation) => outcomeOf(graph, strategy.name, { x, y }),
  }));
}

function outcomeOf(graph: StrategyGraph, name: string, values: Readonly<Record<string, Observation>>): Outcome {
  const readings = Object.fromEntries(
    graph.sensors.map(({ id, label }) => [id, values[label] ?? unknown(`nobody reads ${label}`)]),
  );
  const node = graph.strategies.find((strategy) => strategy.name === name)?.constraint;
  if (!node) throw new Error(`${name} has no constraint`);
  const truth = evaluate(node, { readings, arguments: {}, state: {}, latches: {} });
  return truth.known ? (truth.value === true ? 'true' : 'false') : 'unknown';
}

const outcomes: readonly Outcome[] = ['true', 'false', 'unknown'];

describe('where a constraint holds', () => {
  it('is never said to be nowhere where it does, nor two to exclude each other that hold together', () => {
    fc.assert(
      fc.property(fc.array(constraint, { minLength: 6, maxLength: 12 }), (constraints) => {
        const made = strategies(constraints);
        const regions = made.map(({ region }) => new Map(outcomes.map((outcome) => [outcome, region(outcome)])));
        const told: string[] = [];
        for (const x of samples) {
          for (const y of samples) {
            const found = made.map(({ outcome }) => outcome(x, y));
            for (const [a, first] of found.entries()) {
              for (const [b, second] of found.entries()) {
                const [one = [], other = []] = [regions[a]?.get(first), regions[b]?.get(second)];
                if (meet(one, other).length === 0)
                  told.push(`${constraints[a] ?? ''} is ${first} and ${constraints[b] ?? ''} is ${second}`);
              }
            }
          }
        }
        expect(told).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('is told of a reading from what is computed of it and constants', () => {
    const apart = [
      ['x * 2 > 2', 'x <= 1'],
      ['x + 1 > 3', '2 >= x'],
      ['1 - x > 0', 'x >= 1'],
      ['-x < -1', 'x < 1'],
      ['x / -2 >= 1', 'x > -2'],
      ['x * 0.1 > 0.3', 'not (x > 3)'],
      ['(x - 1) * 50% > 1', 'x < 3'],
      ['(x default 0) * 2 > 2', 'x < 1'],
    ] as const;
    for (const [one, other] of apart) {
      const [a, b] = strategies([one, other]);
      expect(meet(a?.region('true') ?? [], b?.region('true') ?? []), `${one}, ${other}`).toEqual([]);
    }
    const [double, small] = strategies(['x * 2 > 2', 'x < 2']);
    expect(meet(double?.region('true') ?? [], small?.region('true') ?? []).length).toBe(1);
  });

  it('is told apart exactly where one reading is compared with constants', () => {
    const limits = [
      'x < 1',
      'x <= 1',
      'x > 1',
      'x >= 1',
      'x == 1',
      'x != 1',
      'x > 0 and x < 2',
      'x < 0 or x >= 2',
      'x * 2 > 2',
      '1 - x >= 0',
    ];
    const made = strategies(limits);
    for (const a of made) {
      for (const b of made) {
        const together = samples.some((x) => a.outcome(x, x) === 'true' && b.outcome(x, x) === 'true');
        expect(meet(a.region('true'), b.region('true')).length > 0).toBe(together);
      }
    }
  });
});
