import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mlflow } from '../../../src/agent/runtime/sensors/mlflow.ts';
import { prometheus } from '../../../src/agent/runtime/prometheus.ts';
import { identifyIn } from '../../../src/agent/runtime/source-access.ts';
import { accessFile, headerFile, type AccessFile } from '../../../src/contract/process/agent.ts';
import type { AccessNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { json, serve, type Local } from '../../support/tracker.ts';

let folder = '';
const servers: Local[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-'));
  for (const kind of ['tracker', 'metrics'] as const) mkdirSync(join(folder, kind));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

const put = (file: AccessFile | { readonly header: string }, text: string): void => {
  const name = typeof file === 'string' ? file : headerFile(file.header);
  writeFileSync(join(folder, accessFile('tracker', name)), text);
};

/** A tracker that takes what `isTaken` says, and tells back what it was shown. */
const tracker = async (isTaken: (authorization: string, key: string) => boolean): Promise<Local> => {
  const local = await serve(({ headers }, response) => {
    const [authorization = '', key] = [headers.authorization, String(headers['x-key'])];
    if (isTaken(authorization, key)) json(response, { model_version: { version: '4', creation_timestamp: 1 } });
    else json(response, { error_code: 'PERMISSION_DENIED', message: `${authorization} and ${key} are none` }, 401);
  });
  servers.push(local);
  return local;
};

const read = async (url: string, node: Partial<AccessNode>, asked = url): Promise<string> => {
  const nodes: AccessNode[] = [{ kind: 'tracker', url, ...node }];
  const fields = { tracker: asked, take: 'version', model: 'cnn', alias: 'production' };
  const reading = await mlflow({ identify: identifyIn(nodes, 'tracker', folder) })(
    { sensor: 's', kind: 'mlflow', fields },
    0,
  );
  return reading.known ? 'known' : reading.reason;
};

describe('what a tracker is shown', () => {
  it('stands in files: a token, or a name and a password, with the end of a line behind them or without', async () => {
    const { url, shown } = await tracker(() => true);
    put('token', 't0ken\n');
    expect(await read(url, { credentials: true })).toBe('known');
    put('username', 'ann');
    put('password', 'pass\n');
    await read(url, { credentials: true });
    await read(url, {});
    expect(shown).toEqual(['Bearer t0ken', `Basic ${Buffer.from('ann:pass').toString('base64')}`, undefined]);
  });

  it('is shown at the address that it is for, and as a tracker', async () => {
    const { url, shown } = await tracker(() => true);
    put('token', 't0ken');
    await read('https://mlflow.corp', { credentials: true }, url);
    const nodes: AccessNode[] = [{ kind: 'tracker', url, credentials: true }];
    await prometheus({ identify: identifyIn(nodes, 'metrics', folder) })(
      { sensor: 's', kind: 'prometheus', fields: { url, query: 'up', factor: 1 } },
      0,
    );
    expect(shown).toEqual([undefined, undefined]);
  });

  it('is read before each request, so that another one counts at once', async () => {
    let taken = 'Bearer old';
    const { url } = await tracker((authorization) => authorization === taken);
    put('token', 'old');
    expect(await read(url, { credentials: true })).toBe('known');
    taken = 'Bearer new';
    put('token', 'new');
    expect(await read(url, { credentials: true })).toBe('known');
  });

  it('is shown once more where it was replaced while the tracker refused it, and no more often', async () => {
    const { url, shown } = await tracker((authorization) => {
      put('token', authorization === 'Bearer old' ? 'new' : 'newer');
      return false;
    });
    put('token', 'old');
    expect(await read(url, { credentials: true })).toBe(
      'the tracker does not know who asks (HTTP 401): Bearer … and undefined are none',
    );
    expect(shown).toEqual(['Bearer old', 'Bearer new']);
    shown.splice(0);
    const same = await tracker(() => false);
    await read(same.url, { credentials: true });
    expect(same.shown).toEqual(['Bearer newer']);
  });

  it('may be headers, of which some are secret: what the tracker says of these is not told on', async () => {
    const { url } = await tracker((_, key) => key === 'never');
    put({ header: 'X-Key' }, 'k3y');
    const headers = [{ name: 'X-Key' }, { name: 'X-Org', value: 'ml' }];
    expect(await read(url, { headers })).toBe('the tracker does not know who asks (HTTP 401): and … are none');
  });

  it('is missing: then nobody is asked, and the reason says what is missing', async () => {
    const { url, asked } = await tracker(() => true);
    put('username', 'ann');
    expect([
      await read(url, { credentials: true }),
      await read(url, { ca: true }),
      await read(url, { headers: [{ name: 'X-Key' }] }),
    ]).toEqual([
      'the tracker is not asked: the Secret of its credentials has neither a token nor a username and a password',
      'the tracker is not asked: the certificates that vouch for it are not there',
      'the tracker is not asked: the Secret of its header X-Key has no such key',
    ]);
    put({ header: 'X-Key' }, 'a\nb');
    put('token', 'a b');
    expect([await read(url, { credentials: true }), await read(url, { headers: [{ name: 'X-Key' }] })]).toEqual([
      'the tracker is not asked: the token has characters that no token has',
      'the tracker is not asked: the header X-Key would have characters that no header has',
    ]);
    expect(asked).toEqual([]);
  });
});
