import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActEffect, Effect, ObserveEffect } from '../../../src/agent/engine/effect.ts';
import type { EngineEvent } from '../../../src/agent/engine/event.ts';
import { initialState, outstanding, type EngineState } from '../../../src/agent/engine/state.ts';
import { step, type StepResult } from '../../../src/agent/engine/step.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { known, unknown } from '../../../src/base/values/value.ts';
import { act, called, constant, every, graph, greater, reading, sensor, strategy } from './graphs.ts';

const SECOND = 1000;

/** Feeds events to an agent; its state goes through JSON between any two. */
class Agent {
  state: EngineState;
  readonly results: StepResult[] = [];
  readonly graph: StrategyGraph;
  constructor(of: StrategyGraph) {
    this.graph = of;
    this.state = initialState(of, 0);
  }
  send(event: EngineEvent): StepResult {
    const result = step(this.graph, this.state, event);
    this.state = JSON.parse(JSON.stringify(result.state)) as EngineState;
    expect(this.state).toEqual(result.state);
    this.results.push(result);
    return result;
  }
  clock(at: number): StepResult {
    return this.send({ kind: 'clock', at });
  }
  call(id: string, given: Record<string, string | number>, at = 0): StepResult {
    return this.send({ kind: 'called', at, id, receiver: 'go', arguments: given, caller: 'someone' });
  }
}

const acts = (effects: readonly Effect[]): ActEffect[] => effects.filter((effect) => effect.kind === 'act');
const observes = (effects: readonly Effect[]): ObserveEffect[] => effects.filter((effect) => effect.kind === 'observe');
const kinds = (result: StepResult): string[] => result.effects.map(({ kind }) => kind);

describe('schedules', () => {
  it('fire at each multiple of the interval, and say when to wake', () => {
    const agent = new Agent(graph([strategy('s', every(60), [act('go')])]));
    expect(agent.clock(0).effects).toEqual([{ kind: 'wake', at: 60 * SECOND }]);
    expect(kinds(agent.clock(59_999))).toEqual(['wake']);
    const fired = agent.clock(60 * SECOND);
    expect(acts(fired.effects).map(({ id }) => id)).toEqual(['ns/agent/s/schedule/60000/0']);
    expect(fired.effects.at(-1)).toEqual({ kind: 'wake', at: 120 * SECOND });
  });

  it('make up a downtime once', () => {
    const agent = new Agent(graph([strategy('s', every(60), [act('go')])]));
    const result = agent.clock(10 * 60 * SECOND + 5);
    expect(acts(result.effects)).toHaveLength(1);
    expect(result.trace[0]).toMatchObject({ kind: 'decision', at: 10 * 60 * SECOND, madeUp: true });
    expect(acts(agent.clock(10 * 60 * SECOND + 6).effects)).toHaveLength(0);
  });

  it('fire once on a date, and never on one that was past at the start', () => {
    const on = (instant: number): Agent =>
      new Agent(graph([strategy('s', { kind: 'at', instant, text: 'at' }, [act('go')])]));
    const agent = on(5000);
    expect(agent.clock(0).effects).toEqual([{ kind: 'wake', at: 5000 }]);
    const fired = agent.clock(5000);
    // An answer is waited for a day.
    expect(fired.effects).toMatchObject([{ kind: 'act' }, { kind: 'wake', at: 5000 + 86_400 * SECOND }]);
    expect(kinds(agent.clock(90_000))).toEqual(['wake']);
    expect(kinds(on(-1).clock(90_000))).toEqual([]);
    expect(kinds(on(0).clock(0))).toEqual(['act', 'wake']);
  });

  it('do not run backwards when the clock does', () => {
    const agent = new Agent(graph([strategy('s', every(60), [act('go')])]));
    agent.clock(60 * SECOND);
    agent.send({ kind: 'completed', at: 60 * SECOND, effect: 'ns/agent/s/schedule/60000/0', outcome: { ok: null } });
    expect(acts(agent.clock(30 * SECOND).effects)).toHaveLength(0);
    expect(acts(agent.clock(60 * SECOND).effects)).toHaveLength(0);
  });
});

