import { defined } from '../base/values/defined.ts';
import { Reporter } from '../base/diagnostics/diagnostic.ts';
import type { Source } from '../base/source/source.ts';
import { compile as run } from '../compiler/compile.ts';
import { servicesOf } from '../target/emit/models.ts';
import { servingOf } from '../target/emit/servings.ts';
import { registeredIn, reportUnlocked, type Registered } from '../target/lower/check-lock.ts';
import { entriesOf, lockedAs, lockOf, needless, type Lock, type LockEntry } from '../target/outline/lock.ts';
import type { ModelPlan, TeamPlan } from '../target/plan/deployment-plan.ts';
import { askTrackers, type Asked, type Told } from './ask-trackers.ts';
import { prepare } from './prepare.ts';
import type { Diagnostic, Loaded, Locked, LockOptions } from './types.ts';

/**
 * Asks the trackers of applications which versions their services name, and where the files of these lie. Never rejects for what a
 * tracker says or does not.
 */
export async function lock(input: Loaded | readonly Source[], options: LockOptions = {}): Promise<Locked> {
  const loaded: Partial<Loaded> = 'sources' in input ? input : {};
  const { sources, settings, found } = prepare(input, { ...options, lock: {} });
  const { plan, diagnostics } = run(sources, settings, found);
  if (!plan) return without(diagnostics);
  const models = registeredIn(plan.teams);
  const reporter = new Reporter();
  for (const { origin, text, registered } of models) {
    if (registered.tracker === undefined) reportUnlocked(reporter, origin.span, text, undefined);
  }
  if (reporter.diagnostics.length > 0) return without([...diagnostics, ...reporter.diagnostics]);
  const { told, problems } = await askTrackers(askedOf(models), options);
  if (problems.length > 0) return without(diagnostics, problems);
  const before = loaded.lock ?? {};
  const unused = loaded.areAll === false ? [] : needless(before, told);
  const after = lockOf([...entriesOf(before).filter((entry) => !unused.some(isSame(entry))), ...told]);
  const { lockText } = await import('../compiler/lock-file.ts');
  return defined<Locked>({
    text: lockText(after),
    diagnostics: run(sources, { ...settings, lock: after }, found).diagnostics,
    problems: [],
    versions: told.map(sentenceOf),
    notes: misfits(plan.teams, told),
    changes: [
      ...told.flatMap((each) => changeOf(each, lockedAs(before, each))),
      ...unused.map(({ model, alias, tracker }) => `${model}@${alias} of ${tracker} is named nowhere any more`),
    ],
  });
}

const without = (diagnostics: readonly Diagnostic[], problems: readonly string[] = []): Locked => ({
  diagnostics,
  problems,
  versions: [],
  notes: [],
  changes: [],
});

/** What is asked for, each once, in the order in which it is written down. */
function askedOf(models: readonly Registered[]): readonly Asked[] {
  const asked = new Map<string, Asked>();
  for (const { text, registered } of models) {
    const { tracker, model, alias } = registered;
    if (tracker !== undefined) asked.set(JSON.stringify([tracker, model, alias]), { tracker, model, alias, text });
  }
  return [...asked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

const isSame =
  ({ tracker, model, alias }: Pick<LockEntry, 'tracker' | 'model' | 'alias'>) =>
  (other: Pick<LockEntry, 'tracker' | 'model' | 'alias'>): boolean =>
    tracker === other.tracker && model === other.model && alias === other.alias;

const placeOf = (entry: LockEntry['entry']): string =>
  entry === 'absent' ? 'absent' : `version ${entry.version}, at ${entry.address}`;

const sentenceOf = ({ text, tracker, entry }: Told): string =>
  entry === 'absent' ? `${text} is absent: ${tracker} has no such version` : `${text} is ${placeOf(entry)}`;

/** How what a tracker says differs from an entry. */
function changeOf({ text, entry }: Told, before: Lock[string][string][string] | undefined): readonly string[] {
  if (before === undefined) return [`${text} has no entry, and is ${placeOf(entry)}`];
  const [was, is] = [placeOf(before), placeOf(entry)];
  return was === is ? [] : [`${text} was ${was}, and is ${is}`];
}

/** The services whose server opens none of the files that lie there, a sentence each. */
function misfits(teams: readonly TeamPlan[], told: readonly Told[]): readonly string[] {
  const notes = teams.flatMap(({ online, serving }) =>
    online.flatMap((plan) => {
      const { title, modelFiles } = servingOf(serving);
      return servicesOf(plan).flatMap(({ model, server = '' }) => {
        const wanted = modelFiles(plan)[server];
        const files = model && filesOf(model, told);
        if (!wanted || !files || files.some((file) => wanted.fits.test(file))) return [];
        const there = `${model.text} has ${files.length === 0 ? 'no files' : files.join(', ')}`;
        return [`${model.origin.text}: ${there}; the server ${server} of ${title} opens ${wanted.told}`];
      });
    }),
  );
  return [...new Set(notes)];
}

const filesOf = ({ registered }: ModelPlan, told: readonly Told[]): Told['files'] =>
  told.find(
    ({ tracker, model, alias }) =>
      registered?.tracker === tracker && registered.model === model && registered.alias === alias,
  )?.files;
