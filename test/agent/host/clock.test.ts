import { describe, expect, it } from 'vitest';
import { ClockGuard } from '../../../src/agent/host/clock-guard.ts';
import { START } from '../engine/driver.ts';
import { Stage } from './stage.ts';

const YEAR = 365 * 86_400;
const counting = 'state n : Int = 0\nstrategy s { WHEN every 10m THEN set n = n + 1 }';

describe('the wish to be woken', () => {
  it('is one, and moves', () => {
    const stage = new Stage(`${counting}
strategy t { WHEN called go() THEN runWorkflow(train) retry 1 backoff 1m }`);
    stage.host.start();
    expect(stage.wakes).toEqual([600]);
    stage.pass(60);
    stage.call('c');
    stage.acting.answer({ failed: 'busy' });
    expect(stage.wakes).toEqual([120]);
    stage.pass(60);
    expect(stage.begun).toHaveLength(2);
    stage.acting.answer({ ok: null });
    expect(stage.wakes).toEqual([600]);
  });

  it('is none where nothing is due', () => {
    const stage = new Stage('strategy s { WHEN called go() THEN runWorkflow(train) }');
    stage.host.start();
    expect(stage.wakes).toEqual([]);
    stage.pass(YEAR);
    expect(stage.kept).toEqual([['clock']]);
  });

  it('is heard at the instant, and heard again', () => {
    const stage = new Stage(counting);
    stage.host.start();
    stage.pass(3600);
    expect(stage.host.state.values).toEqual({ n: 6 });
    expect(stage.wakes).toEqual([4200]);
  });
});

describe('a clock that is behind what the agent has come to', () => {
  /** A process of a year ahead, and one behind it whose clock is right. */
  function behind(): { stage: Stage; by: number } {
    const before = new Stage(counting);
    before.set(YEAR);
    before.host.start();
    const stage = new Stage(before.left);
    return { stage, by: stage.host.start() };
  }

  it('is told at the start, with by how much', () => {
    expect(new Stage(counting).host.start()).toBe(0);
    expect(behind().by).toBe(YEAR * 1000);
  });

  it('keeps all from being due, until somebody says that it is right', () => {
    const { stage } = behind();
    stage.pass(3600);
    expect(stage.host.state.values).toEqual({ n: 1 });
    expect(stage.host.behind).toBe((YEAR - 3600) * 1000);
    stage.host.setClock();
    expect(stage.last.steps).toMatchObject([{ event: { kind: 'clock', at: START + 3_600_000, set: true } }]);
    expect(stage.host.behind).toBe(0);
    stage.pass(3600);
    expect(stage.host.state.values).toEqual({ n: 7 });
    expect(stage.host.state.now).toBe(START + 7_200_000);
  });

  it('is right where nothing is behind: saying so changes nothing', () => {
    const stage = new Stage(counting);
    stage.host.start();
    stage.pass(60);
    stage.host.setClock();
    expect(stage.host.state).toMatchObject({ setBacks: 0, now: START + 60_000 });
  });
});

describe('a clock that is set', () => {
  /** Both clocks, of which one can be set; in seconds after the start. */
  function clocks(): {
    readonly guard: ClockGuard;
    readonly pass: (seconds: number) => number;
    readonly set: (by: number) => number;
    readonly now: () => number;
  } {
    let [wall, monotonic] = [START, 7];
    const guard = new ClockGuard(
      () => wall,
      () => monotonic,
    );
    const now = (): number => (guard.now() - START) / 1000;
    return {
      guard,
      now,
      pass(seconds) {
        wall += seconds * 1000;
        monotonic += seconds * 1000;
        return now();
      },
      set(by) {
        wall += by * 1000;
        return now();
      },
    };
  }

  it('by less than five minutes is believed at once', () => {
    const { set, pass } = clocks();
    expect(set(299)).toBe(299);
    expect(set(-200)).toBe(99);
    expect(pass(1)).toBe(100);
  });

  it('by a year and back within seconds has moved nothing', () => {
    const { guard, set, pass } = clocks();
    expect(set(YEAR)).toBe(0);
    expect(guard.disbelieved).toBe(YEAR * 1000);
    expect(pass(4)).toBe(4);
    expect(pass(5.5)).toBe(9.5);
    expect(set(-YEAR)).toBe(9.5);
    expect(guard.disbelieved).toBeUndefined();
    expect(pass(60)).toBe(69.5);
    // A second time begins anew.
    expect(set(YEAR)).toBe(69.5);
    expect(pass(9)).toBe(78.5);
  });

  it.each([
    ['a year ahead', YEAR],
    ['eight hours, in which the machine slept', 8 * 3600],
    ['an hour back', -3600],
  ])('by %s is believed once it has stayed ten seconds', (_, by) => {
    const { guard, set, pass, now } = clocks();
    pass(100);
    expect(set(by)).toBe(100);
    expect(pass(9.999)).toBeCloseTo(109.999);
    expect(pass(0.001)).toBe(110 + by);
    expect(guard.disbelieved).toBeUndefined();
    expect(pass(5)).toBe(115 + by);
    expect(now()).toBe(115 + by);
  });

  it('to another time while it is not believed begins anew', () => {
    const { set, pass } = clocks();
    set(YEAR);
    pass(9);
    expect(set(3600)).toBe(9);
    expect(pass(9)).toBe(18);
    expect(pass(1)).toBe(19 + YEAR + 3600);
  });

  it('is told in whole milliseconds', () => {
    const { pass } = clocks();
    expect(pass(0.0014)).toBe(0.001);
  });
});
