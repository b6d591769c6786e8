import fc from 'fast-check';
import type { Patch } from '../../../../src/agent/engine/memory.ts';
import { freshStrategy } from '../../../../src/agent/engine/state.ts';
import { beginning, headOf, START } from './batches.ts';

/** Few, so that they are changed again, and such as an index or an encoding may not take. */
const names = [
  'a',
  'b',
  '',
  '__proto__',
  'nul\0',
  'half \ud800',
  "it's",
  '"\\',
  'é🦊',
  '12',
  'long'.repeat(2000),
  `${'long'.repeat(2000)}r`,
];

const changes = <Row>(row: fc.Arbitrary<Row>): fc.Arbitrary<Record<string, Row | null>> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.option(row)), { maxLength: 5, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries));

const value = fc.oneof(
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.constant('\0\ud800'),
  fc.boolean(),
  fc.array(fc.string()),
);

const patch: fc.Arbitrary<Patch> = fc
  .record(
    {
      values: changes(value),
      strategies: changes(fc.integer().map((begunAt) => ({ ...freshStrategy, begunAt }))),
      latches: changes(fc.integer().map((at) => ({ side: 'above' as never, at }))),
      acted: changes(fc.array(fc.string())),
      heard: changes(fc.array(fc.integer()).map((instants) => ({ event: 'e', given: {}, instants }))),
      spent: changes(fc.integer().map((at) => ({ occurrence: 'o', kind: 'k' as never, at }))),
    },
    { requiredKeys: [] },
  )
  .chain((parts) =>
    fc.nat(1_000_000).map((later) => ({
      ...parts,
      head: { ...headOf(beginning.state), now: START + later, begun: { at: later, values: {} } },
    })),
  );

export const batchesOfPatches = fc.array(fc.array(patch, { maxLength: 4 }), { maxLength: 6 });
