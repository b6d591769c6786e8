import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { compileTexts, online } from '../../support/marked.ts';
import { list, look } from './look.ts';
import { danglingReferences } from './references.ts';
import { objectsOf } from './sources.ts';
import { validateObject } from './validate.ts';

function build(source: string): readonly KubernetesObject[] {
  const { diagnostics, manifests } = compileTexts(source);
  expect(diagnostics).toEqual([]);
  const objects = objectsOf(manifests);
  expect(objects.flatMap(validateObject)).toEqual([]);
  expect(danglingReferences(objects)).toEqual([]);
  return objects;
}

const find = (objects: readonly KubernetesObject[], kind: string): unknown =>
  look(
    objects.find((object) => object.kind === kind),
    'spec',
  );

interface Unit {
  readonly name: string;
  readonly children?: readonly Unit[];
}
/** The tree as text: `pre(pick(a, b))`. */
const tree = ({ name, children = [] }: Unit): string =>
  children.length === 0 ? name : `${name}(${children.map(tree).join(', ')})`;

describe('a graph on Seldon Core', () => {
  it.each([
    ['pre -> a -> post', 'pre:transformer a:model post:output', 'pre(post(a))'],
    [
      'pre -> pick -> [a, b] -> post',
      'pre:transformer pick:router a:model b:model post:output',
      'pre(post(pick(a, b)))',
    ],
    [
      'pre -> [a, b] -> join -> post',
      'pre:transformer a:model b:model join:combiner post:output',
      'pre(post(join(a, b)))',
    ],
    ['pick -> [x -> a, b]', 'pick:router x:transformer a:model b:model', 'pick(x(a), b)'],
    ['a -> one -> two', 'a:model one:output two:output', 'two(one(a))'],
  ])('%s', (path, services, expected) => {
    const declared = services.split(' ').map((part) => {
      const [name, role] = part.split(':');
      return `service ${String(name)} : ${String(role)} { image "a:1" }`;
    });
    const spec = find(build(online(`${declared.join('\n')}\ngraph ${path}`)), 'SeldonDeployment');
    expect(tree(look(list(spec, 'predictors')[0], 'graph') as Unit)).toBe(expected);
  });
});

describe('variants', () => {
  const objects = build(
    online(
      `service m : model { server sklearn  model cnn@1 }\ncanary next at 10% { m { model cnn@2 } }\nshadow trial at 50% { m { image "own:1" } }\nexpose "a.example.org"`,
    ),
  );

  it('are predictors of their own, of which the stable one gets the rest', () => {
    const predictors = list(find(objects, 'SeldonDeployment'), 'predictors');
    expect(
      predictors.map((one) => [
        look(one, 'name'),
        look(one, 'traffic'),
        look(one, 'shadow'),
        look(one, 'graph.modelUri'),
      ]),
    ).toEqual([
      ['default', 90, undefined, 's3://scanflow/models/cnn/1'],
      ['next', 10, undefined, 's3://scanflow/models/cnn/2'],
      ['trial', 50, true, 's3://scanflow/models/cnn/1'],
    ]);
    expect(look(predictors[2], 'graph.implementation')).toBeUndefined();
  });

  it('get their share by our own route, and the shadow copies', () => {
    const [http] = list(find(objects, 'VirtualService'), 'http');
    const host = (service: string): string => `${service}.app-team.svc.cluster.local`;
    expect(look(http, 'route')).toEqual([
      { destination: { host: host('serve-default'), port: { number: 8000 } }, weight: 90 },
      { destination: { host: host('serve-next'), port: { number: 8000 } }, weight: 10 },
    ]);
    expect(look(http, 'mirror')).toEqual({ host: host('serve-trial'), port: { number: 8000 } });
    expect(look(http, 'mirrorPercentage')).toEqual({ value: 50 });
  });
});

describe('scaling by use', () => {
  it('is an autoscaler of Kubernetes, and nobody else writes the replicas', () => {
    const objects = build(
      online('service m : model { image "a:1"  resources { cpu: 1 } }\nreplicas 2..5 scale on cpu to 70%\navailable 1'),
    );
    expect(find(objects, 'HorizontalPodAutoscaler')).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: 'serve-default-0-graph' },
      minReplicas: 2,
      maxReplicas: 5,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 70, type: 'Utilization' } } },
      ],
    });
    expect(look(find(objects, 'SeldonDeployment'), 'replicas')).toBeUndefined();
    expect(find(objects, 'PodDisruptionBudget')).toMatchObject({ minAvailable: 1 });
    expect(find(objects, 'ScaledObject')).toBeUndefined();
  });

  it.each([
    ['cpu to 8', { name: 'cpu', target: { averageValue: '8', type: 'AverageValue' } }],
    ['cpu to 0.5', { name: 'cpu', target: { averageValue: '500m', type: 'AverageValue' } }],
    ['memory to 4Gi', { name: 'memory', target: { averageValue: '4Gi', type: 'AverageValue' } }],
  ])('is by an amount for each replica, where it says %s', (amount, resource) => {
    const objects = build(online(`service m : model { image "a:1" }\nreplicas 2..5 scale on ${amount}`));
    expect(find(objects, 'HorizontalPodAutoscaler')).toMatchObject({ metrics: [{ type: 'Resource', resource }] });
  });

  it('finds in each container what it is a share of, also in the proxy that Seldon puts before TensorFlow', () => {
    const of = (scale: string): unknown[] => {
      const service = 'service m : model { server tensorflow  model cnn@1  resources { cpu: 2, memory: 1Gi } }';
      const objects = build(online(`${service}\nreplicas 2..5 scale on ${scale}`));
      const [predictor] = list(find(objects, 'SeldonDeployment'), 'predictors');
      const containers = list(list(predictor, 'componentSpecs')[0], 'spec.containers');
      return containers.map((container) => look(container, 'resources.requests'));
    };
    expect(of('cpu to 70%')).toEqual([
      { cpu: '100m', memory: '128Mi' },
      { cpu: '2', memory: '1Gi' },
    ]);
    expect(of('cpu to 1')[0]).toBeUndefined();
  });
});

describe('what stands beside the graph', () => {
  const objects = build(
    online(
      'service m : model { image "a:1" }\nexplainer { server anchor-tabular  model cnn@1 }\ndetector drift { image "drift:1"  env { MODE: config app.mode } }\naffinity { spread: true }',
    ),
  );

  it('is an explainer of the predictor, and a detector that gets what the graph gets', () => {
    const [predictor] = list(find(objects, 'SeldonDeployment'), 'predictors');
    expect(look(predictor, 'explainer')).toMatchObject({
      type: 'AnchorTabular',
      modelUri: 's3://scanflow/models/cnn/1',
      envSecretRefName: 'scanflow-secret',
    });
    expect(look(predictor, 'graph.logger')).toEqual({
      mode: 'request',
      url: 'http://serve-drift.app-team:8080/',
    });
    const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'serve-drift');
    expect(look(service, 'spec.ports')).toMatchObject([{ port: 8080 }]);
  });

  it('is a wish to keep its replicas apart', () => {
    const [predictor] = list(find(objects, 'SeldonDeployment'), 'predictors');
    const [component] = list(predictor, 'componentSpecs');
    expect(
      look(component, 'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution'),
    ).toMatchObject([
      {
        podAffinityTerm: {
          labelSelector: { matchLabels: { 'sflow.dev/app': 'app', 'sflow.dev/workflow': 'serve' } },
          topologyKey: 'kubernetes.io/hostname',
        },
      },
    ]);
  });
});
