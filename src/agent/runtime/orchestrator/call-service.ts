import type { OrchestratorNode } from '../../../contract/process/orchestrator.ts';
import { codeOf } from '../../../base/http/response.ts';
import { Problem } from '../interface/problem.ts';
import { heldMessage, type Message } from './message.ts';
import type { Limits } from './limits.ts';
import type { Post } from './post.ts';
import type { Method, PathOf } from './protocol.ts';
import { readBytes, type Held } from './room.ts';

/** One request of a caller, with all that it is handed on to. */
export interface Exchange {
  readonly pathOf: PathOf;
  /** Of the caller, to hand on. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends all calls: the time is up, the caller is gone, or another call has failed. */
  readonly signal: AbortSignal;
  readonly held: Held;
  readonly limits: Limits;
  readonly post: Post;
  /** A number of at least 0 and below 1. */
  readonly random: () => number;
  /** What a service has done wrong, or that it answered. */
  readonly tell: (service: string, problem?: string) => void;
}

/** Why the signal of a request ends its calls. */
export const TIME_IS_UP = Symbol('time is up');

/** What is wrong with a body that a service takes, where the caller wrote it. */
const CALLERS_FAULTS: readonly number[] = [400, 413, 422];

/** Has a service do something with a message. Rejects with a `Problem` that names the service and tells none of its words. */
export async function callService(
  { name, port }: Pick<OrchestratorNode, 'name' | 'port'>,
  method: Method,
  message: Message,
  exchange: Exchange,
): Promise<Message> {
  const { pathOf, headers, signal, limits, held, tell } = exchange;
  const failed = (status: number, problem: string, told = problem): Problem => {
    tell(name, told);
    return new Problem(status, `the service ${name} ${problem}`);
  };
  try {
    const url = `http://127.0.0.1:${String(port)}${pathOf(name, method)}`;
    const { status, type, body, leave } = await exchange.post(url, { body: message.bytes, headers, signal });
    if (status < 200 || status >= 300) {
      leave();
      const isCallers = message.by === undefined && CALLERS_FAULTS.includes(status);
      if (isCallers) throw new Problem(status, `the service ${name} does not take this request`);
      throw failed(502, `answered with status ${String(status)}`);
    }
    if (!/^application\/json\b/i.test(type)) {
      leave();
      throw failed(502, 'answered with something else than application/json');
    }
    const bytes = await readBytes(body, limits.body, held);
    if (bytes === 'too-large') throw failed(502, `answered with more than ${String(limits.body)} bytes`);
    if (bytes === 'no-room') throw noRoom();
    tell(name);
    return heldMessage(bytes, held, name);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (signal.reason === TIME_IS_UP)
      throw failed(504, `gave no answer within the ${String(limits.seconds)} s of the request`);
    if (signal.aborted) throw new Problem(503, `the service ${name} was not waited for`);
    throw failed(502, 'cannot be reached', `cannot be reached (${codeOf(error) ?? 'no connection'})`);
  }
}

export const noRoom = (headers: Readonly<Record<string, string>> = {}): Problem =>
  new Problem(503, 'too many large requests at once', { headers: { 'retry-after': '1', ...headers } });
