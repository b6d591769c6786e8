import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callDigest, TakenCalls } from '../../../../src/agent/runtime/journal/taken-calls.ts';

const digests = fc.array(fc.nat(30).map((id) => callDigest({ caller: 'c', receiver: 'r', id: String(id) })));

describe('the calls that were taken', () => {
  it('are never said not to be, however many are remembered', () => {
    fc.assert(
      fc.property(digests, digests, fc.integer({ min: 1, max: 20 }), (stored, added, most) => {
        const calls = new TakenCalls(most);
        const [early, late] = [added.slice(0, added.length / 2), added.slice(added.length / 2)];
        for (const digest of early) calls.add(digest);
        for (const digest of [...stored, ...added]) expect(calls.mayHave(digest)).toBe(true);
        // As the store gives them: the latest first, and one more than are remembered.
        const latest = [...new Set(stored)].slice(0, most + 1);
        calls.learn(latest);
        for (const digest of late) calls.add(digest);
        for (const digest of [...stored, ...added]) expect(calls.mayHave(digest)).toBe(true);
      }),
    );
  });

  it('are not forgotten where more came than are remembered before the store told the others', () => {
    const digest = (id: string): string => callDigest({ caller: 'c', receiver: 'r', id });
    const calls = new TakenCalls(1);
    for (const id of ['a', 'b']) calls.add(digest(id));
    calls.learn([]);
    expect(calls.mayHave(digest('a'))).toBe(true);
  });

  it('are known from the others while they are few', () => {
    const calls = new TakenCalls(3);
    calls.learn(['a', 'b'].map((id) => callDigest({ caller: 'c', receiver: 'r', id })));
    const other = callDigest({ caller: 'c', receiver: 'r', id: 'x' });
    expect(calls.mayHave(other)).toBe(false);
    for (const id of ['b', 'c', 'd']) calls.add(callDigest({ caller: 'c', receiver: 'r', id }));
    expect(calls.mayHave(other)).toBe(true);
  });
});
