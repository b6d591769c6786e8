import { expect, it } from 'vitest';
import { counted, onOneLine, times, withArticle } from '../../../src/base/values/words.ts';

it('counts, and has an article, as people say it', () => {
  expect([0, 1, 2].map((count) => counted(count, 'edit'))).toEqual(['0 edits', '1 edit', '2 edits']);
  expect([1, 2].map((count) => counted(count, 'strategy', 'strategies'))).toEqual(['1 strategy', '2 strategies']);
  expect([0, 1, 2, 3].map(times)).toEqual(['never', 'once', 'twice', '3 times']);
  expect(['service', 'executor', 'Artifact'].map(withArticle)).toEqual(['a service', 'an executor', 'an Artifact']);
});

it('has a text from outside on one line, without what a terminal would obey, and not too long', () => {
  expect(onOneLine(' a\n\tb\u001b[31m\u202ec ', 20)).toBe('a b [31m c');
  expect(onOneLine('one two three', 9)).toBe('one two…');
  expect(onOneLine('a'.repeat(10_000), 5)).toBe('aaaa…');
});