describe('readings', () => {
  const watching = graph(
    [strategy('s', every(60), [act('go', { x: reading('b') })], greater(reading('a'), constant(10)))],
    [sensor('a', { kind: 'since-last-fired' }), sensor('b'), sensor('unused')],
  );
  const observed = (agent: Agent, a: number | undefined, b: number | undefined): StepResult => {
    const effect = observes(agent.results.flatMap(({ effects }) => effects)).at(-1);
    return agent.send({
      kind: 'observed',
      at: agent.state.now,
      occurrence: effect?.occurrence ?? '',
      readings: { a: a === undefined ? unknown('down') : known(a), b: b === undefined ? unknown('down') : known(b) },
    });
  };

  it('are asked for once, all together, and only those that are mentioned', () => {
    const agent = new Agent(watching);
    const [effect] = observes(agent.clock(60 * SECOND).effects);
    expect(effect?.requests.map(({ sensor: id, window }) => [id, window])).toEqual([
      ['a', { from: 0, to: 60 * SECOND }],
      ['b', undefined],
    ]);
  });

  it('that are unknown keep the agent from acting, and the trace says why', () => {
    const agent = new Agent(watching);
    agent.clock(60 * SECOND);
    const result = observed(agent, undefined, 1);
    expect(acts(result.effects)).toHaveLength(0);
    expect(result.trace).toMatchObject([{ kind: 'decision', verdict: 'unknown', constraint: { truth: 'unknown' } }]);
  });

  it('that an action needs and are unknown keep it from doing anything', () => {
    const agent = new Agent(watching);
    agent.clock(60 * SECOND);
    const result = observed(agent, 11, undefined);
    expect(acts(result.effects)).toHaveLength(0);
    expect(result.trace).toMatchObject([
      { verdict: 'unknown', constraint: { truth: 'true' }, missing: expect.any(String) as string },
    ]);
    expect(agent.state.strategies['s']?.counts.lastFired).toBeNull();
  });

  it('come in again without effect', () => {
    const agent = new Agent(watching);
    agent.clock(60 * SECOND);
    expect(acts(observed(agent, 11, 1).effects)).toHaveLength(1);
    const before = agent.state;
    expect(observed(agent, 11, 1).trace).toMatchObject([{ kind: 'ignored' }]);
    expect(agent.state).toEqual(before);
  });

  it('since the last firing begin where the last successful one was', () => {
    const agent = new Agent(watching);
    agent.clock(60 * SECOND);
    observed(agent, 11, 1);
    agent.send({
      kind: 'completed',
      at: 61 * SECOND,
      effect: 'ns/agent/s/schedule/60000/0',
      outcome: { failed: 'no' },
    });
    expect(observes(agent.clock(120 * SECOND).effects)[0]?.requests[0]?.window).toEqual({ from: 0, to: 120 * SECOND });
    observed(agent, 12, 1);
    agent.send({ kind: 'completed', at: 121 * SECOND, effect: 'ns/agent/s/schedule/120000/0', outcome: { ok: null } });
    expect(observes(agent.clock(180 * SECOND).effects)[0]?.requests[0]?.window).toEqual({
      from: 120 * SECOND,
      to: 180 * SECOND,
    });
  });
});

describe('actions', () => {
  const two = graph([strategy('s', every(60), [act('one'), act('two')])]);
  const outcome = (agent: Agent, index: number, failed?: string): StepResult =>
    agent.send({
      kind: 'completed',
      at: agent.state.now,
      effect: `ns/agent/s/schedule/60000/${String(index)}`,
      outcome: failed === undefined ? { ok: null } : { failed },
    });

  it('run one after the other', () => {
    const agent = new Agent(two);
    const names = (result: StepResult): string[] =>
      acts(result.effects).map(({ action }) => (action.kind === 'primitive' ? action.name : ''));
    expect(names(agent.clock(60 * SECOND))).toEqual(['one']);
    expect(names(outcome(agent, 0))).toEqual(['two']);
    const last = outcome(agent, 1);
    expect(names(last)).toEqual([]);
    expect(last.trace.at(-1)).toMatchObject({ kind: 'ending', fired: true });
    expect(agent.state.strategies['s']?.counts.lastFired).toBe(60 * SECOND);
  });

  it('end at the first failure, and the trace tells what was left', () => {
    const agent = new Agent(two);
    agent.clock(60 * SECOND);
    expect(outcome(agent, 0, 'no such thing').trace.at(-1)).toMatchObject({
      kind: 'ending',
      fired: false,
      left: ['two()'],
    });
  });

  it('are outstanding until they are answered, for a runtime that was restarted', () => {
    const agent = new Agent(two);
    agent.clock(60 * SECOND);
    expect(outstanding(agent.state).map((effect) => 'id' in effect && effect.id)).toEqual([
      'ns/agent/s/schedule/60000/0',
    ]);
  });

  it('let the next firing of their strategy wait, and one of several', () => {
    const agent = new Agent(two);
    agent.clock(60 * SECOND);
    expect(acts(agent.clock(120 * SECOND).effects)).toHaveLength(0);
    expect(acts(agent.clock(180 * SECOND).effects)).toHaveLength(0);
    outcome(agent, 0);
    const next = outcome(agent, 1);
    expect(acts(next.effects).map(({ id }) => id)).toEqual(['ns/agent/s/schedule/180000/0']);
    expect(agent.state.strategies['s']?.waiting).toEqual([]);
  });
});

