import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lockText, readLock } from '../../src/compiler/lock-file.ts';
import { LoadError } from '../../src/compiler/load-error.ts';
import { lockOf } from '../../src/target/outline/lock.ts';

const wrong = (text: string): string => {
  const lock = readLock(text, 'a/models.lock.yaml');
  return lock instanceof LoadError ? lock.message : 'it is read';
};

const name = fc.string({ minLength: 1, unit: 'grapheme' });
const entry = fc.oneof(
  fc.constant('absent' as const),
  fc.record({
    version: fc.nat().map(String),
    address: fc.string().map((text) => `s3://${text.replaceAll(/\p{C}/gu, '')}`),
  }),
);
const locks = fc
  .array(fc.record({ tracker: name, model: name, alias: name, entry }), { minLength: 1, maxLength: 8 })
  .map(lockOf);

it('a lock is read as it was written, also with names that YAML or JavaScript take for something', () => {
  const odd = ['no', '1.0', '__proto__', 'constructor', 'a: b', '#', ''];
  const lock = lockOf(odd.map((text) => ({ tracker: text, model: text, alias: text, entry: 'absent' })));
  expect(readLock(lockText(lock), '')).toEqual(lock);
  fc.assert(
    fc.property(locks, (one) => {
      expect(readLock(lockText(one), '')).toEqual(one);
    }),
    { numRuns: 200 },
  );
});

it('the same lock has the same bytes, in whichever order its entries came', () => {
  const entries = ['b', 'a', 'c'].flatMap((model) =>
    ['y', 'x'].map((alias) => ({ tracker: 'http://t', model, alias, entry: 'absent' as const })),
  );
  expect(lockText(lockOf(entries))).toBe(lockText(lockOf(entries.toReversed())));
});

it('what is no lock is told with its line', () => {
  const of = (text: string): string => wrong(`trackers:\n  http://t:\n    m:\n      production: ${text}\n`);
  expect(of('{ version: "3", address: "s3://a" }')).toBe('it is read');
  expect(of('absent')).toBe('it is read');
  for (const text of [
    '3',
    '{ version: 3, address: "s3://a" }',
    '{ version: "3" }',
    '{ version: "3", address: nowhere }',
    '{ version: "3", address: "s3://a\\nb" }',
    '{ version: "latest", address: "s3://a" }',
    '{ version: "3", address: "s3://a", by: me }',
  ])
    expect(of(text), text).toMatch(
      /^a\/models\.lock\.yaml:4: an alias has a version, .*; mend it, or remove it and lock anew$/,
    );
  expect(wrong('')).toContain('models.lock.yaml:1: a lock is a record `trackers`');
  expect(wrong('trackers: {}\nmore: 1\n')).toContain('models.lock.yaml:2: more is no part of a lock');
  expect(wrong('trackers: [a]\n')).toContain('a lock is a record');
  expect(wrong('trackers:\n  t: 1\n')).toContain('models.lock.yaml:2: a tracker has a record of models');
  expect(wrong('trackers:\n  t: { m: 1 }\n')).toContain('a model has a record of aliases');
  expect(wrong('trackers: {}\n<<<<<<< main\n')).toMatch(/models\.lock\.yaml:\d+: /);
  expect(wrong('trackers:\n  t: &a {}\n  u: *a\n')).toContain('*a is not looked up');
});
