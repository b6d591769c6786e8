import { isRecord, textOf } from '../../../base/values/plain.ts';
import { formatDuration } from '../../../base/values/quantity.ts';
import type { OnlineTarget, UnitNode, VariantTarget } from '../../../contract/strategy-graph/strategy-graph.ts';
import type { ActEffect } from '../../engine/effect.ts';
import type { Deed } from '../../host/ports.ts';
import { pathTo } from '../cluster/client.ts';
import { at, listOf, type KubernetesObject } from '../cluster/object.ts';
import { servedAddress } from '../served-address.ts';
import type { Actuator } from './actuator.ts';
import { isAtWork, progressOf } from './available.ts';
import { isAs, placeIn, reversed, type Edit, type Path } from './edit.ts';
import { isOver, NOT_WAITED_FOR, wait, type Hands } from './hands.ts';
import { isPassing, plannedIn, refused, writeOnce, type Planned } from './write-once.ts';

/** The versions of what holds services. */
const versions: Readonly<Record<string, string>> = {
  'apps/deployments': 'v1',
  'machinelearning.seldon.io/seldondeployments': 'v1',
  'serving.kserve.io/inferenceservices': 'v1beta1',
};

export function pathOfUnit(namespace: string, { resource: path, object: name }: UnitNode): string {
  const [group = '', resource = ''] = path.split('/');
  return pathTo(namespace, { group, version: versions[path] ?? 'v1', resource, name });
}

/**
 * Serves another version of a model, and waits until it is there. One that does not come up is taken back. Both ways are written down
 * with the instant at which they began, so that they are gone to their end after a crash.
 */
export const upgrade =
  (hands: Hands): Actuator =>
  async ({ target, arguments: given }, effect, deed) => {
    if (target?.kind !== 'online' && target?.kind !== 'variant') return { failed: 'it names no online workflow' };
    const { namespace, unit } = target;
    if (!unit?.serves) return { failed: 'it names no service that serves a model' };
    const path = pathOfUnit(namespace, unit);
    const what = `the service ${unit.name} of ${wholeOf(target)}`;
    const { forth, back } = stepsOf(deed, effect, path);
    const rollout: Rollout = { hands, effect, deed, path, what };

    const known = plannedIn(deed.intents, path, forth);
    if (known && plannedIn(deed.intents, path, back)) return takeBack(rollout, known, back, 'it did not come up');
    const address = known ? { ok: '' } : await servedAddress(unit.serves, given['model'], hands.reach);
    if ('failed' in address) return address;
    const done = await writeOnce(hands, effect, deed, {
      path,
      what,
      step: forth,
      plan: (object) => servedIn(object, target, unit, address.ok) ?? { failed: `${what} does not say what it serves` },
    });
    if ('failed' in done) {
      const isMissing = target.kind === 'online' && target.deploys === true && done.failed.endsWith('is not there');
      return isMissing ? { failed: `not done: ${what} is not there, and cannot be brought up yet` } : done;
    }
    const end = await waitFor(rollout, done.planned);
    if (end === 'available') return { ok: null };
    if ('left' in end) return { failed: end.left };
    return takeBack(rollout, done.planned, back, `version ${numberOf(given['model'])} ${end.reason}`);
  };

interface Rollout {
  readonly hands: Hands;
  readonly effect: Pick<ActEffect, 'key' | 'occurrence'>;
  readonly deed: Deed;
  readonly path: string;
  readonly what: string;
}

const wholeOf = (target: OnlineTarget | VariantTarget): string =>
  target.kind === 'online' ? target.instance : `${target.workflow}.${target.variant}`;

const numberOf = (version: unknown): string => (isRecord(version) ? textOf(version['version'] as string) : '');

/**
 * What the steps are called of this try: a try behind one that was taken back begins anew, one behind a try that was given up on its
 * way goes on with it.
 */
function stepsOf(
  { intents }: Deed,
  { id, key }: Pick<ActEffect, 'id' | 'key'>,
  path: string,
): { readonly forth: string; readonly back: string } {
  const own = id.slice(key.length);
  const begun = intents.flatMap(({ body }) => {
    const step = isRecord(body) && body['path'] === path ? textOf(body['step']) : '';
    return step.startsWith('forth') ? [step.slice('forth'.length)] : [];
  });
  const last = begun.at(-1);
  const isOpen = last !== undefined && (last === own || !plannedIn(intents, path, `back${last}`));
  const attempt = isOpen ? last : own;
  return { forth: `forth${attempt}`, back: `back${attempt}` };
}

