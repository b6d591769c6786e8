import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../src/api/example.ts';
import { catalogue } from '../../src/base/diagnostics/catalogue.ts';
import { examples } from '../../src/base/diagnostics/examples/examples.ts';
import { lineIndex, lineStarts } from '../../src/base/source/source.ts';

const all = Object.keys(examples);
/** These are about texts that are too long, too deep or too wrong. */
const large = new Set([
  'file-too-large',
  'too-many-errors',
  'too-deep',
  'too-many-items',
  'graph-too-deep',
  'object-too-large',
]);

it('there is an example for each message, and none for another', () => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(catalogue).sort());
});

describe.each(all)('%s', (name) => {
  it('is raised by the wrong example, and by that alone', async () => {
    const { diagnostics } = (await samplesOf(name)).wrong;
    const said = diagnostics.map((each) => each.name);
    if (name === 'too-many-errors') expect(new Set(said)).toEqual(new Set(['unexpected', name]));
    else expect(said).toEqual([name]);
  });

  it('is not raised by the right example, and nothing else is', async () => {
    const { diagnostics } = (await samplesOf(name)).right;
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
  });

  it('is shown within what is shown, in few lines', async () => {
    const { wrong, right } = await samplesOf(name);
    for (const { span } of wrong.diagnostics) {
      const text = wrong.files.find(({ path }) => path === span.path)?.text ?? '';
      expect(span.end, `in ${span.path}`).toBeLessThanOrEqual(text.length);
    }
    if (large.has(name)) return;
    for (const { text } of [...wrong.files, ...right.files]) {
      const lines = text.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(12);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(110);
    }
  });

  it('shows the line in which the two differ, or one near it', async () => {
    const { wrong, right } = await samplesOf(name);
    const [text, other] = [wrong.files[0]?.text ?? '', right.files[0]?.text ?? ''];
    if (large.has(name) || text === other || wrong.files.length > 1) return;
    const kept = new Set(other.split('\n'));
    const changed = text.split('\n').flatMap((line, index) => (kept.has(line) ? [] : [index]));
    if (changed.length === 0) return;
    const starts = lineStarts(text);
    const lines = wrong.diagnostics.flatMap(({ span, labels }) =>
      [span, ...labels.map((label) => label.span)].map(({ start }) => lineIndex(starts, start)),
    );
    const nearest = Math.min(...lines.flatMap((line) => changed.map((index) => Math.abs(index - line))));
    expect(nearest).toBeLessThanOrEqual(3);
  });
});
