import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeAnswer } from '../../../src/agent/runtime/prometheus-answer.ts';
import { prometheus, type PrometheusOptions } from '../../../src/agent/runtime/prometheus.ts';
import { always, type Identity } from '../../../src/base/http/identity.ts';
import { known, type Observation } from '../../../src/base/values/value.ts';

const success = (resultType: string, result: unknown, more: object = {}): string =>
  JSON.stringify({ status: 'success', data: { resultType, result }, ...more });
const sample = (value: unknown): string => success('vector', [{ metric: {}, value: [1_700_000_000.5, value] }]);
const decode = (body: string, factor = 1, status = 200): Observation => decodeAnswer({ status, body }, factor);
const reason = (observation: Observation): string => (observation.known ? 'it is known' : observation.reason);

describe('an answer of Prometheus', () => {
  it('is the one value, in the base unit', () => {
    expect(decode(sample('20.002'))).toEqual(known(20.002));
    expect(decode(sample('180'), 0.001)).toEqual(known(0.18));
    expect(decode(sample('1e-10'))).toEqual(known(1e-10));
    expect(decode(sample('-3'))).toEqual(known(-3));
    expect(decode(sample('1'), 2 ** 20)).toEqual(known(1_048_576));
    // A number without a series, as `1 + 1` is.
    expect(decode(success('scalar', [1_700_000_000, '2']))).toEqual(known(2));
  });

  it('knows zero from nothing', () => {
    expect(decode(sample('0'))).toEqual(known(0));
    expect(decode(sample('-0'))).toEqual(known(0));
    expect(decode(success('vector', []))).toMatchObject({ known: false });
    for (const none of ['', ' ', null, undefined, [], false, 0])
      expect(decode(sample(none))).toMatchObject({ known: false });
  });

  it('is unknown where it is not one number, and says why', () => {
    expect(reason(decode(success('vector', [])))).toContain('no sample');
    expect(reason(decode(sample('NaN')))).toContain('not a number');
    expect(reason(decode(sample('+Inf')))).toContain('infinite');
    expect(reason(decode(sample('-Inf')))).toContain('infinite');
    expect(reason(decode(sample('1e308'), 1e10))).toContain('too large');
    expect(reason(decode(sample('0x10')))).toContain('no number');
    expect(reason(decode(sample('12 apples')))).toContain('no number');
    const series = [1, 2, 3].map((each) => ({ metric: { pod: String(each) }, value: [0, '1'] }));
    expect(reason(decode(success('vector', series)))).toBe('the query gives 3 series, and a sensor is one');
    expect(reason(decode(success('vector', [{ metric: {}, histogram: [0, {}] }])))).toContain('histogram');
    expect(reason(decode(success('matrix', [{ metric: {}, values: [[0, '1']] }])))).toContain('all samples of a time');
    expect(reason(decode(success('string', [0, 'text'])))).toContain('a text');
    expect(reason(decode(success('scalar', [0, 'NaN'])))).toContain('not a number');
    expect(reason(decode(success('tensor', [])))).toContain('unknown type, tensor');
    expect(reason(decode(JSON.stringify({ status: 'success' })))).toContain('no data');
    expect(reason(decode(success('vector', 'x')))).toContain('no result');
  });

  it('is unknown where it may be incomplete; infos are passed over', () => {
    const result = [{ metric: {}, value: [0, '1'] }];
    expect(reason(decode(success('vector', result, { warnings: ['store is away'] })))).toBe(
      'Prometheus warns: store is away',
    );
    expect(decode(success('vector', result, { warnings: [], infos: ['might not be a counter'] }))).toEqual(known(1));
  });

  it('tells what Prometheus says of a query that it refuses', () => {
    const refused = (status: number, errorType: string): string =>
      reason(decode(JSON.stringify({ status: 'error', errorType, error: 'parse\nerror' }), 1, status));
    expect(refused(400, 'bad_data')).toBe('Prometheus cannot read the query: parse error');
    expect(refused(422, 'execution')).toBe('Prometheus cannot carry out the query: parse error');
    expect(refused(503, 'timeout')).toBe('Prometheus did not finish the query in time: parse error');
    expect(refused(500, 'internal')).toBe('Prometheus answers with an error (HTTP 500): parse error');
    // A value beside an error does not count.
    expect(decode(sample('1'), 1, 500)).toMatchObject({ known: false });
  });

  it('is unknown where it is no JSON', () => {
    expect(reason(decode('<html>log in</html>'))).toContain('no JSON');
    expect(reason(decode('', 1, 502))).toBe('Prometheus answers that it is not there, by a proxy before it (HTTP 502)');
    expect(reason(decode('404 page not found', 1, 404))).toContain('HTTP 404');
    expect(reason(decode('[]'))).toContain('no JSON');
  });

  it('shows of texts from outside one short line', () => {
    const error = `\u001b[31m${'x'.repeat(5000)}`;
    const said = reason(decode(JSON.stringify({ status: 'error', errorType: 'bad_data', error }), 1, 400));
    expect(said.length).toBeLessThan(300);
    expect(said).not.toContain('\u001b');
  });

  it('is never worse than unknown, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.integer({ min: 100, max: 599 }), (body, status) => {
        const observation = decodeAnswer({ status, body }, 0.001);
        expect(typeof observation.known).toBe('boolean');
      }),
    );
    const shape = fc.record({
      status: fc.constantFrom('success', 'error'),
      data: fc.record({
        resultType: fc.constantFrom('vector', 'scalar', 'matrix', 'string'),
        result: fc.array(fc.oneof(fc.record({ metric: fc.object(), value: fc.array(fc.jsonValue()) }), fc.jsonValue())),
      }),
    });
    fc.assert(
      fc.property(shape, (answer) => {
        const observation = decode(JSON.stringify(answer));
        if (observation.known) expect(Number.isFinite(observation.value)).toBe(true);
      }),
    );
  });
});

