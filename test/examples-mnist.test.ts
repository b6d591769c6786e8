import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../src/target/emit/manifest.ts';
import { list, look, replaced, text, walk } from './target/emit/look.ts';
import { danglingReferences } from './target/emit/references.ts';
import { compileFolder, objectsOf, withAllShipped } from './target/emit/sources.ts';
import { validateObject } from './target/emit/validate.ts';

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

/** Where a key is the user's own and so cannot be unknown. */
const MAPS = /(^|\/)(labels|annotations|matchLabels|data)$|^spec\/triggers\/\d+\/metadata$/;
const isMap = (kind: string, path: string): boolean =>
  MAPS.test(path) || (kind === 'Service' && path === 'spec/selector');

const folder = fileURLToPath(new URL('../examples/mnist', import.meta.url));

describe('examples/mnist from nothing', () => {
  let objects: readonly KubernetesObject[];
  beforeAll(async () => {
    objects = objectsOf((await compileFolder(folder)).manifests);
  });

  it('has nothing of the online workflow, which is deployed at the first promotion', () => {
    const kinds = new Set(objects.map(({ kind }) => kind));
    expect(['ScaledObject', 'SeldonDeployment', 'VirtualService'].filter((kind) => kinds.has(kind))).toEqual([]);
  });

  it('lets the agent that promotes deploy it, and nothing else', () => {
    const own = 'scanflow-mnist-dataengineer';
    expect(rulesOf(objects, 'executor-agent', own)).toEqual(
      [
        'keda.sh/scaledobjects[inference-scale]: create,get,patch',
        'machinelearning.seldon.io/seldondeployments[inference]: create,get,patch',
        'networking.istio.io/virtualservices[inference-sflow]: create,get,patch',
      ].map((rule) => `${own} ${rule}`),
    );
  });
});

