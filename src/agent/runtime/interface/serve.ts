import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
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
