import { describe, expect, it } from 'vitest';
import { app, compileTexts, expectMessages, online } from '../support/marked.ts';

const services = (text: string): string =>
  text
    .split(' ')
    .map((part) => {
      const [name = '', role = ''] = part.split(':');
      return `service ${name} : ${role} { image "a:1" }`;
    })
    .join('\n');

describe('graphs with branches', () => {
  const graph = (path: string, of = 'pre:transformer pick:router a:model b:model join:combiner post:output'): string =>
    online(`${services(of)}\ngraph ${path}`);

  it('under a router or a combiner', () => {
    expectMessages(
      graph('pre -> pick -> [a, b] -> post', 'pre:transformer pick:router a:model b:model post:output'),
      [],
    );
    expectMessages(
      graph('pre -> [a, b] -> join -> post', 'pre:transformer a:model b:model join:combiner post:output'),
      [],
    );
    expectMessages(graph('pick -> [x -> a, b]', 'pick:router x:transformer a:model b:model'), []);
    expectMessages(
      graph('pick -> [x -> [a, c] -> join, b]', 'pick:router x:transformer a:model b:model c:model join:combiner'),
      [],
    );
  });

  it('under neither, or under both', () => {
    expectMessages(graph('pre -> «[a, b]»', 'pre:transformer a:model b:model'), [['branches-open', 'pick -> [a, b]']]);
    expectMessages(graph('pick -> «[a, b]» -> join', 'pick:router a:model b:model join:combiner'), ['branches-open']);
    expectMessages(graph('pick -> «[a]»', 'pick:router a:model'), ['bad-range']);
  });

  it('that are not there', () => {
    expectMessages(graph('«pick» -> a', 'pick:router a:model'), ['without-branches']);
    expectMessages(graph('a -> «join»', 'a:model join:combiner'), ['without-branches']);
  });

  it('behind which something else than output steps stands', () => {
    expectMessages(graph('pick -> [a, b] -> «c»', 'pick:router a:model b:model c:model'), ['behind-branches']);
    expectMessages(graph('[a, b] -> join -> «c»', 'a:model b:model join:combiner c:transformer'), ['behind-branches']);
  });

  it('with servers that come along', () => {
    const pick = (server: string, path = 'pick -> [a, b]'): string =>
      online(`service pick : router { ${server} }\n${services('a:model b:model c:model')}\ngraph ${path}`);
    expectMessages(pick('server random { ratio: 30% }', 'pick -> «[a, b, c]»'), ['bad-range']);
    expectMessages(pick('«server random»', 'pick -> [a, b -> c]'), ['missing-clause']);
    expectMessages(pick('server random { ratio: «130%» }', 'pick -> [a, b -> c]'), ['bad-range']);
    expectMessages(pick('server «rnadom» { ratio: 30% }', 'pick -> [a, b -> c]').replace(' { ratio: 30% }', ''), [
      ['unknown-variant', 'did you mean random?'],
    ]);
    expectMessages(online('service m : model { server sklearn «{ ratio: 30% }»  model cnn@1 }'), ['unknown-clause']);
    expectMessages(online('service t : transformer { server «sklearn»  model cnn@1 }'), ['unknown-variant']);
  });
});

describe('variants', () => {
  const workflow = (clauses: string): string => online(`service m : model { server sklearn  model cnn@1 }\n${clauses}`);

  it('with their share and what is different', () => {
    expectMessages(workflow('canary next at 10% { m { model cnn@2 } }\nshadow trial { m { image "own:1" } }'), []);
    expectMessages(workflow('canary «next» { m { model cnn@2 } }'), [['missing-clause', 'at 10%']]);
    expectMessages(workflow('canary next at «2.5%» { m { model cnn@2 } }'), ['bad-range']);
    expectMessages(workflow('canary next at «100%» { m { model cnn@2 } }'), ['bad-range']);
    expectMessages(workflow('canary «next» at 10% { }'), ['missing-clause']);
    expectMessages(workflow('canary next at 10% { «mm» { model cnn@2 } }'), [['unknown-node', 'did you mean m?']]);
  });

  it('that leave nothing, or have one name', () => {
    expectMessages(workflow('canary a at 60% { m { model cnn@2 } }\ncanary b at «40%» { m { model cnn@3 } }'), [
      'bad-range',
    ]);
    expectMessages(workflow('canary a at 10% { m { model cnn@2 } }\ncanary «a» at 10% { m { model cnn@3 } }'), [
      'duplicate-name',
    ]);
    expectMessages(workflow('canary «default» at 10% { m { model cnn@2 } }'), ['duplicate-name']);
    expectMessages(workflow('shadow a { m { model cnn@2 } }\n«shadow b { m { model cnn@3 } }»'), ['duplicate-clause']);
  });
});

