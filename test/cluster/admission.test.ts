import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { PLATFORM } from '../support/marked.ts';
import { text, type Data } from '../target/emit/look.ts';
import { build } from './build.ts';
import { Cluster, makeNamespace, removeNamespaces, until, type Answer } from './client.ts';

const OWN = 'admitted-own';
const OTHER = 'admitted-other';

const own = `${PLATFORM.replace('application app { team team  on cluster', 'application admitted { team own  on cluster')}
workflow training : batch {
  param epochs : Int = 1
  param data   : Int = 1
  executor load { image "load:1"  output rows : Int from "/tmp/rows" }
  executor fit after load { image "fit:1"  args { epochs: epochs, rows: load.rows, data: data } }
}
workflow secret-work : batch { executor step { image "step:1" } }
agent runner {
  strategy run   { WHEN called run()   THEN runWorkflow(training, epochs: 3) }
  strategy again { WHEN called again() THEN runExecutor(training, fit) }
  strategy stop  { WHEN called stop()  THEN stopExecutor(training, fit) }
  strategy end   { WHEN called end()   THEN stopWorkflow(training) }
}
`;
/** An agent of another team, which acts in the namespace of the first. */
const other = `import { cluster, training } from "./own"
application admitted { team other  on cluster }
agent visitor { strategy run { WHEN called run() THEN runWorkflow(training, data: 2) } }
`;

let cluster: Cluster;
let runner: Cluster;
let visitor: Cluster;
let policies: readonly KubernetesObject[] = [];

const collection = `/apis/argoproj.io/v1alpha1/namespaces/${OWN}/workflows`;
let count = 0;
const workflow = (spec: Data, more: Data = {}): KubernetesObject & Data => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { name: `run-${String((count += 1))}`, namespace: OWN },
  spec,
  ...more,
});
const template = { workflowTemplateRef: { name: 'training' } };
const parameters = (...names: readonly string[]): Data => ({
  arguments: { parameters: names.map((name) => ({ name, value: '1' })) },
});
const step = { name: 'main', container: { image: 'evil:1', command: ['sh'] } };

const create = (by: Cluster, spec: Data, more?: Data): Promise<Answer> =>
  by.send('POST', collection, workflow(spec, more));

beforeAll(async () => {
  cluster = await Cluster.connect();
  const folder = await mkdtemp(join(tmpdir(), 'sflow-admitted-'));
  await writeFile(join(folder, 'own.sflow'), own);
  await writeFile(join(folder, 'other.sflow'), other);
  const objects = await build(folder);
  await rm(folder, { recursive: true });
  policies = objects.filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));
  await removeNamespaces(cluster, [OWN, OTHER]);
  for (const namespace of [OWN, OTHER]) await makeNamespace(cluster, namespace);
  for (const object of objects) {
    const { status, body } = await cluster.apply(object);
    expect([200, 201], text(body, 'message')).toContain(status);
  }
  runner = await cluster.with({ namespace: OWN, name: 'runner' });
  visitor = await cluster.with({ namespace: OTHER, name: 'visitor' });
  // A policy is in force a moment after it is there.
  await until('the policies', async () => {
    const answers = await Promise.all([runner, visitor].map((by) => create(by, { ...template, suspend: true })));
    return answers.every(({ status }) => status === 422 || status === 403);
  });
});

afterAll(async () => {
  runner.close();
  visitor.close();
  await removeNamespaces(cluster, [OWN, OTHER]);
  for (const policy of policies) await cluster.send('DELETE', await cluster.pathOf(policy));
  cluster.close();
});

const PART = { entrypoint: 'from-fit' };

