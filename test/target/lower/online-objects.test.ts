import { describe, expect, it } from 'vitest';
import { permissions } from '../../../src/api/permissions.ts';
import { bodyFile } from '../../../src/contract/process/agent.ts';
import type { OnlineTarget } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { app, compileTexts, expectMessages, PLATFORM } from '../../support/marked.ts';
import { list, look, record } from '../emit/look.ts';

const systems = ['seldon', 'kserve', 'deployments'] as const;

/** Something of everything that may belong to a workflow. */
const source = (action: string, serving: string, clause = ''): string =>
  `import { request-rate } from "std/istio"
${app(`model m { registered "m"  better accuracy }
workflow spare : online { service s : model { server sklearn  model m@previous } }
workflow serve : online {
  service f : transformer { image "f:1" }
  service s : model { server sklearn  model m@production }
  detector watch { image "w:1" }
  graph f -> s
  canary next at 10% { s { model m@candidate } }
  replicas 2..9 scale on request-rate(serve) per replica to 20/s
  available 1
  expose "serve.example.org"
  backup spare
  ${clause}
}
agent x { strategy s { WHEN every 1h THEN ${action} } }
agent y { strategy s { WHEN every 2h THEN upgradeWorkflow(serve, model: m@latest, service: s) } }`).replace(
  'on cluster',
  `on cluster  serving ${serving}`,
)}`;

const objectsIn = (text: string): readonly KubernetesObject[] =>
  (compileTexts(text).manifests ?? []).flatMap(({ objects }) => objects);

/** What is shipped for a workflow where nobody deploys it. */
const shipped = (serving: string): readonly KubernetesObject[] =>
  (compileTexts(source('promote(m@latest, to: production)', serving)).manifests ?? []).flatMap(({ path, objects }) =>
    path.endsWith('/workflow-serve.yaml') ? objects : [],
  );

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;
const isOfSystem = ({ apiVersion, kind, metadata }: KubernetesObject): boolean =>
  /seldon|kserve/.test(apiVersion) ||
  kind === 'ServiceAccount' ||
  (/^(?:Deployment|Service)$/.test(kind) && metadata.name !== 'serve-watch');

/** Each verb on each object that the Roles of an agent name, as `patch services serve`. */
function granted(text: string, agent = 'x'): string[] {
  return objectsIn(text)
    .filter(({ kind, metadata }) => kind === 'Role' && metadata.labels?.['sflow.dev/agent'] === agent)
    .flatMap((role) => list(role, 'rules'))
    .flatMap((rule) => {
      const names = list(rule, 'resourceNames').map(String);
      const [resource] = list(rule, 'resources').map(String);
      return (names.length > 0 ? names : ['*']).flatMap((name) =>
        list(rule, 'verbs').map((verb) => `${String(verb)} ${resource ?? ''} ${name}`),
      );
    })
    .sort();
}

const on = (objects: readonly KubernetesObject[], verbs: readonly string[]): string[] =>
  objects
    .flatMap(({ kind, metadata }) => verbs.map((verb) => `${verb} ${kind.toLowerCase()}s ${metadata.name}`))
    .sort();

function targetOf(text: string, agent = 'x'): OnlineTarget {
  const found = expectMessages(text, []).plan?.teams[0]?.agents.find(({ name }) => name === agent);
  const [action] = found?.graph.strategies[0]?.actions ?? [];
  if (action?.kind !== 'primitive' || action.target?.kind !== 'online')
    throw new Error('it acts on no online workflow');
  return action.target;
}

const namesIn = ({ objects = [] }: OnlineTarget): string[] => objects.map(({ kind, name }) => `${kind} ${name}`);

/** The objects that an agent finds in its pod, by file. */
function bodiesOf(all: readonly KubernetesObject[], agent: string): ReadonlyMap<string, readonly KubernetesObject[]> {
  const pod = look(
    all.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === agent),
    'spec.template.spec',
  );
  const volume = list(pod, 'volumes').find((each) => look(each, 'name') === 'bodies');
  const config = all.find(({ metadata }) => metadata.name === look(volume, 'configMap.name'));
  return new Map(
    Object.entries(record(look(config, 'data'))).map(([file, text]) => [
      file,
      JSON.parse(String(text)) as KubernetesObject[],
    ]),
  );
}

