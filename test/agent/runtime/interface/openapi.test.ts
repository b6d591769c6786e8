import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { Validator } from '@seriousme/openapi-schema-validator';
import { agentApp, peopleApp, person } from '../../../../src/agent/runtime/interface/app.ts';
import { app, compileTexts } from '../../../support/marked.ts';
import { call, run, world, type Run } from '../agents.ts';
import { FakeAgent } from './agent.ts';

const graph = compileTexts(
  `import { logged-last } from "std/mlflow"\n${app(`workflow train : batch { executor step { image "a:1" } }
sensor x = logged-last("x", experiment: "e") over 1h
agent a {
  strategy acts { WHEN called look(n: Int, of: ModelVersion?) IF x > n THEN runWorkflow(train) }
  strategy asks { approval by "leads" WHEN called ask() THEN runWorkflow(train) }
}`)}`,
).plan?.teams[0]?.agents[0]?.graph;
if (!graph) throw new Error('there is no graph');

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: { readonly enum?: string[] };
  }[];
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: AnySchema }>> }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

const documentOf = async (url: string): Promise<Document> => {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document & Record<string, unknown>;
  expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  return document;
};

/** Holds an answer to what is said of it; gives its status. */
async function hold(document: Document, path: string, method: string, response: Response): Promise<number> {
  const at = `${method} ${path} → ${String(response.status)}`;
  const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
  const described = document.paths[path]?.[method]?.responses[response.status]?.content[type];
  if (!described) throw new Error(`${at} as ${type} is not described`);
  const body: unknown = type === 'text/plain' ? await response.text() : await response.json();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const validate = ajv.compile({ ...(described.schema as object), components: document.components });
  expect([at, validate(body), validate.errors]).toEqual([at, true, null]);
  return response.status;
}

async function agent(): Promise<Run> {
  const own = world(5);
  const running = await run(graph as NonNullable<typeof graph>, own, () => Promise.resolve({ ok: null }));
  await call(running.url, 'look', { n: 3 }, 'a', '?wait=10s');
  await call(running.url, 'look', { n: 9 }, 'b', '?wait=10s');
  await call(running.url, 'ask', {}, 'c');
  await fetch(`${running.people}/v1/strategies/acts/pause`, { method: 'POST' });
  return running;
}

const BODIES: Readonly<Record<string, object>> = { '/v1/calls/look': { n: 1 }, '/v1/calls/ask': {} };
const JSON_BODY = { 'content-type': 'application/json' };

it('each path answers as the document says', { timeout: 30_000 }, async () => {
  const { url, people } = await agent();
  const asked = new Map<string, number>();
  const { items } = (await (await fetch(`${people}/v1/decisions?verdict=act`)).json()) as {
    items: readonly { readonly occurrence: string }[];
  };
  const queries: Readonly<Record<string, string>> = {
    '/v1/why': `?decision=${encodeURIComponent(items[0]?.occurrence ?? '')}`,
    '/v1/why-not': '?strategy=acts',
  };
  for (const base of [url, people]) {
    const document = await documentOf(base);
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, { parameters = [] }] of Object.entries(operations)) {
        const name = parameters.find((parameter) => parameter.in === 'path')?.schema.enum?.[0] ?? '';
        const body = BODIES[path];
        const response = await fetch(`${base}${path.replace('{name}', name)}${queries[path] ?? ''}`, {
          method: method.toUpperCase(),
          ...(body ? { body: JSON.stringify(body), headers: JSON_BODY } : {}),
        });
        asked.set(`${method} ${path}`, await hold(document, path, method, response));
      }
  }
  // The clock is right.
  const good = [...asked].filter(([key]) => key !== 'post /v1/clock').map(([, status]) => status);
  expect([asked.get('post /v1/clock'), new Set(good)]).toEqual([409, new Set([200, 202])]);
});

it('what is refused is described, too, and what waits for its end', async () => {
  const { url, people } = await agent();
  const document = await documentOf(people);
  const post = (query: string, body: string, headers: object = JSON_BODY): Promise<number> =>
    fetch(`${people}/v1/calls/look${query}`, { method: 'POST', body, headers: { ...headers } }).then((response) =>
      hold(document, '/v1/calls/look', 'post', response),
    );
  expect(await post('?wait=10s', '{"n": 9}')).toBe(200);
  expect(await post('?wait=x', '{}')).toBe(400);
  expect(await post('', '{}', { 'content-type': 'text/plain' })).toBe(415);
  expect(await post('', `{"n": 1, "of": "${'x'.repeat(300_000)}"}`)).toBe(413);
  expect(await post('', '{"n": "x"}')).toBe(422);
  const get = async (path: string, query: string, headers: Record<string, string> = {}): Promise<number> =>
    hold(document, path, 'get', await fetch(`${people}${path}${query}`, { headers }));
  expect(await get('/v1/decisions', '?verdict=often')).toBe(400);
  expect(await get('/v1/state', '', { origin: 'http://evil.example' })).toBe(403);
  // At once, whatever the machine does in a second.
  const many = await Promise.all(
    Array.from({ length: 200 }, () =>
      fetch(`${people}/v1/calls/look`, { method: 'POST', body: '{"n": 9}', headers: JSON_BODY }),
    ),
  );
  const tooMany = many.find(({ status }) => status === 429);
  expect(tooMany && (await hold(document, '/v1/calls/look', 'post', tooMany))).toBe(429);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/sflow_strategy_paused\{strategy="acts",.*\} 1\n/);
  expect(metrics).toMatch(/sflow_agent_paused\{.*\} 0\n/);
});

it('decisions are filtered and given in pages', async () => {
  const { people } = await agent();
  type Page = { items: { occurrence?: string; verdict?: string }[]; next?: number };
  const page = async (query: string): Promise<Page> =>
    (await (await fetch(`${people}/v1/decisions?${query}`)).json()) as Page;
  const { items: acts } = await page('verdict=act&strategy=acts');
  expect(acts).toMatchObject([{ verdict: 'act' }]);
  const decision = acts[0]?.occurrence ?? '';
  const { items } = await page(`decision=${encodeURIComponent(decision)}`);
  expect(new Set(items.map(({ occurrence }) => occurrence))).toEqual(new Set([decision]));
  const { items: all } = await page('most=200');
  const found: object[] = [];
  for (let before = ''; ;) {
    const { items: some, next } = await page(`most=1${before}`);
    found.push(...some);
    if (next === undefined) break;
    before = `&before=${String(next)}`;
  }
  expect(found).toEqual(all);
});

it.each([agentApp, peopleApp])('each path of %o stands in the document', async (make) => {
  const made = make({ agent: new FakeAgent(), identify: person, monotonic: () => 0 });
  const { paths } = (await (await made.request('/openapi.json')).json()) as Document;
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path.replace(/^(\/v1\/calls\/).*/, '$1{name}')}`),
  );
  const there = made.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(new Set(described)).toEqual(new Set(there));
});
