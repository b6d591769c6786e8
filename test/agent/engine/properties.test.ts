import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialState, type EngineState } from '../../../src/agent/engine/state.ts';
import { step, type StepResult } from '../../../src/agent/engine/step.ts';
import { evaluate } from '../../../src/agent/engine/evaluate.ts';
import type { EngineEvent } from '../../../src/agent/engine/event.ts';
import { graphDigest } from '../../../src/contract/strategy-graph/codec.ts';
import type { ExpressionNode, StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { and, not, or } from '../../../src/base/values/truth.ts';
import { known, unknown, type Observation } from '../../../src/base/values/value.ts';
import { app, compileTexts } from '../../support/marked.ts';
import { graphOf, START } from './driver.ts';
import { constant, reading } from './graphs.ts';

const MINUTE = 60_000;
const truth = fc.constantFrom<Observation>(known(true), known(false), unknown('why'));
const same = (a: Observation, b: Observation): void => {
  expect(a.known ? a.value : 'unknown').toBe(b.known ? b.value : 'unknown');
};

describe('three-valued truth', () => {
  it('keeps the laws of Kleene', () => {
    fc.assert(
      fc.property(truth, truth, truth, (a, b, c) => {
        same(and(a, b), and(b, a));
        same(or(a, b), or(b, a));
        same(and(a, and(b, c)), and(and(a, b), c));
        same(or(a, or(b, c)), or(or(a, b), c));
        same(and(a, or(b, c)), or(and(a, b), and(a, c)));
        same(or(a, and(b, c)), and(or(a, b), or(a, c)));
        same(not(and(a, b)), or(not(a), not(b)));
        same(not(or(a, b)), and(not(a), not(b)));
        same(not(not(a)), a);
        same(and(a, or(a, b)), a);
        same(or(a, and(a, b)), a);
      }),
    );
  });

  it('has three values, in which neither the excluded middle nor contradiction is a law', () => {
    same(or(unknown('why'), not(unknown('why'))), unknown('why'));
    same(and(unknown('why'), not(unknown('why'))), unknown('why'));
  });

  it('is never unknown behind a default that is known, and what is known stays', () => {
    const scope = { arguments: {}, state: {}, latches: {} };
    const node: ExpressionNode = {
      op: 'default',
      of: reading('x'),
      otherwise: constant(false, 'Bool'),
      text: '',
      type: 'Bool',
    };
    fc.assert(
      fc.property(truth, (x) => {
        same(evaluate(node, { ...scope, readings: { x } }), x.known ? x : known(false));
      }),
    );
  });

  it('learns nothing wrong: what is known of a whole stays when an unknown part becomes known', () => {
    fc.assert(
      fc.property(truth, fc.boolean(), (a, later) => {
        for (const join of [and, or]) {
          const before = join(a, unknown('not yet'));
          if (before.known) same(join(a, known(later)), before);
        }
      }),
    );
  });
});

/** The instants at which a strategy without a constraint is decided, and whether each was made up. */
function firings(
  graph: StrategyGraph,
  looks: readonly number[],
  restart = false,
  start = START,
): { at: number; madeUp: boolean }[] {
  let state: EngineState = initialState(graph, start);
  const found: { at: number; madeUp: boolean }[] = [];
  const send = (event: EngineEvent): void => {
    const result = step(graph, restart ? (JSON.parse(JSON.stringify(state)) as EngineState) : state, event);
    state = result.state;
    for (const entry of result.trace) if (entry.kind === 'decision') found.push({ at: entry.at, madeUp: entry.madeUp });
    for (const effect of result.effects)
      if (effect.kind === 'act') send({ kind: 'completed', at: event.at, effect: effect.id, outcome: { ok: null } });
  };
  for (const at of looks) send({ kind: 'clock', at });
  return found;
}

/** Changes of clocks, by the day before: forth and back in Madrid, back by half an hour on Lord Howe Island. */
const FORTH = Date.parse('2027-03-27T00:00:00Z');
const BACK = Date.parse('2027-10-30T00:00:00Z');
const HALF = Date.parse('2027-04-03T00:00:00Z');
const triggers: readonly (readonly [trigger: string, start?: number])[] = [
  ['every 7m'],
  ['every 30m jitter 10m'],
  ['every 20m from "2026-12-01T01:05Z" until "2026-12-02T03:00Z" jitter 3m'],
  ['cron "*/15 * * * *" in "Asia/Kolkata"'],
  ['cron "30 2 * * *" in "Europe/Madrid" or at "2026-12-01T05:00Z"'],
  ['every 20m and every 30m'],
  ['every 20m and every 50m or every 3h'],
  ['cron "30 2 * * *" in "Europe/Madrid"', FORTH],
  ['cron "30 2 * * *" in "Europe/Madrid" or every 1h', BACK],
  ['cron "*/20 * * * *" in "Europe/Madrid" and every 30m from "2027-10-30T00:00Z"', BACK],
  ['cron "15,45 1-2 * * *" in "Australia/Lord_Howe"', HALF],
];
const graphs = triggers.map(
  ([trigger, start = START]) =>
    [trigger, start, graphOf(`strategy s { WHEN ${trigger} THEN runWorkflow(train) }`)] as const,
);
const LENGTH = 2 * 24 * 60;
const cuts = fc.array(fc.integer({ min: 1, max: LENGTH }), { maxLength: 60 });

describe.each(graphs)('WHEN %s', (_, start, graph) => {
  const every = Array.from({ length: LENGTH * 2 + 1 }, (__, index) => start + index * (MINUTE / 2));
  const all = firings(graph, every, false, start).map(({ at }) => at);

  it('fires at the same instants however the time is cut, but for what is made up by the last of them', () => {
    expect(all.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(cuts, fc.boolean(), (minutes, restart) => {
        // Clocks that go back, and instants that are looked at twice, change nothing.
        const looks = minutes.map((minute) => start + minute * MINUTE);
        const found = firings(graph, looks, restart, start);
        let from = start - 1;
        const expected = looks.flatMap((look) => {
          if (look <= from) return [];
          const due = all.filter((at) => at > from && at <= look);
          from = look;
          const last = due.at(-1);
          return last === undefined ? [] : [{ at: last, madeUp: due.length > 1 }];
        });
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('schedules', () => {
  const instants = (trigger: string, from: string, days: number): string[] => {
    const start = Date.parse(from);
    const looks = Array.from({ length: days * 48 }, (_, index) => start + (index + 1) * 30 * MINUTE);
    const graph = graphOf(`strategy s { WHEN ${trigger} THEN runWorkflow(train) }`);
    return firings(graph, looks, true, start).map(({ at }) => new Date(at).toISOString().slice(0, 16));
  };

  it('fire once a day across a change of clocks: after the gap, and at the first of two', () => {
    // On 28 March the clocks go from 2:00 to 3:00 at 01:00Z.
    expect(instants('cron "30 2 * * *" in "Europe/Madrid"', '2027-03-27T00:00Z', 3)).toEqual([
      '2027-03-27T01:30',
      '2027-03-28T01:00',
      '2027-03-29T00:30',
    ]);
    // On 31 October they go from 3:00 back to 2:00 at 01:00Z.
    expect(instants('cron "30 2 * * *" in "Europe/Madrid"', '2027-10-30T00:00Z', 3)).toEqual([
      '2027-10-30T00:30',
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
  });

  it('fire once after a downtime of any length', () => {
    const graph = graphOf('strategy s { WHEN every 1h THEN runWorkflow(train) }');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (minutes) => {
        const found = firings(graph, [START + minutes * MINUTE], true);
        const last = Math.floor(minutes / 60);
        expect(found).toEqual(last === 0 ? [] : [{ at: START + last * 60 * MINUTE, madeUp: last > 1 }]);
      }),
    );
  });
});

describe('jitter', () => {
  it('moves each firing later by less than it says, and each time by the same', () => {
    const graph = graphOf('strategy s { WHEN every 30m jitter 10m THEN runWorkflow(train) }');
    const looks = Array.from({ length: LENGTH }, (_, index) => START + (index + 1) * MINUTE);
    const found = firings(graph, looks).map(({ at }) => at);
    const late = found.map((at) => (at - START) % (30 * MINUTE));
    for (const span of late) expect(span).toBeLessThan(10 * MINUTE);
    expect(new Set(late).size).toBeGreaterThan(20);
    expect(firings(graph, looks, true).map(({ at }) => at)).toEqual(found);
  });
});

describe('the graph', () => {
  it('is the same in whatever order strategies and state are declared', () => {
    const members = [
      'state n : Int = 0',
      'state last : ModelVersion?',
      'strategy a { cooldown 1h WHEN every 1m IF x > 1 THEN set n = n + 1 }',
      'strategy b { priority 3 WHEN on train.failed IF y > 1 and x > 2 THEN set n = 0 }',
      'strategy c { WHEN called go(v: ModelVersion) THEN { set last = v  promote(v, to: production) } }',
    ];
    const expected = graphDigest(graphOf(members.join('\n')));
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: members.length }), (order) => {
        expect(graphDigest(graphOf(order.join('\n')))).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the graphs of an application', () => {
  it('are the same in whatever order it is declared', () => {
    const declarations = [
      'model m { registered "m"  better accuracy }',
      'workflow train : batch { executor step { image "a:1" } }',
      'workflow serve : online { service s : transformer { image "a:1" } }',
      'sensor x = logged-last("x", experiment: "e") over 1h',
      'sensor y = x / 2',
      'strategy often(at-least: Number) { cooldown 1h WHEN every 10m IF x > at-least and y < 5 THEN runWorkflow(train) }',
      'agent a { strategy s = often(1)  strategy t { WHEN every 1h IF y > 1 THEN call b.go(v: m@1) } }',
      'agent b { strategy s { WHEN called go(v: ModelVersion) THEN promote(v, to: production) }  strategy t { WHEN on train.failed THEN runWorkflow(train) } }',
    ];
    const graphsOf = (order: readonly string[]): readonly string[] => {
      const { plan, diagnostics } = compileTexts(`import { logged-last } from "std/mlflow"\n${app(order.join('\n'))}`);
      if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
      return plan.teams.flatMap(({ agents }) => agents.map(({ graph }) => graphDigest(graph)));
    };
    const expected = graphsOf(declarations);
    expect(expected).toHaveLength(2);
    fc.assert(
      fc.property(fc.shuffledSubarray(declarations, { minLength: declarations.length }), (order) => {
        expect([...graphsOf(order)].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 20 },
    );
  });
});

describe('step', () => {
  const graph = graphOf(`state n : Int = 0
strategy a { cooldown 1m limit 3 per 1h timeout 2m WHEN every 1m or on train.failed IF x > 1 for 2m THEN { set n = n + 1  parallel { runWorkflow(train) retry 2 backoff 10s  deployWorkflow(serve) } } ELSE stopWorkflow(train) on failure set n = 0 }
strategy b { priority 2 WHEN every 1m IF x rises above 3 falls below 1 THEN set n = 5 when unknown runWorkflow(train) }
strategy d { priority 1 timeout 1m WHEN every 1m IF y > 2 THEN set n = 6 }
strategy e { dry-run timeout 30s WHEN at "2026-12-01T00:03Z" or every 2m jitter 20s IF x default 0 > 1 THEN { runWorkflow(train)  set n = 1 } }
strategy c { approval by "leads" timeout 5m WHEN called go(k: Int) and on train.succeeded within 2m IF k > 1 THEN { set n = k  runWorkflow(train) } }`);
  const at = fc.integer({ min: -10, max: 600 }).map((seconds) => START + seconds * 1000);
  const { namespace } = graph.agent;
  const outside = fc.oneof(
    fc.record({ kind: fc.constant('clock' as const), at }),
    fc.record({
      kind: fc.constant('called' as const),
      at,
      id: fc.string({ maxLength: 3 }),
      receiver: fc.constantFrom('go', 'stop'),
      arguments: fc.record({ k: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant('x')) }),
      caller: fc.constant('p'),
    }),
    fc.record({
      kind: fc.constant('changed' as const),
      at,
      id: fc.string({ maxLength: 3 }),
      subject: fc.constant({ kind: 'batch' as const, namespace, name: 'train' }),
      state: fc.constantFrom('succeeded', 'failed', 'ended'),
    }),
    fc.record(
      {
        kind: fc.constant('paused' as const),
        at,
        strategy: fc.constantFrom(...graph.strategies.map(({ name }) => name), 'nobody'),
        paused: fc.boolean(),
        by: fc.constant('ann'),
      },
      { requiredKeys: ['kind', 'at', 'paused', 'by'] },
    ),
    fc.record({
      kind: fc.constant('reply' as const),
      at,
      pick: fc.nat(),
      value: fc.integer({ min: 0, max: 5 }),
      good: fc.boolean(),
    }),
  );

  /** What has an end in time is woken for, and a clock that was looked at is not wanted again at once. */
  function keepsTime({ state, effects }: StepResult): void {
    const wake = effects.find((effect) => effect.kind === 'wake')?.at ?? Infinity;
    for (const { running } of Object.values(state.strategies)) {
      expect(wake).toBeLessThanOrEqual(Math.max(state.now, running?.deadline ?? Infinity));
      for (const action of running?.stage === 'acting' ? running.open : [])
        if (action.stage === 'pausing') expect(wake).toBeLessThanOrEqual(Math.max(state.now, action.until));
    }
    if (wake === Infinity) return;
    const later = step(graph, state, { kind: 'clock', at: wake });
    const next = later.effects.find((effect) => effect.kind === 'wake');
    if (next) expect(next.at).toBeGreaterThan(wake);
  }

  it('is total over all constructs, and a state that was stored goes on as it would have', () => {
    fc.assert(
      fc.property(fc.array(outside, { maxLength: 60 }), (events) => {
        let state = initialState(graph, START);
        let stored = state;
        const open: EngineEvent[] = [];
        for (const given of events) {
          let event: EngineEvent;
          if (given.kind !== 'reply') event = given;
          else {
            const [next] = open.splice(given.pick % Math.max(1, open.length), 1);
            if (!next) continue;
            event = { ...next, at: given.at };
            if (event.kind === 'observed') {
              const readings = Object.fromEntries(
                graph.sensors.map(({ id }) => [id, given.good ? known(given.value) : unknown('no')]),
              );
              event = { ...event, readings };
            } else if (event.kind === 'answered') event = { ...event, approved: given.good };
            else if (event.kind === 'completed')
              event = { ...event, outcome: given.good ? { ok: null } : { failed: 'no' } };
          }
          const result = step(graph, state, event);
          const again = step(graph, JSON.parse(JSON.stringify(stored)) as EngineState, event);
          expect(again).toEqual(JSON.parse(JSON.stringify(result)));
          keepsTime(result);
          state = result.state;
          stored = again.state;
          for (const effect of result.effects) {
            if (effect.kind === 'observe')
              open.push({ kind: 'observed', at: 0, occurrence: effect.occurrence, readings: {} });
            if (effect.kind === 'ask')
              open.push({ kind: 'answered', at: 0, effect: effect.id, approved: true, by: 'x' });
            if (effect.kind === 'act')
              open.push({ kind: 'completed', at: 0, effect: effect.id, outcome: { ok: null } });
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