describe('asking Prometheus', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  interface Asked {
    readonly method: string | undefined;
    readonly path: string | undefined;
    readonly authorization: string | undefined;
    readonly form: URLSearchParams;
  }

  async function serve(
    answer: (response: ServerResponse) => void,
  ): Promise<{ readonly at: string; readonly asked: Asked[] }> {
    const asked: Asked[] = [];
    const server = createServer((request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { method, url: path, headers } = request;
        asked.push({ method, path, authorization: headers.authorization, form: new URLSearchParams(body) });
        answer(response);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return { at: `127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked };
  }

  const AT = Date.UTC(2026, 2, 1, 9) + 250;
  const as = (identity: Identity): PrometheusOptions => ({ identify: () => always(identity) });
  const ask = (url: string, options: PrometheusOptions = {}, fields: object = {}): Promise<Observation> =>
    prometheus(options)(
      { sensor: 's1', kind: 'prometheus', fields: { url, query: 'up', factor: 0.001, ...fields } },
      AT,
    );

  it('posts a form with the instant of the event', async () => {
    const { at, asked } = await serve((response) => response.end(sample('5')));
    expect(await ask(`http://${at}/prefix/`)).toEqual(known(0.005));
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/prefix/api/v1/query', authorization: undefined });
    expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({
      query: 'up',
      time: '1772355600.25',
      timeout: '10000ms',
    });
  });

  it('gives credentials to Prometheus, and to nobody else', async () => {
    const { at, asked } = await serve((response) => response.end(sample('5')));
    await ask(`http://reader:p%40ss%@${at}`);
    expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('reader:p%40ss%').toString('base64')}`);
    await ask(`http://${at}`, as({ authorization: { header: 'Bearer token', secrets: ['token'] } }));
    expect(asked[1]?.authorization).toBe('Bearer token');

    const other = await serve((response) => response.end(sample('6')));
    const redirecting = await serve((response) => response.writeHead(302, { location: `http://${other.at}/` }).end());
    expect(reason(await ask(`http://reader:secret@${redirecting.at}`))).toBe(
      'Prometheus answers with another address (HTTP 302)',
    );
    expect(other.asked).toEqual([]);
  });

  it('sends further headers, and does not tell on what Prometheus says of credentials', async () => {
    const server = createServer(({ headers }, response) => {
      const error = `${String(headers['x-scope-orgid'])} shows ${String(headers.authorization)}`;
      response.writeHead(401).end(JSON.stringify({ status: 'error', error }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const authorization = { header: 'Bearer t0ken', secrets: ['t0ken'] };
    expect(reason(await ask(url, as({ authorization, headers: { 'X-Scope-OrgID': 'ml' } })))).toBe(
      'Prometheus answers that it does not know who asks (HTTP 401): ml shows Bearer …',
    );
    expect(reason(await ask(url.replace('//', '//reader:secret@')))).toMatch(/shows Basic …$/);
  });

  it('is unknown where nobody answers, with no address and no secret in the reason', async () => {
    const closed = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const reasons = [
      await ask(`http://reader:secret@${closed.at}`),
      await ask('http://reader:secret@nowhere.invalid:9090'),
      await ask('http://reader:secret@'),
      await ask('ftp://reader:secret@127.0.0.1'),
      await ask('not an address secret'),
      await ask(`http://${closed.at}`, as({ authorization: { header: 'Bearer\nsecret', secrets: [] } })),
    ].map(reason);
    expect(reasons[0]).toBe('Prometheus cannot be reached (ECONNREFUSED)');
    for (const each of reasons) expect(each).not.toMatch(/secret|reader|127\.0\.0\.1|nowhere|it is known/);
  });

  it('waits for an answer so long and no longer, to its end', async () => {
    const silent = await serve(() => undefined);
    expect(reason(await ask(`http://${silent.at}`, { timeout: 50 }))).toBe('Prometheus did not answer within 0.05 s');
    const slow = await serve((response) => response.write('{"status":'));
    expect(reason(await ask(`http://${slow.at}`, { timeout: 50 }))).toBe('Prometheus did not answer within 0.05 s');
  });

  it('reads no more than the limit', async () => {
    const endless = await serve((response) => {
      const write = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', write);
      };
      write();
    });
    expect(reason(await ask(`http://${endless.at}`))).toBe('the answer of Prometheus has more than 1048576 bytes');
    const { at } = await serve((response) => response.end(sample('5')));
    expect(await ask(`http://${at}`, { limit: sample('5').length })).toEqual(known(0.005));
    expect(reason(await ask(`http://${at}`, { limit: sample('5').length - 1 }))).toContain('more than');
  });

  it('is unknown where an answer breaks off, or the request is none', async () => {
    const broken = await serve((response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('{');
      setTimeout(() => response.destroy(), 10);
    });
    expect(reason(await ask(`http://${broken.at}`))).toContain('Prometheus cannot be reached');
    expect(reason(await ask('http://127.0.0.1:1', {}, { query: null }))).toContain('no query');
  });
});
