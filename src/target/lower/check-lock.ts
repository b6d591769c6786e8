import { Reporter, type Diagnostic } from '../../base/diagnostics/diagnostic.ts';
import type { ModelPlan, TeamPlan } from '../plan/deployment-plan.ts';
import { LOCK_FILE, lockedAs, needless, type Lock } from '../outline/lock.ts';

/** The versions that services have first, those of variants and explainers too, in the order of the plan. */
export const modelsOf = (teams: readonly TeamPlan[]): readonly ModelPlan[] =>
  teams
    .flatMap(({ online }) => online)
    .flatMap((plan) => [plan, ...plan.variants].flatMap(({ services }) => services).concat(plan.explainer ?? []))
    .flatMap(({ model }) => model ?? []);

/** Those that a registry has. */
export const registeredIn = (teams: readonly TeamPlan[]): readonly Registered[] =>
  modelsOf(teams).flatMap((model) => (model.registered ? [{ ...model, registered: model.registered }] : []));

export type Registered = ModelPlan & Required<Pick<ModelPlan, 'registered'>>;

/** Compares sources with the lock; entries that others may need are looked at where `areAll` says that there are no others. */
export function checkLock(teams: readonly TeamPlan[], lock: Lock, areAll: boolean): readonly Diagnostic[] {
  const reporter = new Reporter();
  const models = registeredIn(teams);
  for (const { origin, text, registered } of models) {
    if (lockedAs(lock, registered) === undefined) reportUnlocked(reporter, origin.span, text, registered.tracker);
  }
  const unused = areAll
    ? needless(
        lock,
        models.map(({ registered }) => registered),
      )
    : [];
  const entries = unused.map(({ tracker, model, alias }) => `${model}@${alias} of ${tracker}`);
  if (entries.length > 0) reporter.report('lock-unused', { path: LOCK_FILE, start: 0, end: 0 }, { entries });
  return reporter.diagnostics;
}

/** Without a tracker nobody can be asked. */
export function reportUnlocked(
  reporter: Reporter,
  span: ModelPlan['origin']['span'],
  text: string,
  tracker: string | undefined,
): void {
  const help =
    tracker === undefined
      ? 'its platform names no tracker that could be asked; name a number, or a tracker: tracker mlflow "http://mlflow.team:5000"'
      : '`sflow lock` asks the tracker, and writes the entry';
  reporter.report('not-locked', span, { text }, { help });
}
