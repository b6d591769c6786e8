import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { compileTexts, online } from '../../support/marked.ts';
import { look } from './look.ts';
import { danglingReferences } from './references.ts';
import { objectsOf } from './sources.ts';
import { validateObject } from './validate.ts';

const onKServe = (text: string): string => online(text).replace('on cluster }', 'on cluster  serving kserve }');

function build(text: string): readonly KubernetesObject[] {
  const { diagnostics, manifests } = compileTexts(onKServe(text));
  expect(diagnostics).toEqual([]);
  const objects = objectsOf(manifests);
  expect(objects.flatMap(validateObject)).toEqual([]);
  expect(danglingReferences(objects)).toEqual([]);
  return objects;
}

const specs = (objects: readonly KubernetesObject[], kind: string): Record<string, unknown> =>
  Object.fromEntries(
    objects.filter((object) => object.kind === kind).map((object) => [object.metadata.name, look(object, 'spec')]),
  );

describe('one service on KServe', () => {
  it('is an InferenceService, of which the route knows the Service', () => {
    const objects = build('service m : model { server sklearn  model cnn@3 }\nreplicas 2\nexpose "a.example.org"');
    expect(specs(objects, 'InferenceService')).toMatchObject({
      serve: {
        predictor: {
          minReplicas: 2,
          model: { modelFormat: { name: 'sklearn' }, protocolVersion: 'v1', storageUri: 's3://scanflow/models/cnn/3' },
          serviceAccountName: 'serve-models',
        },
      },
    });
    expect(look(specs(objects, 'VirtualService'), 'serve-sflow.http')).toMatchObject([
      {
        route: [{ destination: { host: 'serve-predictor.app-team.svc.cluster.local', port: { number: 80 } } }],
      },
    ]);
  });

  it('tells Prometheus where its metrics are', () => {
    const objects = build('service m : model { server sklearn  model cnn@3 }');
    expect(look(specs(objects, 'InferenceService'), 'serve.predictor.model.ports')).toEqual([
      { containerPort: 8080, protocol: 'TCP' },
    ]);
    const monitor = look(specs(objects, 'PodMonitor'), 'sflow-services') as Record<string, unknown>;
    expect(monitor['podMetricsEndpoints']).toEqual([{ path: '/metrics', portNumber: 8080 }]);
    // KServe hands the labels of the InferenceService on to its pods.
    const labels = look(monitor, 'selector.matchLabels') as Record<string, string>;
    const service = objects.find(({ kind }) => kind === 'InferenceService');
    expect(service?.metadata.labels).toMatchObject(labels);
  });

  it('leaves its replicas to the autoscaler', () => {
    const objects = build('service m : model { image "a:1"  resources { cpu: 1 } }\nreplicas 1..4 scale on cpu to 70%');
    expect(look(specs(objects, 'InferenceService'), 'serve.predictor.minReplicas')).toBeUndefined();
    expect(look(specs(objects, 'HorizontalPodAutoscaler'), 'serve-scale.scaleTargetRef.name')).toBe('serve-predictor');
  });
});

describe('the name of a model on KServe', () => {
  const served = (objects: readonly KubernetesObject[]): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(specs(objects, 'InferenceService')).map(([name, spec]) => {
        const { args, env } = look(spec, 'predictor.model') as { args?: unknown; env?: unknown };
        return [name, args ?? env];
      }),
    );

  it('is that of the service, by which whatever the route sends a request to knows it', () => {
    const objects = build(`service m : model { server sklearn  model cnn@1 }
canary next at 10% { m { model cnn@2 } }
shadow trial at 50% { m { server xgboost  model cnn@2 } }
backup spare
}
workflow spare : online { service m : model { server tensorflow  model cnn@1 }`);
    expect(served(objects)).toEqual({
      serve: ['--model_name=m'],
      'serve-next': ['--model_name=m'],
      'serve-trial': ['--model_name=m'],
      spare: ['--model_name=m'],
    });
  });

  it('is said to each server in its own way, and the source has the last word', () => {
    const own = (server: string, more = ''): unknown =>
      served(build(`service m : model { server ${server}  model cnn@1 ${more} }`))['serve'];
    expect(own('huggingface')).toEqual(['--model_name=m']);
    expect(own('sklearn', 'args { model_name: "other" }')).toEqual(['--model_name=m', '--model_name=other']);
    const mlserver = [{ name: 'MLSERVER_MODEL_NAME', value: 'm' }];
    expect(own('mlflow')).toEqual(mlserver);
    expect(served(build('service m : model { server sklearn  model cnn@1 }\nprotocol v2'))['serve']).toEqual(mlserver);
    // Its repository has folders with names.
    expect(own('triton')).toBeUndefined();
  });
});

