import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/base/diagnostics/catalogue.ts';
import { PLATFORM, compileTexts } from '../../support/marked.ts';
import { refused } from './refused.ts';

/** That the targets refuse the objects is the other half: `test/validate`. */
describe('what a target would refuse', () => {
  it.each(refused)('is refused by the compiler: $rule', ({ guard, source, upstream }) => {
    expect(Object.keys(catalogue)).toContain(guard);
    expect(upstream.length).toBeGreaterThan(0);
    const imports = source.split('\n').filter((line) => line.startsWith('import '));
    const rest = source.split('\n').filter((line) => !line.startsWith('import '));
    const { diagnostics, manifests } = compileTexts([...imports, PLATFORM, ...rest].join('\n'));
    expect(new Set(diagnostics.map(({ name }) => name))).toEqual(new Set([guard]));
    expect(manifests).toBeUndefined();
  });
});
