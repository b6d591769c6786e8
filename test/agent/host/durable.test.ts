import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

const go = 'strategy s { WHEN called go() THEN runWorkflow(train) }';

describe('what is decided', () => {
  it('is done and replied to only once it is durable', () => {
    const stage = new Stage(go, false);
    stage.host.start();
    stage.keep();
    stage.call('c');
    expect([stage.replies, stage.begun]).toEqual([[], []]);
    stage.keep();
    expect(stage.replies).toEqual([{ kind: 'reply', call: 'c', accepted: true }]);
    expect(stage.begun).toHaveLength(1);
  });

  it('is answered to who pauses or sets the clock once it is durable', () => {
    const stage = new Stage(go, false);
    stage.host.start();
    stage.keep();
    const told: string[] = [];
    stage.host.pause({ paused: true, by: 'ann' }, () => told.push('paused'));
    stage.host.setClock(() => told.push('set'));
    expect(told).toEqual([]);
    stage.keep();
    expect(told).toEqual(['paused']);
    stage.keep();
    expect(told).toEqual(['paused', 'set']);
    stage.call('c');
    stage.keep();
    expect(stage.begun).toEqual([]);
  });

  it('is never done where it does not become durable, and nothing is decided behind it', () => {
    const stage = new Stage(go, false);
    stage.host.start();
    stage.keep();
    stage.call('c');
    for (const id of ['d', 'e']) stage.call(id);
    stage.host.setClock();
    stage.pass(3600);
    expect(stage.kept).toEqual([['clock'], ['called']]);
    expect([stage.replies, stage.begun]).toEqual([[], []]);
  });

  it('is one batch for all that came meanwhile, in the order in which it came', () => {
    const stage = new Stage(go, false);
    stage.host.start();
    stage.call('c');
    stage.runEnds('train-1');
    stage.call('d');
    stage.keep();
    expect(stage.kept).toEqual([['clock'], ['called', 'changed', 'called']]);
    stage.keep();
    expect(stage.replies).toHaveLength(2);
    expect(() => {
      stage.keep();
    }).toThrow('nothing is being kept');
  });

  it('is no more than a commit takes, and the rest comes behind it', () => {
    const stage = new Stage(go, false);
    stage.host.start();
    for (let index = 0; index < 1300; index += 1) stage.call(String(index), 'nobody');
    for (let index = 0; index < 4; index += 1) stage.keep();
    expect(stage.kept.map(({ length }) => length)).toEqual([1, 512, 512, 276]);
    expect(stage.replies.map((reply) => 'call' in reply && reply.call)).toEqual(
      Array.from({ length: 1300 }, (_, index) => String(index)),
    );
  });

  it('does not deepen the stack, however many answers come at once', () => {
    const stage = new Stage('state n : Int = 0\nstrategy s { WHEN called go() THEN set n = n + 1 }');
    let count = 0;
    const again = (): void => {
      count += 1;
      if (count < 20_000) stage.host.call({ id: String(count), receiver: 'go', arguments: {}, caller: 'p' }, again);
    };
    stage.host.start();
    again();
    expect(stage.host.state.values).toEqual({ n: 19_999 });
  });

  it('names the calls that were taken, and not those that were refused', () => {
    const stage = new Stage(go, false);
    stage.host.start();
    stage.call('c');
    stage.call('d', 'nobody');
    stage.keep();
    stage.keep();
    expect(stage.last.calls).toEqual([{ caller: 'p', receiver: 'go', id: 'c' }]);
    expect(stage.replies.map(({ accepted }) => accepted)).toEqual([true, false]);
  });

  it('waits for the start', () => {
    const stage = new Stage(go);
    stage.call('c');
    expect(stage.batches).toEqual([]);
    stage.host.start();
    expect(stage.kept).toEqual([['called', 'clock']]);
    expect(stage.replies).toHaveLength(1);
  });
});

describe('an agent that is stopped', () => {
  it('ends what is underway, takes nothing more, and wakes no more', () => {
    const stage = new Stage(`${go}\nstrategy t { WHEN every 1m IF x > 1 THEN runWorkflow(train) }`);
    stage.host.start();
    stage.pass(60);
    stage.call('c');
    const { acting } = stage;
    stage.host.stop();
    expect(stage.asked.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect([stage.wakes, stage.deadlines]).toEqual([[], 0]);
    const before = stage.batches.length;
    acting.answer({ ok: null });
    stage.call('d');
    stage.pass(3600);
    expect(stage.batches).toHaveLength(before);
    expect(stage.replies).toHaveLength(1);
  });

  it('still replies to what becomes durable then, and begins nothing of it', () => {
    const stage = new Stage(`${go}\nstrategy t { WHEN every 1m THEN runWorkflow(train) }`, false);
    stage.host.start();
    stage.keep();
    const { length } = stage.asked;
    stage.call('c');
    stage.call('d');
    stage.host.stop();
    stage.keep();
    expect(stage.replies).toHaveLength(1);
    expect(stage.asked).toHaveLength(length);
    expect([stage.wakes, stage.deadlines]).toEqual([[], 0]);
  });

  it('wakes no more for what becomes durable then', () => {
    const stage = new Stage('strategy t { WHEN every 1m THEN runWorkflow(train) }', false);
    stage.host.start();
    stage.host.stop();
    stage.keep();
    expect(stage.wakes).toEqual([]);
  });
});
