import { Hono } from 'hono';
import type { OrchestratorGraph } from '../../../contract/process/orchestrator.ts';
import { Problem, responseOf } from '../interface/problem.ts';
import { noRoom, TIME_IS_UP, type Exchange } from './call-service.ts';
import { copierTo } from './copies.ts';
import { handOn } from './hand-on.ts';
import { LIMITS, type Limits } from './limits.ts';
import { heldMessage } from './message.ts';
import { createPost, type Post } from './post.ts';
import { HEALTH_PATHS, protocolAt } from './protocol.ts';
import { readBytes, roomFor, type Held } from './room.ts';

export interface OrchestratorParts {
  readonly limits?: Partial<Limits>;
  readonly post?: Post;
  /** A number of at least 0 and below 1. */
  readonly random?: () => number;
  /** A line for who looks after it, when a service begins to fail or is well again. */
  readonly tell?: (line: string) => void;
}

/** Takes requests and hands them through a graph. */
export function orchestratorApp({ graph, copyTo }: OrchestratorGraph, parts: OrchestratorParts = {}): Hono {
  const limits = { ...LIMITS, ...parts.limits };
  const room = roomFor(limits.held);
  const tell = changesOf(parts.tell ?? (() => undefined));
  const { random = Math.random, post = createPost() } = parts;
  const copy =
    copyTo === undefined
      ? undefined
      : copierTo(copyTo, {
          limits,
          post,
          tell: (problem) => {
            tell('what gets the copies', problem);
          },
        });

  const app = new Hono();
  for (const path of HEALTH_PATHS) app.get(path, () => Response.json({ status: 'live' }));
  app.post('*', async ({ req }) => {
    const pathOf = protocolAt(req.path);
    if (!pathOf) throw nothingThere();
    const calls = new AbortController();
    const timer = setTimeout(() => {
      calls.abort(TIME_IS_UP);
    }, limits.seconds * 1000);
    req.raw.signal.addEventListener('abort', () => {
      calls.abort();
    });
    const held = room.enter();
    try {
      const bytes = await bodyOf(req.raw, limits, held, calls.signal);
      copy?.(bytes);
      const exchange: Exchange = {
        pathOf,
        headers: headersOf(req.raw.headers),
        signal: calls.signal,
        held,
        limits,
        post,
        random,
        tell: (service, problem) => {
          tell(`the service ${service}`, problem);
        },
      };
      const answer = await handOn(graph, heldMessage(bytes, held), exchange);
      return new Response(answer.bytes, { headers: { 'content-type': 'application/json' } });
    } catch (error) {
      // What is asked beside a call that failed is of no use any more.
      calls.abort();
      throw error;
    } finally {
      clearTimeout(timer);
      held.leave();
    }
  });
  app.notFound(() => responseOf(nothingThere()));
  app.onError((error) =>
    responseOf(
      error instanceof Problem ? error : new Problem(500, 'that was not expected: the orchestrator is at fault'),
    ),
  );
  return app;
}

const nothingThere = (): Problem =>
  new Problem(
    404,
    'there is nothing at this path: predictions are at /v1/models/NAME:predict and /v2/models/NAME/infer',
  );

/** Who is refused within a body is cut off, since nobody would read the rest. */
const CUT_OFF = { connection: 'close' };

async function bodyOf(request: Request, limits: Limits, held: Held, signal: AbortSignal): Promise<Buffer> {
  const { headers } = request;
  if (!/^(identity)?$/i.test(headers.get('content-encoding') ?? ''))
    throw new Problem(415, 'send the body as it is, without a content-encoding');
  const tooLarge = `the body has more than ${String(limits.body)} bytes`;
  const announced = Number(headers.get('content-length'));
  if (announced > limits.body) throw new Problem(413, tooLarge);
  if (!held.take(announced)) throw noRoom();
  // What comes is held, and not what is announced: who sends slowly would keep others out.
  held.give(announced);
  const reading = readBytes((request.body ?? []) as AsyncIterable<Uint8Array>, limits.body, held);
  const bytes = await Promise.race([reading, ended(signal)]);
  if (bytes === 'ended') throw new Problem(408, 'the body did not come in time', { headers: CUT_OFF });
  if (bytes === 'too-large') throw new Problem(413, tooLarge, { headers: CUT_OFF });
  if (bytes === 'no-room') throw noRoom(CUT_OFF);
  return bytes;
}

const ended = (signal: AbortSignal): Promise<'ended'> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve('ended');
    });
  });

/** By which a trace of a mesh goes on. */
const HANDED_ON: readonly string[] = ['x-request-id', 'traceparent', 'tracestate'];

const headersOf = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    HANDED_ON.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );

/** Tells of each what changed: a service that is away fails each request. */
function changesOf(tell: (line: string) => void): (who: string, problem?: string) => void {
  const last = new Map<string, string | undefined>();
  return (who, problem) => {
    if (last.get(who) === problem) return;
    last.set(who, problem);
    tell(`${who} ${problem ?? 'is well again'}`);
  };
}
