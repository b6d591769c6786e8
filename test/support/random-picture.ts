import fc from 'fast-check';
import type { Box, Picture } from '../../src/target/picture/picture.ts';

/** Texts as they may stand in sources, among them such as break the forms that pictures are written in. */
const text = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '"]; end',
    '</text><script>alert(1)</script>',
    '#quot;',
    '%%{init: {}}%%',
    '--> x',
    '`**bold**`',
    '\\',
    '\\"',
    'a\nb',
    '&amp;',
    '数据集'.repeat(20),
    'subgraph',
    '',
    'a very long name '.repeat(12),
  ),
);

const partKind = fc.constantFrom('step', 'nested', 'store', 'message', 'entry', 'service', 'model', 'variant');

/** A workflow whose edges go from earlier parts to later ones. */
const flow = (id: string): fc.Arbitrary<Box> =>
  fc
    .record({
      kind: fc.constantFrom('batch' as const, 'online' as const),
      name: text,
      notes: fc.array(text, { maxLength: 2 }),
      parts: fc.array(
        fc.record({
          kind: partKind,
          name: text,
          notes: fc.array(text, { maxLength: 3 }),
          isMany: fc.boolean(),
          isOptional: fc.boolean(),
          after: fc.array(fc.tuple(fc.nat(5), fc.oneof(fc.constant(''), text), fc.boolean()), { maxLength: 2 }),
        }),
        { maxLength: 6 },
      ),
    })
    .map(({ parts, ...rest }) => ({
      ...rest,
      form: 'flow',
      id,
      parts: parts.map(({ after: _, ...part }, index) => ({ ...part, id: `${id}n${String(index)}` })),
      edges: parts.flatMap(({ after }, index) =>
        after
          .filter(([from]) => from < index)
          .map(([from, label, isSide]) => ({
            from: `${id}n${String(from)}`,
            to: `${id}n${String(index)}`,
            label,
            isSide,
          })),
      ),
    }));

const table = (id: string): fc.Arbitrary<Box> =>
  fc
    .record({
      kind: fc.constantFrom('agent' as const, 'sensors' as const, 'models' as const, 'endpoints' as const),
      name: text,
      notes: fc.array(text, { maxLength: 1 }),
      rows: fc.array(
        fc.record({
          name: text,
          note: text,
          lines: fc.array(fc.tuple(fc.constantFrom('WHEN', 'IF', 'UNKNOWN', ''), text, fc.nat(1)), { maxLength: 4 }),
        }),
        { maxLength: 4 },
      ),
    })
    .map(({ rows, ...rest }) => ({
      ...rest,
      form: 'table',
      id,
      rows: rows.map(({ lines, ...row }, index) => ({
        ...row,
        id: `${id}s${String(index)}`,
        lines: lines.map(([keyword, content, depth], line) => ({
          id: `${id}s${String(index)}l${String(line)}`,
          keyword,
          text: content,
          depth,
        })),
      })),
    }));

const box = (id: string): fc.Arbitrary<Box> => fc.oneof(flow(id), table(id));

function idsOf(one: Box): string[] {
  if (one.form === 'flow') return [one.id, ...one.parts.map(({ id }) => id)];
  return [one.id, ...one.rows.flatMap(({ id, lines }) => [id, ...lines.map((line) => line.id)])];
}

const linkKind = fc.constantFrom('reads', 'starts', 'calls', 'acts', 'registers', 'serves', 'backup');

/** Pictures with any links, also such as go back, round, and from a thing to itself. */
export const pictures: fc.Arbitrary<Picture> = fc
  .record({
    title: text,
    description: text,
    names: fc.tuple(text, text),
    first: fc.tuple(box('a1'), box('a2'), box('a3')).chain((all) => fc.shuffledSubarray(all, { minLength: 1 })),
    second: fc.tuple(box('b1'), box('b2'), box('b3')).chain((all) => fc.shuffledSubarray(all)),
    boxes: fc.tuple(box('m'), box('e')).chain((all) => fc.subarray(all)),
    links: fc.array(fc.tuple(linkKind, fc.nat(), fc.nat(), fc.oneof(fc.constant(''), text)), { maxLength: 12 }),
  })
  .map(({ title, description, names, first, second, boxes, links }) => {
    const groups = [
      { id: 'a', name: names[0], boxes: first },
      ...(second.length > 0 ? [{ id: 'b', name: names[1], boxes: second }] : []),
    ];
    const ids = [...first, ...second, ...boxes].flatMap(idsOf);
    const id = (index: number): string => ids[index % ids.length] ?? '';
    return {
      title,
      description,
      groups,
      boxes,
      links: links.map(([kind, from, to, label]) => ({ kind, from: id(from), to: id(to), label })),
    };
  });
