import { expect, it } from 'vitest';
import { columnsOf } from '../../../src/language/format/table.ts';

it('a table may have more rows than a function takes arguments', () => {
  const columns = columnsOf(Array.from({ length: 1_000_000 }, (_, row) => [row === 7 ? 'long' : 'a', 'b']));
  expect(columns.at(-1)).toEqual([4]);
});
