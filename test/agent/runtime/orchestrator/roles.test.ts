import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrchestratorNode } from '../../../../src/contract/process/orchestrator.ts';
import { orchestratorApp, type OrchestratorParts } from '../../../../src/agent/runtime/orchestrator/app.ts';
import type { Post } from '../../../../src/agent/runtime/orchestrator/post.ts';
import { rows, says, Services, type Answer } from './services.ts';

let services: Services;

beforeEach(() => {
  services = new Services();
});

afterEach(() => services.close());

const node = async (
  name: string,
  role: OrchestratorNode['role'],
  answer: Answer,
  ...children: readonly OrchestratorNode[]
): Promise<OrchestratorNode> => ({ name, role, port: await services.add(answer), children });

const ROWS = '/v1/models/any:predict';
const TENSORS = '/v2/models/any/infer';

const ask = async (
  graph: OrchestratorNode,
  body: string,
  path = ROWS,
  parts: OrchestratorParts = {},
): Promise<string> => {
  const response = await orchestratorApp({ graph, transport: 'rest' }, parts).request(path, { method: 'POST', body });
  expect({ status: response.status, text: response.ok ? '' : await response.clone().text() }).toEqual({
    status: 200,
    text: '',
  });
  expect(response.headers.get('content-type')).toBe('application/json');
  return response.text();
};

const paths = (): string[] => services.asked.map(({ path }) => path);

describe('a model', () => {
  it('gets the bytes of the caller, and the caller its bytes', async () => {
    const sent = '{ "instances" : [1.0, 12345678901234567890] }\n';
    const answered = '{"predictions": [1.0, 98765432109876543210]} ';
    expect(await ask(await node('m', 'model', says(answered)), sent)).toBe(answered);
    expect(services.asked.map(({ body, path }) => [path, body])).toEqual([['/v1/models/m:predict', sent]]);
  });

  it('is asked in the protocol of the caller, by its own name', async () => {
    const model = await node('m', 'model', says('{}'));
    for (const path of [TENSORS, '/v2/models/a/versions/3/infer', '/v1/models/a/versions/3:predict'])
      await ask(model, '{}', path);
    expect(paths()).toEqual(['/v2/models/m/infer', '/v2/models/m/infer', '/v1/models/m:predict']);
  });

  it('hands its answer to the next one as a request, with numbers as they are written', async () => {
    const last = await node('b', 'model', says('{"predictions":[1]}'));
    const first = await node(
      'a',
      'model',
      says('{"x": {"predictions": 0}, "predictions" : [1.0, 12345678901234567890]}'),
      last,
    );
    await ask(first, '{"instances":[7]}');
    expect(services.asked[1]?.body).toBe('{"x": {"predictions": 0}, "instances" : [1.0, 12345678901234567890]}');
  });

  it('hands on tensors likewise', async () => {
    const last = await node('b', 'model', says('{}'));
    const first = await node('a', 'model', says('{"model_name":"outputs","outputs":[{"name":"o","data":[1]}]}'), last);
    await ask(first, '{"inputs":[]}', TENSORS);
    expect(services.asked[1]?.body).toBe('{"model_name":"outputs","inputs":[{"name":"o","data":[1]}]}');
  });
});

describe('steps around a model', () => {
  it('work on the request before, and on the answer behind', async () => {
    const score = await node(
      'score',
      'model',
      rows('predictions', (x) => x * 10),
    );
    const round = await node(
      'round',
      'output',
      rows('predictions', (x) => x + 1),
      score,
    );
    const features = await node(
      'features',
      'transformer',
      rows('instances', (x) => x + 2),
      round,
    );
    expect(await ask(features, '{"instances":[1,2]}')).toBe('{"predictions":[31,41]}');
    expect(paths()).toEqual(['/v1/models/features:predict', '/v1/models/score:predict', '/v1/models/round:predict']);
  });
});

