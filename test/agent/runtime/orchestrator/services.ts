import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a service was asked. */
export interface Asked {
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

export type Answer = (asked: Asked, outgoing: ServerResponse) => void;

/** Programs on loopback that answer as a test wants. */
export class Services {
  readonly asked: Asked[] = [];
  /** Requests that went away before they were answered. */
  abandoned = 0;
  readonly #servers: Server[] = [];

  /** Starts a program, and gives its port. */
  async add(answer: Answer): Promise<number> {
    const server = createServer((incoming, outgoing) => void this.#take(answer, incoming, outgoing));
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
    return (server.address() as AddressInfo).port;
  }

  async #take(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const { url: path = '', headers } = incoming;
    const asked = { path, headers, body: Buffer.concat(chunks).toString('utf8') };
    this.asked.push(asked);
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) this.abandoned += 1;
    });
    answer(asked, outgoing);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve);
            server.closeAllConnections();
          }),
      ),
    );
  }
}

/** Answers with this text as JSON. */
export const says =
  (body: string, status = 200, type = 'application/json'): Answer =>
  (_, outgoing) => {
    outgoing.writeHead(status, { 'content-type': type });
    outgoing.end(body);
  };

/** A program of rows: makes of each instance one of its own. */
export const rows =
  (key: 'instances' | 'predictions', of: (instance: number) => number): Answer =>
  ({ body }, outgoing) => {
    const { instances } = JSON.parse(body) as { instances: number[] };
    says(JSON.stringify({ [key]: instances.map(of) }))({ path: '', body, headers: {} }, outgoing);
  };

export const silent: Answer = () => undefined;
