/**
 * The paths at which callers ask, and at which a service is asked in turn, in the protocol in which the caller asked: those of Seldon
 * Core's executor (executor/api/rest/client.go), so that a program of one's own serves there and here.
 */
export type Method = 'predict' | 'aggregate' | 'route';

/** The path of a method of a service. */
export type PathOf = (service: string, method: Method) => string;

const tensorflow: PathOf = (service, method) => `/v1/models/${service}:${method}`;
const v2: PathOf = (service, method) => `/v2/models/${service}/${method === 'predict' ? 'infer' : method}`;

const NAME = '[^/:]+';

/** By the path of a caller, who may name any model and version. */
const protocols: readonly (readonly [RegExp, PathOf])[] = [
  [new RegExp(`^/v1/models/${NAME}(/(versions|labels)/${NAME})?:predict$`), tensorflow],
  [new RegExp(`^/v2/models/${NAME}(/versions/${NAME})?/infer$`), v2],
];

/** Undefined where nothing is predicted at this path. */
export const protocolAt = (path: string): PathOf | undefined => protocols.find(([form]) => form.test(path))?.[1];

/** Ask for nothing of any service. `/v2/…` are of the second protocol. */
export const HEALTH_PATHS = ['/healthz', '/v2/health/live', '/v2/health/ready'] as const;
