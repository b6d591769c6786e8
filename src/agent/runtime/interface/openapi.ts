import type { StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import { MOST_WAIT, receiversOf } from './calls.ts';
import { argumentsSchema } from './value-schema.ts';

const refusals: Readonly<Record<number, string>> = {
  400: 'the request is wrong',
  401: 'the token is missing or does not count',
  403: 'this account may not call this',
  409: 'it was not taken',
  413: 'the body is too large',
  415: 'the body is not declared as JSON',
  422: 'the arguments are not what is received',
  429: 'too many requests',
  503: 'the agent takes no calls now',
};

const problems = Object.fromEntries(
  Object.entries(refusals).map(([status, description]) => [
    status,
    { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  ]),
);

/** What an agent receives, as an OpenAPI 3.1 document. */
export function openApiOf(graph: StrategyGraph): object {
  const { namespace, name, role } = graph.agent;
  return {
    openapi: '3.1.1',
    info: { title: `${namespace}/${name}`, version: '1', ...(role === '' ? {} : { summary: role }) },
    security: [{ account: [] }],
    paths: Object.fromEntries(
      [...receiversOf(graph)].map(([receiver, node]) => [
        `/v1/calls/${receiver}`,
        {
          post: {
            operationId: receiver,
            parameters: [
              {
                name: 'Idempotency-Key',
                in: 'header',
                description: 'the same call sent again has the same one',
                schema: { type: 'string' },
              },
              {
                name: 'wait',
                in: 'query',
                description: 'seconds to wait for what comes of it, as 10s',
                schema: { type: 'string', pattern: `^\\d+s?$`, 'x-maximum': MOST_WAIT },
              },
            ],
            requestBody: { required: true, content: { 'application/json': { schema: argumentsSchema(node) } } },
            responses: {
              '200': { description: 'what came of it' },
              '202': { description: 'it was taken, and no crash can lose it' },
              ...problems,
            },
          },
        },
      ]),
    ),
    components: {
      securitySchemes: { account: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: {
          type: 'object',
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            errors: { type: 'array' },
          },
          required: ['title', 'status', 'detail'],
        },
      },
    },
  };
}