describe('calls', () => {
  const receiver = graph([strategy('s', called('go', 'Count'), [act('work')])]);

  it('are answered and carried out', () => {
    const agent = new Agent(receiver);
    expect(kinds(agent.call('c1', { x: 3 }))).toEqual(['reply', 'act', 'wake']);
  });

  it('are no firing of a schedule, whatever their id', () => {
    const either = { kind: 'any', text: 'any', triggers: [every(60), called('go', 'Count')] } as const;
    const agent = new Agent(graph([strategy('s', either, [act('work')])]));
    const [scheduled] = acts(agent.clock(60 * SECOND).effects);
    agent.send({ kind: 'completed', at: 60 * SECOND, effect: scheduled?.id ?? '', outcome: { ok: null } });
    const [asked] = acts(agent.call('60000', { x: 3 }).effects);
    expect(scheduled?.id).toBe('ns/agent/s/schedule/60000/0');
    expect(asked?.id).toMatch(/^ns\/agent\/s\/call\/[0-9a-f]{48}\/0$/);
  });

  it('are no change of what runs, whatever their id', () => {
    const run = { kind: 'batch', namespace: 'ns', name: 'train' } as const;
    const on = { kind: 'on', text: 'on', subject: run, state: 'ended' } as const;
    const agent = new Agent(
      graph([strategy('s', { kind: 'any', text: 'any', triggers: [on, called('go', 'Count')] }, [])]),
    );
    const decisions = (id: string): number => {
      const { trace } = agent.send({ kind: 'changed', at: 0, id, subject: run, state: 'ended' });
      return [...trace, ...agent.call(id, { x: 3 }).trace].filter(({ kind }) => kind === 'decision').length;
    };
    expect(decisions('train-1/ended')).toBe(2);
  });

  it('have keys of their own, whatever their ids and outcomes', () => {
    const argument = { op: 'argument', name: 'x', type: 'Count', text: 'x' } as const;
    const node = strategy('s', called('go', 'Count'), [act('work')], greater(argument, constant(1)));
    const keys = (id: string, x: number): string[] => {
      const agent = new Agent(graph([{ ...node, otherwise: [act('rest')], onFailure: [act('mend')] }]));
      const asked = acts(agent.call(id, { x }).effects);
      const failed = { kind: 'completed', at: 0, effect: asked[0]?.id ?? '', outcome: { failed: 'busy' } } as const;
      return [...asked, ...acts(agent.send(failed).effects)].map(({ key }) => key);
    };
    const segment = fc.constantFrom('c', '0', 'else', 'then', 'failure', 'observe', 'else-0', 'failure-0');
    const ids = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(ids, fc.constantFrom(0, 2)), { selector: ([id]) => id }), (calls) => {
        const all = calls.flatMap(([id, x]) => keys(id, x));
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('are refused with a reason: unknown receiver, wrong, missing and surplus arguments', () => {
    const refusal = (event: Partial<Extract<EngineEvent, { kind: 'called' }>>): unknown => {
      const base = { kind: 'called', at: 0, id: 'c', receiver: 'go', arguments: { x: 3 }, caller: 'someone' } as const;
      const [effect] = new Agent(receiver).send({ ...base, ...event }).effects;
      return effect?.kind === 'reply' && !effect.accepted ? effect.reason : 'accepted';
    };
    expect(refusal({})).toBe('accepted');
    expect(refusal({ receiver: 'stop' })).toContain('does not receive stop');
    expect(refusal({ arguments: { x: '3' } })).toContain('is no Count');
    expect(refusal({ arguments: {} })).toContain('needs the argument x');
    expect(refusal({ arguments: { x: 3, y: 4 } })).toContain('no parameter y');
    expect(refusal({ id: '' })).toContain('needs an id');
  });

  it('wait for their strategy in order, and are refused when too many do', () => {
    const agent = new Agent(receiver);
    const replies = Array.from({ length: 103 }, (_, index) => agent.call(`c${String(index)}`, { x: index }).effects[0]);
    expect(replies.filter((effect) => effect?.kind === 'reply' && effect.accepted)).toHaveLength(101);
    expect(replies.at(-1)).toMatchObject({ accepted: false });
    const [open] = outstanding(agent.state);
    if (open?.kind !== 'act') throw new Error('nothing is done');
    agent.send({ kind: 'completed', at: 0, effect: open.id, outcome: { ok: null } });
    const running = agent.state.strategies['s']?.running;
    expect(running?.occurrence.call?.id).toBe('c1');
  });
});

describe('step', () => {
  it('is total: a strategy may have any number of actions that are done at once', () => {
    const set = { kind: 'set', name: 'n', value: constant(1), text: 'set n = 1', origin: 'test.sflow:1' } as const;
    const agent = new Agent(
      graph([
        strategy(
          's',
          every(60),
          Array.from({ length: 20_000 }, () => set),
        ),
      ]),
    );
    expect(agent.clock(60 * SECOND).trace.at(-1)).toMatchObject({ kind: 'ending', fired: true });
  });

  it('is total: a pause of an action that the stored plan does not have ends as a failure', () => {
    const action = { ...act('work'), retry: { limit: 3, seconds: 10 } } as ReturnType<typeof act>;
    const agent = new Agent(graph([strategy('s', every(60), [action])]));
    const [asked] = acts(agent.clock(60 * SECOND).effects);
    agent.send({ kind: 'completed', at: 60 * SECOND, effect: asked?.id ?? '', outcome: { failed: 'busy' } });
    const own = agent.state.strategies['s'];
    if (own?.running?.stage !== 'acting') throw new Error('it does not pause');
    const running = { ...own.running, plan: { ...own.running.plan, groups: [] } };
    agent.state = { ...agent.state, strategies: { s: { ...own, running } } };
    const { trace, effects } = agent.clock(70 * SECOND);
    expect(trace.at(-1)).toMatchObject({ kind: 'ending', complete: false });
    expect(effects).toEqual([{ kind: 'wake', at: 120 * SECOND }]);
  });

  it('is total: no sequence of events makes it throw, and the same sequence gives the same effects', () => {
    const of = graph(
      [
        strategy(
          's',
          { kind: 'any', text: 'any', triggers: [every(60), called('go', 'Number', true)] },
          [act('a', { x: reading('r') }), act('b')],
          greater(reading('r'), constant(1)),
        ),
        strategy(
          't',
          {
            kind: 'cron',
            minutes: [0, 30],
            hours: [1, 2],
            days: [29],
            months: [2],
            weekdays: [0, 1, 2, 3, 4, 5, 6],
            eitherDay: false,
            zone: 'Europe/Madrid',
            text: 'cron',
          },
          [act('c')],
        ),
      ],
      [sensor('r')],
    );
    const instant = fc.oneof(fc.integer({ min: -1000, max: 4_000_000 }), fc.double(), fc.constant(8.64e15));
    const id = fc.constantFrom(
      'c1',
      'c2',
      'ns/agent/s/schedule/60000/0',
      'ns/agent/s/schedule/60000',
      'ns/agent/s/call/c1/0',
      'ns/agent/s/call/c1',
      '',
    );
    const event = fc.oneof(
      fc.record({ kind: fc.constant('clock' as const), at: instant }),
      fc.record({
        kind: fc.constant('called' as const),
        at: instant,
        id,
        receiver: fc.constantFrom('go', 'no'),
        arguments: fc.oneof(fc.constant({}), fc.record({ x: fc.jsonValue() })),
        caller: fc.string(),
      }),
      fc.record({
        kind: fc.constant('observed' as const),
        at: instant,
        occurrence: id,
        readings: fc.oneof(
          fc.constant({}),
          fc.record({
            r: fc.oneof(
              fc.record({ known: fc.constant(true as const), value: fc.jsonValue() }),
              fc.constant(unknown('down')),
            ),
          }),
        ),
      }),
      fc.record({
        kind: fc.constant('completed' as const),
        at: instant,
        effect: id,
        outcome: fc.oneof(fc.constant({ ok: null }), fc.constant({ failed: 'no' })),
      }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 25 }), (events) => {
        const run = (): string => {
          const agent = new Agent(of);
          return JSON.stringify(events.map((each) => agent.send(each as EngineEvent).effects));
        };
        expect(run()).toBe(run());
      }),
      { numRuns: 300 },
    );
  });
});
