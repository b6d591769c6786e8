import { describe, expect, it } from 'vitest';
import type { ActEffect, ObserveEffect } from '../../../src/agent/engine/effect.ts';
import { secondsFor } from '../../../src/agent/host/deadlines.ts';
import { START } from '../engine/driver.ts';
import { Stage } from './stage.ts';

const MINUTE = 60;
const go = 'strategy s { WHEN called go() THEN runWorkflow(train) }';

/** Once started, and called. */
function called(members: string): Stage {
  const stage = new Stage(members);
  stage.host.start();
  stage.call('c');
  return stage;
}

describe('a deadline', () => {
  const act = (action: ActEffect['action']): ActEffect => ({ kind: 'act', id: 'i', key: 'i', occurrence: 'o', action });
  const observe = (...fields: ObserveEffect['requests'][number]['fields'][]): ObserveEffect => ({
    kind: 'observe',
    id: 'o/observe',
    occurrence: 'o',
    at: START,
    requests: fields.map((each, index) => ({ sensor: String(index), kind: 'http', fields: each })),
  });
  const endpoint = { name: 'ep', kind: 'external', url: 'https://ep.example.org', timeoutSeconds: 45 } as const;

  it('is that of the kind, and a little more', () => {
    const agent = { namespace: 'ns', name: 'other', url: 'http://other.ns' };
    const primitive = (name: string, target: object): ActEffect =>
      act({ kind: 'primitive', name, target: target as never, arguments: {} });
    expect(secondsFor(observe({}))).toBe(12);
    expect(secondsFor(observe({}, { endpoint: { timeoutSeconds: 20 } }, {}))).toBe(22);
    expect(secondsFor(act({ kind: 'call', agent, receiver: 'go', arguments: {} }))).toBe(62);
    expect(secondsFor(act({ kind: 'http', name: 'page', endpoint: endpoint as never, arguments: {} }))).toBe(47);
    const rollout = secondsFor(primitive('upgradeWorkflow', { kind: 'online' }));
    expect(rollout).toBeGreaterThan(secondsFor(primitive('runWorkflow', { kind: 'batch' })));
    expect(secondsFor(primitive('nothingOfThatName', {}))).toBe(2);
  });

  it('makes what is read unknown, and says why', () => {
    const stage = called('strategy s { WHEN called go() IF x > 1 THEN runWorkflow(train) }');
    const [asked] = stage.asked;
    stage.pass(11);
    expect(stage.kept.at(-1)).toEqual(['called']);
    stage.pass(1);
    const [decision] = stage.trace.filter((entry) => entry.kind === 'decision');
    expect(decision?.verdict).toBe('unknown');
    expect(decision?.readings[0]?.value).toEqual({ known: false, reason: 'no answer came within 12 s' });
    expect(asked?.signal.aborted).toBe(true);
    const { length } = stage.batches;
    stage.read(2);
    expect(stage.batches).toHaveLength(length);
  });

  it('makes an action failed, and says why', () => {
    const stage = called(go);
    const { answer, signal, effect } = stage.acting;
    const seconds = secondsFor(effect);
    stage.pass(seconds - 1);
    expect(signal.aborted).toBe(false);
    stage.pass(1);
    expect(signal.aborted).toBe(true);
    expect(stage.trace.find(({ kind }) => kind === 'action')).toMatchObject({
      result: { failed: `no answer came within ${String(seconds)} s` },
    });
    const { length } = stage.batches;
    answer({ ok: null });
    expect(stage.batches).toHaveLength(length);
  });

  it('is over with the answer', () => {
    const stage = called(go);
    expect(stage.deadlines).toBe(1);
    stage.acting.answer({ ok: null });
    expect(stage.deadlines).toBe(0);
    const { length } = stage.batches;
    stage.acting.answer({ failed: 'twice' });
    expect(stage.batches).toHaveLength(length);
    expect(stage.acting.signal.aborted).toBe(false);
  });

  it('of the very instant of an answer that waits to be kept changes nothing', () => {
    const stage = called(go);
    const { acting } = stage;
    stage.isPrompt = false;
    stage.call('d');
    acting.answer({ ok: null });
    stage.pass(secondsFor(acting.effect));
    stage.keep();
    expect(stage.kept.at(-1)).toEqual(['completed']);
    stage.keep();
    expect(stage.trace.filter(({ kind }) => kind === 'ignored')).toEqual([]);
  });

  it('does not move with the clock', () => {
    const stage = called(go);
    stage.set(-3600);
    stage.pass(secondsFor(stage.acting.effect));
    expect(stage.acting.signal.aborted).toBe(true);
  });

  it('is none for who is asked to agree', () => {
    const stage = called('strategy s { approval by "leads" timeout 2d WHEN called go() THEN runWorkflow(train) }');
    expect(stage.asked.map(({ effect }) => effect.kind)).toEqual(['ask']);
    expect(stage.deadlines).toBe(0);
    stage.pass(86_400);
    expect(stage.asked[0]?.signal.aborted).toBe(false);
  });
});

