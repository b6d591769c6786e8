import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runtimeBundle } from '../../src/build/runtime-bundle.ts';
import { accessFile, headerFile } from '../../src/contract/process/agent.ts';
import { encodeGraph } from '../../src/contract/strategy-graph/codec.ts';
import { certificate } from '../support/certificate.ts';
import { app, compileTexts } from '../support/marked.ts';

const made = certificate();

const secrets = {
  username: 'ann-of-the-lab',
  password: 'pa55-of-ann',
  key: 'k3y-of-the-gateway',
  token: 't0ken-of-thanos',
};
const code = Buffer.from(`${secrets.username}:${secrets.password}`).toString('base64');
const unspeakable = [secrets.password, secrets.key, secrets.token, code];

/** Refuses, and quotes all that it was shown, decoded too. */
function refuse({ headers, url = '' }: IncomingMessage, response: ServerResponse): void {
  const { authorization = '', 'x-api-key': key } = headers;
  const decoded = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
  const error = `nobody is ${authorization} (${decoded}) with ${String(key)}`;
  if (url.endsWith('/query')) response.writeHead(401).end(JSON.stringify({ status: 'error', error }));
  else response.writeHead(401, { 'content-type': 'text/plain', 'x-shown': authorization }).end(error);
}

const source = (url: string): string =>
  `import { logged-last } from "std/mlflow"\n${app(`
model cnn { registered "cnn"  better accuracy }
workflow train : batch { executor step { image "a:1" } }
sensor logged = logged-last("x", experiment: "e") over 1h
sensor load : Rate from prometheus { query: "up", unit: 1/s }
agent asker {
  strategy reads    { WHEN called reads()    IF logged > 3   THEN runWorkflow(train) }
  strategy measures { WHEN called measures() IF load > 3/s   THEN runWorkflow(train) }
  strategy does     { WHEN called does()     THEN promote(cnn@3, to: production) }
  strategy hears    { WHEN on cnn.registered THEN runWorkflow(train) }
}`)
    .replace(
      /tracker {3}mlflow "[^"]*"/,
      `tracker mlflow "${url}" { credentials: secret mlflow, ca: config ca, headers: { "X-Api-Key": secret gateway.key } }`,
    )
    .replace(
      /metrics {3}prometheus "[^"]*"/,
      `metrics prometheus "${url}" { credentials: secret thanos.token, ca: config ca }`,
    )}`;

describe.skipIf(!made)('an agent whose servers quote what they are shown', () => {
  const asked: string[] = [];
  const output: string[] = [];
  let folder = '';
  let server: Server;
  let child: ChildProcess;
  let people = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sflow-secrets-'));
    const { key = '', cert = '' } = made ?? {};
    server = createServer({ key, cert }, (request, response) => {
      asked.push(`${request.headers.authorization ?? ''} ${String(request.headers['x-api-key'])}`);
      refuse(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { plan, diagnostics } = compileTexts(
      source(`https://localhost:${String((server.address() as AddressInfo).port)}`),
    );
    const graph = plan?.teams[0]?.agents[0]?.graph;
    if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('; '));

    const put = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    put('strategies.json', encodeGraph(graph));
    for (const name of ['username', 'password'] as const)
      put(`access/${accessFile('tracker', name)}`, `${secrets[name]}\n`);
    put(`access/${accessFile('tracker', headerFile('X-Api-Key'))}`, secrets.key);
    put(`access/${accessFile('metrics', 'token')}`, secrets.token);
    for (const kind of ['tracker', 'metrics'] as const) put(`access/${accessFile(kind, 'ca')}`, cert);

    const { entryPoints, options } = runtimeBundle;
    await build({ entryPoints, outfile: join(folder, 'runtime.mjs'), bundle: true, platform: 'node', ...options });
    mkdirSync(join(folder, 'journal'));
    const flags = {
      graph: join(folder, 'strategies.json'),
      journal: join(folder, 'journal/journal.db'),
      access: join(folder, 'access'),
      ...{ port: '0', people: '0' },
    };
    const given = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
    child = spawn(process.execPath, [join(folder, 'runtime.mjs'), 'agent', ...given]);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => output.push(String(text)));
    await vi.waitUntil(() => output.join('').includes('begins'), { timeout: 20_000 });
    people = `http://127.0.0.1:${String((JSON.parse(output.join('').split('\n')[0] ?? '') as { people: number }).people)}`;
  }, 60_000);
  afterAll(async () => {
    child.kill('SIGKILL');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('tells them nowhere: not in its log, its journal, its metrics and its answers', async () => {
    const headers = { 'content-type': 'application/json' };
    const answers: string[] = [];
    for (const call of ['reads', 'measures', 'does']) {
      const response = await fetch(`${people}/v1/calls/${call}?wait=10`, { method: 'POST', body: '{}', headers });
      answers.push(await response.text());
      expect(response.status, answers.at(-1)).toBeLessThan(300);
    }
    await expect.poll(() => output.join(''), { timeout: 20_000 }).toMatch(/promote.*does not know who asks/);
    for (const path of [
      '/metrics',
      '/v1/strategies',
      '/v1/state',
      '/v1/decisions',
      '/v1/sensors',
      '/readyz',
      '/openapi.json',
    ])
      answers.push(await (await fetch(`${people}${path}`)).text());
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));

    // All of them were shown, and what is searched has the sentences in which they were quoted.
    expect(new Set(asked)).toEqual(new Set([`Basic ${code} ${secrets.key}`, `Bearer ${secrets.token} undefined`]));
    const journal = readdirSync(join(folder, 'journal')).map((name) => readFileSync(join(folder, 'journal', name)));
    const places = {
      output: output.join(''),
      answers: answers.join('\n'),
      journal: Buffer.concat(journal).toString('latin1'),
    };
    for (const [place, text] of Object.entries(places)) {
      expect(text, place).toContain('nobody is ');
      for (const secret of unspeakable) expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
    }
  }, 60_000);
});
