import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notify } from '../../../../src/agent/runtime/actuators/notify.ts';
import type { Outcome } from '../../../../src/agent/engine/event.ts';
import { serve, type Local } from '../../../support/tracker.ts';

let folder: string;
let server: Local;
let status: number;
let heard: { text: string; key: unknown }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  mkdirSync(join(folder, 'alerts'));
  [status, heard] = [200, []];
  server = await serve((request: IncomingMessage, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      heard.push({ text, key: request.headers['idempotency-key'] });
      response
        .writeHead(status, { 'content-type': 'text/plain', location: 'http://127.0.0.1:1/' })
        .end(`${request.url ?? ''} ok`);
    });
  });
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

const address = (text: string): void => {
  writeFileSync(join(folder, 'alerts', 'url'), text);
};
const tell = (to: Record<string, string> = { secret: 'alerts', key: 'url' }, key = 'a/b/1'): Promise<Outcome> =>
  notify(folder)(
    { kind: 'primitive', name: 'notify', arguments: { to, text: 'no replica answers' } },
    { key, id: key, occurrence: 'o' },
    { signal: new AbortController().signal, intents: [], intend: () => Promise.resolve() },
  );

describe('a message to a webhook', () => {
  it('is posted to the address that the Secret has now, with its key', async () => {
    address('http://127.0.0.1:1/old');
    expect(await tell()).toMatchObject({ failed: expect.stringContaining('cannot be reached') as unknown });
    address(`${server.url}/T0/s3cret\n`);
    expect(await tell()).toEqual({ ok: null });
    expect(await tell()).toEqual({ ok: null });
    expect(heard).toEqual([0, 1].map(() => ({ text: '{"text":"no replica answers"}', key: '"a/b/1"' })));
    await tell(undefined, 'a b');
    expect(heard.at(-1)?.key).toMatch(/^"sha256-[0-9a-f]{64}"$/);
  });

  it('is told as failed without its address', async () => {
    const failed = async (): Promise<string> => {
      const outcome = await tell();
      return 'failed' in outcome ? outcome.failed : 'ok';
    };
    address(`${server.url}/T0/s3cret`);
    status = 404;
    expect(await failed()).toBe('the webhook of alerts.url refuses (HTTP 404)');
    status = 302;
    expect(await failed()).toBe('the webhook of alerts.url leads to another address (HTTP 302), which is not followed');
    address('http://hooks.example.org/T0/s3cret');
    expect(await failed()).toBe(
      'the webhook of alerts.url has an address that is not https: whoever is on the way could read it',
    );
    address('s3cret');
    expect(await failed()).toBe('the webhook of alerts.url has no address that is one');
    address('https://ann:s3cret@hooks.example.org/');
    expect(await failed()).toBe('the webhook of alerts.url has an address with a password, which is sent to nobody');
    await server.close();
    address(`${server.url}/T0/s3cret`);
    expect(await failed()).toBe('the webhook of alerts.url cannot be reached (ECONNREFUSED)');
  });

  it('is of a key that is mounted, and of no other file', async () => {
    expect(await tell({ secret: 'alerts', key: 'other' })).toEqual({
      failed: 'there is no key other of the Secret alerts',
    });
    for (const to of [
      { secret: '..', key: 'url' },
      { secret: 'alerts', key: '../alerts/url' },
      { secret: '' },
      {},
    ] as Record<string, string>[])
      expect(await tell(to)).toEqual({ failed: 'it names no key of a Secret' });
  });
});
