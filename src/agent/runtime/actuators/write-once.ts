import { isRecord } from '../../../base/values/plain.ts';
import type { Value } from '../../../base/values/value.ts';
import type { ActEffect } from '../../engine/effect.ts';
import type { Intent } from '../../host/batch.ts';
import type { Deed } from '../../host/ports.ts';
import type { Failure } from '../cluster/client.ts';
import { metadataOf, type KubernetesObject } from '../cluster/object.ts';
import { isAs, jsonPatch, mergePatch, type Edit } from './edit.ts';
import { annotationOf, isOver, markOf, marksOf, NOT_WAITED_FOR, wait, WRITER, type Hands } from './hands.ts';

/** An object that is changed. */
export interface Write {
  readonly path: string;
  /** In a sentence, as `the route of inference`. */
  readonly what: string;
  /** One of several that an action does to an object; empty for the only one. */
  readonly step?: string;
  /** A merge patch, whose places lie in no list. */
  readonly merges?: true;
  /** What to change of it as it is, or why that cannot be. Asked once: afterwards that counts which was written down. */
  readonly plan: (object: KubernetesObject) => Edit | { readonly failed: string };
}

/** What was written down before a write. */
export interface Planned {
  readonly path: string;
  readonly step: string;
  readonly uid: string;
  readonly edit: Edit;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

export type Written = { readonly planned: Planned } | { readonly failed: string };

const MOST_TRIES = 12;

/**
 * Changes an object once, however often it is asked: the change carries its key onto the object, and what is so already is not done
 * again. It is written down first, absolute. Where another has changed the same places since then, theirs stays.
 */
export function writeOnce(
  hands: Hands,
  effect: Pick<ActEffect, 'key' | 'occurrence'>,
  deed: Pick<Deed, 'intents' | 'intend' | 'signal'>,
  write: Write,
): Promise<Written> {
  return hands.alone(write.path, () => writeAlone(hands, effect, deed, write));
}

async function writeAlone(
  hands: Hands,
  effect: Pick<ActEffect, 'key' | 'occurrence'>,
  { intents, intend, signal }: Pick<Deed, 'intents' | 'intend' | 'signal'>,
  { path, what, step = '', merges, plan }: Write,
): Promise<Written> {
  const { cluster, now } = hands;
  const marks = marksOf(hands, effect, step);
  let planned = plannedIn(intents, path, step);
  let refusal: Failure | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (refusal) await wait(pauseOf(hands, tries, refusal), signal);
    if (isOver(signal)) return { failed: NOT_WAITED_FOR };
    const read = await cluster.ask('GET', path, { signal });
    if ('problem' in read) {
      if (read.status === 404) return { failed: `${what} is not there` };
      if (!isPassing(read)) return refused(what, read);
      refusal = read;
      continue;
    }
    const { object } = read;
    const { uid, annotations } = metadataOf(object);
    if (annotations[annotationOf(hands)] === markOf(effect, step))
      return { planned: planned ?? { path, step, uid, edit: { places: [], tests: [] }, at: now() } };
    if (planned && planned.uid !== uid) return { failed: `${what} is another one than it was at the decision` };
    if (!planned) {
      const edit = plan(object);
      if ('failed' in edit) return edit;
      planned = { path, step, uid, edit, at: now() };
      await intend(planned as unknown as Value);
      if (isOver(signal)) return { failed: NOT_WAITED_FOR };
    } else if (!isAs(object, planned.edit, 'before') && !isAs(object, planned.edit, 'after'))
      return { failed: `${what} was changed by somebody else meanwhile, and is left like that` };
    const body = (merges ? mergePatch : jsonPatch)(object, planned.edit, marks);
    const answer = await cluster.ask('PATCH', path, { patch: merges ? 'merge' : 'json', query: WRITER, body, signal });
    if (!('problem' in answer)) return { planned };
    // A test that fails cannot be told from a change that is refused: the first time it may be the version that is old.
    const isOld = answer.status === 409 || (answer.status === 422 && refusal?.status !== 422);
    if (!isOld && !isPassing(answer)) return refused(what, answer);
    refusal = answer;
  }
  return refusal ? refused(what, refusal) : { failed: NOT_WAITED_FOR };
}

/** What stands in the journal is read as what it was when it was written. */
export const plannedIn = (intents: readonly Intent[], path: string, step = ''): Planned | undefined =>
  intents
    .map(({ body }) => body)
    .find((body) => isRecord(body) && body['path'] === path && body['step'] === step) as unknown as Planned | undefined;

/** No answer, or none for now. */
export const isPassing = ({ status }: Failure): boolean => status === undefined || status === 429 || status >= 500;

export const pauseOf = ({ pace: { again } }: Hands, tries: number, { retryAfter = 0 }: Failure): number =>
  Math.max(retryAfter / 1000, again * Math.min(8, 2 ** tries));

export const refused = (what: string, { problem }: Failure): { readonly failed: string } => ({
  failed: `of ${what} the API server ${problem}`,
});
