import { Agent, request, type IncomingMessage } from 'node:http';
import { codeOf } from '../../../base/http/response.ts';

export interface Sent {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  /** Of the body; empty where nothing is said. */
  readonly type: string;
  /** Rejects where the connection breaks. Leaving it closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Nobody reads the body. */
  readonly leave: () => void;
}

/** Asks by POST, with JSON. Rejects where there is no answer, or the signal ends it. */
export type Post = (url: string, sent: Sent) => Promise<Answered>;

/** How long a connection is kept for the next request, in milliseconds: shorter than servers do, of which uvicorn has 5 s. */
const KEPT = 4000;

/** By Node's own client, since `fetch` copies bodies, of which there is room for few. It follows no redirects. */
export function createPost(): Post {
  const agent = new Agent({ keepAlive: true, timeout: KEPT });
  const post: Post = (url, sent) =>
    new Promise((resolve, reject) => {
      const { body, headers, signal } = sent;
      const asking = request(url, {
        agent,
        signal,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': body.byteLength,
          accept: 'application/json',
          'accept-encoding': 'identity',
        },
      });
      asking.once('response', (incoming) => {
        resolve(answeredBy(incoming));
      });
      // When the answer is there, its body tells that the connection broke, and this changes nothing.
      asking.on('error', (error) => {
        // The service closed a kept connection while it was taken again, and has not seen the request.
        if (asking.reusedSocket && codeOf(error) === 'ECONNRESET' && !signal.aborted) resolve(post(url, sent));
        else reject(error);
      });
      asking.end(body);
    });
  return post;
}

const answeredBy = (incoming: IncomingMessage): Answered => ({
  status: incoming.statusCode ?? 0,
  type: incoming.headers['content-type'] ?? '',
  body: incoming,
  leave: () => {
    incoming.on('error', () => undefined).destroy();
  },
});
