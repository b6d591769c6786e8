import { expect, it } from 'vitest';
import { roomFor } from '../../../../src/agent/runtime/orchestrator/room.ts';

it('has all its room again when everybody has left, also who notices late', () => {
  const room = roomFor(10);
  const [first, second] = [room.enter(), room.enter()];
  expect([first.take(6), second.take(5), second.take(4), first.take(1)]).toEqual([true, false, true, false]);
  first.give(2);
  expect([first.take(1), second.take(2)]).toEqual([true, false]);
  first.leave();
  first.give(6);
  expect(first.take(1)).toBe(false);
  first.leave();
  expect(second.take(7)).toBe(false);
  second.leave();
  expect([room.enter().take(10), room.enter().take(1)]).toEqual([true, false]);
});
