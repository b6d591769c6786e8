import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortedKeys } from '../../../src/contract/strategy-graph/sorted-keys.ts';

it('keys are sorted as the sort for any array would do it, however many they are', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(), { maxKeys: 60 }), (record) => {
      expect(sortedKeys(record)).toEqual(Object.keys(record).sort());
    }),
  );
});