describe('examples/mnist, all of it shipped,', () => {
  let objects: readonly KubernetesObject[];
  const find = (kind: string, name: string, namespace = 'scanflow-mnist-dataengineer'): KubernetesObject => {
    const found = objects.find(
      (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace,
    );
    if (!found) throw new Error(`no ${kind} ${namespace}/${name}`);
    return found;
  };

  beforeAll(async () => {
    objects = objectsOf((await compileFolder(folder, withAllShipped)).manifests);
  });

  it('says the team dataengineer in 120 lines', async () => {
    const lines = (await readFile(join(folder, 'dataengineer.sflow'), 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(120);
  });

  it('has an object of each kind that it needs', () => {
    expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual([
      'ConfigMap',
      'CronJob',
      'Namespace',
      'NetworkPolicy',
      'PersistentVolumeClaim',
      'PodMonitor',
      'PrometheusRule',
      'Role',
      'RoleBinding',
      'ScaledObject',
      'SeldonDeployment',
      'Service',
      'ServiceAccount',
      'StatefulSet',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'VirtualService',
      'WorkflowTemplate',
    ]);
  });

  /** Table V: who acts on what. The tracker only calls; the planner runs a workflow of the other team. */
  it.each([
    ['tracker-agent', []],
    ['checker-agent', ['scanflow-mnist-dataengineer argoproj.io/workflows: create,get']],
    ['planner-agent', ['scanflow-mnist-datascience argoproj.io/workflows: create,get']],
    [
      'executor-agent',
      ['scanflow-mnist-dataengineer machinelearning.seldon.io/seldondeployments[inference]: get,patch'],
    ],
  ])('lets %s do what its strategies need and nothing else', (agent, expected) => {
    expect(rulesOf(objects, agent, 'scanflow-mnist-dataengineer')).toEqual(expected);
  });

  it('lets the executors of workflows report their results and nothing else', () => {
    for (const team of ['dataengineer', 'datascience']) {
      const namespace = `scanflow-mnist-${team}`;
      expect(rulesOf(objects, 'sflow-executor', namespace)).toEqual([
        `${namespace} argoproj.io/workflowtaskresults: create,patch`,
      ]);
    }
  });

  it('grants nothing to anybody else', () => {
    const subjects = objects
      .filter(({ kind }) => /Binding$/.test(kind))
      .flatMap((binding) => list(binding, 'subjects'));
    expect(new Set(subjects.map((subject) => text(subject, 'name')))).toEqual(
      new Set(['checker-agent', 'executor-agent', 'planner-agent', 'sflow-clean', 'sflow-executor']),
    );
    expect(objects.filter(({ kind }) => kind.startsWith('ClusterRole'))).toEqual([]);
  });

  it('shows no token of the API server to the agent that has nothing to ask it', () => {
    const mounts = (agent: string): unknown =>
      look(find('StatefulSet', agent), 'spec.template.spec.automountServiceAccountToken');
    expect(mounts('tracker-agent')).toBe(false);
    expect(mounts('checker-agent')).toBe(true);
  });

  it('is refused with an unknown field, wherever it is', () => {
    const tried = new Set<string>();
    for (const object of objects) {
      for (const { keys, value } of walk(object)) {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
        if (isMap(object.kind, keys.join('/'))) continue;
        const wrong = replaced(object, keys, (old) => ({ ...(old as object), unheardOf: '1Gb' }));
        expect(validateObject(wrong), `${nameOf(object)} ${keys.join('.')}`).not.toEqual([]);
        tried.add(object.kind);
      }
    }
    expect(tried.size).toBe(18);
  });

  it('is refused with a record where there is to be a text, a number or a list, wherever it is', () => {
    for (const object of objects) {
      for (const { keys, value } of walk(object)) {
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) continue;
        const wrong = replaced(object, keys, () => ({ unheardOf: [] }));
        expect(validateObject(wrong), `${nameOf(object)} ${keys.join('.')}`).not.toEqual([]);
      }
    }
  });

  it('is refused where a kind has no schema', () => {
    expect(validateObject({ ...find('Service', 'checker-agent'), kind: 'Servise' })).toEqual([
      'there is no schema for v1 Servise',
    ]);
  });

  const training = ['WorkflowTemplate', 'training', 'scanflow-mnist-datascience'] as const;

  it.each<[string, readonly [string, string, string?], string, unknown]>([
    ['a number as text', ['ScaledObject', 'inference-scale'], 'spec/maxReplicaCount', '5'],
    ['a threshold that is no text', ['ScaledObject', 'inference-scale'], 'spec/triggers/0/metadata/threshold', 20],
    ['a weight as text', ['VirtualService', 'inference-sflow'], 'spec/http/0/route/0/weight', '100'],
    ['replicas as text', ['StatefulSet', 'checker-agent'], 'spec/replicas', '1'],
    [
      'a quantity that is none',
      ['StatefulSet', 'checker-agent'],
      'spec/template/spec/containers/0/resources/requests/cpu',
      'much',
    ],
    ['a template that runs nothing by name', training, 'spec/templates/1/name', 7],
    ['arguments that are no texts', training, 'spec/templates/1/container/args', [1]],
    ['an unknown kind of unit', ['SeldonDeployment', 'inference'], 'spec/predictors/0/graph/type', 'MODELL'],
    ['more traffic than there is', ['SeldonDeployment', 'inference'], 'spec/predictors/0/traffic', 150],
    [
      'a pod spec that is none',
      ['SeldonDeployment', 'inference'],
      'spec/predictors/0/componentSpecs/0/spec/containers/0/name',
      1,
    ],
    ['verbs that are no list', ['Role', 'checker-agent'], 'rules/0/verbs', 'get'],
  ])('is refused with %s', (_, [kind, name, namespace], path, value) => {
    const object = find(kind, name, namespace);
    expect(validateObject(object)).toEqual([]);
    expect(validateObject(replaced(object, path.split('/'), () => value))).not.toEqual([]);
  });

  it('is not whole without any object that another one needs', () => {
    const needed = [
      'ConfigMap',
      'Namespace',
      'PersistentVolumeClaim',
      'Role',
      'ScaledObject',
      'SeldonDeployment',
      'ServiceAccount',
      'StatefulSet',
      'VirtualService',
    ];
    // A dashboard is for people.
    const isNeeded = ({ kind, metadata }: KubernetesObject): boolean =>
      needed.includes(kind) && metadata.labels?.['grafana_dashboard'] === undefined;
    for (const object of objects.filter(isNeeded)) {
      expect(danglingReferences(objects.filter((one) => one !== object)), nameOf(object)).not.toEqual([]);
    }
  });

  it.each<[readonly [string, string, string?], string, string, string]>([
    [
      ['ScaledObject', 'inference-scale'],
      'spec/scaleTargetRef/name',
      'inference',
      'Deployment inference of a serving system',
    ],
    [['SeldonDeployment', 'inference'], 'spec/predictors/0/graph/name', 'other', 'container of the unit other'],
    [['VirtualService', 'inference-sflow'], 'spec/http/0/route/0/destination/host', 'inference', 'Service inference'],
    [['Service', 'checker-agent'], 'spec/ports/0/targetPort', 'grpc', 'port of that name'],
    [['Service', 'checker-agent'], 'spec/selector/sflow.dev~agent', 'other', 'pod behind it'],
    [['StatefulSet', 'checker-agent'], 'spec/selector/matchLabels/sflow.dev~agent', 'other', 'pod of its own'],
    [['StatefulSet', 'checker-agent'], 'spec/template/spec/serviceAccountName', 'default', 'ServiceAccount default'],
    [['StatefulSet', 'checker-agent'], 'spec/template/spec/volumes/0/configMap/name', 'other', 'ConfigMap other'],
    [['StatefulSet', 'checker-agent'], 'spec/template/spec/containers/0/volumeMounts/0/name', 'other', 'volume other'],
    [['NetworkPolicy', 'checker-agent'], 'spec/podSelector/matchLabels/sflow.dev~agent', 'other', 'pod that it is for'],
    [
      ['NetworkPolicy', 'checker-agent'],
      'spec/ingress/0/from/0/podSelector/matchLabels/sflow.dev~app',
      'other',
      'pod in scanflow-mnist-dataengineer with {"sflow.dev/agent":"tracker-agent","sflow.dev/app":"other"}',
    ],
    [['PodMonitor', 'sflow-agents'], 'spec/podMetricsEndpoints/0/port', 'metrics', 'port metrics'],
    [['PodMonitor', 'sflow-agents'], 'spec/namespaceSelector/matchNames/0', 'default', 'pod to scrape in default'],
    [['RoleBinding', 'checker-agent'], 'roleRef/name', 'other', 'Role other'],
    [
      ['RoleBinding', 'scanflow-mnist-dataengineer.planner-agent', 'scanflow-mnist-datascience'],
      'subjects/0/namespace',
      'scanflow-mnist-datascience',
      'ServiceAccount planner-agent',
    ],
    [training, 'spec/entrypoint', 'other', 'template other'],
    [training, 'spec/templates/0/dag/tasks/0/template', 'other', 'template other'],
    [training, 'spec/templates/0/dag/tasks/1/depends', 'load-date', 'task load-date'],
    [training, 'spec/templates/1/container/args/0', '--x={{workflow.parameters.typo}}', 'parameter typo'],
    [training, 'spec/volumes/0/persistentVolumeClaim/claimName', 'other', 'PersistentVolumeClaim other'],
    [training, 'metadata/name', 'other', 'WorkflowTemplate training'],
    [training, 'spec/arguments/parameters/0/name', 'other', 'parameter model of training'],
    [
      ['Service', 'checker-agent'],
      'metadata/name',
      'other',
      'Service at http://checker-agent.scanflow-mnist-dataengineer:8080',
    ],
    [['WorkflowTemplate', 'detector'], 'metadata/name', 'other', 'WorkflowTemplate detector'],
    [
      ['SeldonDeployment', 'inference'],
      'metadata/name',
      'other',
      'Deployment inference-default-0-graph of Seldon Core',
    ],
  ])('is not whole where %s has at %s another name: %s', ([kind, name, namespace], path, value, missing) => {
    const object = find(kind, name, namespace);
    const keys = path.split('/').map((key) => key.replace('~', '/'));
    expect([...walk(object)].some((one) => one.keys.join() === keys.join())).toBe(true);
    const wrong = replaced(object, keys, () => value);
    const problems = danglingReferences(objects.map((one) => (one === object ? wrong : one)));
    expect(problems.map((problem) => problem.replace(/^.*?: no /, ''))).toContain(missing);
  });

  it('is not whole where a strategy gives a workflow no value that it needs, or calls what nobody receives', () => {
    const problems = (agent: string, from: string, to: string): string[] => {
      const object = find('ConfigMap', agent);
      expect(text(object, 'data', 'strategies.json')).toContain(from);
      const wrong = replaced(object, ['data', 'strategies.json'], (old) => String(old).replaceAll(from, to));
      return danglingReferences(objects.map((one) => (one === object ? wrong : one)));
    };
    const detector = 'ConfigMap scanflow-mnist-dataengineer/checker-agent: no';
    expect(problems('checker-agent', '"data-run":', '"data-ran":')).toEqual([
      `${detector} parameter data-ran of detector`,
      `${detector} value of the parameter data-run of detector`,
    ]);
    expect(problems('checker-agent', '"receiver": "check-predictions"', '"receiver": "check"')).toContain(
      'ConfigMap scanflow-mnist-dataengineer/tracker-agent: no receiver check-predictions of checker-agent',
    );
    const [read = ''] =
      /"sensor": "mlflow-[^"]+"/.exec(text(find('ConfigMap', 'planner-agent'), 'data', 'strategies.json')) ?? [];
    expect(problems('planner-agent', read, '"sensor": "s9"')).toContain(
      'ConfigMap scanflow-mnist-dataengineer/planner-agent: no sensor s9',
    );
  });

  it('gives the images the user’s own braces, which Argo would fill in', async () => {
    const { diagnostics, manifests } = await compileFolder(folder, (sources) =>
      sources.map((source) =>
        source.path === 'datascience.sflow'
          ? {
              ...source,
              text: source.text.replace(
                'team_name: "data", extra: data',
                'team_name: "{{pod.name}} {{{", extra: "{${data.path}}"',
              ),
            }
          : source,
      ),
    );
    expect(diagnostics).toEqual([]);
    const template = objectsOf(manifests).find(({ metadata }) => metadata.name === 'training');
    const step = list(template, 'spec.templates').find((one) => text(one, 'name') === 'load-data');
    expect(runWith(step, { 'pod.name': 'pod-1', 'workflow.parameters.data-path': 'a/b' })).toEqual([
      'python',
      '/app/main.py',
      '--app_name=mnist',
      '--team_name={{pod.name}} {{{',
      '--extra={a/b}',
    ]);
    const others = list(template, 'spec.templates').filter((one) => one !== step);
    expect(JSON.stringify(others)).not.toContain('SFLOW_BRACE');
  });
});

/** What the account of an agent may do, rule by rule, by the bindings that name it. */
function rulesOf(objects: readonly KubernetesObject[], account: string, namespace: string): string[] {
  const bindings = objects.filter(
    (one) =>
      one.kind === 'RoleBinding' &&
      list(one, 'subjects').some(
        (subject) => text(subject, 'name') === account && text(subject, 'namespace') === namespace,
      ),
  );
  const rules = bindings.flatMap(({ metadata, ...binding }) =>
    objects
      .filter((one) => one.kind === 'Role' && one.metadata.name === text(binding, 'roleRef.name'))
      .filter((role) => role.metadata.namespace === metadata.namespace)
      .flatMap((role) => list(role, 'rules'))
      .map((rule) => {
        const names = look(rule, 'resourceNames') === undefined ? '' : `[${list(rule, 'resourceNames').join()}]`;
        const what = `${list(rule, 'apiGroups').join()}/${list(rule, 'resources').join()}${names}`;
        return `${metadata.namespace ?? ''} ${what}: ${list(rule, 'verbs').map(String).sort().join()}`;
      }),
  );
  return rules.sort();
}

/**
 * What a step is started with. Argo replaces what stands between `{{` and the next `}}` where it knows it, four times in
 * all (substituteGlobalVariables, twice in ProcessArgs, and for the pod), then the kubelet what stands in `$(…)`.
 */
function runWith(step: unknown, values: Readonly<Record<string, string>>): string[] {
  let json = JSON.stringify(look(step, 'container'));
  for (let pass = 1; pass <= 4; pass++) {
    json = json.replace(/\{\{(.*?)\}\}/g, (tag, name: string) => values[name] ?? tag);
  }
  const container: unknown = JSON.parse(json);
  const variables = new Map(list(container, 'env').map((one) => [text(one, 'name'), text(one, 'value')]));
  return [...list(container, 'command'), ...list(container, 'args')].map((word) =>
    String(word).replace(/\$\((\w+)\)/g, (reference, name: string) => variables.get(name) ?? reference),
  );
}
