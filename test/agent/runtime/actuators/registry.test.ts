import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { promote, register } from '../../../../src/agent/runtime/actuators/registry.ts';
import type { ConcretePrimitive } from '../../../../src/agent/engine/effect.ts';
import type { Outcome } from '../../../../src/agent/engine/event.ts';
import type { Intent } from '../../../../src/agent/host/batch.ts';
import type { Value } from '../../../../src/base/values/value.ts';
import { json, serve, type Local } from '../../../support/tracker.ts';

let server: Local;
let aliases: Record<string, string>;
let made: { version: string; source: string; run: string; key: string; decision: string; logged: unknown }[];
let writes: string[];
/** After so many writes the process is killed: an answer does not come. */
let crashAfter: number;
let beforeWrite: (() => void) | undefined;

beforeEach(async () => {
  [aliases, made, writes, crashAfter, beforeWrite] = [{ production: '1' }, [], [], Infinity, undefined];
  server = await serve((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://t');
      const path = `${request.method ?? ''} ${url.pathname.replace('/api/2.0/mlflow/', '')}`;
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
      const query = (name: string): string => url.searchParams.get(name) ?? '';
      const version = (number: string): object => ({ model_version: { version: number, creation_timestamp: 1 } });
      const gone = (code: string, message: string, status = 404): void => {
        json(response, { error_code: code, message }, status);
      };
      if (request.method === 'POST') beforeWrite?.();
      switch (path) {
        case 'GET registered-models/alias': {
          const number = aliases[query('alias')];
          if (number === undefined) gone('INVALID_PARAMETER_VALUE', 'alias not found.', 400);
          else json(response, version(number));
          return;
        }
        case 'GET model-versions/get':
          if (Number(query('version')) > 3) gone('RESOURCE_DOES_NOT_EXIST', 'none');
          else json(response, version(query('version')));
          return;
        case 'POST registered-models/alias':
          aliases[body['alias'] ?? ''] = body['version'] ?? '';
          writes.push(`${body['alias'] ?? ''}=${body['version'] ?? ''}`);
          if (writes.length === crashAfter) response.destroy();
          else json(response, {});
          return;
        case 'GET runs/get':
          if (query('run_id') === 'gone') gone('RESOURCE_DOES_NOT_EXIST', 'none');
          else
            json(response, {
              run: {
                info: { run_id: query('run_id'), artifact_uri: 's3://store/1/r' },
                outputs: query('run_id') === 'new' ? { model_outputs: [{ model_id: 'm-7', step: '0' }] } : {},
              },
            });
          return;
        case 'GET logged-models/m-7':
          json(response, { model: { info: { name: 'cnn' } } });
          return;
        case 'GET artifacts/list':
          json(response, { files: [{ path: 'model', is_dir: true }] });
          return;
        case 'GET model-versions/search': {
          const found = made.filter(({ key }) => query('filter') === `name='cnn' and tags.\`sflow.dev/key\`='${key}'`);
          json(response, { model_versions: found });
          return;
        }
        case 'POST registered-models/create':
          gone('RESOURCE_ALREADY_EXISTS', 'there', 400);
          return;
        case 'POST model-versions/create': {
          const { source = '', run_id: run = '', model_id: logged, tags } = body;
          const given = tags as unknown as { key: string; value: string }[];
          const tag = (name: string): string => given.find((each) => each.key === `sflow.dev/${name}`)?.value ?? '';
          const [key, decision] = [tag('key'), tag('decision')];
          made.push({ version: String(made.length + 1), source, run, key, decision, logged });
          if (made.length === crashAfter) response.destroy();
          else json(response, { model_version: { version: String(made.length) } });
          return;
        }
        default:
          gone('ENDPOINT_NOT_FOUND', path);
      }
    });
  });
});
afterEach(() => server.close());

const action = (given: Record<string, Value>): ConcretePrimitive => ({
  kind: 'primitive',
  name: 'promote',
  target: { kind: 'registry', tracker: server.url },
  arguments: given,
});
const effect = { key: 'k', id: 'k', occurrence: 'o' };
const promotion = (version: string, to = 'production'): ConcretePrimitive =>
  action({ version: { name: 'cnn', version, uri: '' }, to });

