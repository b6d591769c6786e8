import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse.ts';
import { childrenOf, pathTo, type AnyNode } from '../../../src/language/syntax/children.ts';

const texts = ['examples', 'stdlib', 'test/cases'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sflow'))
    .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') })),
);

describe('the parts of a node', () => {
  it('lie within it, in the order of the text, and each is found by its place', () => {
    const wrong: string[] = [];
    const visit = (file: AnyNode, node: AnyNode): void => {
      let before = node.span.start;
      for (const { node: part } of childrenOf(node)) {
        if (part.span.start < before || part.span.end > node.span.end)
          wrong.push(`${part.kind} in ${node.kind} at ${part.span.path}:${String(part.span.start)}`);
        before = part.span.start;
        if (part.kind === 'name' && part.text !== '' && pathTo(file, part.span.start).at(-1) !== part)
          wrong.push(`${part.text} at ${part.span.path}:${String(part.span.start)}`);
        visit(file, part);
      }
    };
    expect(texts.length).toBeGreaterThan(30);
    for (const source of texts) {
      const file = parse(source).value;
      visit(file, file);
    }
    expect(wrong).toEqual([]);
  });
});