/** As they are written, without what is left out. */
const written = (objects: readonly KubernetesObject[]): unknown => JSON.parse(JSON.stringify(objects));
const withoutSource = (objects: unknown): unknown =>
  JSON.parse(JSON.stringify(objects, (key, value: unknown) => (key === 'sflow.dev/source' ? undefined : value)));

describe.each(systems)('on %s', (serving) => {
  it('an agent that deploys a workflow has all of it, and may apply that and nothing else', () => {
    const text = source('deployWorkflow(serve)', serving);
    const target = targetOf(text);
    const all = shipped(serving);
    expect(namesIn(target)).toEqual(all.map(nameOf));
    expect(target.bodies).toBe(bodyFile('app-team', 'serve'));
    const bodies = bodiesOf(objectsIn(text), 'x');
    expect([...bodies.keys()]).toEqual([target.bodies]);
    expect(withoutSource(bodies.get(target.bodies ?? ''))).toEqual(withoutSource(written(all)));
    const waiting = target.deployments.map((name) => `get deployments ${name}`);
    expect(granted(text)).toEqual([...new Set([...on(all, ['create', 'get', 'patch']), ...waiting])].sort());
  });

  it('an agent that deletes it may delete all of it, and has nothing of it', () => {
    const text = source('deleteWorkflow(serve)', serving);
    expect(namesIn(targetOf(text))).toEqual(shipped(serving).map(nameOf));
    expect(granted(text)).toEqual(on(shipped(serving), ['delete', 'get']));
    expect(bodiesOf(objectsIn(text), 'x').size).toBe(0);
    expect(targetOf(text)).not.toHaveProperty('bodies');
  });

  it('an agent that brings an instance up has that alone', () => {
    const text = source('applyWorkflowInstance(serve)', serving);
    const instance = shipped(serving).filter(isOfSystem);
    expect(instance.length).toBeGreaterThan(0);
    expect(namesIn(targetOf(text))).toEqual(instance.map(nameOf));
    const [body] = bodiesOf(objectsIn(text), 'x').values();
    expect(body?.map(nameOf)).toEqual(instance.map(nameOf));
    expect(granted(text)).toEqual(expect.arrayContaining(on(instance, ['create', 'get', 'patch'])));
    expect(granted(text).filter((each) => each.startsWith('create'))).toHaveLength(instance.length);
  });

  it('an agent that takes a backup down reads every route that leads there', () => {
    const text = source('deleteWorkflowInstance(spare)', serving);
    const { routes } = targetOf(text);
    expect(routes?.virtualServices).toEqual(['serve-sflow', 'spare-sflow']);
    const route = shipped(serving).find(({ kind }) => kind === 'VirtualService');
    expect(JSON.stringify(route)).toContain(`"${routes?.service ?? ''}.app-team.svc.cluster.local"`);
    const routed = granted(text).filter((each) => each.includes('virtualservices'));
    expect(routed).toEqual(['get virtualservices serve-sflow', 'get virtualservices spare-sflow']);
  });

  it('an agent that deploys by upgrading has all of it; another one that upgrades has not', () => {
    const text = source('upgradeWorkflow(serve, model: m@latest)', serving, 'deployed by x');
    expect(namesIn(targetOf(text))).toEqual(shipped(serving).map(nameOf));
    expect(granted(text)).toEqual(expect.arrayContaining(on(shipped(serving), ['create', 'get', 'patch'])));
    expect([...bodiesOf(objectsIn(text), 'x').keys()]).toEqual([bodyFile('app-team', 'serve')]);
    expect(targetOf(text, 'y')).not.toHaveProperty('objects');
    expect(bodiesOf(objectsIn(text), 'y').size).toBe(0);
    expect(granted(text, 'y').filter((each) => each.startsWith('create'))).toEqual([]);
  });

  it('a change of its affinity is one of all that has its pods', () => {
    const text = source('updateWorkflowAffinity(serve, near: spare)', serving);
    const holding = shipped(serving).filter(
      (each) => isOfSystem(each) && /Deployment|InferenceService/.test(each.kind),
    );
    expect(namesIn(targetOf(text))).toEqual(holding.map(nameOf));
    expect(granted(text)).toEqual(on(holding, ['get', 'patch']));
  });

  it('an autoscaler for each of its Deployments is tuned, and paused where a number is held', () => {
    const scalers = shipped(serving).filter(({ kind }) => kind === 'ScaledObject');
    expect(scalers).toHaveLength(serving === 'kserve' ? 2 : 1);
    for (const action of [
      'updateWorkflowReplica(serve, minimum: 3)',
      'duplicateWorkflowInstance(serve, replicas: 3)',
    ]) {
      const text = source(action, serving);
      expect(targetOf(text).scaledObjects).toEqual(scalers.map(({ metadata }) => metadata.name));
      expect(granted(text)).toEqual(on(scalers, ['get', 'patch']));
    }
  });

  it('a number is held by what has one, where no autoscaler is', () => {
    const text = source('duplicateWorkflowInstance(spare, replicas: 3)', serving);
    const scale = {
      seldon: 'seldondeployments/scale spare',
      kserve: 'deployments/scale spare-predictor',
      deployments: 'deployments/scale spare',
    }[serving];
    expect(granted(text)).toEqual([`get ${scale}`, `patch ${scale}`]);
  });
});

