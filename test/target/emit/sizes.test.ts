import { describe, expect, it } from 'vitest';
import { Reporter } from '../../../src/base/diagnostics/diagnostic.ts';
import { encodeGraph } from '../../../src/contract/strategy-graph/codec.ts';
import { decodeGraph } from '../../../src/contract/strategy-graph/decode.ts';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { checkSizes } from '../../../src/target/emit/sizes.ts';
import { toYaml } from '../../../src/target/emit/yaml.ts';
import { batch, compileTexts, expectMessages } from '../../support/marked.ts';

const training = batch('executor step { image "a:1" }');
const { plan } = compileTexts(training);

/** What is said of one object beside the others. */
function said(kind: string, content: object): readonly string[] {
  const reporter = new Reporter();
  const object: KubernetesObject = { apiVersion: 'v1', kind, metadata: { name: 'big' }, ...content };
  if (!plan) throw new Error('no plan');
  checkSizes([{ path: 'app/big.yaml', objects: [object] }], plan, reporter);
  return reporter.diagnostics.map(({ message }) => message);
}

describe('an object', () => {
  const MiB = 2 ** 20;
  const rules = (text: string): object => ({ groups: [{ name: text }] });

  it.each([
    ['ConfigMap', (text: string) => ({ data: { a: 'x', b: text } }), MiB - 1],
    ['PrometheusRule', (text: string) => ({ spec: rules(text) }), MiB / 2 - (toYaml(rules('x')).length - 1)],
    [
      'WorkflowTemplate',
      (text: string) => ({ spec: text }),
      1.5 * MiB - '{"apiVersion":"v1","kind":"WorkflowTemplate","metadata":{"name":"big"},"spec":""}'.length,
    ],
  ])('of the kind %s has a largest size, in bytes', (kind, content, most) => {
    expect(said(kind, content('x'.repeat(most)))).toEqual([]);
    expect(said(kind, content('x'.repeat(most + 1)))).toEqual([
      expect.stringMatching(`^the ${kind} big would have [0-9]+ bytes; it may have [0-9]+$`),
    ]);
    expect(said(kind, content('é'.repeat(Math.floor(most / 2) - 1)))).toEqual([]);
    expect(said(kind, content('é'.repeat(Math.floor(most / 2) + 1)))).toHaveLength(1);
  });
});

describe('an agent', () => {
  const strategies = (count: number): string =>
    Array.from(
      { length: count },
      (_, index) => `strategy s${String(index)} { WHEN every 1d jitter 1m  THEN runWorkflow(train) }`,
    ).join('\n');

  it('with more strategies than a ConfigMap holds is told so, with what to do', () => {
    const { diagnostics } = expectMessages(`${training}\nagent «many» {\n${strategies(2200)}\n}`, [
      [
        'object-too-large',
        'split many: put some of its 2200 strategies into another agent; the largest is s1000, with ',
      ],
    ]);
    expect(diagnostics[0]?.message).toMatch(
      /^the ConfigMap with the strategies of many would have [0-9]+ bytes; it may have 1048576$/,
    );
  });

  it('with one strategy that is too large is told what makes it so', () => {
    const chain = 'sensor load : Rate from prometheus { query: "up", unit: 1/s }\n';
    const one = (terms: number): string =>
      `${training}\n${chain}agent «one» { strategy s { WHEN every 1h  IF load${' + load'.repeat(terms)} > 1/s  THEN runWorkflow(train) } }`;
    expectMessages(one(490), [['object-too-large', 'is written out there']]);

    // What is deep is large, so that an agent takes whatever fits into its ConfigMap.
    const graph = compileTexts(one(200)).plan?.teams[0]?.agents[0]?.graph;
    if (!graph) throw new Error('no graph');
    expect(decodeGraph(encodeGraph(graph))).toEqual({ graph });
  });
});
