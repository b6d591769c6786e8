import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Context } from 'hono';
import { randomUUID } from 'node:crypto';
import { plainValue, isRecord } from '../../../base/values/plain.ts';
import { readTraceparent, traceparentOf } from '../../../contract/process/traceparent.ts';
import type { CalledNode, StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import { CALL_ID_LENGTH } from '../../engine/receive.ts';
import { calledNodes } from '../../engine/triggers.ts';
import type { AgentAccess, Taken } from './agent-access.ts';
import { Problem, type FieldProblem } from './problem.ts';
import { readJson } from './read-json.ts';
import { argumentsSchema } from './value-schema.ts';

/** Seconds for which somebody may wait for what comes of a call. */
export const MOST_WAIT = 60;

/** What the agent receives, by name; strategies that receive the same agree on what it is given. */
export const receiversOf = (graph: StrategyGraph): ReadonlyMap<string, CalledNode> =>
  new Map(graph.strategies.flatMap(({ trigger }) => calledNodes(trigger).map((node) => [node.receiver, node])));

/** Takes calls: their bodies are the arguments by name. */
export class Calls {
  readonly #agent: AgentAccess;
  readonly #receivers: ReadonlyMap<string, { readonly validate: ValidateFunction }>;

  constructor(agent: AgentAccess) {
    this.#agent = agent;
    const ajv = new Ajv({ allErrors: true, strict: true });
    this.#receivers = new Map(
      [...receiversOf(agent.graph)].map(([name, node]) => [name, { validate: ajv.compile(argumentsSchema(node)) }]),
    );
  }

  /** Rejects with a `Problem`. */
  async take(context: Context, caller: string): Promise<Response> {
    const { req } = context;
    const receiver = req.param('name') ?? '';
    const own = this.#receivers.get(receiver);
    if (!own) throw new Problem(404, `${this.#agent.graph.agent.name} receives no such call`);
    const [id, wait] = [idOf(req.header('idempotency-key')), waitOf(req.query('wait'))];
    const body = await readJson(req.raw);
    if (!own.validate(body))
      throw new Problem(422, 'the arguments are not what is received', { errors: problemsIn(own.validate.errors) });
    const given = plainValue(body);
    if (!isRecord(given)) throw new Problem(422, 'the arguments are no record');
    const place = readTraceparent(req.header('traceparent'));
    const traced = place ? { traceparent: traceparentOf(place) } : {};
    const taken = await this.#agent.call({ caller, receiver, id, arguments: given, ...traced });
    // It waits for others, or is of a kind that the schema cannot tell.
    if (!taken.accepted) throw new Problem(409, taken.reason);
    return this.#answer(taken, id, wait);
  }

  async #answer({ decisions }: Taken, id: string, wait: number): Promise<Response> {
    const taken = { call: id, decisions };
    const ended = wait > 0 ? await this.#agent.endings(decisions, wait * 1000) : undefined;
    return ended ? Response.json({ ...taken, ended }) : Response.json(taken, { status: 202 });
  }
}

/** A structured field has quotes around it (RFC 8941). Without one the call is another one whenever it is sent. */
function idOf(header: string | undefined): string {
  if (header === undefined) return randomUUID();
  const id = /^"([ -~]+)"$/.exec(header)?.[1] ?? header;
  if (!/^[!-~]+$/.test(id) || id.length > CALL_ID_LENGTH)
    throw new Problem(400, `Idempotency-Key has 1 to ${String(CALL_ID_LENGTH)} visible characters`);
  return id;
}

function waitOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const seconds = Number(/^(\d+)s?$/.exec(text)?.[1] ?? NaN);
  if (!(seconds <= MOST_WAIT))
    throw new Problem(400, `wait is a whole number of seconds up to ${String(MOST_WAIT)}, as 10s`);
  return seconds;
}

const problemsIn = (errors: ValidateFunction['errors']): FieldProblem[] =>
  (errors ?? []).slice(0, 20).map((error) => ({ pointer: error.instancePath, detail: detailOf(error) }));

function detailOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `${String(params['missingProperty'])} is missing`;
    case 'additionalProperties':
      return `there is no parameter of this name: ${JSON.stringify(String(params['additionalProperty']).slice(0, 100))}`;
    default:
      return message ?? 'is not what is received';
  }
}
