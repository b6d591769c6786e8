import { describe, expect, it } from 'vitest';
import { Pace } from '../../../src/language/reason/reversals.ts';
import { leastGap, wholeLooks } from '../../../src/language/reason/pace.ts';
import type { Writer, Writers } from '../../../src/language/reason/writers.ts';
import { judgeTurns } from '../../support/oracle/judge-turns.ts';
import { turnKinds } from '../../support/oracle/turns.ts';

/** A sample of what `npm run bench` runs thousands of programs of. */
describe('no world turns a field more often than is said to be the most', () => {
  it.each(turnKinds)('of programs with %s', (kind) => {
    const { programs, bounded, reached, exceeded } = judgeTurns(kind, 1, 6);
    expect(exceeded).toEqual([]);
    expect(programs).toBeGreaterThan(3);
    expect(bounded).toBeGreaterThan(2);
    // The adversary is good enough to reach it.
    expect(reached).toBeGreaterThan(0);
  });
});

/** Says a little less. */
class Mean extends Pace {
  override mostTurns(...given: Parameters<Pace['mostTurns']>): number {
    return Math.ceil(super.mostTurns(...given) * 0.9) - 1;
  }
}

/** Takes a `for` to begin anew with each turn, whoever looks when. */
class Credulous extends Pace {
  override waitAfter(_: Writer, { strategy }: Writer): number {
    return leastGap(strategy.trigger) + wholeLooks(strategy.trigger, (strategy.heldSeconds ?? 0) * 1000);
  }
}

describe('a bound that is too low is found out', () => {
  it.each([
    ['that is a little less', Mean],
    ['that counts every for', Credulous],
  ])('%s', (_, bound) => {
    const { exceeded } = judgeTurns('two agents', 1, 8, (writers: Writers) => new bound(writers));
    expect(exceeded.length).toBeGreaterThan(0);
  });
});
