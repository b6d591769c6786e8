import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Cluster } from '../../../../src/agent/runtime/cluster/client.ts';

export type Handle = (request: IncomingMessage, url: URL, response: ServerResponse, body: string) => void;

/** Answers on the loopback as an API server would, or as one in trouble; `handle` says how, and may be replaced. */
export class FakeServer {
  handle: Handle;
  /** Milliseconds since its start at which requests came, with what was asked. */
  readonly asked: { readonly at: number; readonly method: string; readonly url: URL }[] = [];
  connections = 0;
  readonly #server;
  readonly #sockets = new Set<Socket>();
  #start = performance.now();

  constructor(handle: Handle) {
    this.handle = handle;
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://api');
      this.asked.push({ at: performance.now() - this.#start, method: request.method ?? '', url });
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        this.handle(request, url, response, body);
      });
      request.on('error', () => undefined);
    });
    this.#server.on('connection', (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  async start(): Promise<Cluster> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#start = performance.now();
    const { port } = this.#server.address() as AddressInfo;
    return connect(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [
          { name: 'c', cluster: { server: `http://127.0.0.1:${String(port)}`, 'insecure-skip-tls-verify': true } },
        ],
        users: [{ name: 'u', user: { token: 'hush' } }],
      }),
    );
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Ends all connections by RST. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}

export function answer(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Waits until something is so, for some seconds. */
export async function until(holds: () => boolean, seconds = 10): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await pause(10);
  }
}
