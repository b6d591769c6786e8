import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Connections that are open at once; more are closed. */
const MOST_CONNECTIONS = 1024;

export interface Listening {
  readonly port: number;
  /** Takes no more requests, and waits for those that are there. */
  close(): Promise<void>;
}

/** Listens for requests. Port 0 is any free one. Rejects where the port is taken. */
export async function listen(
  app: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const answer = getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false });
  const server: Server = createServer(
    // Who sends slowly holds a connection no longer than that.
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 75_000, maxHeaderSize: 16_384 },
    (incoming, outgoing) => {
      // A connection whose last answer this was would hold up the end for as long as it may be idle.
      outgoing.once('close', () => {
        if (!server.listening)
          setImmediate(() => {
            server.closeIdleConnections();
          });
      });
      void answer(incoming, outgoing);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end(rawProblem(error.code));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** What is no request, or comes too slowly, is answered as all else that is wrong; it never reaches the app. */
function rawProblem(code = ''): string {
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[code] ?? 400;
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail: 'this is no request that is taken' });
  const headers = `content-type: application/problem+json\r\ncontent-length: ${String(body.length)}\r\nconnection: close`;
  return `HTTP/1.1 ${String(status)} ${title}\r\n${headers}\r\n\r\n${body}`;
}
