/** Where an operation of an endpoint is below the endpoint's own address. It is asked by POST. */
export const operationPath = (kind: 'sensor' | 'action', name: string): string => `/${kind}s/${name}`;

/** How long an answer is waited for where the source says nothing: sensors are read before each decision. */
export const DEFAULT_SECONDS = { sensor: 10, action: 30 } as const;

/** Of the body of a request and of an answer, in bytes. */
export const MAX_REQUEST = 262_144;
export const MAX_ANSWER = 65_536;

/** Of the key of a deed, in characters. */
export const MAX_KEY = 255;