describe('what is given up', () => {
  it('by a timeout is aborted, before what is done in its place begins', () => {
    const stage = called(
      'strategy s { timeout 10s WHEN called go() THEN runWorkflow(train) on failure stopWorkflow(train) }',
    );
    const { answer, signal } = stage.acting;
    let begunThen = 0;
    signal.addEventListener('abort', () => (begunThen = stage.begun.length));
    stage.pass(10);
    expect([signal.aborted, begunThen, stage.begun.length]).toEqual([true, 1, 2]);
    const { length } = stage.batches;
    answer({ ok: null });
    expect(stage.batches).toHaveLength(length);
  });

  it('by an approval that lapses is aborted, and agreeing then changes nothing', () => {
    const stage = called('strategy s { approval by "leads" timeout 1h WHEN called go() THEN runWorkflow(train) }');
    const [asked] = stage.asked;
    stage.pass(60 * MINUTE);
    expect(asked?.signal.aborted).toBe(true);
    const { length } = stage.batches;
    (asked?.answer as (answer: { approved: boolean; by: string }) => void)({ approved: true, by: 'ann' });
    expect(stage.batches).toHaveLength(length);
    expect(stage.begun).toEqual([]);
  });

  it('in the batch that asks for it is never begun', () => {
    const stage = new Stage('strategy s { timeout 10s WHEN called go() THEN runWorkflow(train) }', false);
    stage.host.start();
    stage.call('c');
    // The first commit takes so long that the time is over when the call is decided.
    stage.host.feed({ kind: 'clock', at: START + 11_000 });
    stage.keep();
    stage.keep();
    expect(stage.trace.some(({ kind }) => kind === 'ending')).toBe(true);
    expect(stage.begun).toEqual([]);
  });

  it('by a reading that nobody needs any more is aborted', () => {
    const stage = called('strategy s { timeout 5s WHEN called go() IF x > 1 THEN runWorkflow(train) }');
    stage.pass(5);
    expect(stage.asked[0]?.signal.aborted).toBe(true);
  });
});

describe('a process behind one that crashed', () => {
  const members = `${go}\nstrategy t { WHEN called look() IF x > 1 THEN runWorkflow(train) }
strategy u { approval by "leads" WHEN called ask() THEN runWorkflow(train) }`;

  it('does what has no answer under the same ids, and only then looks at the clock', () => {
    const before = called(members);
    before.call('d', 'look');
    before.call('e', 'ask');
    const after = new Stage(before.left);
    after.set(60);
    after.isPrompt = false;
    after.host.start();
    const ids = (stage: Stage): string[] => stage.asked.map(({ effect }) => effect.id).sort();
    expect(after.asked).toHaveLength(3);
    expect(ids(after)).toEqual(ids(before));
    expect(after.kept).toEqual([['clock']]);
    after.keep();
    expect(after.asked).toHaveLength(3);
    after.acting.answer({ ok: null });
    expect(after.kept.at(-1)).toEqual(['completed']);
  });

  it('takes what is answered at once with the clock, in one batch', () => {
    const before = called(go);
    const after = new Stage(before.left);
    after.act = (_, answer) => {
      answer({ ok: null });
    };
    after.host.start();
    expect(after.kept).toEqual([['completed', 'clock']]);
  });

  it('has what was about to be written, and goes on from there', async () => {
    const before = called(go);
    await before.acting.intend({ was: 1, is: 2 });
    const after = new Stage(before.left);
    after.host.start();
    const { intents, effect, intend } = after.acting;
    expect(intents).toEqual([{ occurrence: effect.occurrence, key: effect.key, number: 1, body: { was: 1, is: 2 } }]);
    await intend('second');
    expect(after.last.intents).toMatchObject([{ number: 2, body: 'second' }]);
  });
});

describe('what an action is about to write', () => {
  it('is durable before it is written', async () => {
    const stage = called(go);
    stage.isPrompt = false;
    let isWritten = false;
    const writing = stage.acting.intend(1).then(() => (isWritten = true));
    await Promise.resolve();
    expect([isWritten, stage.last.intents.length]).toEqual([false, 1]);
    stage.keep();
    await writing;
    expect(isWritten).toBe(true);
  });

  it('is numbered by key, also across tries, and forgotten at the end', async () => {
    const stage = called('strategy s { WHEN called go() THEN runWorkflow(train) retry 1 backoff 1m }');
    const first = stage.acting;
    await first.intend('a');
    await first.intend('b');
    first.answer({ failed: 'busy' });
    stage.pass(MINUTE);
    const second = stage.acting;
    expect(second.effect.id).not.toBe(first.effect.id);
    expect(second.intents.map(({ number, body }) => [number, body])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    await second.intend('c');
    expect(stage.last.intents).toMatchObject([{ number: 3 }]);
    second.answer({ ok: null });
    expect(stage.last.ended).toEqual([first.effect.occurrence]);
    expect(stage.batches.flatMap(({ ended }) => ended)).toHaveLength(1);
  });

  it('is forgotten once, also where more is done for a failure', async () => {
    const stage = called('strategy s { WHEN called go() THEN runWorkflow(train) on failure stopWorkflow(train) }');
    const { answer, effect, intend } = stage.acting;
    await intend('a');
    answer({ failed: 'busy' });
    expect(stage.acting.intents).toEqual([]);
    stage.acting.answer({ ok: null });
    expect(stage.batches.map(({ ended }) => ended).slice(-2)).toEqual([[effect.occurrence], []]);
  });

  it('is refused where nobody waits for the action any more, and leaves nothing behind', async () => {
    const stage = called('strategy s { timeout 10s WHEN called go() THEN runWorkflow(train) }');
    const { intend } = stage.acting;
    stage.isPrompt = false;
    // Its time is over in the batch with which it would be kept.
    stage.call('d');
    const late = intend('late');
    stage.pass(10);
    stage.keep();
    expect(stage.last.intents).toEqual([]);
    stage.keep();
    await expect(late).rejects.toThrow('abort');
    await expect(intend('later')).rejects.toThrow('abort');
    expect(stage.batches.flatMap(({ intents }) => intents)).toEqual([]);
  });

  it('is refused once the agent is stopped', async () => {
    const stage = called(go);
    stage.isPrompt = false;
    const writing = stage.acting.intend(1);
    stage.host.stop();
    stage.keep();
    await expect(writing).rejects.toThrow('abort');
  });
});