/** The intents that a journal keeps, over crashes. */
function journal(): {
  intents: Intent[];
  perform: (does: ConcretePrimitive, signal?: AbortSignal) => Promise<Outcome>;
} {
  const intents: Intent[] = [];
  const intend = (body: Value): Promise<void> => {
    writes.push('intent');
    intents.push({ occurrence: 'o', key: 'k', number: intents.length + 1, body });
    return Promise.resolve();
  };
  const perform = (does: ConcretePrimitive, signal = new AbortController().signal): Promise<Outcome> =>
    promote()(does, effect, { signal, intents: [...intents], intend });
  return { intents, perform };
}

describe('a promotion', () => {
  it('leaves what production was as previous, first, and writes down what it does before', async () => {
    const { intents, perform } = journal();
    expect(await perform(promotion('2'))).toEqual({ ok: null });
    expect(writes).toEqual(['intent', 'previous=1', 'production=2']);
    expect(intents.map(({ body }) => body)).toEqual([{ model: 'cnn', alias: 'production', before: '1', version: '2' }]);
    expect(await perform(promotion('2'))).toEqual({ ok: null });
    expect(writes).toHaveLength(3);
  });

  it('to another alias, or of one that is not set, leaves nothing', async () => {
    expect(await journal().perform(promotion('2', 'staging'))).toEqual({ ok: null });
    aliases = {};
    expect(await journal().perform(promotion('3'))).toEqual({ ok: null });
    expect(writes.filter((write) => write !== 'intent')).toEqual(['staging=2', 'production=3']);
  });

  it.each([1, 2, 3, 4])('goes on after a crash at any write (%i)', async (crash) => {
    const { perform } = journal();
    crashAfter = crash;
    await perform(promotion('2'));
    crashAfter = Infinity;
    expect(await perform(promotion('2'))).toEqual({ ok: null });
    expect(aliases).toEqual({ production: '2', previous: '1' });
  });

  it('does not take back what another one did after the crash', async () => {
    const { perform } = journal();
    crashAfter = 2;
    expect(await perform(promotion('2'))).toMatchObject({
      failed: expect.stringContaining('cannot be reached') as unknown,
    });
    aliases['production'] = '3';
    expect(await perform(promotion('2'))).toEqual({
      failed: 'cnn@production was moved by another one meanwhile, to version 3: it is left so',
    });
    expect(aliases['production']).toBe('3');
  });

  it('begins nothing where it cannot end, or nobody waits', async () => {
    const { perform } = journal();
    expect(await perform(promotion('9'))).toEqual({ failed: 'cnn has no version 9' });
    expect(await perform(promotion('latest'))).toEqual({ failed: 'cnn@latest is no version by its number' });
    expect(await perform(action({}))).toEqual({ failed: 'it names no version, no alias or no tracker' });
    expect(writes).toEqual([]);
    const ending = new AbortController();
    beforeWrite = () => {
      ending.abort();
    };
    expect(await perform(promotion('2'), ending.signal)).toMatchObject({ failed: expect.any(String) as unknown });
    expect(aliases['production']).toBe('1');
  });
});

describe('a registration', () => {
  const data = (run: string, path: string): Value => ({ run, path, uri: `runs:/${run}/${path}` });
  const perform = (given: Record<string, Value>, key = 'k'): Promise<Outcome> =>
    register()(
      action(given),
      { ...effect, key },
      { signal: new AbortController().signal, intents: [], intend: () => Promise.resolve() },
    );
  const model = { name: 'cnn' };

  it('is made once under its key, also where the answer was lost', async () => {
    crashAfter = 1;
    expect(await perform({ model, data: data('r', 'model') })).toMatchObject({ failed: expect.any(String) as unknown });
    expect(await perform({ model, data: data('r', 'model') })).toEqual({ ok: '1' });
    expect(made).toEqual([
      { version: '1', source: 's3://store/1/r/model', run: 'r', key: 'k', decision: 'o', logged: undefined },
    ]);
    expect(await perform({ model, data: data('r', 'model') }, 'other')).toEqual({ ok: '2' });
  });

  it('takes a logged model of MLflow 3', async () => {
    expect(await perform({ model, data: data('new', 'cnn') })).toEqual({ ok: '1' });
    expect(made[0]).toMatchObject({ source: 'models:/m-7', logged: 'm-7', run: 'new' });
  });

  it('is none of what a run did not leave behind', async () => {
    expect(await perform({ model, data: data('r', 'nothing') })).toEqual({ failed: 'the run r has left no nothing' });
    expect(await perform({ model, data: data('gone', 'model') })).toEqual({ failed: 'the run gone has left no model' });
    expect(await perform({ model })).toEqual({ failed: 'it names no model, no run or no tracker' });
    expect(made).toEqual([]);
  });
});
