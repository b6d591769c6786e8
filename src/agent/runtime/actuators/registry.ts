import { primitives } from '../../../contract/primitives/primitives.ts';
import { isRecord, textOf } from '../../../base/values/plain.ts';
import type { Value } from '../../../base/values/value.ts';
import type { Access } from '../../../tracker/ask.ts';
import { modelOf } from '../../../tracker/logged-model.ts';
import { registerOnce, setAlias, versionEntry } from '../../../tracker/registry.ts';
import type { ConcretePrimitive } from '../../engine/effect.ts';
import type { Outcome } from '../../engine/event.ts';
import { reachTracker, type TrackerOptions } from '../source-access.ts';
import type { Actuator } from './actuator.ts';
import { DECISION } from './hands.ts';

const away = ({ problem }: { readonly problem: string }): Outcome => ({ failed: `the tracker ${problem}` });

/**
 * Moves an alias of a model. What is moved is read first and written down, so that whoever does it again after a crash goes on, and does
 * not take back what another one has done since. MLflow has no compare-and-set: who moves the alias between the reading and the writing,
 * or moves it there and back, is not noticed.
 */
export const promote =
  (options: TrackerOptions = {}): Actuator =>
  async (action, _effect, deed) => {
    const access = accessOf(action, options, deed.signal);
    const alias = textOf(action.arguments['to']);
    const { name: model, version } = namedIn(action.arguments['version']);
    if (!access || alias === '' || model === '') return { failed: 'it names no version, no alias or no tracker' };
    if (!/^\d+$/.test(version)) return { failed: `${model}@${version} is no version by its number` };
    const now = await versionEntry(access, model, alias);
    if ('problem' in now) return away(now);
    const before = now.found?.number ?? null;
    if (before === version) return { ok: null };
    const [intent] = deed.intents;
    if (intent) {
      const was = isRecord(intent.body) ? intent.body['before'] : undefined;
      if (was !== before)
        return {
          failed: `${model}@${alias} was moved by another one meanwhile, to ${standsFor(before)}: it is left so`,
        };
    } else {
      const there = await versionEntry(access, model, version);
      if ('problem' in there) return away(there);
      if (!there.found) return { failed: `${model} has no version ${version}` };
      await deed.intend({ model, alias, before, version });
    }
    for (const [moved, to] of movesFor(alias, before, version)) {
      if (deed.signal.aborted) return { failed: 'nobody waits for it any more' };
      const done = await setAlias(access, model, moved, to);
      if ('problem' in done) return away(done);
    }
    return { ok: null };
  };

const standsFor = (version: string | null): string => (version === null ? 'no version' : `version ${version}`);

/** What production was can be gone back to; that is written first, so that it is there whenever production has moved. */
function movesFor(alias: string, before: string | null, version: string): readonly (readonly [string, string])[] {
  const { leaves } = primitives.promote;
  const left = leaves && alias === leaves.under && before !== null ? [[leaves.as, before] as const] : [];
  return [...left, [alias, version]];
}

/** Makes a version of what a run left behind. The key is a tag of it from the beginning, so that it is made once. */
export const register =
  (options: TrackerOptions = {}): Actuator =>
  async (action, { key, occurrence }, { signal }) => {
    const access = accessOf(action, options, signal);
    const { name: model } = namedIn(action.arguments['model']);
    const data = isRecord(action.arguments['data']) ? action.arguments['data'] : {};
    const [run, path] = [textOf(data['run']), textOf(data['path'])];
    if (!access || model === '' || run === '') return { failed: 'it names no model, no run or no tracker' };
    const found = await modelOf(access, run, path);
    if ('problem' in found) return away(found);
    if (!found.found) return { failed: `the run ${run} has left no ${path === '' ? 'model' : path}` };
    if (signal.aborted) return { failed: 'nobody waits for it any more' };
    const version = await registerOnce(access, { model, key, tags: { [DECISION]: occurrence }, run, ...found.found });
    return 'problem' in version ? away(version) : { ok: version.found };
  };

function accessOf({ target }: ConcretePrimitive, options: TrackerOptions, signal: AbortSignal): Access | undefined {
  if (target?.kind !== 'registry') return undefined;
  const { timeout } = options;
  return { ...reachTracker(target.tracker, options), signal, ...(timeout === undefined ? {} : { timeout }) };
}

function namedIn(value: Value | undefined): { readonly name: string; readonly version: string } {
  const record = isRecord(value) ? value : {};
  return { name: textOf(record['name']), version: textOf(record['version']) };
}
