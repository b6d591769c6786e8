import { setTimeout as pause } from 'node:timers/promises';
import { ANSWER_SECONDS, type Cluster, type Failure } from './client.ts';
import { listOf, metadataOf, textAt, type KubernetesObject } from './object.ts';

/** Objects of one collection: all, those of a label, or one by its name, as a Role with names allows no other list. */
export interface Watched {
  readonly path: string;
  readonly labelSelector?: string;
  readonly name?: string;
}

/** Who hears of objects. */
export interface Listener {
  /** All that is there, at the beginning and from time to time; what is not among them is no more. */
  listed(objects: readonly KubernetesObject[]): void;
  /** It is there, or has changed. */
  seen(object: KubernetesObject): void;
  gone(object: KubernetesObject): void;
  /** Why nothing is heard at the moment; undefined once something is. */
  trouble(problem: string | undefined): void;
}

/** How patient it is; in seconds. */
export interface Patience {
  /** A watch is ended by the server after about this time, and by this side some seconds later. */
  readonly watch: number;
  readonly grace: number;
  /** A list is taken anew, whatever was heard. */
  readonly relist: number;
  /** The first pause after a failure, which doubles, and the longest. */
  readonly pauses: readonly [shortest: number, longest: number];
  /** In trouble no two requests are closer. */
  readonly apart: number;
}

const patience: Patience = { watch: 60, grace: 10, relist: 15 * 60, pauses: [0.5, 30], apart: 1 };
const PAGE = 500;
const GONE = 410;

/**
 * Lists objects and then hears what becomes of them, until the signal ends. A watch goes on from the last version that was seen; what
 * the server no longer has is listed anew. Whatever goes wrong is tried again. `chance` draws from 0 to 1, so that agents do not all
 * come back at once. Resolves at the end of the signal, and never rejects.
 */
export async function reflect(
  cluster: Cluster,
  { path, labelSelector, name }: Watched,
  listener: Listener,
  signal: AbortSignal,
  { watch, grace, relist, pauses: [shortest, longest], apart }: Patience = patience,
  chance: () => number = Math.random,
): Promise<void> {
  const selected = {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }),
  };
  /** Where a watch goes on; undefined where a list has to be taken. */
  let version: string | undefined;
  let listedAt = 0;
  let failures = 0;
  let askedAt = -Infinity;
  const clock = (): number => performance.now();
  const wait = (milliseconds: number): Promise<unknown> =>
    pause(Math.max(0, milliseconds), undefined, { signal }).catch(() => undefined);
  const ask = async <T>(request: () => Promise<T>): Promise<T> => {
    if (failures > 0) await wait(apart * 1000 - (clock() - askedAt));
    askedAt = clock();
    return request();
  };

  const list = async (): Promise<Failure | undefined> => {
    const found: KubernetesObject[] = [];
    for (let next = ''; ;) {
      const query = { ...selected, limit: String(PAGE), ...(next === '' ? {} : { continue: next }) };
      const answer = await ask(() => cluster.ask('GET', path, { query, signal }));
      if ('problem' in answer) return answer;
      found.push(...listOf(answer.object, 'items'));
      next = textAt(answer.object, 'metadata', 'continue');
      version = textAt(answer.object, 'metadata', 'resourceVersion');
      if (next === '') break;
    }
    listedAt = clock();
    listener.listed(found);
    listener.trouble(undefined);
    return undefined;
  };

  const hear = async (): Promise<Failure | undefined> => {
    const refusals: Failure[] = [];
    const began = clock();
    const heard = { anything: false };
    const timeoutSeconds = Math.ceil(watch * (1 + chance() / 30));
    const query = {
      ...selected,
      resourceVersion: version ?? '',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(timeoutSeconds),
    };
    const take = (event: unknown): void => {
      const { type, object } = (event ?? {}) as { readonly type?: unknown; readonly object?: KubernetesObject };
      if (type === 'ERROR') {
        const code = Number(object?.['code']);
        refusals.push({ problem: `ends the watch (${String(code)})`, status: code });
        return;
      }
      if (!object) return;
      version = metadataOf(object).resourceVersion || version;
      heard.anything = true;
      failures = 0;
      if (type === 'ADDED' || type === 'MODIFIED') listener.seen(object);
      else if (type === 'DELETED') listener.gone(object);
    };
    const seconds = timeoutSeconds + grace;
    const limits = { answerSeconds: Math.min(ANSWER_SECONDS, seconds), seconds, signal };
    const ended = await ask(() => cluster.watch(path, take, { query, ...limits }));
    const failure = refusals[0] ?? ended;
    if (failure !== undefined || heard.anything) return failure;
    // What is over at once without a word is no good end.
    if (clock() - began < 1000) return { problem: 'ends each watch at once' };
    return checkVersion();
  };

  /** A server that was restored answers a version that it has not reached by silence. */
  const checkVersion = async (): Promise<Failure | undefined> => {
    const answer = await ask(() => cluster.ask('GET', path, { query: { ...selected, limit: '1' }, signal }));
    if ('problem' in answer) return answer;
    if (isBehind(textAt(answer.object, 'metadata', 'resourceVersion'), version ?? '')) version = undefined;
    return undefined;
  };

  while (!signal.aborted) {
    if (clock() - listedAt > relist * 1000) version = undefined;
    const isList = version === undefined;
    const failure = isList ? await list() : await hear();
    if (failure === undefined) {
      // A list alone does not show that a watch will hold.
      if (!isList) failures = 0;
      continue;
    }
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may have ended meanwhile
    if (signal.aborted) return;
    if (failure.status === GONE) version = undefined;
    failures += 1;
    listener.trouble(failure.problem);
    const most = Math.min(longest, shortest * 2 ** (failures - 1)) * 1000;
    await wait(Math.max(failure.retryAfter ?? 0, most * (0.5 + chance() / 2)));
  }
}

/** Versions are numbers that grow; of others it is better not known. */
const isBehind = (now: string, seen: string): boolean =>
  !/^\d+$/.test(now) || !/^\d+$/.test(seen) || BigInt(now) < BigInt(seen);
