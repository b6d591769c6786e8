import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { RUNTIME_VERSION } from '../../../src/target/lower/names.ts';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { format } from '../../../src/language/format/format.ts';
import { toYaml } from '../../../src/target/emit/yaml.ts';
import { app, compileTexts, expectMessages } from '../../support/marked.ts';
import { look } from './look.ts';

const objects = (text: string): readonly KubernetesObject[] =>
  compileTexts(text).manifests?.flatMap((file) => file.objects) ?? [];
const named = (all: readonly KubernetesObject[], kind: string, name: string): Record<string, unknown> =>
  (all.find((object) => object.kind === kind && object.metadata.name === name) ?? {}) as unknown as Record<
    string,
    unknown
  >;

const agent = (settings: string): string =>
  app(`workflow train : batch { executor step { image "a:1" } }
agent a { ${settings} strategy s { WHEN every 1h THEN runWorkflow(train) } }`);

describe('an agent', () => {
  it('with replicas has a budget, and a lease by which one of them acts', () => {
    const all = objects(agent('replicas 2'));
    expect(named(all, 'PodDisruptionBudget', 'a')['spec']).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { 'sflow.dev/agent': 'a' } },
    });
    expect(named(all, 'Deployment', 'a')['spec']).toMatchObject({ replicas: 2, strategy: { type: 'RollingUpdate' } });
    expect(named(all, 'Role', 'a')['rules']).toEqual(
      expect.arrayContaining([
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['a'], verbs: ['get', 'update'] },
      ]),
    );
  });

  it('alone has neither, and never runs twice', () => {
    const all = objects(agent(''));
    expect(named(all, 'PodDisruptionBudget', 'a')).toEqual({});
    expect(named(all, 'Deployment', 'a')['spec']).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(JSON.stringify(named(all, 'Role', 'a'))).not.toContain('leases');
  });

  it('names the runtime of this release', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(RUNTIME_VERSION).toBe(version);
    expect(JSON.stringify(named(objects(agent('')), 'Deployment', 'a'))).toContain(
      `registry.example.org/team/sflow-runtime:${version}`,
    );
  });
});

/** What the pods of an agent are made from: where it is another one, they are made anew. */
const podOf = (all: readonly KubernetesObject[], name: string): unknown =>
  look(named(all, 'Deployment', name), 'spec.template');

describe('an agent goes on as it is', () => {
  type Change = (text: string) => string;
  const planner = (change: Change = (text) => text, path = 'mlperf.sflow'): readonly KubernetesObject[] => {
    const [main, platform] = ['mlperf', 'platform'].map((name) =>
      readFileSync(`examples/mlperf/${name}.sflow`, 'utf8'),
    );
    const all = { [path]: change(main ?? ''), 'platform.sflow': platform ?? '' };
    return expectMessages(all, []).manifests?.flatMap(({ objects: some }) => some) ?? [];
  };
  const commented: Change = (text) => text.replaceAll('\n', '\n// a comment\n');
  /** More and less white space between clauses, and none that the style would leave. */
  const untidy: Change = (text) =>
    text.replaceAll(/\n +/g, '\n\n').replaceAll(/ {2,}/g, ' ').replaceAll(' {\n', '\n{\n');
  const formatted: Change = (text) => format({ path: 'mlperf.sflow', text }).text ?? '';

  it.each([
    ['where comments are added', commented],
    ['where lines move', untidy],
    ['where its source is formatted', (text: string) => formatted(untidy(text))],
  ])('%s', (_, change) => {
    const [before, after] = [planner(), planner(change)];
    expect(podOf(after, 'planner-agent')).toEqual(podOf(before, 'planner-agent'));
  });

  it('where its file gets another name, while its ConfigMap tells the new one', () => {
    const [before, after] = [planner(), planner(undefined, 'agents.sflow')];
    expect(podOf(after, 'planner-agent')).toEqual(podOf(before, 'planner-agent'));
    expect(look(named(after, 'ConfigMap', 'planner-agent'), 'data')).not.toEqual(
      look(named(before, 'ConfigMap', 'planner-agent'), 'data'),
    );
  });

  it('where declarations are in another order', () => {
    const declarations = [
      'workflow train : batch { executor step { image "a:1" } }',
      'sensor x = logged-last("x", experiment: "e") over 1h',
      'sensor y = x / 2',
      'agent a { state n : Int = 0  strategy s { WHEN every 1h IF y > 1 THEN runWorkflow(train) }  strategy r { WHEN every 2h IF x > 3 THEN set n = 1 } }',
    ];
    const pod = (texts: readonly string[]): unknown =>
      podOf(objects(`import { logged-last } from "std/mlflow"\n${app(texts.join('\n'))}`), 'a');
    expect(pod(declarations)).toBeDefined();
    expect(pod([...declarations].reverse())).toEqual(pod(declarations));
  });

  it('and not where something changes that it does', () => {
    const before = podOf(planner(), 'planner-agent');
    for (const change of [
      (text: string) => text.replace('load > 20/s', 'load > 21/s'),
      (text: string) => text.replace('cooldown 10m', 'cooldown 11m'),
      (text: string) => text.replace('per-replica: 15/s', 'per-replica: 16/s'),
    ]) {
      expect(podOf(planner(change), 'planner-agent')).not.toEqual(before);
    }
    const ticket = (origin: string): unknown =>
      podOf(
        objects(
          app(`endpoint desk : external { at "https://desk.example.org/" }
action open-ticket(origin: String) from http { endpoint: desk }
agent a { strategy s { WHEN every 1h THEN open-ticket(origin: "${origin}") } }`),
        ),
        'a',
      );
    expect(ticket('here')).not.toEqual(ticket('there'));
  });
});

describe('the graph in a ConfigMap', () => {
  it('is a block of lines, whatever its texts hold', () => {
    const told = 'a\u0085b\u2028c\ufeffd \\t \\"e\\"';
    const all = objects(
      agent('').replace('runWorkflow(train)', `{ runWorkflow(train)  notify(secret x.y, "${told}") }`),
    );
    const text = toYaml(named(all, 'ConfigMap', 'a'));
    expect(text).toContain('\n  strategies.json: |\n    {\n      "agent": {');
    expect(text).not.toContain('\\n');
    expect(parse(text)).toEqual(named(all, 'ConfigMap', 'a'));
  });
});
