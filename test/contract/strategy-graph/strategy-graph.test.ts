import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeGraph, encodeGraph } from '../../../src/contract/strategy-graph/codec.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { compileFolder } from '../../support/compile.ts';

const schema = JSON.parse(readFileSync('src/contract/strategy-graph/strategy-graph.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

let graphs: readonly StrategyGraph[] = [];
beforeAll(async () => {
  const { plan } = await compileFolder('examples/mnist');
  graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
});

/** A copy with one place changed. */
function changed(graph: StrategyGraph, change: (copy: Record<string, unknown>) => void): Record<string, unknown> {
  const copy = JSON.parse(JSON.stringify(graph)) as Record<string, unknown>;
  change(copy);
  return copy;
}

describe('the published schema', () => {
  it('takes every graph that the compiler writes', () => {
    expect(graphs.map(({ agent }) => agent.name)).toEqual([
      'checker-agent',
      'executor-agent',
      'planner-agent',
      'tracker-agent',
    ]);
    for (const graph of graphs) expect(validate(graph), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses what is not a graph', () => {
    const [graph] = graphs;
    if (!graph) throw new Error('no graph');
    const wrong = [
      changed(graph, (copy) => {
        copy['extra'] = 1;
      }),
      changed(graph, (copy) => {
        copy['version'] = 'sflow.dev/strategy-graph/v2';
      }),
      changed(graph, (copy) => {
        delete copy['sensors'];
      }),
      changed(graph, (copy) => {
        copy['strategies'] = [];
      }),
      changed(graph, (copy) => {
        (copy['strategies'] as [{ trigger: object }])[0].trigger = { kind: 'every', seconds: '1h', text: '' };
      }),
      changed(graph, (copy) => {
        (copy['strategies'] as [{ actions: object[] }])[0].actions[0] = { kind: 'shell', text: 'rm' };
      }),
    ];
    for (const each of wrong) expect(validate(each), JSON.stringify(each).slice(0, 200)).toBe(false);
  });
});

describe('the codec', () => {
  it('gives back what it wrote, with keys in order', () => {
    for (const graph of graphs) {
      expect(decodeGraph(encodeGraph(graph))).toEqual({ graph });
      const backwards = JSON.parse(encodeGraph(graph), (_, part: unknown) =>
        typeof part === 'object' && part !== null && !Array.isArray(part)
          ? Object.fromEntries(Object.entries(part).reverse())
          : part,
      ) as StrategyGraph;
      expect(encodeGraph(backwards)).toBe(encodeGraph(graph));
    }
  });

  it('says what is wrong with another file', () => {
    const [graph] = graphs;
    if (!graph) throw new Error('no graph');
    const reason = (text: string): string => {
      const decoded = decodeGraph(text);
      return 'reason' in decoded ? decoded.reason : 'taken';
    };
    expect(reason('{')).toBe('this is not JSON');
    expect(reason('[]')).toBe('a strategy graph is a JSON object');
    expect(reason('{"version":"sflow.dev/strategy-graph/v9"}')).toContain('this one has sflow.dev/strategy-graph/v9');
    expect(
      reason(
        JSON.stringify(
          changed(graph, (copy) => {
            copy['agent'] = {};
          }),
        ),
      ),
    ).toContain('application of its agent');
    expect(
      reason(
        JSON.stringify(
          changed(graph, (copy) => {
            copy['strategies'] = 3;
          }),
        ),
      ),
    ).toContain('not a list of strategies');
    expect(reason(`"${'x'.repeat(1_100_000)}"`)).toContain('at most');
  });
});