describe('a transformer before one model on KServe', () => {
  const text = `service scale : transformer { image "t:1"  resources { cpu: 0.5 } }
service m : model { server sklearn  model cnn@1  resources { cpu: 1 } }
graph scale -> m`;

  it('is a part of its InferenceService, which is told where the model is', () => {
    const objects = build(`${text}\nreplicas 2\nexpose "a.example.org"`);
    expect(specs(objects, 'InferenceGraph')).toEqual({});
    expect(specs(objects, 'InferenceService')).toMatchObject({
      serve: {
        predictor: { minReplicas: 2, model: { args: ['--model_name=m'] } },
        transformer: {
          containers: [{ name: 'kserve-container', image: 'registry.example.org/team/t:1', args: ['--model_name=m'] }],
          minReplicas: 2,
        },
      },
    });
    const host = 'serve-transformer.app-team.svc.cluster.local';
    expect(look(specs(objects, 'VirtualService'), 'serve-sflow.http')).toMatchObject([
      { route: [{ destination: { host, port: { number: 80 } } }] },
    ]);
  });

  it('hands on what comes in to a detector, and the model does not', () => {
    const { manifests } = compileTexts(onKServe(`${text}\ndetector drift { image "d:1" }`));
    const spec = look(specs(objectsOf(manifests), 'InferenceService'), 'serve');
    expect(look(spec, 'transformer.logger.mode')).toBe('request');
    expect(look(spec, 'predictor.logger')).toBeUndefined();
  });

  it('is scaled as the model is', () => {
    const objects = build(`${text}\nreplicas 1..4 scale on cpu to 70%`);
    const scaled = Object.values(specs(objects, 'HorizontalPodAutoscaler')).map((spec) =>
      look(spec, 'scaleTargetRef.name'),
    );
    expect(scaled).toEqual(['serve-transformer', 'serve-predictor']);
    expect(look(specs(objects, 'InferenceService'), 'serve.transformer.minReplicas')).toBeUndefined();
  });

  it('speaks the protocol of the model', () => {
    const spec = look(specs(build(`${text}\nprotocol v2`), 'InferenceService'), 'serve.transformer.containers');
    expect(spec).toMatchObject([
      { args: ['--model_name=m', '--predictor_protocol=v2'], env: [{ name: 'PROTOCOL', value: 'v2' }] },
    ]);
  });

  it('is a step of its own where what comes next is no model, or several', () => {
    const of = (services: string, graph: string): string[] =>
      Object.keys(specs(build(`${services}\ngraph ${graph}`), 'InferenceService')).sort();
    const program = (role: string, ...names: string[]): string =>
      names.map((name) => `service ${name} : ${role} { image "a:1" }`).join('\n');
    expect(of(`${program('transformer', 't', 'u')}\n${program('model', 'm')}`, 't -> u -> m')).toEqual([
      'serve-m',
      'serve-t',
    ]);
    const joined = `${program('transformer', 't')}\n${program('model', 'a', 'b')}\n${program('combiner', 'j')}`;
    expect(of(joined, 't -> [a, b] -> j')).toEqual(['serve-a', 'serve-b', 'serve-j', 'serve-t']);
    expect(
      of(`${program('transformer', 't')}\n${program('model', 'm')}\n${program('output', 'o')}`, 't -> m -> o'),
    ).toEqual(['serve-m', 'serve-o']);
  });
});

