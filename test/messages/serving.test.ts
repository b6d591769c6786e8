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
