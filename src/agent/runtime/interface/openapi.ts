import type { CalledNode, StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import { MAX_REQUEST } from '../../../contract/process/endpoint.ts';
import { MOST_WAIT, receiversOf } from './calls.ts';
import { answer, entries, peopleOperations, probes, refusals } from './operations.ts';
import { argumentsSchema } from './value-schema.ts';

/** Who asks: other agents, which show tokens, or people on the pod's own loopback. */
export type Audience = 'agents' | 'people';

/** All that an agent answers, as an OpenAPI 3.1 document. */
export function openApiOf(graph: StrategyGraph, audience: Audience): object {
  const { namespace, name, role } = graph.agent;
  const calls = [...receiversOf(graph)].map(([receiver, node]): [string, object] => [
    `/v1/calls/${receiver}`,
    { post: callOf(receiver, node) },
  ]);
  return {
    openapi: '3.1.1',
    info: { title: `${namespace}/${name}`, version: '1', ...(role === '' ? {} : { summary: role }) },
    ...(audience === 'agents' ? { security: [{ account: [] }] } : {}),
    paths: {
      ...Object.fromEntries(calls),
      ...(audience === 'people' ? peopleOperations(graph) : {}),
      ...probes,
    },
    components: {
      ...(audience === 'agents' ? { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } } : {}),
      schemas: {
        Problem: {
          description: 'RFC 9457',
          type: 'object',
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
                required: ['pointer', 'detail'],
              },
            },
          },
          required: ['type', 'title', 'status', 'detail'],
          additionalProperties: false,
        },
      },
    },
  };
}

const taken = {
  call: { type: 'string', description: 'its Idempotency-Key' },
  decisions: { type: 'array', items: { type: 'string' }, description: 'ids of what it leads to' },
};

const callOf = (receiver: string, node: CalledNode): object => ({
  operationId: `call_${receiver}`,
  description: `The body has ${String(MAX_REQUEST)} bytes at most.`,
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'the same call sent again has the same one',
      schema: { type: 'string' },
    },
    {
      name: 'traceparent',
      in: 'header',
      description: 'where the call stands in a trace, as W3C Trace Context has it',
      schema: { type: 'string' },
    },
    {
      name: 'wait',
      in: 'query',
      description: `seconds to wait for what comes of it, as 10s, up to ${String(MOST_WAIT)}s`,
      schema: { type: 'string', pattern: '^\\d+s?$' },
    },
  ],
  requestBody: { required: true, content: { 'application/json': { schema: argumentsSchema(node) } } },
  responses: {
    '200': answer('what came of it', {
      type: 'object',
      properties: { ...taken, ended: entries },
      required: ['call', 'decisions', 'ended'],
      additionalProperties: false,
    }),
    '202': answer('it was taken, and no crash can lose it', {
      type: 'object',
      properties: taken,
      required: ['call', 'decisions'],
      additionalProperties: false,
    }),
    ...refusals(400, 401, 403, 409, 413, 415, 422, 429, 503),
  },
});