type End =
  | 'available'
  /** It did not come up: taken back. */
  | { readonly reason: string }
  /** What is there now is not its business. */
  | { readonly left: string };

async function waitFor({ hands, deed: { signal }, path, what }: Rollout, { edit, at: begun }: Planned): Promise<End> {
  const { look, rollout, notice } = hands.pace;
  let wasAtWork = false;
  for (;;) {
    if (isOver(signal)) return { left: NOT_WAITED_FOR };
    const read = await hands.cluster.ask('GET', path, { signal });
    const since = (hands.now() - begun) / 1000;
    if ('problem' in read) {
      if (!isPassing(read)) return { left: refused(what, read).failed };
    } else {
      const { object } = read;
      if (!isAs(object, edit, 'after')) return { left: `${what} was changed by somebody else while it came up` };
      wasAtWork ||= isAtWork(object);
      const progress = progressOf(object, wasAtWork || since > notice);
      if (progress === 'available') return progress;
      if (progress === 'given-up') return { reason: 'did not come up' };
    }
    if (since > rollout) return { reason: `did not come up within ${formatDuration(rollout)}` };
    await wait(look, signal);
  }
}

/** It has failed in any case; what is told is what is served then. */
async function takeBack(
  rollout: Rollout,
  forth: Planned,
  step: string,
  reason: string,
): Promise<{ readonly failed: string }> {
  const { hands, effect, deed, path, what } = rollout;
  if (forth.edit.places.every(({ before, after }) => before === after))
    return { failed: `${reason}; it was served before already` };
  const done = await writeOnce(hands, effect, deed, {
    path,
    what,
    step,
    plan: (object) =>
      isAs(object, forth.edit, 'after')
        ? reversed(forth.edit)
        : { failed: `${what} was changed by somebody else meanwhile` },
  });
  if ('failed' in done) return { failed: `${reason}; it is not taken back: ${done.failed}` };
  const end = await waitFor(rollout, done.planned);
  if (end === 'available') return { failed: `${reason}; the one before it is served again` };
  return { failed: `${reason}; the one before it is asked for again, but ${'left' in end ? end.left : end.reason}` };
}

/** Where it stands which files a service loads. */
function servedIn(
  object: KubernetesObject,
  { predictor }: Pick<OnlineTarget, 'predictor'>,
  { name, resource, serves }: UnitNode,
  address: string,
): Edit | undefined {
  const copier = serves?.copier;
  if (copier !== undefined) {
    const containers: Path = ['spec', 'template', 'spec', 'initContainers'];
    const index = listOf(object, ...containers).findIndex((one) => one['name'] === copier);
    const tests = [{ path: [...containers, index, 'name'], value: copier }];
    return index < 0 ? undefined : { places: [placeIn(object, [...containers, index, 'args', 1], address)], tests };
  }
  if (resource.startsWith('serving.kserve.io/')) {
    const model: Path = ['spec', 'predictor', 'model'];
    const isThere = at(object, ...model) !== undefined;
    return isThere ? { places: [placeIn(object, [...model, 'storageUri'], address)], tests: [] } : undefined;
  }
  const index = listOf(object, 'spec', 'predictors').findIndex((one) => one['name'] === predictor);
  const path: Path = ['spec', 'predictors', index];
  const unit = unitAt(object, [...path, 'graph'], name);
  if (index < 0 || !unit) return undefined;
  const tests = [
    { path: [...path, 'name'], value: predictor },
    { path: [...unit, 'name'], value: name },
  ];
  return { places: [placeIn(object, [...unit, 'modelUri'], address)], tests };
}

/** Where a unit of a SeldonDeployment stands in the graph of a predictor. */
function unitAt(object: KubernetesObject, path: Path, name: string): Path | undefined {
  if (at(object, ...path, 'name') === name) return path;
  const children = listOf(object, ...path, 'children').map((_, index) =>
    unitAt(object, [...path, 'children', index], name),
  );
  return children.find((found) => found !== undefined);
}