describe('what stands beside the graph', () => {
  const workflow = (clauses: string, service = 'image "a:1"'): string =>
    online(`service m : model { ${service} }\n${clauses}`);

  it('explainers and detectors', () => {
    expectMessages(
      workflow('explainer { server anchor-tabular  model cnn@1 }\ndetector drift { image "drift:1" }'),
      [],
    );
    expectMessages(workflow('explainer { server «anchor-tabula»  model cnn@1 }'), [
      ['unknown-variant', 'anchor-tabular'],
    ]);
    expectMessages(workflow('detector «drift» { }'), ['missing-clause']);
    expectMessages(workflow('detector «m» { image "a:1" }'), ['duplicate-name']);
    expectMessages(workflow('detector a { image "a:1" }\ndetector «b» { image "a:1" }'), ['duplicate-clause']);
  });

  it('protocols that a server does not speak', () => {
    expectMessages(workflow('protocol «v3»'), ['unknown-word']);
    const text = workflow('protocol tensorflow', 'server sklearn  model cnn@1');
    expectMessages(text.replace('workflow serve', 'workflow «serve»'), ['server-protocol']);
    expectMessages(workflow('protocol tensorflow', 'server tensorflow  model cnn@1'), []);
  });

  it('scaling by the use of what nothing asks for', () => {
    const scaled = (resources: string): string =>
      online(`service «m» : model { image "a:1"  ${resources} }\nreplicas 1..4 scale on cpu to 70%`);
    expectMessages(scaled(''), [['use-without-request', 'resources { cpu: 1 }']]);
    expectMessages(scaled('resources { memory: 1Gi }'), ['use-without-request']);
    expectMessages(scaled('resources { cpu: 1 }').replace(/[«»]/g, ''), []);
    // An amount is compared with what is used, whatever is asked for.
    for (const amount of ['cpu to 8', 'cpu to 0.5', 'memory to 4Gi'])
      expectMessages(scaled('').replace('cpu to 70%', amount).replace(/[«»]/g, ''), []);
    for (const [wrong, help] of [
      ['cpu to «500m»', 'did you mean 0.5?'],
      ['cpu to «8/s»', ''],
      ['memory to «70»', 'did you mean 70%?'],
    ] as const)
      expectMessages(scaled('').replace(/[«»]/g, '').replace('cpu to 70%', wrong), [['wrong-unit', help]]);
    expectMessages(workflow('replicas 1..4 scale on cpu to «0»', 'image "a:1"'), ['bad-range']);
    expectMessages(workflow('replicas 1..4 scale on cpu to «0%»', 'image "a:1"  resources { cpu: 1 }'), ['bad-range']);
    expectMessages(workflow('replicas «2» scale on cpu to 70%', 'image "a:1"  resources { cpu: 1 }'), [
      'wrong-scaling',
    ]);
  });

  it('what stays available', () => {
    expectMessages(workflow('replicas 3\navailable 2'), []);
    expectMessages(workflow('replicas 3\navailable «3»'), ['bad-range']);
    expectMessages(workflow('available «0»'), ['bad-range']);
  });

  it('what belongs in a batch workflow', () => {
    expectMessages(workflow('«timeout 5m»'), ['wrong-member']);
    expectMessages(app('workflow w : batch { executor a { image "a:1" }\n«protocol v2» }'), ['wrong-member']);
    expectMessages(app('workflow w : batch { executor a { image "a:1" }\n«detector d { image "a:1" }» }'), [
      'wrong-member',
    ]);
  });
});

describe('a variant', () => {
  const agent = (text: string): string =>
    `import { failure-rate } from "std/istio"\nimport { ready-replicas } from "std/kubernetes"
${online('service m : model { image "a:1" }\ncanary next at 10% { m { image "a:2" } }\nshadow trial { m { image "a:3" } }')}
workflow train : batch { executor step { image "a:1" } }
agent a { strategy s { WHEN every 1h ${text} } }`;

  it('can be looked at', () => {
    expectMessages(agent('IF failure-rate(serve.next) > 2 * failure-rate(serve) THEN runWorkflow(train)'), []);
    expectMessages(agent('IF ready-replicas(serve.trial) < 1 THEN runWorkflow(train)'), []);
    expectMessages(agent('IF failure-rate(serve.«nxt») > 1% THEN runWorkflow(train)'), [
      ['unknown-field', 'did you mean next?'],
    ]);
    expectMessages(agent('IF failure-rate(serve.«other») > 1% THEN runWorkflow(train)'), [
      ['unknown-field', 'next, trial'],
    ]);
    expectMessages(agent('IF failure-rate(serve.next.«trial») > 1% THEN runWorkflow(train)'), ['unknown-field']);
    expectMessages(agent('IF failure-rate(«train») > 1% THEN runWorkflow(train)'), ['wrong-type']);
  });

  it('is not what actions act on', () => {
    expectMessages(agent('THEN deleteWorkflow(«serve.next»)'), [['wrong-type', 'the whole workflow, serve']]);
    expectMessages(agent('THEN updateWorkflowAffinity(train, away-from: «serve.next»)'), ['wrong-type']);
    expectMessages(
      agent('THEN runWorkflow(train)').replace(
        'image "a:1" } }\nagent',
        'image "a:1"  affinity { away-from: «serve.next» } } }\nagent',
      ),
      ['wrong-type'],
    );
  });
});

describe('the serving system', () => {
  it('that there is not', () => {
    const { diagnostics } = compileTexts(
      online('service m : model { image "a:1" }').replace('on cluster }', 'on cluster  serving seldom }'),
    );
    expect(diagnostics.map(({ name, help }) => [name, help])).toEqual([['unknown-variant', 'did you mean seldon?']]);
  });
});
