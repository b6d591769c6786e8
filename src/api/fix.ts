import { applyFixes, isFixable, type Fixable } from '../base/diagnostics/apply-fixes.ts';
import { catalogue } from '../base/diagnostics/catalogue.ts';
import type { Diagnostic as Found } from '../base/diagnostics/diagnostic.ts';
import { instruction } from '../base/diagnostics/instruction.ts';
import { lineIndex, lineStarts, type Source } from '../base/source/source.ts';
import { compileTo } from './compile.ts';
import { withImports } from './prepare.ts';
import type { CompileOptions, Edit, Fixed, Loaded } from './types.ts';

const ROUNDS = 10;
/** Edits of one round that are tried one by one, each by a compilation. */
const TRIED = 40;

interface State {
  readonly sources: readonly Source[];
  readonly compilation: ReturnType<typeof compileTo>;
}

/**
 * Makes the edits that messages carry, in the files that are deployed, until there is none left to make. An edit that would
 * lead to more errors is not made. Nothing is written: the texts are in `sources`.
 */
export function fix(loaded: Loaded, options: CompileOptions = {}): Fixed {
  const entries = new Set(options.entries ?? loaded.entries);
  const state = (sources: readonly Source[]): State => {
    const all = withImports(sources);
    return { sources: all, compilation: compileTo({ ...loaded, sources: all }, options) };
  };
  const edits: Edit[] = [];
  const refused = new Map<string, Edit>();
  const seen = new Set([keyOf(loaded.sources)]);
  let now = state(loaded.sources);
  for (let round = 0; round < ROUNDS; round += 1) {
    const wanted = fixesOf(now, entries).filter((one) => !refused.has(editKey(one)));
    // What a mistake in the form hides is judged once the form is mended.
    const form = wanted.filter(({ code }) => code.startsWith('SF1'));
    const step = stepFrom(now, form.length > 0 ? form : wanted, state);
    for (const one of step.refused) refused.set(editKey(one), editOf(one, now.sources));
    if (step.applied.length === 0 || seen.has(keyOf(step.to.sources))) break;
    seen.add(keyOf(step.to.sources));
    edits.push(...step.applied.map((one) => editOf(one, now.sources)));
    now = step.to;
  }
  return { sources: now.sources, edits, refused: [...refused.values()], diagnostics: now.compilation.diagnostics };
}

interface FixRound {
  readonly to: State;
  readonly applied: readonly Fixable[];
  readonly refused: readonly Fixable[];
}

/** All edits at once; where that makes things worse, one after the other, without those that do. */
function stepFrom(from: State, wanted: readonly Fixable[], state: (sources: readonly Source[]) => State): FixRound {
  if (wanted.length === 0) return { to: from, applied: [], refused: [] };
  const all = edited(from.sources, wanted);
  const together = state(all.sources);
  if (!isWorse(together, from)) return { to: together, applied: all.applied, refused: [] };
  let [kept, to, refused]: [Fixable[], State, Fixable[]] = [[], from, []];
  for (const one of all.applied.slice(0, TRIED)) {
    const next = state(edited(from.sources, [...kept, one]).sources);
    if (isWorse(next, to)) refused = [...refused, one];
    else [kept, to] = [[...kept, one], next];
  }
  return { to, applied: kept, refused };
}

function edited(sources: readonly Source[], fixes: readonly Fixable[]): { sources: Source[]; applied: Fixable[] } {
  const applied: Fixable[] = [];
  const changed = sources.map((source) => {
    const own = fixes.filter(({ fix: { span } }) => span.path === source.path);
    if (own.length === 0) return source;
    const made = applyFixes(source.text, own);
    applied.push(...made.applied);
    return { path: source.path, text: made.text };
  });
  return { sources: changed, applied };
}

/** Edits outside the files that are deployed are not made, least of all in the library. */
const fixesOf = ({ compilation }: State, entries: ReadonlySet<string>): Fixable[] =>
  // The compiler made them, whose names are all of the catalogue.
  (compilation.diagnostics as readonly Found[]).filter(isFixable).filter(({ fix: { span } }) => entries.has(span.path));

/**
 * What stands between sources and manifests, the weightiest first: mistakes in the form and in names hide others, and a name
 * that becomes another one is unknown at its uses until these are mended, too.
 */
function weightOf({ compilation: { diagnostics, stage } }: State): readonly number[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const count = (area: string): number => errors.filter(({ code }) => code.startsWith(area)).length;
  return [count('SF1'), count(catalogue['bad-name'].code), count('SF2'), -stage, errors.length];
}

function isWorse(after: State, before: State): boolean {
  const old = weightOf(before);
  const changes = weightOf(after).map((weight, index) => weight - (old[index] ?? 0));
  return (changes.find((change) => change !== 0) ?? 0) > 0;
}

function editOf({ code, message, fix: made }: Fixable, sources: readonly Source[]): Edit {
  const { path, start } = made.span;
  const text = sources.find((source) => source.path === path)?.text ?? '';
  return { path, line: lineIndex(lineStarts(text), start) + 1, code, message, text: instruction(made, text) };
}

const editKey = ({ code, fix: { span, text } }: Fixable): string =>
  [code, span.path, String(span.start), String(span.end), text].join(' ');

const keyOf = (sources: readonly Source[]): string =>
  JSON.stringify(sources.filter(({ path }) => !path.startsWith('std/')));
