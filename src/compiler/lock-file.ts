import { isRecord } from '../base/values/plain.ts';
import { onOneLine } from '../base/values/words.ts';
import { pointerTo, readYaml } from '../base/yaml/yaml-data.ts';
import { toYaml } from '../target/emit/yaml.ts';
import { isLockedVersion, type Lock } from '../target/outline/lock.ts';
import { LoadError } from './load-error.ts';

const HEAD = `# Which version each name of a model stands for, and where its files lie, as its tracker said: \`sflow lock\` writes this.
# It is what is deployed first; what is deployed later is for agents to say.
`;

/** A lock as a file: the same lock gives the same bytes. */
export const lockText = (lock: Lock): string => HEAD + toYaml({ trackers: lock });

/** Of a message, which may have names of the file in it. In characters. */
const LONGEST = 300;

/** Reads what `lockText` writes, or says why it is none; `path` names it. */
export function readLock(text: string, path: string): Lock | LoadError {
  const { data, mistakes, mistakeAt } = readYaml(text);
  const wrong = mistakes[0] ?? mistakeIn(data, mistakeAt);
  if (wrong) {
    const { line, message } = wrong;
    return new LoadError(
      `${path}:${String(line)}: ${onOneLine(message, LONGEST)}; mend it, or remove it and lock anew`,
    );
  }
  return (data as { readonly trackers: Lock }).trackers;
}

type MistakeAt = ReturnType<typeof readYaml>['mistakeAt'];
type Mistake = ReturnType<MistakeAt>;

function mistakeIn(data: unknown, at: MistakeAt): Mistake | undefined {
  if (!isRecord(data) || !isRecord(data['trackers'])) return at('', 'a lock is a record `trackers`');
  const strange = Object.keys(data).find((name) => name !== 'trackers');
  if (strange !== undefined) return at(pointerTo('', strange), `${strange} is no part of a lock`, 'key');
  for (const [tracker, models] of Object.entries(data['trackers'])) {
    const ofTracker = pointerTo('/trackers', tracker);
    if (!isRecord(models)) return at(ofTracker, 'a tracker has a record of models');
    for (const [model, versions] of Object.entries(models)) {
      const ofModel = pointerTo(ofTracker, model);
      if (!isRecord(versions)) return at(ofModel, 'a model has a record of aliases');
      for (const [alias, entry] of Object.entries(versions)) {
        if (entry !== 'absent' && !isLockedVersion(entry))
          return at(
            pointerTo(ofModel, alias),
            'an alias has a version, between quotation marks, and an address; or it is absent',
          );
      }
    }
  }
  return undefined;
}
