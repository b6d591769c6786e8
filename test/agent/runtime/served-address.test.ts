import { afterEach, describe, expect, it } from 'vitest';
import { servedAddress } from '../../../src/agent/runtime/served-address.ts';
import { always } from '../../../src/base/http/identity.ts';
import type { Access } from '../../../src/tracker/ask.ts';
import type { Value } from '../../../src/base/values/value.ts';
import { fakeTracker, json, serve, type Local } from '../../support/tracker.ts';

const servers: Local[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

const opened = async (server: Promise<Local>): Promise<Local> => {
  servers.push(await server);
  return server;
};

const registry = fakeTracker.bind(undefined, {
  models: {
    cnn: {
      '7': { uri: 's3://store/1/models/m-7/artifacts' },
      '8': { uri: '/mlruns/8' },
      '9': { uri: 'ftp://ann:s3cret@store/9' },
    },
  },
  aliases: { cnn: { production: '7' } },
});

const served = { model: 'cnn', tracker: 'http://mlflow.ml:5000' };
const version = (number: string, name = 'cnn'): Value => ({ name, version: number, uri: `models:/${name}/${number}` });

describe('the address of a version to which a service is upgraded', () => {
  it('is what the tracker of the graph says of its number, by one question', async () => {
    const { url, asked, shown } = await opened(registry());
    const trackers: string[] = [];
    const reach = (tracker: string): Access => {
      trackers.push(tracker);
      return { address: url, identify: always({ authorization: { header: 'Bearer t', secrets: ['t'] } }) };
    };
    expect(await servedAddress(served, version('7'), reach)).toEqual({ ok: 's3://store/1/models/m-7/artifacts' });
    expect([trackers, shown]).toEqual([['http://mlflow.ml:5000'], ['Bearer t']]);
    expect(asked).toEqual(['model-versions/get-download-uri?name=cnn&version=7']);
    expect(await servedAddress(served, version('8'), reach)).toEqual({ ok: 'file:///mlruns/8' });
  });

  it('is none of another model, of an alias, or of what the registry does not have', async () => {
    const { url: address, asked } = await opened(registry());
    const failed = async (value: Value): Promise<unknown> => servedAddress(served, value, () => ({ address }));
    expect(await failed(version('7', 'rnn'))).toEqual({ failed: 'the service serves cnn, not rnn' });
    expect(await failed(version('production'))).toEqual({ failed: 'cnn@production is no version by its number' });
    expect(await failed(null)).toEqual({ failed: 'no version is given' });
    expect(asked).toEqual([]);
    expect(await failed(version('77'))).toEqual({ failed: 'cnn has no version 77' });
  });

  it('is unknown where the tracker refuses, is away, slow, or tells a password; nobody is told an address or a secret', async () => {
    const failed = async (address: string, number = '7'): Promise<unknown> =>
      servedAddress(served, version(number), () => ({ address, timeout: 200 }));
    const { url } = await opened(registry());
    expect(await failed(url, '9')).toEqual({
      failed: 'the tracker gives version 9 of cnn an address with a password, which is written nowhere',
    });
    const refusing = await opened(
      serve((_, response) => void response.writeHead(403, { 'content-type': 'text/plain' }).end('no')),
    );
    expect(await failed(refusing.url)).toEqual({ failed: 'the tracker refuses (HTTP 403): no' });
    const odd = await opened(
      serve((_, response) => {
        json(response, { artifact_uri: 3 });
      }),
    );
    expect(await failed(odd.url)).toEqual({ failed: 'the tracker answers without `artifact_uri`' });
    const silent = await opened(serve(() => undefined));
    expect(await failed(silent.url)).toEqual({ failed: 'the tracker gave no answer within 0.2 s' });
    await silent.close();
    expect(JSON.stringify(await failed(silent.url))).toMatch(/the tracker cannot be reached \(\w+\)"/);
  });
});
