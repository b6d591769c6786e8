import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { RUNTIME_VERSION } from '../../../src/target/lower/names.ts';
import { readFileSync } from 'node:fs';
import { app, compileTexts } from '../../support/marked.ts';

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

  it('is made anew when its strategies change, and not for a comment', () => {
    const hash = (text: string): unknown => {
      const { template } = named(objects(text), 'Deployment', 'a')['spec'] as {
        template: { metadata: { annotations: Record<string, string> } };
      };
      return template.metadata.annotations['sflow.dev/graph'];
    };
    expect(hash(`${agent('')}// a comment`)).toBe(hash(agent('')));
    expect(hash(agent('').replace('every 1h', 'every 2h'))).not.toBe(hash(agent('')));
  });

  it('names the runtime of this release', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(RUNTIME_VERSION).toBe(version);
    expect(JSON.stringify(named(objects(agent('')), 'Deployment', 'a'))).toContain(
      `registry.example.org/team/sflow-runtime:${version}`,
    );
  });
});
