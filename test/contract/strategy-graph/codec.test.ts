import { expect, it } from 'vitest';
import { encodeGraph } from '../../../src/contract/strategy-graph/codec.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { samples } from './samples.ts';

it.each([...samples])('writes a graph with %s with its keys in order', (_, graph) => {
  const backwards = JSON.parse(encodeGraph(graph), (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).reverse())
      : part,
  ) as StrategyGraph;
  expect(encodeGraph(backwards)).toBe(encodeGraph(graph));
});
