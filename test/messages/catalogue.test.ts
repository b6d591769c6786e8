import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/base/diagnostics/catalogue.ts';

/** Each message is raised in `examples.test.ts`. */
describe('the catalogue of messages', () => {
  it('has no code twice, and every code in its area', () => {
    const codes = Object.values(catalogue).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^SF[1-6]\d{3}$/);
  });

  it('explains every message', () => {
    for (const [name, { explain }] of Object.entries(catalogue)) expect(explain.length, name).toBeGreaterThan(40);
  });
});
