import { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { listen } from '../../../../src/agent/runtime/interface/serve.ts';

describe('the end of listening', () => {
  it('waits for the answers that are due, and not for their connections', async () => {
    let answer: (() => void) | undefined;
    const app = new Hono();
    app.get(
      '/',
      () =>
        new Promise<Response>((resolve) => {
          answer = () => {
            resolve(new Response('there'));
          };
        }),
    );
    const listening = await listen(app, { host: '127.0.0.1', port: 0 });
    const asked = fetch(`http://127.0.0.1:${String(listening.port)}/`);
    await vi.waitFor(() => {
      expect(answer).toBeDefined();
    });
    const closed = listening.close();
    answer?.();
    expect(await (await asked).text()).toBe('there');
    await closed;
  });
});