describe('runs of agents', () => {
  it.each<[string, () => Cluster, Data]>([
    ['a template', () => runner, template],
    ['a template with the parameters of the strategy', () => runner, { ...template, ...parameters('epochs') }],
    [
      'a part, in the folder of the run that failed',
      () => runner,
      { ...template, ...PART, ...parameters('epochs', 'data', 'sflow-folder') },
    ],
    ['a template of another team', () => visitor, { ...template, ...parameters('data') }],
  ])('may be of %s', async (_, by, spec) => {
    const { status, body } = await create(by(), spec);
    expect([status, text(body, 'message')]).toEqual([201, '∅']);
  });

  it.each<[string, () => Cluster, Data, Data?]>([
    ['a spec of its own', () => runner, { entrypoint: 'main', templates: [step] }],
    ['another template', () => runner, { workflowTemplateRef: { name: 'secret-work' } }],
    ['a template of the cluster', () => runner, { workflowTemplateRef: { name: 'training', clusterScope: true } }],
    ['steps beside the template', () => runner, { ...template, templates: [step] }],
    ['another account', () => runner, { ...template, serviceAccountName: 'default' }],
    ['a patch of the pods', () => runner, { ...template, podSpecPatch: '{"serviceAccountName":"default"}' }],
    ['another entrypoint', () => runner, { ...template, entrypoint: 'load' }],
    ['volumes', () => runner, { ...template, volumes: [{ name: 'v', hostPath: { path: '/' } }] }],
    ['a handler of its end', () => runner, { ...template, onExit: 'load' }],
    ['hooks', () => runner, { ...template, hooks: { exit: { template: 'load' } } }],
    ['a store', () => runner, { ...template, artifactRepositoryRef: { configMap: 'mine' } }],
    ['artifacts', () => runner, { ...template, arguments: { artifacts: [{ name: 'a', raw: { data: 'x' } }] } }],
    ['a parameter that no strategy of it gives', () => runner, { ...template, ...parameters('data') }],
    ['what overrides a step', () => runner, { ...template, ...parameters('sflow-cpu-fit') }],
    ['the folder of another run', () => runner, { ...template, ...parameters('sflow-folder') }],
    [
      'a parameter that is read elsewhere',
      () => runner,
      {
        ...template,
        arguments: { parameters: [{ name: 'epochs', valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } } }] },
      },
    ],
    ['a status', () => runner, template, { status: { storedWorkflowTemplateSpec: { templates: [step] } } }],
    ['a part that only another agent runs', () => visitor, { ...template, ...PART }],
    ['what only another agent gives', () => visitor, { ...template, ...parameters('epochs') }],
  ])('may not have %s', async (_, by, spec, more) => {
    const { status, body } = await create(by(), spec, more);
    expect([status, text(body, 'message')]).toEqual([422, expect.stringContaining('sflow-agents')]);
  });

  it('may be annotated and stopped, and changed in no other way', async () => {
    const made = workflow({ ...template, ...parameters('epochs') });
    expect((await cluster.send('POST', collection, made)).status).toBe(201);
    const path = `${collection}/${made.metadata.name}`;
    const patch = (body: Data): Promise<Answer> => runner.send('PATCH', path, body, 'application/merge-patch+json');
    for (const bad of [
      { status: { storedWorkflowTemplateSpec: { templates: [step] } } },
      { status: { phase: 'Succeeded' } },
      { spec: { templates: [step] } },
      { spec: { serviceAccountName: 'default' } },
      { spec: { podSpecPatch: '{}' } },
      { spec: { workflowTemplateRef: { name: 'secret-work' } } },
      { spec: { arguments: null } },
    ]) {
      const { status, body } = await patch(bad);
      expect([status, text(body, 'message')], JSON.stringify(bad)).toEqual([
        422,
        expect.stringContaining('an agent changes nothing of a run but to stop it'),
      ]);
    }
    for (const good of [{ metadata: { annotations: { a: 'b' } } }, { spec: { shutdown: 'Stop' } }])
      expect((await patch(good)).status, JSON.stringify(good)).toBe(200);
    expect((await visitor.send('PATCH', path, {}, 'application/merge-patch+json')).status).toBe(403);
  });

  it('have their pods stopped by the executors that strategies name, and no other pods', async () => {
    const pods = `/api/v1/namespaces/${OWN}/pods`;
    const pod = async (name: string, labels: Data): Promise<string> => {
      const spec = { containers: [{ name: 'main', image: 'fit:1' }], serviceAccountName: 'default' };
      const { status, body } = await cluster.send('POST', pods, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, labels },
        spec,
      });
      expect(status, text(body, 'message')).toBe(201);
      return `${pods}/${name}`;
    };
    const labels = { 'sflow.dev/workflow': 'training', 'sflow.dev/executor': 'fit' };
    const [fit, load, none] = [
      await pod('fit', labels),
      await pod('load', { ...labels, 'sflow.dev/executor': 'load' }),
      await pod('none', {}),
    ];
    expect((await runner.send('DELETE', load)).status).toBe(422);
    expect((await runner.send('DELETE', none)).status).toBe(422);
    expect((await runner.send('DELETE', fit)).status).toBeOneOf([200, 202]);
    for (const path of [load, none]) expect((await cluster.send('DELETE', path)).status).toBeOneOf([200, 202]);
  });
});

describe('others than the agents', () => {
  it('make and change any run: people, and the accounts of controllers', async () => {
    const account = { namespace: OWN, name: 'default' };
    for (const object of [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'controller', namespace: OWN },
        rules: [{ apiGroups: ['argoproj.io'], resources: ['*'], verbs: ['*'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'controller', namespace: OWN },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'controller' },
        subjects: [{ kind: 'ServiceAccount', ...account }],
      },
    ])
      expect((await cluster.apply(object)).status).toBeOneOf([200, 201]);
    const controller = await cluster.with(account);
    await until('the right of the account', async () => (await controller.send('GET', collection)).status === 200);
    for (const by of [cluster, controller]) {
      const made = workflow({ entrypoint: 'main', templates: [step] });
      expect((await by.send('POST', collection, made)).status).toBe(201);
      const status = { status: { phase: 'Running', storedWorkflowTemplateSpec: { templates: [step] } } };
      const path = `${collection}/${made.metadata.name}`;
      expect((await by.send('PATCH', path, status, 'application/merge-patch+json')).status).toBe(200);
    }
    controller.close();
  });
});
