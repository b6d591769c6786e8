import { describe, expect, it } from 'vitest';
import { expectMessages, online } from '../support/marked.ts';

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
