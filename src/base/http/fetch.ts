import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';

export interface Sending {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * Sends one request, and follows no redirect: credentials are for one place. `ca`, as PEM, vouches for the server in place of those
 * whom Node trusts, which fetch cannot be told. Rejects as fetch does.
 */
export function send(url: string | URL, sending: Sending, ca?: string): Promise<Response> {
  return ca === undefined ? fetch(url, { ...sending, redirect: 'manual' }) : sendTrusting(url, sending, ca);
}

/** Connections are kept, by who vouches for them. */
const agents = new Map<string, Agent>();

function agentOf(ca: string): Agent {
  const agent = agents.get(ca) ?? new Agent({ ca, keepAlive: true });
  agents.set(ca, agent);
  return agent;
}

function sendTrusting(url: string | URL, { body, ...options }: Sending, ca: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { ...options, agent: agentOf(ca) }, (incoming) => {
      // An odd status or header throws, and nobody catches what is thrown here.
      try {
        resolve(responseOf(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Statuses that have no body. */
const EMPTY: readonly number[] = [204, 205, 304];

function responseOf(incoming: IncomingMessage): Response {
  const { statusCode: status = 0, rawHeaders } = incoming;
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  const isEmpty = EMPTY.includes(status);
  if (isEmpty) incoming.resume();
  return new Response(isEmpty ? null : Readable.toWeb(incoming), { status, headers });
}
