import { parse } from '../../grammar/parse.ts';
import { analyse } from '../analyse/analyse.ts';
import { absences, harmless } from '../diagnostics/absence.ts';
import { inReadingOrder, type Diagnostic, type Result } from '../diagnostics/diagnostic.ts';
import { emit, type ManifestFile } from '../emit/emit.ts';
import type { DeploymentPlan } from '../graph/plan.ts';
import { lower } from '../lower/lower.ts';
import { buildModel } from '../model/build-model.ts';
import type { Settings } from '../model/checker.ts';
import type { Model } from '../model/model.ts';
import { resolveNames } from '../names/resolve.ts';
import { importPath } from '../names/imports.ts';
import type { Source } from '../source/source.ts';
import type { File } from '../syntax/nodes.ts';

export interface Compilation {
  readonly model: Model;
  /** Absent where there are errors. */
  readonly plan?: DeploymentPlan;
  readonly manifests?: readonly ManifestFile[];
  /** In reading order. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Options extends Settings {
  /** Paths of the files whose applications are deployed; the others are only referred to. */
  readonly entries: ReadonlySet<string>;
}

const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** The whole way from texts to manifests, in order. `sources` are all files that are needed, the library's among them. */
export function compile(sources: readonly Source[], options: Options, found: readonly Diagnostic[] = []): Compilation {
  const diagnostics: Diagnostic[] = [...found];
  const take = <T>(result: Result<T>): T => {
    diagnostics.push(...result.diagnostics);
    return result.value;
  };

  const isSure = ({ name, span }: Diagnostic): boolean => !absences.has(name) || !unread.has(span.path);
  const takeSure = <T>({ value, diagnostics: said }: Result<T>): T => take({ value, diagnostics: said.filter(isSure) });

  const ordered = [...sources].sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = ordered.map((source) => take(parse(source)));
  const unread = unreadFiles(files, diagnostics);
  const names = takeSure(resolveNames(files));
  const model = takeSure(buildModel(files, names, ordered, options));
  diagnostics.push(...analyse(model).filter(isSure));
  const end = (rest: Omit<Compilation, 'model' | 'diagnostics'> = {}): Compilation => ({
    model,
    ...rest,
    diagnostics: inReadingOrder(diagnostics),
  });
  if (hasErrors(diagnostics)) return end();

  const plan = take(lower(model, ordered));
  if (hasErrors(diagnostics)) return end();

  const deployed = { teams: plan.teams.filter(({ origin }) => options.entries.has(origin.span.path)) };
  const manifests = take(emit(deployed));
  return hasErrors(diagnostics) ? end() : end({ plan: deployed, manifests });
}

/** Files of which a part could not be read, and those that import them, directly or by way of others. */
function unreadFiles(files: readonly File[], diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  const unread = new Set(diagnostics.filter(({ name }) => !harmless.has(name)).map(({ span }) => span.path));
  for (let before = -1; before !== unread.size;) {
    before = unread.size;
    for (const { path, imports } of files) {
      const importsUnread = imports.some(({ from }) => {
        const [part] = from.parts;
        return part?.kind === 'text' && unread.has(importPath(path, part.value));
      });
      if (importsUnread) unread.add(path);
    }
  }
  return unread;
}
