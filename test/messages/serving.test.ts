import { describe, expect, it } from 'vitest';
import { compileTexts, expectMessages, online } from '../support/marked.ts';

const plain = (text: string): string => online(text).replace('on cluster }', 'on cluster  serving deployments }');
const onKServe = (text: string): string => online(text).replace('on cluster }', 'on cluster  serving kserve }');

describe('what KServe cannot serve', () => {
  it('is said at its own line, with the systems that can', () => {
    const { diagnostics } = expectMessages(
      onKServe(
        'service «pick» : router { image "a:1" }\nservice a : model { image "a:1" }\nservice b : model { image "a:1" }\ngraph pick -> [a, b]',
      ),
      ['serving-cannot'],
    );
    expect(diagnostics[0]?.message).toBe(
      'KServe cannot serve a router that is a program of its own; seldon and deployments can',
    );
    expectMessages(
      onKServe('service m : model { server tensorflow grpc  model cnn@1 }').replace(
        'workflow serve',
        'workflow «serve»',
      ),
      ['serving-cannot'],
    );
    expectMessages(
      onKServe('service m : model { image "a:1" }\nexplainer { image "a:1" }').replace(
        'explainer { image "a:1" }',
        '«explainer { image "a:1" }»',
      ),
      ['serving-cannot'],
    );
  });
});

describe('names of tensors that nobody reads', () => {
  it('are told', () => {
    const served = (server: string): string => `service m : model { ${server}  model cnn@1  «inputs { images }» }`;
    expectMessages(online(served('server sklearn')), [['unread-clause', 'tensorflow']]);
    expectMessages(online(served('image "m:1"')), ['unread-clause']);
    expectMessages(onKServe(served('server tensorflow')), ['unread-clause']);
    expectMessages(plain(served('server tensorflow')), ['unread-clause']);
    expectMessages(online(served('server tensorflow').replaceAll(/[«»]/g, '')), []);
  });

  it('are told of a variant, which has those of the stable one without a word', () => {
    const varied = (own: string, stable = ''): string =>
      `service m : model { server tensorflow  model cnn@1 ${stable} }\ncanary next at 10% { m { ${own} } }`;
    expectMessages(online(varied('model cnn@2  server sklearn  «inputs { images }»')), [
      ['unread-clause', 'tensorflow'],
    ]);
    expectMessages(online(varied('model cnn@2  server sklearn', 'inputs { images }')), []);
    expectMessages(onKServe(varied('model cnn@2  «inputs { images }»')), ['unread-clause']);
    expectMessages(onKServe(varied('model cnn@2', '«inputs { images }»')), ['unread-clause']);
    expectMessages(online(varied('model cnn@2  inputs { images }')), []);
  });
});

describe('what a plain Deployment cannot serve', () => {
  it('is said at its own line', () => {
    expectMessages(plain('service m : model { image "a:1" }\n«explainer { image "a:1" }»'), ['serving-cannot']);
    const text = plain('service m : model { server sklearn  model cnn@1 }\nprotocol tensorflow');
    expectMessages(text.replace('service m', 'service «m»'), ['serving-cannot']);
    expectMessages(plain('service m : model { server sklearn  model cnn@1 }\nprotocol v2'), []);
  });
});

describe('a sensor of a serving system', () => {
  const reading = (library: string, serving: string): string =>
    `import { request-rate } from "${library}"
${online(`service m : model { server sklearn  model cnn@1 }`).replace('on cluster }', `on cluster  serving ${serving} }`)}
workflow train : batch { executor step { image "a:1" } }
agent a { strategy s { WHEN every 1h IF request-rate(«serve») > 1/s THEN runWorkflow(train) } }`;

  it('is of the workflows that this system serves, and the libraries that fit are named', () => {
    const { diagnostics } = expectMessages(reading('std/seldon', 'kserve'), [
      ['other-serving', 'sensors of kserve are in "std/kserve"; those of "std/istio"'],
    ]);
    expect(diagnostics[0]?.message).toBe('serve is served by kserve, and this sensor reads metrics of seldon');
    expectMessages(reading('std/kserve', 'seldon'), [['other-serving', '"std/seldon"']]);
    expectMessages(reading('std/kserve', 'deployments'), [['other-serving', 'those of "std/istio"']]);
    for (const [library, serving] of [
      ['std/seldon', 'seldon'],
      ['std/kserve', 'kserve'],
      ['std/istio', 'deployments'],
    ] as const) {
      expectMessages(reading(library, serving), []);
    }
  });

  it('is not what an autoscaler of another system can follow, either', () => {
    const scaled = `import { request-rate } from "std/seldon"
${online(`service m : model { server sklearn  model cnn@1 }\nreplicas 1..3 scale on request-rate(«serve») per replica to 20/s`)}`;
    expectMessages(scaled.replace('on cluster }', 'on cluster  serving kserve }'), ['other-serving']);
    expectMessages(scaled, []);
  });
});

describe('a platform without a mesh', () => {
  const without = (source: string, clause: 'mesh' | 'metrics'): string =>
    source.replace(new RegExp(`^  ${clause} .*$`, 'm'), '');

  it.each(['seldon', 'kserve', 'deployments'])(
    'has no routes on %s, and one without metrics nothing that tells them',
    (serving) => {
      const service = online('service m : model { image "a:1" }').replace(
        'on cluster }',
        `on cluster  serving ${serving} }`,
      );
      const kindsOf = (text: string): string[] => {
        const { diagnostics, manifests } = compileTexts(text);
        expect(diagnostics).toEqual([]);
        return (manifests ?? []).flatMap(({ objects }) => objects.map(({ kind }) => kind));
      };
      const [all, plain] = [kindsOf(service), kindsOf(without(without(service, 'mesh'), 'metrics'))];
      const operators = ['VirtualService', 'PodMonitor', 'PrometheusRule'];
      expect(all.filter((kind) => operators.includes(kind)).sort()).toEqual(
        serving === 'deployments' ? ['PrometheusRule', 'VirtualService'] : [...operators].sort(),
      );
      expect(plain.filter((kind) => operators.includes(kind))).toEqual([]);
    },
  );

  it('cannot divide requests', () => {
    const service = 'service m : model { image "a:1" }';
    expectMessages(without(online(`${service}\ncanary «next» at 10% { m { image "b:1" } }`), 'mesh'), [
      'platform-lacks',
    ]);
    expectMessages(without(online(`${service}\nshadow «trial» at 10% { m { image "b:1" } }`), 'mesh'), [
      'platform-lacks',
    ]);
    const standby = `${service} }\nworkflow spare : online { ${service}`;
    expectMessages(without(online(standby.replace(' }\n', ' }  backup «spare» }\n').replace(' } }', ' }')), 'mesh'), [
      'platform-lacks',
    ]);
  });

  it('measures nothing by it', () => {
    const reading = (sensor: string, of: string): string =>
      `import { ${sensor} } from "std/istio"
${online('service m : model { image "a:1" }')}
workflow train : batch { executor step { image "a:1" } }
agent a { strategy s { WHEN every 1h IF ${sensor}(${of}) > ${sensor === 'latency' ? '1s' : '1%'} THEN runWorkflow(train) } }`;
    expectMessages(without(reading('failure-rate', '«serve»'), 'mesh'), [['platform-lacks', 'mesh istio']]);
    expectMessages(without(reading('latency', '«serve»'), 'mesh'), [['platform-lacks', 'mesh istio']]);
    expectMessages(reading('latency', 'serve'), []);
  });
});
