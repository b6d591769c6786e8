import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compile, load, renderText } from '../src/api/index.ts';

const readme = readFileSync('README.md', 'utf8');

it('the README shows the message of the mistake that it proposes to make', async () => {
  const loaded = await load('examples/mnist');
  const sources = loaded.sources.map(({ path, text }) => ({
    path,
    text: text.replace('predictions since last fired >= 1000\n', 'predictions since last fired >= 1000/s\n'),
  }));
  const told = renderText(compile({ ...loaded, sources }).diagnostics, sources).split('\n\n', 1)[0] ?? '';
  expect(told).toContain('error[SF3003]');
  // The command line tells paths from where it runs.
  const shown = told
    .replace('--> ', '--> examples/mnist/')
    .split('\n')
    .map((line) => `    ${line}`.trimEnd());
  expect(readme).toContain(shown.join('\n'));
});
