import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bodies, wordsOf } from '../src/language/syntax/clauses.ts';
import { compileTexts, PLATFORM } from './support/marked.ts';

const reference = readFileSync('grammar/README.md', 'utf8');
const snippets = [...reference.matchAll(/\*\*(?<title>[^*]+)\*\*[^]*?```sflow\n(?<text>[^]*?)```/g)].map(
  ({ groups }) => ({ title: groups?.['title'] ?? '', text: groups?.['text'] ?? '' }),
);

/** What every snippet finds; one that declares an application takes the place of ours. */
const before = (text: string): string => {
  const platform = PLATFORM.replace(/^( *storage .*)$/m, '$1\n  queues    { research: { weight: 4 } }');
  const own = text.startsWith('application') ? platform.replace(/^application .*$/m, '') : platform;
  return `import { request-rate } from "std/istio"\n${own}model forest { registered "forest"  better accuracy }\nmodel cnn { registered "cnn"  better accuracy }\n`;
};

describe('the reference', () => {
  it.each(snippets)('compiles: $title', ({ text }) => {
    const { diagnostics, manifests } = compileTexts(before(text) + text);
    expect(diagnostics.map(({ name, message }) => `${name}: ${message}`)).toEqual([]);
    expect(manifests?.length).toBeGreaterThan(0);
  });

  it('shows each clause of workflows, executors, services and endpoints', () => {
    const words = new Set(snippets.flatMap(({ text }) => [...text.matchAll(/[a-z-]+/g)].map(([word]) => word)));
    for (const body of [bodies.workflow, bodies.executor, bodies.service, bodies.endpoint]) {
      const missing = wordsOf(body).filter((word) => !words.has(word));
      expect(missing, body.title).toEqual([]);
    }
    expect(snippets.length).toBeGreaterThan(8);
  });
});
