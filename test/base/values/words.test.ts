import { expect, it } from 'vitest';
import { counted, times, withArticle } from '../../../src/base/values/words.ts';

it('counts, and has an article, as people say it', () => {
  expect([0, 1, 2].map((count) => counted(count, 'edit'))).toEqual(['0 edits', '1 edit', '2 edits']);
  expect([1, 2].map((count) => counted(count, 'strategy', 'strategies'))).toEqual(['1 strategy', '2 strategies']);
  expect([0, 1, 2, 3].map(times)).toEqual(['never', 'once', 'twice', '3 times']);
  expect(['service', 'executor', 'Artifact'].map(withArticle)).toEqual(['a service', 'an executor', 'an Artifact']);
});
