import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { app, compileTexts, expectMessages, PLATFORM } from '../../support/marked.ts';
import { list, look, text, walk } from './look.ts';
import { danglingReferences } from './references.ts';
import { objectsOf } from './sources.ts';
import { validateObject } from './validate.ts';

const OWN = PLATFORM.replace('on cluster }', 'on cluster  tracker mlflow { database: secret mlflow-database.uri } }');
const REST = `
model cnn { registered "cnn"  better accuracy }
workflow train : batch {
  executor fit   { image "fit:1"   metric accuracy : Ratio in experiment "e"  env { MODE: "x" } }
  executor other after fit { image "other:1"  env { MLFLOW_TRACKING_URI: "http://elsewhere" } }
  register cnn from fit
}
agent watcher { strategy s { WHEN every 1h IF score(cnn@latest) > 0.5 THEN promote(cnn@latest, to: production) } }
import { score } from "std/mlflow"
`;
/** Imports come first. */
const source = (platform: string): string =>
  `import { score } from "std/mlflow"\n${platform}${REST.replace(/import.*\n/, '')}`;

const compiled = (platform: string): readonly KubernetesObject[] => {
  const { diagnostics, manifests } = compileTexts(source(platform));
  expect(diagnostics).toEqual([]);
  return objectsOf(manifests);
};
const find = (objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject => {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};
const URL = 'http://sflow-tracker.app-team:5000';

describe('a tracker of the team’s own', () => {
  const objects = compiled(OWN);
  const container = list(find(objects, 'Deployment', 'sflow-tracker'), 'spec.template.spec.containers')[0];

  it('is what the schemas take, and whole', () => {
    expect(objects.flatMap(validateObject)).toEqual([]);
    expect(danglingReferences(objects)).toEqual([]);
    for (const kind of ['Service', 'ConfigMap']) {
      const without = objects.filter((one) => one.kind !== kind || one.metadata.name !== 'sflow-tracker');
      expect(danglingReferences(without), kind).not.toEqual([]);
    }
  });

  it('takes its database from the Secret, its credentials too, and all else from its ConfigMap', () => {
    expect(look(container, 'env')).toEqual([
      { name: 'MLFLOW_BACKEND_STORE_URI', valueFrom: { secretKeyRef: { name: 'mlflow-database', key: 'uri' } } },
    ]);
    expect(look(container, 'envFrom')).toEqual([
      { secretRef: { name: 'scanflow-secret' } },
      { configMapRef: { name: 'sflow-tracker' } },
    ]);
    expect(look(find(objects, 'ConfigMap', 'sflow-tracker'), 'data')).toMatchObject({
      MLFLOW_DEFAULT_ARTIFACT_ROOT: 's3://scanflow',
      MLFLOW_SERVE_ARTIFACTS: 'false',
      MLFLOW_S3_ENDPOINT_URL: 'http://minio.scanflow:9000',
      MLFLOW_SERVER_ALLOWED_HOSTS: expect.stringContaining('sflow-tracker.app-team:5000,') as unknown,
    });
  });

  it('brings the tables up to date before it starts, and never beside another release', () => {
    const deployment = find(objects, 'Deployment', 'sflow-tracker');
    expect(look(deployment, 'spec.strategy.type')).toBe('Recreate');
    const [upgrade] = list(deployment, 'spec.template.spec.initContainers');
    expect(look(upgrade, 'command')).toEqual(['mlflow', 'db', 'upgrade', '$(MLFLOW_BACKEND_STORE_URI)']);
    expect(look(upgrade, 'image')).toBe(look(container, 'image'));
  });

  it('is where all of the team look', () => {
    expect(look(find(objects, 'ConfigMap', 'sflow-clients'), 'data')).toEqual({
      MLFLOW_S3_ENDPOINT_URL: 'http://minio.scanflow:9000',
      MLFLOW_TRACKING_URI: URL,
    });
    const graph = look(find(objects, 'ConfigMap', 'watcher'), 'data', 'strategies.json');
    const trackers = [...walk(JSON.parse(String(graph)))].filter(({ keys }) => keys.at(-1) === 'tracker');
    expect(new Set(trackers.map(({ value }) => value))).toEqual(new Set([URL]));
    expect(JSON.stringify(objects)).not.toContain('mlflow.scanflow:5000');
    const rules = list(find(objects, 'NetworkPolicy', 'watcher'), 'spec.egress').map((rule) => JSON.stringify(rule));
    expect(rules).toContainEqual(expect.stringMatching(/app-team.*5000/));
  });

  it('can have an image and a size of its own', () => {
    const sized = OWN.replace('.uri }', '.uri, image: "mlflow:4.0", cpu: 1, memory: 4Gi }');
    const pod = list(find(compiled(sized), 'Deployment', 'sflow-tracker'), 'spec.template.spec.containers')[0];
    expect(look(pod, 'image')).toBe('registry.example.org/team/mlflow:4.0');
    expect(look(pod, 'resources')).toEqual({ requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } });
  });

  it('is not there without a word', () => {
    expect(compiled(PLATFORM).filter(({ metadata }) => metadata.name === 'sflow-tracker')).toEqual([]);
  });
});

describe('the settings of clients', () => {
  const templates = list(find(compiled(PLATFORM), 'WorkflowTemplate', 'train'), 'spec.templates');
  const containerOf = (name: string): unknown =>
    look(
      templates.find((template) => look(template, 'name') === name),
      'container',
    );
  const env = (name: string): Record<string, string> =>
    Object.fromEntries(list(containerOf(name), 'env').map((one) => [text(one, 'name'), text(one, 'value')]));

  it('are read by all steps, before which their own variables count', () => {
    for (const name of ['fit', 'other', 'register-cnn'])
      expect(list(containerOf(name), 'envFrom')).toContainEqual({ configMapRef: { name: 'sflow-clients' } });
    expect(env('other')).toHaveProperty('MLFLOW_TRACKING_URI', 'http://elsewhere');
  });

  it('leave what is of one step with it', () => {
    expect(Object.keys(env('fit')).sort()).toEqual(['MLFLOW_EXPERIMENT_NAME', 'MLFLOW_RUN_CONTEXT', 'MODE']);
    expect(Object.keys(env('other')).sort()).toEqual(['MLFLOW_RUN_CONTEXT', 'MLFLOW_TRACKING_URI']);
    expect(env('fit')['MLFLOW_RUN_CONTEXT']).toContain('"sflow.dev/step":"fit"');
    expect(env('register-cnn')).toEqual({});
  });
});

describe('messages on a tracker', () => {
  const header = (clause: string): string => app('').replace('on cluster }', `on cluster  ${clause} }`);

  it('say what it needs', () => {
    expectMessages(header('tracker mlflow «{ }»'), ['missing-field']);
    expectMessages(header('tracker mlflow { database: «secret db» }'), [['wrong-type', 'secret db.uri']]);
    expectMessages(header('tracker mlflow { database: «"postgresql://me:pw@db/x"» }'), ['secret-as-text']);
    expectMessages(header('tracker «wandb» { database: secret db.uri }'), ['unknown-variant']);
    expectMessages(header('tracker mlflow { database: secret db.uri, image: «"mlflow"» }'), ['bad-image']);
    expectMessages(header('tracker mlflow { database: secret db.uri, memory: «0Gi» }'), ['bad-range']);
  });

  it('ask for a store of artifacts', () => {
    const without = header('«tracker» mlflow { database: secret db.uri }').replace(/ {2}artifacts.*\n/, '');
    expectMessages(without, ['platform-lacks']);
  });
});
