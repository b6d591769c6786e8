import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { RUNTIME_VERSION } from '../../../src/target/lower/names.ts';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { format } from '../../../src/language/format/format.ts';
import { toYaml } from '../../../src/target/emit/yaml.ts';
import { app, compileTexts, expectMessages } from '../../support/marked.ts';
import { list, look } from './look.ts';

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
  const on = (journal: string): readonly KubernetesObject[] =>
    objects(agent('').replace('  storage ', `  journal ${journal}\n  storage `));

  it('keeps its journal on a volume that one pod alone can have, whose pod is never there twice', () => {
    const all = on('volume "fast-ssd" { size: 2Gi }');
    expect(named(all, 'StatefulSet', 'a')['spec']).toMatchObject({
      replicas: 1,
      serviceName: 'a',
      volumeClaimTemplates: [
        {
          metadata: { name: 'journal' },
          spec: {
            accessModes: ['ReadWriteOncePod'],
            resources: { requests: { storage: '2Gi' } },
            storageClassName: 'fast-ssd',
          },
        },
      ],
    });
    const [container] = list(podOf(all, 'a'), 'spec.containers');
    expect(look(container, 'volumeMounts')).toContainEqual({ name: 'journal', mountPath: '/var/lib/sflow' });
    expect(look(container, 'args')).toContain('--journal=/var/lib/sflow/journal.db');
    expect(named(all, 'Deployment', 'a')).toEqual({});
  });

  it('has a volume of the default class of the cluster where nobody says, and never the storage of runs', () => {
    const all = objects(agent(''));
    const [claim] = list(named(all, 'StatefulSet', 'a'), 'spec.volumeClaimTemplates');
    expect(look(claim, 'spec')).toEqual({
      accessModes: ['ReadWriteOncePod'],
      resources: { requests: { storage: '1Gi' } },
    });
  });

  it('keeps its journal in a database, whose address is in a file and in no variable', () => {
    const all = on('postgres secret agents.url { port: 6432 }');
    expect(named(all, 'StatefulSet', 'a')).toEqual({});
    expect(named(all, 'Deployment', 'a')['spec']).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const pod = look(named(all, 'Deployment', 'a'), 'spec.template.spec');
    const [container] = list(pod, 'containers');
    expect(look(container, 'args')).toContain('--postgres=/var/run/secrets/sflow.dev/journal/url');
    expect(JSON.stringify(look(container, 'args'))).not.toContain('--journal');
    expect(look(container, 'env')).toBeUndefined();
    expect(look(pod, 'volumes')).toContainEqual({
      name: 'database',
      projected: { sources: [{ secret: { name: 'agents', items: [{ key: 'url', path: 'url' }] } }] },
    });
    expect(JSON.stringify(pod)).not.toContain('persistentVolumeClaim');
    expect(look(named(all, 'NetworkPolicy', 'a'), 'spec.egress')).toContainEqual({
      ports: [{ protocol: 'TCP', port: 6432 }],
    });
  });

  it('runs once, and has nothing that several replicas would need', () => {
    const all = objects(agent('replicas 1'));
    expect(named(all, 'PodDisruptionBudget', 'a')).toEqual({});
    expect(JSON.stringify(named(all, 'Role', 'a'))).not.toContain('leases');
  });

  it('names the runtime of this release', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(RUNTIME_VERSION).toBe(version);
    expect(JSON.stringify(named(objects(agent('')), 'StatefulSet', 'a'))).toContain(
      `registry.example.org/team/sflow-runtime:${version}`,
    );
  });
});

describe('agents that call each other', () => {
  const main = app(`workflow train : batch { executor step { image "a:1" } }
agent planner { strategy s { WHEN called up() THEN runWorkflow(train) } }
agent teller  { strategy s { WHEN called say() THEN notify(secret x.y, "hi") } }
agent watcher { strategy s { WHEN every 1h THEN { call planner.up()  call teller.say() } } }`);
  const all = objects(main);
  const pod = (name: string): unknown => look(podOf(all, name), 'spec');
  const arguments_ = (name: string): readonly unknown[] => list(list(pod(name), 'containers')[0], 'args');

  it('show each other a token that is for this agent alone, and for ten minutes', () => {
    const [tokens] = list(pod('watcher'), 'volumes').filter((volume) => look(volume, 'name') === 'tokens');
    const token = (name: string): unknown => ({
      serviceAccountToken: {
        audience: `agents.sflow.dev/app-team/${name}`,
        expirationSeconds: 600,
        path: `app-team.${name}/token`,
      },
    });
    expect(list(tokens, 'projected.sources')).toEqual([token('planner'), token('teller')]);
    expect(arguments_('watcher')).toContain('--tokens=/var/run/secrets/sflow.dev/agents');
    expect(JSON.stringify(pod('planner'))).not.toContain('agents.sflow.dev');
  });

  it('reach the API server where they are called, for the keys by which tokens are judged', () => {
    const reaches = (name: string): boolean =>
      JSON.stringify(look(named(all, 'NetworkPolicy', name), 'spec.egress')).includes('6443');
    expect(['planner', 'teller', 'watcher'].map(reaches)).toEqual([true, true, false]);
    expect(['planner', 'teller', 'watcher'].map((name) => look(pod(name), 'automountServiceAccountToken'))).toEqual([
      true,
      true,
      false,
    ]);
    // That needs no right of their own.
    expect(named(all, 'Role', 'teller')).toEqual({});
  });

  it('show people a port that nothing in the cluster reaches', () => {
    expect(arguments_('teller')).toContain('--people=8081');
    expect(look(list(pod('teller'), 'containers')[0], 'ports')).toEqual([
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
    ]);
    for (const kind of ['Service', 'NetworkPolicy'])
      expect(JSON.stringify(named(all, kind, 'teller'))).not.toContain('8081');
  });
});

/** What the pods of an agent are made from: where it is another one, they are made anew. */
const podOf = (all: readonly KubernetesObject[], name: string): unknown =>
  look(named(all, 'StatefulSet', name), 'spec.template');

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
