import { afterEach, describe, expect, it } from 'vitest';
import { always } from '../../src/base/http/identity.ts';
import { authorizationOf } from '../../src/tracker/credentials.ts';
import { versionOf, type Access } from '../../src/tracker/mlflow.ts';
import { fakeTracker, json, serve, type Answer, type Local } from '../support/tracker.ts';

const servers: Local[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

async function local(opened: Promise<Local>): Promise<Local> {
  const server = await opened;
  servers.push(server);
  return server;
}

const registry = {
  models: {
    fraud: {
      '1': { uri: 's3://models/1' },
      '9': { uri: 's3://models/9' },
      '10': { uri: 's3://store/0/r1/artifacts/model', run: 'r1' },
    },
    copied: { '1': { uri: 's3://store/0/r1/artifacts/model', source: 'models:/fraud/10' } },
    logged: { '4': { uri: 's3://store/0/models/m-7/artifacts', source: 'models:/m-7', run: 'r1' } },
    round: { '1': { uri: 's3://round', source: 'models:/round/1' } },
    "it's": { '2': { uri: 's3://models/its' } },
  },
  aliases: { fraud: { production: '9', candidate: '10' } },
  runs: { r1: 's3://store/0/r1/artifacts' },
  files: { r1: ['MLmodel', 'model.pkl', 'data/'], 'm-7': ['MLmodel'] },
};

describe('a version in the registry', () => {
  it('is found by an alias, a number, and as the latest', async () => {
    const { url: address, asked } = await local(fakeTracker(registry));
    expect(await versionOf({ address }, 'fraud', 'production')).toEqual({
      found: { number: '9', address: 's3://models/9' },
    });
    expect(asked.slice(0, 2)).toEqual([
      'registered-models/alias?name=fraud&alias=production',
      'model-versions/get-download-uri?name=fraud&version=9',
    ]);
    expect(await versionOf({ address }, 'fraud', '1')).toMatchObject({ found: { number: '1' } });
    expect(await versionOf({ address }, 'fraud', 'latest')).toMatchObject({ found: { number: '10' } });
    expect(asked).toContain("model-versions/search?filter=name='fraud'&order_by=version_number DESC&max_results=1");
    expect(await versionOf({ address }, "it's", 'latest')).toMatchObject({ found: { number: '2' } });
  });

  it('is nothing where the alias is not set, the number is not there, or the model is unknown', async () => {
    const { url: address } = await local(fakeTracker(registry));
    for (const [model, alias] of [
      ['fraud', 'staging'],
      ['fraud', '77'],
      ['frod', 'production'],
      ['frod', 'latest'],
      ['frod', '1'],
    ] as const)
      expect(await versionOf({ address }, model, alias), `${model}@${alias}`).toEqual({ found: undefined });
  });

  it('has the names of its files, of a run, of a logged model, and of what it is a copy of', async () => {
    const { url: address } = await local(fakeTracker(registry));
    const files = async (model: string, alias: string): Promise<unknown> => {
      const answer = await versionOf({ address }, model, alias);
      return 'found' in answer ? answer.found?.files : answer;
    };
    expect(await files('fraud', 'candidate')).toEqual(['MLmodel', 'model.pkl', 'data/']);
    expect(await files('copied', '1')).toEqual(['MLmodel', 'model.pkl', 'data/']);
    expect(await files('logged', '4')).toEqual(['MLmodel']);
    // What nobody logged cannot be listed.
    expect(await files('fraud', '1')).toBeUndefined();
    expect(await files('round', '1')).toBeUndefined();
  });
});

const problemOf = async (access: Access): Promise<string> => {
  const answer = await versionOf(access, 'fraud', 'production');
  return 'problem' in answer ? answer.problem : JSON.stringify(answer);
};
const problem = async (answer: Answer, more: Partial<Access> = {}): Promise<string> => {
  const { url } = await local(serve(answer));
  return problemOf({ address: url, ...more });
};

describe('a tracker that gives no answer', () => {
  it('is told with its own reason', async () => {
    const host = 'Invalid Host header - possible DNS rebinding attack detected';
    expect(await problem((_, r) => r.writeHead(403, { 'content-type': 'text/plain' }).end(host))).toBe(
      `refuses (HTTP 403): ${host}; its server has to allow the name and port by which it is asked (MLFLOW_SERVER_ALLOWED_HOSTS)`,
    );
    const message = 'Permission\ndenied';
    expect(
      await problem((_, r) => {
        json(r, { error_code: 'PERMISSION_DENIED', message }, 403);
      }),
    ).toBe('refuses (HTTP 403): Permission denied');
    // An invalid name is no alias that is not set.
    expect(
      await problem((_, r) => {
        json(r, { error_code: 'INVALID_PARAMETER_VALUE', message: 'bad name' }, 400);
      }),
    ).toBe('refuses (HTTP 400): bad name');
  });

  it('is told where it is no tracker, or a page stands before it', async () => {
    const page: Answer = (_, r) => r.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal</h1>');
    expect(await problem(page)).toBe('answers without a reason (HTTP 500)');
    expect(await problem((_, r) => r.writeHead(429).end())).toBe('is asked too often (HTTP 429)');
    expect(await problem((_, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hello</h1>'))).toBe(
      'answers with something that is no JSON (HTTP 200); is it an MLflow?',
    );
    expect(await problem((_, r) => r.writeHead(404, { 'content-type': 'text/html' }).end('<h1>no</h1>'))).toContain(
      '404',
    );
    expect(await problem((_, r) => r.writeHead(302, { location: 'http://127.0.0.1:1/login' }).end())).toBe(
      'leads to another address (HTTP 302), which is not followed',
    );
    expect(
      await problem((_, r) => {
        json(r, { hello: 1 });
      }),
    ).toBe('answers without `version`');
    expect(
      await problem((_, r) => {
        json(r, { model_version: { version: 3 } });
      }),
    ).toBe('answers without `version`');
  });

  it('is not waited for, and not read, without end', async () => {
    const endless: Answer = (_, r) => {
      r.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (!r.destroyed) r.write('x'.repeat(65_536), more);
      };
      more();
    };
    expect(await problem(endless)).toBe('answers with more than 1048576 bytes');
    expect(await problem(() => undefined, { timeout: 100 })).toBe('gave no answer within 0.1 s');
    const { url: address, close } = await serve(() => undefined);
    await close();
    expect(await problemOf({ address })).toBe('cannot be reached (ECONNREFUSED)');
  });
});

describe('credentials', () => {
  it('are a name and a password, or else a token', async () => {
    const { url: address, shown } = await local(fakeTracker(registry));
    for (const credentials of [
      { username: 'ann', password: 's3cret', token: 't0ken' },
      { username: 'ann', token: 't0ken' },
      {},
    ]) {
      const authorization = authorizationOf(credentials);
      if (typeof authorization !== 'string')
        await versionOf({ address, identify: always({ authorization }) }, 'fraud', 'staging');
    }
    expect(shown).toEqual([`Basic ${Buffer.from('ann:s3cret').toString('base64')}`, 'Bearer t0ken', undefined]);
    expect(authorizationOf({ token: 'a\nb' })).toBe('the token has characters that no token has');
  });

  it('are not told on by what a tracker says of them', async () => {
    const echo: Answer = (request, r) =>
      r.writeHead(401, { 'content-type': 'text/plain' }).end(`no: ${request.headers.authorization ?? ''}`);
    for (const credentials of [{ token: 't0ken' }, { username: 'ann', password: 's3cret' }]) {
      const authorization = authorizationOf(credentials);
      if (typeof authorization === 'string') throw new Error(authorization);
      expect(await problem(echo, { identify: always({ authorization }) })).toMatch(
        /^does not know who asks \(HTTP 401\): no: (?:Basic|Bearer) …$/,
      );
    }
  });
});
