import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../../../src/agent/engine/memory.ts';
import type { Journal } from '../../../../src/agent/runtime/journal/journal.ts';
import { replay } from '../../../../src/agent/runtime/journal/replay.ts';
import { graphDigest } from '../../../../src/contract/strategy-graph/codec.ts';
import { graph as graphWith } from '../../engine/graphs.ts';
import { batchesOfPatches } from './arbitrary.ts';
import { beginning, DAY, empty, faultsOf, graph, numbered, START, stepAt } from './batches.ts';
import { open, type Place } from './places.ts';
import { write } from './processes.ts';
import { recorded, recordInto } from './recorded.ts';

/** What every journal holds to. `fresh` gives a place where none is. */
export function itIsAJournal(fresh: () => Promise<Place>): void {
  const begun = async (given?: Place, options: Parameters<typeof open>[1] = {}): Promise<Journal> => {
    const journal = await open(given ?? (await fresh()), options);
    await journal.begin(beginning);
    return journal;
  };

  describe('what it remembers', () => {
    it('is nothing before an agent began', async () => {
      const place = await fresh();
      for (let time = 0; time < 2; time += 1) {
        const journal = await open(place);
        expect(await journal.load()).toBeUndefined();
        expect(await journal.entries(0, 10)).toEqual([]);
        await journal.close();
      }
    });

    it('is what was kept, in the next process too', async () => {
      const place = await fresh();
      const first = await begun(place);
      for (let number = 1; number <= 5; number += 1) await first.commit(numbered(number));
      expect(await faultsOf(first, 5)).toEqual([]);
      await first.close();
      const second = await open(place);
      expect(await faultsOf(second, 5)).toEqual([]);
      expect(await second.load()).toMatchObject({ graph, epoch: 2, sequence: 6 });
      await second.close();
    });

    it('is the state that the patches give, whatever they are', async () => {
      await fc.assert(
        fc.asyncProperty(batchesOfPatches, async (batches) => {
          const place = await fresh();
          const journal = await begun(place);
          let { state } = beginning as { state: Parameters<typeof apply>[0] };
          for (const patches of batches) {
            const steps = patches.map((patch) => ({ event: { kind: 'clock', at: 0 } as const, patch, trace: [] }));
            await journal.commit({ ...empty, steps });
            state = patches.reduce(apply, state);
          }
          await journal.close();
          const next = await open(place);
          const loaded = (await next.load())?.state;
          await next.close();
          expect(loaded).toEqual(state);
        }),
        { numRuns: 15 },
      );
    });

    it('is another state as a whole with another graph, and what was seen, taken and intended', async () => {
      const place = await fresh();
      const journal = await begun(place);
      await journal.commit(numbered(1));
      const other = graphWith([]);
      const state = { ...beginning.state, graph: graphDigest(other), values: { other: 1 }, strategies: {} };
      await journal.begin({ graph: other, state, trace: [] });
      await journal.close();
      const next = await open(place);
      expect(await next.load()).toMatchObject({
        graph: other,
        state,
        seen: [{ object: '1', change: 'ended' }],
        intents: [{ occurrence: '1' }],
      });
      expect(await next.hasTaken({ caller: 'c', receiver: 'go', id: '1' })).toBe(true);
      await next.close();
    });

    it('is an object that is seen and gone, and an intent of what ends, in one batch, not at all', async () => {
      const journal = await begun();
      await journal.commit({ ...empty, seen: [{ object: 'a', change: 'x' }] });
      const intent = { occurrence: 'o', key: 'k', number: 1, body: null };
      await journal.commit({ ...empty, gone: ['a', 'a'], intents: [intent], ended: ['o', 'o'] });
      expect(await journal.load()).toMatchObject({ seen: [], intents: [] });
      await journal.close();
    });

    it('is a call by who calls, whom, and by which id', async () => {
      const place = await fresh();
      const journal = await begun(place);
      const call = { caller: 'a\0b', receiver: 'r', id: '\ud800x' };
      await journal.commit({ ...empty, calls: [call, call] });
      await journal.commit({ ...empty, calls: [call] });
      await journal.close();
      const next = await open(place);
      expect(await next.hasTaken(call)).toBe(true);
      for (const other of [
        { ...call, id: 'y' },
        { ...call, caller: 'a' },
        { ...call, receiver: 'b\0r', caller: 'a' },
      ])
        expect(await next.hasTaken(other)).toBe(false);
      await next.close();
    });

    it('is a call for seven days, and not much longer', async () => {
      const place = await fresh();
      const journal = await begun(place);
      const calls = Array.from({ length: 20 }, (_, day) => ({ caller: 'c', receiver: 'r', id: String(day) }));
      for (const [day, call] of calls.entries()) {
        await journal.commit({ ...stepAt(START + day * DAY), calls: [call] });
        for (const known of calls.slice(Math.max(0, day - 7), day + 1))
          expect(await journal.hasTaken(known)).toBe(true);
      }
      const known = await Promise.all(calls.map((call) => journal.hasTaken(call)));
      expect(known.indexOf(true)).toBeGreaterThan(8);
      expect(known.slice(known.indexOf(true))).not.toContain(false);
      await journal.close();
    });
  });

  describe('its log', () => {
    it('has what was fed and decided, by pages; what has no step has no entry', async () => {
      const journal = await begun();
      await journal.commit({ ...empty, calls: [{ caller: 'c', receiver: 'r', id: 'i' }] });
      await journal.commit(stepAt(START + 1, {}, 'one'));
      await journal.commit(stepAt(START + 2, {}, 'two'));
      const [copy, one] = await journal.entries(0, 2);
      expect(copy).toMatchObject({ kind: 'copy', sequence: 1, epoch: 1, at: START, state: beginning.state, trace: [] });
      expect(copy?.kind === 'copy' && (await journal.graph(copy.graph))).toEqual(graph);
      expect(one).toMatchObject({ kind: 'batch', sequence: 2, at: START + 1, steps: [{ trace: [{ text: 'one' }] }] });
      expect(await journal.entries(2, 9)).toMatchObject([{ sequence: 3 }]);
      expect(await journal.entries(3, 9)).toEqual([]);
      expect(await journal.graph('none')).toBeUndefined();
      await journal.close();
    });

    it('goes with the days, up to a copy before the first that is kept', async () => {
      const place = await fresh();
      const keeping = { days: 3, bytes: 2 ** 30 };
      let journal = await begun(place, { keeping });
      const other = graphWith([]);
      const { state } = beginning;
      let digest = state.graph;
      for (let hour = 1; hour <= 240; hour += 1) {
        if (hour === 24) {
          digest = graphDigest(other);
          await journal.begin({ graph: other, state: { ...state, graph: digest, now: START + DAY }, trace: [] });
        }
        await journal.commit(stepAt(START + (hour * DAY) / 24, { values: { hour } }, '', digest));
        if (hour % 50 !== 0) continue;
        await journal.close();
        journal = await open(place, { keeping });
      }
      const entries = await journal.entries(0, 1000);
      const copies = entries.filter(({ kind }) => kind === 'copy');
      expect(entries[0]?.kind).toBe('copy');
      expect(entries[0]?.at).toBeLessThanOrEqual(START + 7 * DAY);
      expect(entries[0]?.at).toBeGreaterThan(START + 5.5 * DAY);
      expect(copies.length).toBeLessThanOrEqual(5);
      expect(entries.map(({ sequence }) => sequence)).toEqual(
        entries.map((_, index) => (entries[0]?.sequence ?? 0) + index),
      );
      // No copy is of the first graph any more.
      expect(await journal.graph(beginning.state.graph)).toBeUndefined();
      expect(copies.at(-1)).toMatchObject({ state: { values: { hour: expect.any(Number) as number } } });
      await journal.close();
    });

    it('has no more than its share, and every entry a copy before it', async () => {
      const place = await fresh();
      const bytes = 400_000;
      const journal = await begun(place, { keeping: { days: 30, bytes } });
      for (let number = 1; number <= 300; number += 1)
        await journal.commit(stepAt(START + number, { values: { number } }, 'x'.repeat(2000)));
      const entries = await journal.entries(0, 1000);
      expect(JSON.stringify(entries).length).toBeLessThan(bytes * 0.45);
      expect(JSON.stringify(entries).length).toBeGreaterThan(bytes * 0.25);
      const [first] = entries;
      expect(first).toMatchObject({ kind: 'copy', state: { values: { number: expect.any(Number) as number } } });
      await journal.close();
    });

    it('can be played again, also when the agent stopped in between', async () => {
      const place = await fresh();
      for (const part of recorded('mnist.planner-agent', 3)) {
        const journal = await open(place);
        await recordInto(journal, part);
        await journal.close();
      }
      const journal = await open(place);
      const { same, left, difference } = await replay(journal);
      expect({ left, difference }).toEqual({ left: 0, difference: undefined });
      expect(same).toBeGreaterThan(50);
      await journal.close();
    });
  });

  describe('its format', () => {
    const migration = {
      sqlite: 'UPDATE head SET body = replace(body, \'"x":1\', \'"x":2\')',
      postgres: 'UPDATE sflow_journal_head SET body = replace(body, \'"x":1\', \'"x":2\')',
    };

    it('becomes that of a later release, which an earlier one refuses', async () => {
      const place = await fresh();
      const journal = await begun(place, { migrations: [] });
      await journal.commit(numbered(1));
      await journal.close();
      for (const migrations of [[migration], [migration]]) {
        const next = await open(place, { migrations });
        expect(await faultsOf(next, 1)).toEqual([]);
        await next.close();
      }
      await expect(open(place, { migrations: [] })).rejects.toMatchObject({ code: 'newer' });
    });
  });

  it('keeps nothing behind what failed, and nothing once it is closed', async () => {
    const journal = await begun();
    await journal.close();
    await expect(journal.commit(empty)).rejects.toThrow(/closed/);
  });

  it('loses nothing, doubles nothing and keeps nothing by half when it is killed', async () => {
    const place = await fresh();
    const rounds = Number(process.env['JOURNAL_KILLS'] ?? 12);
    let acknowledged = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { said, errors } = await write(place, 1_000_000, { killAfter: Math.random() * 150 });
      expect(errors).toBe('');
      acknowledged = said.at(-1)?.number ?? acknowledged;
      const journal = await open(place);
      expect(await faultsOf(journal, acknowledged)).toEqual([]);
      await journal.close();
    }
    expect(acknowledged).toBeGreaterThan(rounds);
  }, 240_000);
}
