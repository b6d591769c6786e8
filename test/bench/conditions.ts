import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LogicEngine } from 'json-logic-engine';
import { Engine } from 'json-rules-engine';
import { ConditionIndex } from '../../src/agent/simulate/condition-index.ts';
import { evaluate } from '../../src/agent/engine/evaluate.ts';
import type { ExpressionNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { known, type Observation } from '../../src/base/values/value.ts';

/**
 * What one look at 10,000 conditions costs, `m > t and o < x` over 400 readings, in microseconds: the whole of them after a
 * new snapshot, and those that read one metric after it changed. All engines see the same conditions and snapshots.
 */
const CONDITIONS = 10_000;
const METRICS = 200;
const SNAPSHOTS = 16;

interface Condition {
  readonly m: string;
  readonly o: string;
  readonly above: number;
  readonly below: number;
}

const conditions = Array.from({ length: CONDITIONS }, (_, index): Condition => ({
  m: `m${String(index % METRICS)}`,
  o: `o${String((index * 7) % METRICS)}`,
  above: 20 + ((index * 37) % 75),
  below: 10 + ((index * 13) % 80),
}));

let seed = 42;
const random = (): number => (seed = (seed * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32;
const names = ['m', 'o'].flatMap((kind) => Array.from({ length: METRICS }, (_, index) => `${kind}${String(index)}`));
const snapshots = Array.from({ length: SNAPSHOTS }, () =>
  Object.fromEntries(names.map((name) => [name, Math.floor(random() * 100)])),
);
const expected = snapshots.map(
  (facts) => conditions.filter(({ m, o, above, below }) => (facts[m] ?? 0) > above && (facts[o] ?? 0) < below).length,
);

const leaf = (op: 'gt' | 'lt', sensor: string, value: number): ExpressionNode => ({
  op,
  text: '',
  type: 'Bool',
  left: { op: 'reading', sensor, text: sensor, type: 'Number' },
  right: { op: 'constant', value, text: String(value), type: 'Number' },
});
const nodes = conditions.map(({ m, o, above, below }): ExpressionNode => ({
  op: 'and',
  text: '',
  type: 'Bool',
  left: leaf('gt', m, above),
  right: leaf('lt', o, below),
}));

type Count = (snapshot: number) => number | Promise<number>;

function ours(of: readonly ExpressionNode[]): Count {
  const scopes = snapshots.map((facts) => ({
    readings: Object.fromEntries(
      Object.entries(facts).map(([name, value]): [string, Observation] => [name, known(value)]),
    ),
    arguments: {},
    state: {},
    latches: {},
  }));
  return (snapshot) => {
    const scope = scopes[snapshot];
    if (!scope) return 0;
    let held = 0;
    for (const node of of) {
      const truth = evaluate(node, scope);
      if (truth.known && truth.value === true) held += 1;
    }
    return held;
  };
}

/** Compiled once and indexed. All conditions are kept, whatever a new reading concerns. */
const conditionSet = new ConditionIndex(nodes);
const observed = snapshots.map(
  (facts) => new Map(Object.entries(facts).map(([name, value]): [string, Observation] => [name, known(value)])),
);
const kept: Count = (snapshot) => {
  conditionSet.setAll(observed[snapshot] ?? new Map());
  return conditionSet.held;
};

/** The microseconds that one new reading takes, of a metric and a value drawn for each of many changes, told included. */
function perChange(): number {
  const changes = Array.from({ length: 4096 }, (): [string, Observation] => [
    names[Math.floor(random() * names.length)] ?? '',
    known(Math.floor(random() * 100)),
  ]);
  let told = 0;
  const count = (): void => {
    told += 1;
  };
  const times = Array.from({ length: 33 }, () => {
    const start = performance.now();
    for (const [name, reading] of changes) conditionSet.set(name, reading, count);
    return ((performance.now() - start) * 1000) / changes.length;
  });
  if (told === 0) throw new Error('no reading changed a condition');
  return median(times);
}

/** A function of JavaScript for each condition, written by hand: what a language without the unknown would cost. */
const byHand = (of: readonly Condition[]): Count => {
  const tests = of.map(
    ({ m, o, above, below }) =>
      (facts: Readonly<Record<string, number>>) =>
        (facts[m] ?? 0) > above && (facts[o] ?? 0) < below,
  );
  return (snapshot) => {
    const facts = snapshots[snapshot] ?? {};
    let held = 0;
    for (const test of tests) if (test(facts)) held += 1;
    return held;
  };
};

function jsonLogic(of: readonly Condition[]): Count {
  const engine = new LogicEngine();
  const tests = of.map(({ m, o, above, below }) =>
    engine.build({ and: [{ '>': [{ var: m }, above] }, { '<': [{ var: o }, below] }] }),
  );
  return (snapshot) => {
    let held = 0;
    for (const test of tests) if ((test as (facts: unknown) => unknown)(snapshots[snapshot])) held += 1;
    return held;
  };
}

function jsonRules(of: readonly Condition[]): Count {
  const engine = new Engine();
  for (const { m, o, above, below } of of)
    engine.addRule({
      conditions: {
        all: [
          { fact: m, operator: 'greaterThan', value: above },
          { fact: o, operator: 'lessThan', value: below },
        ],
      },
      event: { type: 'held' },
    });
  return async (snapshot) => (await engine.run(snapshots[snapshot])).events.length;
}

/** Long enough that what is optimised on the way is the smaller part, for all alike; the floor's programs take 1.5 s. */
const MEASURED_MS = 1000;

async function microseconds(count: Count): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + MEASURED_MS;
  for (let round = 0; performance.now() < end || times.length < 5; round += 1) {
    const start = performance.now();
    await count(round % SNAPSHOTS);
    times.push((performance.now() - start) * 1000);
  }
  return median(times);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

/** What the floor's program measures of itself, as `{ name or engine, us_per_event }` in lines of JSON. */
function floorLines(program: string, args: readonly string[]): void {
  const { stdout } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  for (const line of stdout.trim().split('\n')) {
    const { name, engine, us_per_event: time } = JSON.parse(line) as Record<string, string | number>;
    console.log(`  ${`floor: ${String(name ?? engine)}`.padEnd(42)} ${Number(time).toFixed(2).padStart(9)} µs`);
  }
}

const show = (label: string, value: number, floor: number): void => {
  console.log(
    `${label.padEnd(44)} ${value.toFixed(2).padStart(9)} µs   ${(value / floor).toFixed(1).padStart(7)} × by hand`,
  );
};

/** The engine looks only at what reads a metric: the conditions that one of them concerns. */
const concerned = <T>(items: readonly T[]): readonly T[] =>
  items.filter((_, index) => conditions[index]?.m === 'm7' || conditions[index]?.o === 'o7');

/** `floorFolder`: the folder of the programs that show what the machine can do. */
export async function benchConditions(floorFolder: string): Promise<void> {
  const all: readonly (readonly [string, Count])[] = [
    ['sflow, compiled and indexed', kept],
    ['sflow, evaluated from the graph', ours(nodes)],
    ['json-logic-engine, compiled', jsonLogic(conditions)],
    ['json-rules-engine', jsonRules(conditions)],
  ];
  for (const [name, count] of all) if ((await count(0)) !== expected[0]) throw new Error(`${name} counts otherwise`);
  const floor = await microseconds(byHand(conditions));
  show('10,000 conditions, whole snapshot: by hand', floor, floor);
  for (const [name, count] of all) show(`  ${name}`, await microseconds(count), floor);
  const rules = join(floorFolder, 'micro/rules.mjs');
  const delta = join(floorFolder, 'micro/delta.mjs');
  if (existsSync(rules))
    for (const engine of ['hand', 'slots', 'index']) floorLines(rules, [engine, String(CONDITIONS)]);
  else console.log(`  left out: the floor, since there is no ${rules}`);

  const small = await microseconds(byHand(concerned(conditions)));
  show('one changed metric, what reads it: by hand', small, small);
  show('  sflow, compiled and indexed', perChange(), small);
  show('  sflow, evaluated from the graph', await microseconds(ours(concerned(nodes))), small);
  show('  json-logic-engine, compiled', await microseconds(jsonLogic(concerned(conditions))), small);
  if (existsSync(delta)) floorLines(delta, [String(CONDITIONS)]);
  else console.log(`  left out: the floor, since there is no ${delta}`);
}
