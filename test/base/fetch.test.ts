import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mlflow } from '../../src/agent/runtime/sensors/mlflow.ts';
import { prometheus } from '../../src/agent/runtime/prometheus.ts';
import { send, type Sending } from '../../src/base/http/fetch.ts';
import { always } from '../../src/base/http/identity.ts';
import { readBody } from '../../src/base/http/response.ts';
import { known } from '../../src/base/values/value.ts';
import { certificate } from '../support/certificate.ts';

const made = certificate();

const sending = (more: Partial<Sending> = {}): Sending => ({
  method: 'GET',
  headers: {},
  signal: AbortSignal.timeout(5000),
  ...more,
});

describe.skipIf(!made)('a server for which a CA of its own vouches', () => {
  let server: Server;
  let url: string;
  const { key = '', cert: ca = '' } = made ?? {};

  beforeAll(async () => {
    server = createServer({ key, cert: ca }, (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const path = request.url ?? '';
        if (path.startsWith('/silent')) return;
        if (path === '/odd') response.writeHead(700).end();
        else if (path === '/elsewhere') response.writeHead(302, { location: '/' }).end();
        else if (path === '/nothing') response.writeHead(204).end();
        else if (path.endsWith('/query'))
          response.end(JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [0, '4'] } }));
        else if (path.includes('registered-models'))
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify({ model_version: { version: '4', creation_timestamp: 1 } }));
        else
          response.writeHead(200, { 'x-seen': request.headers['x-org'] ?? '' }).end(`${request.method ?? ''} ${body}`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is asked where the CA is given, and not where it is not', async () => {
    const response = await send(url, sending({ method: 'POST', body: 'hello', headers: { 'x-org': 'ml' } }), ca);
    expect([response.status, response.headers.get('x-seen'), await readBody(response, 99)]).toEqual([
      200,
      'ml',
      'POST hello',
    ]);
    await expect(send(url, sending())).rejects.toThrow();
    await expect(send(url, sending(), 'no certificate')).rejects.toThrow();
    expect((await send(`${url}/nothing`, sending(), ca)).status).toBe(204);
    expect((await send(`${url}/elsewhere`, sending(), ca)).status).toBe(302);
    await expect(send(`${url}/odd`, sending(), ca)).rejects.toThrow();
    await expect(send(`${url}/silent`, sending({ signal: AbortSignal.timeout(50) }), ca)).rejects.toThrow();
    expect(await readBody(await send(url, sending({ method: 'POST', body: 'x'.repeat(99) }), ca), 9)).toBeUndefined();
  });

  it('can be a tracker, and a Prometheus', async () => {
    const trusting = { identify: () => always({ ca }) };
    const version = {
      sensor: 's',
      kind: 'mlflow',
      fields: { tracker: url, take: 'version', model: 'cnn', alias: 'a' },
    };
    expect(await mlflow(trusting)(version, 0)).toMatchObject({ value: { version: '4' } });
    expect(await mlflow()(version, 0)).toMatchObject({
      reason: 'the tracker cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
    const query = { sensor: 's', kind: 'prometheus', fields: { url, query: 'up', factor: 1 } };
    expect(await prometheus(trusting)(query, 0)).toEqual(known(4));
    const silent = { ...query, fields: { ...query.fields, url: `${url}/silent` } };
    expect(await prometheus({ ...trusting, timeout: 50 })(silent, 0)).toMatchObject({ known: false });
  });
});
