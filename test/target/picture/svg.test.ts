import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from '../../../src/target/picture/arrange.ts';
import type { Picture } from '../../../src/target/picture/picture.ts';
import { drawBox, toSvg } from '../../../src/target/picture/svg.ts';
import { widthOf, wrap, type Face } from '../../../src/base/draw/text-width.ts';
import { pictureOfFolder, pictureOfText } from '../../support/pictures.ts';
import { pictures } from '../../support/random-picture.ts';
import { batch } from '../../support/marked.ts';

const examples = [
  'mnist',
  'mlperf',
  'leaf',
  'grid-search',
  'canary',
  'cron-retrain',
  'mpi',
  'kserve',
  'deployments',
  'own-tracker',
];

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const overlap = (a: Area, b: Area): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** All boxes and groups that lie on each other and should not. */
function collisions(picture: Picture): string[] {
  const boxes = [...picture.groups.flatMap((group) => group.boxes), ...picture.boxes].map(drawBox);
  const { corners, groups } = arrange(picture, boxes);
  const areas = boxes.map(({ id, width, height }) => ({
    id,
    width,
    height,
    ...(corners.get(id) ?? { x: NaN, y: NaN }),
  }));
  const own = new Map(picture.groups.flatMap((group, index) => group.boxes.map(({ id }) => [id, index] as const)));
  const found: string[] = [];
  for (const [index, a] of areas.entries()) {
    for (const b of areas.slice(index + 1)) if (overlap(a, b)) found.push(`${a.id} on ${b.id}`);
    for (const [group, area] of groups.entries())
      if (own.get(a.id) !== group && overlap(a, area)) found.push(`${a.id} in group ${String(group)}`);
  }
  const [first, second] = groups;
  if (first && second && overlap(first, second)) found.push('groups');
  return found;
}

const faces: readonly (readonly [RegExp, Face, number])[] = [
  [/\bmono|keyword/, 'mono', 11],
  [/\bover\b/, 'bold', 9],
  [/\bname\b/, 'bold', 13],
  [/\btitle\b/, 'bold', 14],
  [/\bbold\b/, 'bold', 12],
  [/\bsmall\b/, 'regular', 10],
];

/** Texts that reach over the border of their box, whose card is its first shape. */
function overflows(picture: Picture): string[] {
  return [...picture.groups.flatMap((group) => group.boxes), ...picture.boxes]
    .map(drawBox)
    .flatMap(({ width, height, shapes }) =>
      shapes.flatMap((shape) => {
        const text = /^<text class="([^"]+)" x="([\d.-]+)" y="([\d.-]+)"(?: text-anchor="(\w+)")?>([^<]*)</.exec(shape);
        if (!text) return [];
        const [, classes = '', x = '', y = '', anchor = 'start', escaped = ''] = text;
        const content = escaped.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '&');
        const [, face, size] = faces.find(([pattern]) => pattern.test(classes)) ?? [/x/, 'regular', 12];
        const length = widthOf(content, face, size);
        const left = Number(x) - { start: 0, middle: length / 2, end: length }[anchor as 'start'];
        const isInside = left >= 0 && left + length <= width + 0.1 && Number(y) > 0 && Number(y) < height;
        return isInside ? [] : [`${content}: ${String(left)} to ${String(left + length)} of ${String(width)}`];
      }),
    );
}

/** Tags in their order, each closed. Gives what is wrong. */
function malformed(svg: string): string | undefined {
  const open: string[] = [];
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(svg)) return 'a character that XML forbids';
  for (const [tag, close, name = '', , self] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<]*")*)\s*(\/?)>/gi)) {
    if (close === '/') {
      if (open.pop() !== name) return tag;
    } else if (self !== '/') open.push(name);
  }
  const rest = svg.replaceAll(/<\/?[a-z]+(?:\s[\w:-]+="[^"<]*")*\s*\/?>/gi, '');
  if (/[<>]/.test(rest) || /&(?!(?:amp|lt|gt|quot|#39);)/.test(rest)) return 'text that is not escaped';
  return open.length === 0 ? undefined : `${open.join(' ')} is open`;
}

describe('the SVG of the examples', () => {
  it.each(examples)('%s has nothing on something else, and no text that reaches out', async (name) => {
    const picture = await pictureOfFolder(`examples/${name}`);
    expect(collisions(picture)).toEqual([]);
    expect(overflows(picture)).toEqual([]);
    const svg = toSvg(picture);
    expect(malformed(svg)).toBeUndefined();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is the same each time', async () => {
    const picture = await pictureOfFolder('examples/mnist');
    const first = toSvg(picture);
    toSvg(await pictureOfFolder('examples/mlperf'));
    expect(toSvg(picture)).toBe(first);
  });

  it('stands by itself, for light and dark, and tells what it shows', async () => {
    const svg = toSvg(await pictureOfFolder('examples/mnist'));
    expect(svg).not.toMatch(/href|url\((?!#)|@import|<script|<foreignObject/);
    expect(svg).toContain('@media (prefers-color-scheme:dark){');
    expect(svg).toMatch(
      /^<svg [^>]*role="img" aria-labelledby="sflow-title sflow-description">\n<title id="sflow-title">mnist/,
    );
    expect(svg).toContain('<desc id="sflow-description">mnist, team dataengineer: batch workflows');
  });

  it('is fresh where it stands beside its sources', async () => {
    const svg = toSvg(await pictureOfFolder('examples/mnist'));
    expect(
      readFileSync('examples/mnist/mnist.svg', 'utf8'),
      'npx sflow graph examples/mnist -o examples/mnist/mnist.svg',
    ).toBe(svg);
  });
});

describe('the SVG of any picture', () => {
  it('is well-formed and has nothing on something else', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const svg = toSvg(picture);
        expect(malformed(svg)).toBeUndefined();
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(collisions(picture)).toEqual([]);
        expect(overflows(picture)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('shows hostile text as text', () => {
    const svg = toSvg(
      pictureOfText(
        batch(`executor e { image "a:1" } executor f after e when "</text><script>" == "&" { image "b:1" }`),
      ),
    );
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;');
    expect(malformed(svg)).toBeUndefined();
  });
});

describe('the breaking of lines', () => {
  const measure = (text: string): number => text.length;

  it('is at spaces, or behind signs, keeps every word, and says where something is left out', () => {
    expect(wrap('runWorkflow(training, data: new-data)', 25, 4, measure)).toEqual([
      'runWorkflow(training,',
      'data: new-data)',
    ]);
    expect(wrap('a call(of-something)', 10, 4, measure)).toEqual(['a call(of-', 'something)']);
    expect(wrap('abcdefghij', 4, 4, measure)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('one two three four', 5, 2, measure)).toEqual(['one', 'two …']);
    expect(wrap('', 5, 2, measure)).toEqual([]);
  });

  it('gives lines that fit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 3, max: 30 }), (text, most) => {
        for (const line of wrap(text, most, 3, measure)) expect(line.length).toBeLessThanOrEqual(Math.max(most, 2));
      }),
    );
  });
});