describe('a router', () => {
  const branches = async (): Promise<OrchestratorNode[]> => [
    await node('small', 'model', says('"small"')),
    await node('large', 'model', says('"large"')),
  ];

  it.each(['1', '[1]', ' [ 1 ]'])(
    'answers %s for its second branch, which gets the request as it came',
    async (answer) => {
      const pick = await node('pick', 'router', says(answer), ...(await branches()));
      expect(await ask(pick, '{"instances": [1.0]}')).toBe('"large"');
      expect(await ask(pick, '{}', TENSORS)).toBe('"large"');
      expect(paths()).toEqual([
        '/v1/models/pick:route',
        '/v1/models/large:predict',
        '/v2/models/pick/route',
        '/v2/models/large/infer',
      ]);
      expect(services.asked[1]?.body).toBe('{"instances": [1.0]}');
    },
  );

  it('at random gives its first branch the share', async () => {
    const post: Post = (url) => {
      const body = Buffer.from(url.includes('/small:') ? '"small"' : '"large"');
      return Promise.resolve({
        status: 200,
        type: 'application/json',
        body: Readable.from([body]),
        leave: () => undefined,
      });
    };
    const children = ['small', 'large'].map((name): OrchestratorNode => ({ name, role: 'model', port: 1 }));
    const app = orchestratorApp(
      { graph: { name: 'pick', role: 'router', ratio: 0.3, children }, transport: 'rest' },
      { post },
    );
    let small = 0;
    for (let index = 0; index < 10_000; index += 1) {
      const response = await app.request(ROWS, { method: 'POST', body: '{}' });
      if ((await response.json()) === 'small') small += 1;
    }
    // Five standard deviations, which are of √(10,000 · 0.3 · 0.7) requests.
    expect(Math.abs(small - 3000)).toBeLessThan(5 * 46);
  });

  it.each([
    [0, [0, 0.999], ['large', 'large']],
    [1, [0, 0.999], ['small', 'small']],
    [0.3, [0.299, 0.3], ['small', 'large']],
  ])('with a share of %f picks by what is drawn', async (ratio, drawn, picked) => {
    const graph: OrchestratorNode = { name: 'pick', role: 'router', ratio, children: await branches() };
    const answers = drawn.map((each) => ask(graph, '{}', ROWS, { random: () => each }));
    expect(await Promise.all(answers)).toEqual(picked.map((each) => JSON.stringify(each)));
  });
});

describe('a combiner', () => {
  it('gets the answers of all branches in their order, which were asked side by side', async () => {
    let waiting: (() => void)[] = [];
    const meet =
      (body: string): Answer =>
      (asked, outgoing) => {
        waiting.push(() => {
          says(body)(asked, outgoing);
        });
        if (waiting.length < 2) return;
        for (const answer of waiting.reverse()) answer();
        waiting = [];
      };
    const join = await node(
      'join',
      'combiner',
      says('{"predictions":[3]}'),
      await node('a', 'model', meet('{"predictions": [1.0]}')),
      await node('b', 'model', meet('{"predictions": [2.0]}')),
    );
    const before = await node('prepare', 'transformer', says('{"instances":[5]}'), join);
    expect(await ask(before, '{"instances":[1]}')).toBe('{"predictions":[3]}');
    const last = services.asked.at(-1);
    expect(last?.path).toBe('/v1/models/join:aggregate');
    expect(last?.body).toBe('[{"predictions": [1.0]},{"predictions": [2.0]}]');
    expect(services.asked.filter(({ body }) => body === '{"instances":[5]}')).toHaveLength(2);
  });

  const averaged = async (...answers: readonly string[]): Promise<OrchestratorNode> => {
    const children = answers.map((answer, index) => node(`m${String(index)}`, 'model', says(answer)));
    return { name: 'mean', role: 'combiner', children: await Promise.all(children) };
  };

  it('without a program has the mean of rows', async () => {
    const graph = await averaged('{"predictions":[[1,2],[3,4]]}', '{"predictions":[[3,4],[6,8]]}');
    expect(JSON.parse(await ask(graph, '{}'))).toEqual({
      predictions: [
        [2, 3],
        [4.5, 6],
      ],
    });
  });

  it('and of tensors, which go by their names', async () => {
    const tensor = (name: string, data: number[]): unknown => ({ name, datatype: 'INT64', shape: [2], data });
    const graph = await averaged(
      JSON.stringify({ outputs: [tensor('x', [1, 2]), tensor('y', [0, 0])] }),
      JSON.stringify({ outputs: [tensor('y', [2, 4]), tensor('x', [2, 2])] }),
    );
    expect(JSON.parse(await ask(graph, '{}', TENSORS))).toEqual({
      model_name: 'mean',
      outputs: [
        { name: 'x', datatype: 'FP64', shape: [2], data: [1.5, 2] },
        { name: 'y', datatype: 'FP64', shape: [2], data: [1, 2] },
      ],
    });
  });

  it('stands within branches of a router, with routers within its own', async () => {
    const leaf = (name: string, value: number): Promise<OrchestratorNode> =>
      node(name, 'model', says(`{"predictions":[${String(value)}]}`));
    const inner: OrchestratorNode = {
      name: 'half',
      role: 'router',
      ratio: 1,
      children: [await leaf('a', 2), await leaf('b', 4)],
    };
    const mean: OrchestratorNode = { name: 'mean', role: 'combiner', children: [inner, await leaf('c', 6)] };
    const pick = await node('pick', 'router', says('[1]'), await leaf('d', 0), mean);
    const last = await node(
      'last',
      'output',
      rows('predictions', (x) => x * 100),
      pick,
    );
    expect(await ask(last, '{"instances":[0]}')).toBe('{"predictions":[400]}');
  });
});