describe('a graph on KServe', () => {
  const services =
    'service pre : transformer { image "a:1" }\nservice pick : router { server random { ratio: 30% } }\nservice a : model { image "a:1" }\nservice x : transformer { image "a:1" }\nservice b : model { image "a:1" }\nservice post : output { image "a:1" }';

  it('is an InferenceGraph over a service each', () => {
    const objects = build(`${services}\ngraph pre -> pick -> [a, x -> b] -> post`);
    expect(Object.keys(specs(objects, 'InferenceService')).sort()).toEqual([
      'serve-a',
      'serve-b',
      'serve-post',
      'serve-pre',
    ]);
    expect(look(specs(objects, 'InferenceGraph'), 'serve.nodes')).toEqual({
      root: {
        routerType: 'Sequence',
        steps: [
          { serviceName: 'serve-pre' },
          { nodeName: 'pick', data: '$response' },
          { serviceName: 'serve-post', data: '$response' },
        ],
      },
      pick: {
        routerType: 'Splitter',
        steps: [
          { serviceName: 'serve-a', weight: 30 },
          { serviceName: 'serve-b', weight: 70 },
        ],
      },
    });
    expect(look(specs(objects, 'InferenceService'), 'serve-b.transformer.containers')).toMatchObject([
      { image: 'registry.example.org/team/a:1', args: ['--model_name=b'] },
    ]);
  });

  it('asks all branches below a combiner, which gets their answers by name', () => {
    const objects = build(
      'service a : model { image "a:1" }\nservice b : model { image "a:1" }\nservice join : combiner { image "a:1" }\ngraph [a, b] -> join',
    );
    expect(look(specs(objects, 'InferenceGraph'), 'serve.nodes')).toEqual({
      root: {
        routerType: 'Sequence',
        steps: [{ nodeName: 'join-all' }, { serviceName: 'serve-join', data: '$response' }],
      },
      'join-all': {
        routerType: 'Ensemble',
        steps: [
          { name: 'a', serviceName: 'serve-a' },
          { name: 'b', serviceName: 'serve-b' },
        ],
      },
    });
  });
});

describe('models on KServe', () => {
  const accounts = (text: string): unknown => {
    const objects = build(text);
    const secrets = objects
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map((account) => [account.metadata.name, look(account, 'secrets')]);
    const used = Object.entries(specs(objects, 'InferenceService')).map(([name, spec]) => [
      name,
      look(spec, 'predictor.serviceAccountName'),
    ]);
    return { secrets: Object.fromEntries(secrets) as unknown, used: Object.fromEntries(used) as unknown };
  };

  it('are read by the account of a variant too, where the stable version has none', () => {
    expect(
      accounts('service m : model { image "m:1" }\ncanary next at 10% { m { server sklearn  model cnn@3 } }'),
    ).toEqual({
      secrets: { 'serve-models': [{ name: 'scanflow-secret' }] },
      used: { serve: undefined, 'serve-next': 'serve-models' },
    });
  });

  it('are each read by their own Secret alone', () => {
    const text = `service m : model { server sklearn  model cnn@3 }
service n : model { server huggingface  model llama }
service o : model { server sklearn  model shared }
graph m -> n -> o
}
model llama  { at "hf://meta-llama/Llama-2-7b-chat-hf"  credentials secret hub }
model shared { at "pvc://sets/iris" }
workflow other : online { service p : transformer { image "p:1" }`;
    expect(accounts(text)).toEqual({
      secrets: {
        'serve-models': [{ name: 'scanflow-secret' }],
        'serve-models-hub': [{ name: 'hub' }],
      },
      used: { 'serve-m': 'serve-models', 'serve-n': 'serve-models-hub', 'serve-o': undefined, other: undefined },
    });
  });
});