it('is told of an agent as its Role says it', () => {
  const rights = permissions(compileTexts(source('deployWorkflow(serve)', 'kserve')).manifests ?? []);
  expect(rights.filter(({ agent, verbs }) => agent === 'x' && verbs.includes('create'))).toContainEqual({
    agent: 'x',
    namespace: 'app-team',
    within: 'app-team',
    resource: 'keda.sh/scaledobjects',
    objects: ['serve-scale', 'serve-scale-1'],
    verbs: ['create', 'get', 'patch'],
  });
});

describe('what an agent brings up', () => {
  const elsewhere = {
    'theirs.sflow': `${PLATFORM}model m { registered "m"  better accuracy }
workflow serve : online { service s : model { server sklearn  model m@production } }`,
    'ours.sflow': `import { cluster, serve } from "./theirs"
application ops { team ops  on cluster }
agent x { strategy s { WHEN every 1h THEN deployWorkflow(serve) } }`,
  };

  it('may be of another team: it has the bodies itself, and a Role there', () => {
    const all = (expectMessages(elsewhere, []).manifests ?? []).flatMap(({ objects }) => objects);
    const bodies = bodiesOf(
      all.filter(({ metadata }) => metadata.namespace === 'ops-ops'),
      'x',
    );
    expect([...bodies.keys()]).toEqual([bodyFile('app-team', 'serve')]);
    for (const { metadata } of [...bodies.values()].flat()) expect(metadata.namespace).toBe('app-team');
    const role = all.find(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'app-team');
    expect(JSON.stringify(role)).toContain('seldondeployments');
  });

  it('makes its pod anew where it is another, and not where it stands at another line', () => {
    const text = source('deployWorkflow(serve)', 'seldon');
    const podOf = (of: string): unknown =>
      look(
        objectsIn(of).find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'x'),
        'spec.template',
      );
    expect(podOf(text.replace('model m {', '// a comment\nmodel m {'))).toEqual(podOf(text));
    expect(podOf(text.replace('"f:1"', '"f:2"'))).not.toEqual(podOf(text));
  });

  it('has to fit into a ConfigMap', () => {
    const long = 'x'.repeat(700_000);
    const text = (size: string): string =>
      app(`workflow serve : online { service s : transformer { image "s:1"  env { A: "${size}" } } }
workflow other : online { service s : transformer { image "s:1"  env { A: "${size}" } } }
agent «x» { strategy s { WHEN every 1h THEN { deployWorkflow(serve)  deployWorkflow(other) } } }`);
    expectMessages(text('short').replaceAll(/[«»]/g, ''), []);
    const { diagnostics } = expectMessages(text(long), [
      ['object-too-large', 'split x: let another agent deploy some of its 2 workflows'],
    ]);
    expect(diagnostics[0]?.message).toMatch(/^the ConfigMap with what x deploys would have \d+ bytes; it may have/);
  });
});
