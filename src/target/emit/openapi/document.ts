import { MAX_ANSWER, MAX_KEY, MAX_REQUEST, operationPath } from '../../../contract/process/endpoint.ts';
import type { InterfacePlan, OperationPlan } from '../../plan/deployment-plan.ts';
import { fingerprint } from '../../../base/values/fingerprint.ts';
import { records, recordsIn, schemaOf } from './schemas.ts';
import type {
  Components,
  Content,
  OpenApi,
  Operation,
  PathItem,
  Parameter,
  Reference,
  Response,
  Schema,
} from './types.ts';

const reference = (kind: keyof Components, name: string): Reference => ({ $ref: `#/components/${kind}/${name}` });
const json = (schema: Schema): Content => ({ 'application/json': { schema } });

const INTRODUCTION =
  `Agents ask for each sensor and each action by POST, with JSON of at most ${String(MAX_REQUEST)} bytes, and
take answers of at most ${String(MAX_ANSWER)}. Numbers are in base units: seconds, bytes, fractions, 1/s.`.replaceAll(
    '\n',
    ' ',
  );

/** What the author of an endpoint has to implement, as an OpenAPI 3.1 document. The same interface gives the same text. */
export function openApiDocument(plan: InterfacePlan): OpenApi {
  const { name, description, operations, origin } = plan;
  const paths = Object.fromEntries(
    operations.map((operation): [string, PathItem] => [
      operationPath(operation.kind, operation.name),
      { post: operationObject(operation) },
    ]),
  );
  const components = componentsOf(plan, paths);
  return {
    openapi: '3.1.1',
    info: {
      title: name,
      // Another interface has another version, and nothing else has.
      version: fingerprint(JSON.stringify([paths, components])),
      summary: `Custom sensors and actions of ${origin.span.path}`,
      description: [description, INTRODUCTION, authentication(plan)].filter((text) => text !== '').join('\n\n'),
    },
    servers: [{ url: plan.url, description: whereabouts[plan.placement] }],
    security: plan.hasToken ? [{ token: [] }] : [],
    paths,
    components,
  };
}

const whereabouts = {
  sidecar: 'Beside each agent that uses it. The program listens at HOST and PORT, two variables of its environment.',
  service: 'In the cluster. The program listens at HOST and PORT, two variables of its environment.',
  external: 'It exists already.',
} as const satisfies Record<InterfacePlan['placement'], string>;

function authentication({ placement, hasToken }: InterfacePlan): string {
  if (!hasToken) return placement === 'sidecar' ? 'No other pod reaches it, so its agent shows no token.' : '';
  return placement === 'service'
    ? 'An agent shows a token of its service account, a JWT whose audience is in the variable AUDIENCE of the program; the keys to check it by are those of the cluster (`/openid/v1/jwks`). Other pods do not reach it where the cluster enforces network policies.'
    : 'An agent shows the token that the Secret of the cluster holds.';
}

function componentsOf({ hasToken, operations }: InterfacePlan, paths: OpenApi['paths']): Components {
  const used = new Set(recordsIn(paths));
  const failure: Response = {
    description: 'The request cannot be served. Agents show the title and the detail to people.',
    content: { 'application/problem+json': { schema: reference('schemas', 'Problem') } },
  };
  const schemas = {
    ...Object.fromEntries(Object.entries(records).filter(([name]) => used.has(name))),
    ...(operations.some(({ windowed }) => windowed) ? { Window: window } : {}),
    Problem: problem,
  };
  const responses = { Failure: failure };
  return hasToken
    ? { schemas, responses, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } }
    : { schemas, responses };
}

const instant: Schema = { type: 'string', format: 'date-time' };

const window: Schema = {
  type: 'object',
  description: 'The time whose observations count: `from` is within it, `to` is not.',
  properties: { from: instant, to: instant },
  required: ['from', 'to'],
};

/** RFC 9457. */
const problem: Schema = {
  type: 'object',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri-reference' },
  },
};

function operationObject(operation: OperationPlan): Operation {
  const { kind, name, description, timeoutSeconds } = operation;
  const operationId = name;
  const summary = description === '' ? `The ${kind} ${name}` : description;
  const waiting = `An answer is waited for ${String(timeoutSeconds)} s.`;
  return kind === 'sensor'
    ? {
        operationId,
        summary,
        description: `${SENSOR} ${waiting}`,
        requestBody: { required: true, content: json(sensorRequest(operation)) },
        responses: responsesOf('The value, or why there is none.', sensorAnswer(operation)),
      }
    : {
        operationId,
        summary,
        description: `${ACTION} ${waiting}`,
        parameters: [idempotencyKey],
        requestBody: { required: true, content: json(actionRequest(operation)) },
        responses: responsesOf('It is done.', actionAnswer(operation)),
      };
}

const responsesOf = (description: string, answer: Schema): Operation['responses'] => ({
  '200': { description, content: json(answer) },
  default: reference('responses', 'Failure'),
});

const SENSOR = 'Reading changes nothing, and may be asked again.';
const ACTION =
  'The same key may come again, when an agent does not know how the first time ended: then nothing is done a second time, and the answer is the first one.';

/** draft-ietf-httpapi-idempotency-key-header: a string of RFC 9651, between quotation marks. */
const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'The key of the body, between quotation marks, for proxies and frameworks that know the header.',
  schema: { type: 'string', maxLength: MAX_KEY + '""'.length },
};

function argumentsOf({ parameters }: OperationPlan): Schema {
  const isOptional = (type: string): boolean => type.endsWith('?');
  return {
    type: 'object',
    description: 'By the names of the declaration; one that is absent is left out.',
    properties: Object.fromEntries(
      parameters.map(({ name, type }) => [name, schemaOf(isOptional(type) ? type.slice(0, -1) : type)]),
    ),
    required: parameters.filter(({ type }) => !isOptional(type)).map(({ name }) => name),
  };
}

const sensorRequest = (operation: OperationPlan): Schema => ({
  type: 'object',
  properties: {
    arguments: argumentsOf(operation),
    at: {
      type: 'string',
      format: 'date-time',
      description: 'The instant of the event that asks: the value is to be as of then.',
    },
    ...(operation.windowed ? { window: reference('schemas', 'Window') } : {}),
  },
  required: ['arguments', 'at', ...(operation.windowed ? ['window'] : [])],
});

const sensorAnswer = ({ result = '' }: OperationPlan): Schema => ({
  oneOf: [
    { type: 'object', properties: { value: schemaOf(result) }, required: ['value'] },
    {
      type: 'object',
      properties: {
        unknown: { type: 'string', minLength: 1, description: 'Why there is no value, in a few words for people.' },
      },
      required: ['unknown'],
    },
  ],
});

const actionRequest = (operation: OperationPlan): Schema => ({
  type: 'object',
  properties: {
    arguments: argumentsOf(operation),
    key: { type: 'string', maxLength: MAX_KEY, description: 'Stands for this one deed: the same on a repeat.' },
    dryRun: { type: 'boolean', description: 'Where it is true, say what would come of it, and do nothing.' },
  },
  required: ['arguments', 'key'],
});

const actionAnswer = ({ result }: OperationPlan): Schema =>
  result === undefined
    ? { type: 'object' }
    : { type: 'object', properties: { result: schemaOf(result) }, required: ['result'] };
