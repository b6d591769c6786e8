import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open } from '../../../src/agent/engine/open.ts';
import type { Batch } from '../../../src/agent/host/batch.ts';
import { known } from '../../../src/base/values/value.ts';
import { graphOf } from '../engine/driver.ts';
import { firstOf, Stage, type Asked } from './stage.ts';

const first = firstOf(
  graphOf(`state n : Int = 0
strategy a { timeout 2m WHEN called go() IF x > 1 THEN { runWorkflow(train) retry 2 backoff 20s  set n = n + 1 } on failure stopWorkflow(train) }
strategy b { WHEN every 1m IF y > 1 THEN parallel { deployWorkflow(serve)  runWorkflow(train) } }
strategy c { approval by "leads" timeout 5m WHEN on train.ended THEN runWorkflow(train) }
strategy d { WHEN called go() THEN set n = n + 1 }`),
);

/** What happens to a host; where it picks one of what it was asked for, it is by its place among all of them. */
type Move =
  | { readonly kind: 'call' | 'run'; readonly id: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'keep' }
  | { readonly kind: 'answer'; readonly which: number; readonly isGood: boolean }
  | { readonly kind: 'intend'; readonly which: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constantFrom('call' as const, 'run' as const), id: fc.nat(30) }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(0, 1, 12, 20, 47, 60, 300) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('keep' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('answer' as const), which: fc.nat(1000), isGood: fc.boolean() }),
  },
  fc.record({ kind: fc.constant('intend' as const), which: fc.nat(1000) }),
);

function answer(asked: Asked, isGood: boolean): void {
  if (asked.effect.kind === 'act') (asked as Extract<Asked, { intend: unknown }>).answer(outcome(isGood));
  else if (asked.effect.kind === 'ask')
    (asked as Extract<Asked, { effect: { kind: 'ask' } }>).answer({ approved: isGood, by: 'ann' });
  else {
    const { requests } = asked.effect;
    const readings = requests.map(({ sensor }) => [sensor, known(isGood ? 2 : 0)] as const);
    (asked as Extract<Asked, { effect: { kind: 'observe' } }>).answer(Object.fromEntries(readings));
  }
}

const outcome = (isGood: boolean): { ok: null } | { failed: string } => (isGood ? { ok: null } : { failed: 'busy' });

const isKeeping = (stage: Stage): boolean => stage.durable.length < stage.batches.length;

/** Plays moves; a call with an id that was taken, and a run that was heard of, is one that is told again. */
function play(stage: Stage, moves: readonly Move[], called: Set<number>): void {
  for (const each of moves) {
    const { length } = stage.batches;
    const wasKeeping = isKeeping(stage);
    if (each.kind === 'call' && !called.has(each.id)) {
      called.add(each.id);
      stage.call(String(each.id));
    }
    if (each.kind === 'run') stage.runEnds(String(each.id));
    if (each.kind === 'pass') stage.pass(each.seconds);
    if (each.kind === 'keep' && wasKeeping) stage.keep();
    const asked = 'which' in each ? stage.asked[each.which % stage.asked.length] : undefined;
    if (asked && each.kind === 'answer') answer(asked, each.isGood);
    if (asked && each.kind === 'intend' && 'intend' in asked) asked.intend(null).catch(() => undefined);
    // One batch is kept at a time.
    if (wasKeeping && each.kind !== 'keep') expect(stage.batches).toHaveLength(length);
  }
}

const eventsOf = (batches: readonly Batch[]): readonly Batch['steps'][number][] =>
  batches.flatMap(({ steps }) => steps);

/** The engine is fed directly with what a host kept; gives the ids of all that it wants done. */
function fedDirectly(beginning: typeof first, batches: readonly Batch[]): { ids: readonly string[]; state: unknown } {
  const agent = open(beginning.graph, beginning.state);
  const ids: string[] = [];
  for (const { event, trace, patch } of eventsOf(batches)) {
    const stepped = agent.step(event);
    expect(stepped.trace).toEqual(trace);
    expect(stepped.patch).toEqual(patch);
    for (const effect of stepped.effects) if ('id' in effect) ids.push(effect.id);
  }
  return { ids, state: agent.state };
}

describe('whatever the order of commits and answers', () => {
  const moves = fc.array(move, { maxLength: 80 });

  it('each effect is begun once at most, behind its commit, and all is decided as by the engine alone', () => {
    fc.assert(
      fc.property(moves, fc.boolean(), (all, isPrompt) => {
        const stage = new Stage(first, isPrompt);
        stage.host.start();
        const called = new Set<number>();
        play(stage, all, called);
        const begun = stage.asked.map(({ effect }) => effect.id);
        expect(new Set(begun).size).toBe(begun.length);
        const { ids } = fedDirectly(first, stage.durable);
        expect(begun.filter((id) => !ids.includes(id))).toEqual([]);
        while (isKeeping(stage)) stage.keep();
        expect(fedDirectly(first, stage.batches).state).toEqual(stage.host.state);
        const calls = eventsOf(stage.batches).flatMap(({ event }) => (event.kind === 'called' ? [event.id] : []));
        expect(calls).toEqual([...called].map(String));
        expect(stage.replies).toHaveLength(called.size);
        const changes = eventsOf(stage.batches).flatMap(({ event }) => (event.kind === 'changed' ? [event.id] : []));
        expect(stage.batches.flatMap(({ seen }) => seen.map(({ change }) => change))).toEqual(changes);
        expect(new Set(changes).size).toBe(changes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('only intents of what goes on are left, numbered without a gap', () => {
    fc.assert(
      fc.property(moves, (all) => {
        const stage = new Stage(first, false);
        stage.host.start();
        play(stage, all, new Set());
        while (isKeeping(stage)) stage.keep();
        const { intents = [] } = stage.left;
        const goingOn = Object.values(stage.host.state.strategies).flatMap(
          ({ running }) => running?.occurrence.id ?? [],
        );
        expect(goingOn).toEqual(expect.arrayContaining(intents.map(({ occurrence }) => occurrence)));
        for (const key of new Set(intents.map((each) => each.key))) {
          const numbers = intents.filter((each) => each.key === key).map(({ number }) => number);
          expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a process behind a crash goes on with what was durable: what was replied to is decided, and nothing is begun but that', () => {
    fc.assert(
      fc.property(moves, moves, (before, after) => {
        const stage = new Stage(first, false);
        stage.host.start();
        play(stage, before, new Set());
        const { left, durable, replies } = stage;
        expect(replies).toHaveLength(durable.flatMap(({ calls }) => calls).length);
        const other = new Stage(left, false);
        other.host.start();
        play(other, after, new Set(Array.from({ length: 31 }, (_, id) => id)));
        const begun = other.asked.map(({ effect }) => effect.id);
        expect(new Set(begun).size).toBe(begun.length);
        const direct = fedDirectly(first, durable);
        expect(JSON.parse(JSON.stringify(direct.state))).toEqual(left.state);
        const wanted = [...direct.ids, ...fedDirectly(left, other.durable).ids];
        expect(begun.filter((id) => !wanted.includes(id))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
