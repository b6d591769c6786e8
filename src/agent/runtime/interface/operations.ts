import type { SchemaObject } from 'ajv';
import { agentPaths } from '../../../contract/process/agent.ts';
import type { StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import { MOST_ITEMS, VERDICTS } from './views.ts';

/** What may be asked beside calls, as OpenAPI describes it. A test asks for all of it, and holds the answers to it. */

/** By path and method. */
export type Operations = Readonly<Record<string, Readonly<Record<string, object>>>>;

const text: SchemaObject = { type: 'string' };
const whole: SchemaObject = { type: 'integer', minimum: 0 };
const instant: SchemaObject = { type: 'integer', description: 'milliseconds since 1970 UTC' };
const open: SchemaObject = { type: 'object' };

const orNull = (schema: SchemaObject): SchemaObject => ({ anyOf: [schema, { type: 'null' }] });
const listOf = (items: SchemaObject): SchemaObject => ({ type: 'array', items });
/** All of it is there, and nothing else. */
const record = (properties: Readonly<Record<string, SchemaObject>>): SchemaObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const paused = orNull(record({ by: text, at: instant }));
/** What an entry has beside depends on its kind. */
const entry: SchemaObject = {
  type: 'object',
  properties: { kind: text, at: instant, namespace: text, agent: text, strategy: text, occurrence: text },
  required: ['kind', 'at', 'namespace', 'agent'],
};
export const entries: SchemaObject = listOf(entry);

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'the request is wrong',
  401: 'the token is missing or does not count',
  403: 'whoever asks may not',
  404: 'there is nothing of this name',
  409: 'it cannot be done as things are',
  413: 'the body is too large',
  415: 'the body is not declared as JSON',
  422: 'the arguments are not what is received',
  429: 'too many requests',
  503: 'the agent takes no calls now',
};

/** Refusals, as problems. */
export const refusals = (...statuses: readonly number[]): Readonly<Record<string, object>> =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: REFUSALS[status],
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );

export const answer = (description: string, schema: SchemaObject): object => ({
  description,
  content: { 'application/json': { schema } },
});

export const probes: Operations = {
  [agentPaths.live]: {
    get: {
      operationId: 'live',
      security: [],
      responses: { '200': answer('the process answers', record({ status: { const: 'live' } })) },
    },
  },
  [agentPaths.ready]: {
    get: {
      operationId: 'ready',
      security: [],
      responses: { '200': answer('it takes calls', record({ status: { const: 'ready' } })), ...refusals(503) },
    },
  },
  [agentPaths.metrics]: {
    get: {
      operationId: 'metrics',
      security: [],
      responses: { '200': { description: 'what Prometheus scrapes', content: { 'text/plain': { schema: text } } } },
    },
  },
  '/openapi.json': {
    get: { operationId: 'openapi', security: [], responses: { '200': answer('this document', open) } },
  },
};

const query = (name: string, description: string, schema: SchemaObject): object => ({
  name,
  in: 'query',
  description,
  schema,
});

const view = (operationId: string, schema: SchemaObject, more: object = {}): { readonly get: object } => ({
  get: { operationId, responses: { '200': answer('as it is now', schema), ...refusals(403) }, ...more },
});

/** What people see and do, who forward the port of the pod. */
export function peopleOperations({ strategies }: StrategyGraph): Operations {
  const name = { name: 'name', in: 'path', required: true, schema: { enum: strategies.map((node) => node.name) } };
  const control = (
    operationId: string,
    schema: SchemaObject,
    statuses: readonly number[],
    parameters: object[] = [],
  ): object => ({
    post: {
      operationId,
      parameters,
      responses: { '202': answer('it is durable', schema), ...refusals(403, ...statuses) },
    },
  });
  const holding = (verb: string, isPaused: boolean): Operations => ({
    [`/v1/${verb}`]: { ...control(verb, record({ paused: { const: isPaused } }), []) },
    [`/v1/strategies/{name}/${verb}`]: {
      ...control(`${verb}Strategy`, record({ strategy: text, paused: { const: isPaused } }), [404], [name]),
    },
  });
  return {
    '/v1/strategies': view(
      'strategies',
      record({
        paused,
        items: listOf(
          record({ name: text, trigger: text, stage: text, waiting: whole, lastFired: orNull(instant), paused }),
        ),
      }),
    ),
    '/v1/approvals': view(
      'approvals',
      record({
        items: listOf(
          record({
            id: text,
            strategy: text,
            decision: text,
            at: instant,
            by: text,
            actions: listOf(text),
            lapses: instant,
          }),
        ),
      }),
    ),
    '/v1/state': view('state', record({ startedAt: instant, now: instant, values: open, latches: open })),
    '/v1/sensors': view(
      'sensors',
      record({ items: listOf(record({ id: text, label: text, type: text, kind: text })) }),
    ),
    '/v1/decisions': {
      get: {
        operationId: 'decisions',
        description: 'what was told of decisions, the newest first',
        parameters: [
          query('strategy', 'of this strategy alone', text),
          query('decision', 'of this decision alone, by its id', text),
          query('verdict', 'decisions alone that came out so', { enum: VERDICTS }),
          query('before', 'the `next` of the page before', { type: 'integer', minimum: 1 }),
          query('most', 'about so many', { type: 'integer', minimum: 1, maximum: MOST_ITEMS, default: 50 }),
        ],
        responses: {
          '200': answer('a page, and what the next one is asked for with', {
            type: 'object',
            properties: { items: entries, next: whole },
            required: ['items'],
            additionalProperties: false,
          }),
          ...refusals(400, 403),
        },
      },
    },
    '/v1/why': {
      get: {
        operationId: 'why',
        description: 'what a decision was, why, and what came of it',
        parameters: [{ ...query('decision', 'its id', text), required: true }],
        responses: {
          '200': answer('in words, and what they are made of', {
            type: 'object',
            properties: { of: text, lines: listOf(text), enough: text, entries },
            required: ['of', 'lines', 'entries'],
            additionalProperties: false,
          }),
          ...refusals(400, 403, 404),
        },
      },
    },
    '/v1/why-not': {
      get: {
        operationId: 'whyNot',
        description: 'why a strategy did not act, and what would have been enough',
        parameters: [
          { ...query('strategy', 'its name; one that the agent does not run, too', text), required: true },
          query('at', 'of which instant; now if not said', { type: 'string', examples: ['2026-03-01T14:00:00Z'] }),
        ],
        responses: {
          '200': answer('in words', {
            type: 'object',
            properties: { because: text, reason: text, enough: text, more: listOf(text), decision: text },
            required: ['because', 'reason', 'more'],
            additionalProperties: false,
          }),
          ...refusals(400, 403),
        },
      },
    },
    ...holding('pause', true),
    ...holding('resume', false),
    '/v1/clock': {
      ...control('setClock', record({ setBackBy: { type: 'number', description: 'in seconds' } }), [409]),
    },
  };
}
