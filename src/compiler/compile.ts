import { analyse, analyseAll } from '../language/analyse/analyse.ts';
import { inReadingOrder, type Diagnostic, type Result } from '../base/diagnostics/diagnostic.ts';
import { emit, type ManifestFile } from '../target/emit/emit.ts';
import { addedImages } from '../target/emit/images/added.ts';
import { imageFiles } from '../target/emit/images/bake.ts';
import { objectsOf } from '../target/emit/online-objects.ts';
import { servings } from '../target/emit/servings.ts';
import type { DeploymentPlan, Origin } from '../target/plan/deployment-plan.ts';
import { checkAbsent, checkLock } from '../target/lower/check-lock.ts';
import type { Lock } from '../target/outline/lock.ts';
import { lower } from '../target/lower/lower.ts';
import { buildModel } from '../language/check/build-model.ts';
import type { Settings } from '../language/check/checker.ts';
import { findUnused } from '../language/check/unused.ts';
import type { Model } from '../language/model/model.ts';
import { resolveNames } from '../language/names/resolve.ts';
import type { Source } from '../base/source/source.ts';
import { joinUnknown, suppressFollowOns } from './suppress-follow-ons.ts';
import { treeOf } from './tree-of.ts';

export interface Compilation {
  /** How far it went: 0 to the model, 1 to the plan, 2 to the manifests. */
  readonly stage: 0 | 1 | 2;
  readonly model: Model;
  /** Absent where there are errors. */
  readonly plan?: DeploymentPlan;
  readonly manifests?: readonly ManifestFile[];
  /** How the images are made; these are not for the cluster. */
  readonly images?: readonly { readonly path: string; readonly text: string }[];
  /** What the cluster pulls beside the images that the sources name. */
  readonly addedImages?: readonly string[];
  /** In reading order. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Options extends Settings {
  /** Paths of the files whose applications are deployed; the others are only referred to. */
  readonly entries: ReadonlySet<string>;
  /** What trackers said of the versions that the sources name; nothing if not given. */
  readonly lock?: Lock;
  /** Compares the lock with the sources: with all that it is for, or with some of these. */
  readonly locked?: 'all' | 'some';
  /** Files beside them, which were not read, may import them. */
  readonly isPartial?: boolean;
}

const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** The whole way from texts to manifests, in order. `sources` are all files that are needed, the library's among them. */
export function compile(sources: readonly Source[], options: Options, found: readonly Diagnostic[] = []): Compilation {
  const diagnostics: Diagnostic[] = [...found];
  // One by one: as arguments, many would exhaust the stack.
  const tell = (said: readonly Diagnostic[]): void => {
    for (const one of said) diagnostics.push(one);
  };
  const take = <T>(result: Result<T>): T => {
    tell(result.diagnostics);
    return result.value;
  };

  const ordered = [...sources].sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = ordered.map((source) => take(treeOf(source)));
  const isSure = suppressFollowOns(ordered, files, diagnostics);
  const takeSure = <T>({ value, diagnostics: said }: Result<T>): T => take({ value, diagnostics: said.filter(isSure) });
  const names = takeSure(resolveNames(files));
  const model = takeSure(buildModel(files, names, ordered, options));
  tell(analyse(model).filter(isSure));
  const end = (stage: 0 | 1 | 2, rest: Omit<Compilation, 'stage' | 'model' | 'diagnostics'> = {}): Compilation => ({
    stage,
    model,
    ...rest,
    diagnostics: joinUnknown(inReadingOrder(diagnostics)),
  });
  if (hasErrors(diagnostics)) return end(0);
  tell(findUnused(files, names, options));
  if (options.isPartial !== true) tell(analyseAll(model));

  const plan = take(lower(model, ordered, { servings, objectsOf }, options.lock ?? {}));
  if (hasErrors(diagnostics)) return end(1);

  const isEntry = ({ origin }: { readonly origin: Origin }): boolean => options.entries.has(origin.span.path);
  const deployed = { teams: plan.teams.filter(isEntry), interfaces: plan.interfaces.filter(isEntry) };
  tell(checkAbsent(deployed.teams));
  if (options.locked) tell(checkLock(deployed.teams, options.lock ?? {}, options.locked === 'all'));
  const manifests = take(emit(deployed));
  return hasErrors(diagnostics)
    ? end(2)
    : end(2, {
        plan: deployed,
        manifests,
        images: imageFiles(deployed),
        addedImages: addedImages(deployed, manifests),
      });
}
