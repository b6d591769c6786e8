import type * as Client from '@kubernetes/client-node';
import { codeOf, parseJson, readBody } from '../../../base/http/response.ts';
import { isRecord } from '../../../base/values/plain.ts';

/** The API server, asked in the name of one account. */
export interface Cluster {
  /** Asks once. Never rejects. */
  ask(method: Method, path: string, options?: Options): Promise<Answer>;
  /**
   * Hears what happens to objects, a line of JSON each, until the server ends it, the time is over or the signal ends: then it
   * resolves, with the reason where that was no good end. Never rejects.
   */
  watch(path: string, hear: (event: unknown) => void, options: WatchOptions): Promise<Failure | undefined>;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Query = Readonly<Record<string, string>>;

export interface Options {
  readonly query?: Query;
  readonly body?: unknown;
  /** What the body of a PATCH is. */
  readonly patch?: keyof typeof patchTypes;
  /** Of each object its metadata is enough. */
  readonly onlyMetadata?: boolean;
  /** What is wanted where it is no object. */
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface WatchOptions {
  readonly query: Query;
  /** Until the server has begun to answer. */
  readonly answerSeconds: number;
  /** Until the whole has to be over. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export type Answer = { readonly object: Readonly<Record<string, unknown>> } | Failure;

/** Why there is no answer, to stand behind the name of who was asked. Of objects and credentials it tells nothing. */
export interface Failure {
  readonly problem: string;
  /** Of HTTP; undefined where there was no answer, so that it is not known whether what was asked was done. */
  readonly status?: number;
  /** Milliseconds that the server wants to be left alone. */
  readonly retryAfter?: number;
}

/** Everything but a server-side apply and a JSON patch takes unknown fields silently, if it is not asked to be strict. */
const STRICT = { fieldValidation: 'Strict' };

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const ONLY_METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const ONLY_METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** In seconds, of a request that is no watch. */
export const ANSWER_SECONDS = 15;
/** Of an answer, in bytes: a page of runs with hundreds of steps each. */
const LIMIT = 2 ** 26;

/**
 * By a kubeconfig as a text, by that which KUBECONFIG names, or as the pod's account. The client is large, and loaded when it is
 * needed. Rejects where there is none of these.
 */
export async function connect(kubeconfig?: string): Promise<Cluster> {
  const client = await import('@kubernetes/client-node');
  /** Asks the library once for connections, and keeps them: it would make others for each request. */
  class Kept extends client.KubeConfig {
    #dispatcher: ReturnType<Client.RequestContext['getDispatcher']>;

    override async applySecurityAuthentication(context: Client.RequestContext): Promise<void> {
      await super.applySecurityAuthentication(context);
      this.#dispatcher ??= context.getDispatcher();
      if (this.#dispatcher) context.setDispatcher(this.#dispatcher);
    }
  }
  const config = new Kept();
  if (kubeconfig !== undefined) config.loadFromString(kubeconfig);
  else if ((process.env['KUBECONFIG'] ?? '') !== '') config.loadFromDefault();
  else config.loadFromCluster();
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error('the kubeconfig names no cluster');
  const library = new client.IsomorphicFetchHttpLibrary();

  const send = async (
    method: Method,
    path: string,
    query: Query,
    headers: Query,
    signal: AbortSignal,
    body?: unknown,
  ): Promise<Response> => {
    const url = new URL(server.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const context = new client.RequestContext(url.href, method);
    for (const [name, value] of Object.entries(headers)) context.setHeaderParam(name, value);
    if (body !== undefined) context.setBody(JSON.stringify(body));
    context.setSignal(signal);
    await config.applySecurityAuthentication(context);
    const answer = await library.send(context).toPromise();
    return new Response(answer.body.stream(), { status: answer.httpStatusCode, headers: answer.headers });
  };

  return {
    async ask(
      method,
      path,
      { query = {}, body, patch, onlyMetadata = false, accept = 'application/json', signal } = {},
    ) {
      const deadline = AbortSignal.timeout(ANSWER_SECONDS * 1000);
      const type = patch === undefined ? 'application/json' : patchTypes[patch];
      const headers = {
        accept: onlyMetadata ? `${ONLY_METADATA_LIST}, ${ONLY_METADATA}` : accept,
        ...(body === undefined ? {} : { 'content-type': type }),
      };
      const strict = method === 'POST' || method === 'PATCH' ? STRICT : {};
      try {
        const within = AbortSignal.any([deadline, ...(signal ? [signal] : [])]);
        const response = await send(method, path, { ...strict, ...query }, headers, within, body);
        return await answerOf(response);
      } catch (error) {
        return unreached(error, deadline, ANSWER_SECONDS, signal);
      }
    },

    async watch(path, hear, { query, answerSeconds, seconds, signal }) {
      const deadline = AbortSignal.timeout(seconds * 1000);
      const begun = new AbortController();
      const tooLate = setTimeout(() => {
        begun.abort();
      }, answerSeconds * 1000);
      try {
        const within = AbortSignal.any([deadline, signal, begun.signal]);
        const response = await send('GET', path, { ...query, watch: 'true' }, { accept: 'application/json' }, within);
        clearTimeout(tooLate);
        if (response.status !== 200) {
          const answer = await answerOf(response);
          return 'problem' in answer ? answer : { problem: 'answers with something else than a watch' };
        }
        await eachLine(response, (line) => {
          hear(parseJson(line));
        });
        return undefined;
      } catch (error) {
        return unreached(error, begun.signal.aborted ? begun.signal : deadline, seconds, signal);
      } finally {
        clearTimeout(tooLate);
      }
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const { status } = response;
  const text = await readBody(response, LIMIT);
  if (text === undefined) return { problem: `answers with more than ${String(LIMIT)} bytes` };
  const object = parseJson(text);
  if (status >= 200 && status < 300)
    return isRecord(object) ? { object } : { problem: 'answers with something that is no object' };
  const { reason } = isRecord(object) ? object : {};
  // Its message may quote the object as a whole.
  const word = typeof reason === 'string' && /^[A-Za-z]{1,40}$/.test(reason) ? ` ${reason}` : '';
  return { status, problem: `refuses it (HTTP ${String(status)}${word})`, ...retryAfterOf(response) };
}

/** In whole seconds, as the API server gives it; a proxy that gives a date has it left out. */
function retryAfterOf({ headers }: Response): Pick<Failure, 'retryAfter'> {
  const given = headers.get('retry-after') ?? '';
  return /^\d{1,4}$/.test(given) ? { retryAfter: Number(given) * 1000 } : {};
}

function unreached(error: unknown, deadline: AbortSignal, seconds: number, signal?: AbortSignal): Failure {
  if (signal?.aborted === true) return { problem: 'was not waited for' };
  if (deadline.aborted) return { problem: `gave no answer within ${String(seconds)} s` };
  return { problem: `cannot be reached (${codeOf(error) ?? 'no connection'})` };
}

async function eachLine({ body }: Response, hear: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LIMIT) throw new Error('a line that does not end');
    for (const line of lines) if (line !== '') hear(line);
  }
}

/** Where an object of a namespace is. The core group is empty. */
export const pathTo = (
  namespace: string,
  { group, version, resource, name }: Readonly<Record<'group' | 'version' | 'resource' | 'name', string>>,
): string => `${collectionOf(namespace, { group, version, resource })}/${name}`;

export const collectionOf = (
  namespace: string,
  { group, version, resource }: Readonly<Record<'group' | 'version' | 'resource', string>>,
): string => `${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}/namespaces/${namespace}/${resource}`;
