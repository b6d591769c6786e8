import { defined } from '../base/values/defined.ts';
import { traitsOf } from '../base/diagnostics/catalogue.ts';
import type { Diagnostic, Fix } from '../base/diagnostics/diagnostic.ts';
import { importedPath } from '../language/names/imports.ts';
import { lineIndex, lineStarts, type Source, type Span } from '../base/source/source.ts';
import type { File } from '../language/syntax/nodes.ts';

/**
 * Tells which messages about the meaning of texts are sure, given the mistakes in their form. One on a line that could not
 * be read is most likely an echo. Neither is it sure that something is missing in a file of which a part was not read, or
 * in one that imports it. Both are said once the form is mended.
 */
export function suppressFollowOns(
  sources: readonly Source[],
  files: readonly File[],
  found: readonly Diagnostic[],
): (diagnostic: Diagnostic) => boolean {
  const form = found.filter(({ name, span, fix }) => {
    const { readOn } = traitsOf(name);
    const isMended = readOn === 'if-mended' && fix !== undefined && fix.span.start === span.start;
    return readOn !== 'always' && !isMended;
  });
  if (form.length === 0) return () => true;
  const unread = unreadFiles(files, new Set(form.map(({ span }) => span.path)));
  const lines = new UnreadLines(sources, form);
  return ({ name, span }) => !lines.has(span) && !(traitsOf(name).absent === true && unread.has(span.path));
}

/** Those files, and all that import them, directly or by way of others. */
function unreadFiles(files: readonly File[], broken: ReadonlySet<string>): ReadonlySet<string> {
  const unread = new Set(broken);
  for (let before = -1; before !== unread.size;) {
    before = unread.size;
    for (const { path, imports } of files) {
      if (imports.some((each) => unread.has(importedPath(path, each) ?? ''))) unread.add(path);
    }
  }
  return unread;
}

/** The lines with mistakes in their form: from the bracket that is not closed, if it is one of a list, to the mistake. */
class UnreadLines {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #starts = new Map<string, readonly number[]>();
  readonly #lines = new Set<string>();

  constructor(sources: readonly Source[], form: readonly Diagnostic[]) {
    this.#texts = new Map(sources.map(({ path, text }) => [path, text]));
    for (const { span, labels } of form) {
      const brackets = labels.filter(({ opensList }) => opensList);
      const first = Math.min(...[{ span }, ...brackets].map((place) => this.#lineOf(place.span)));
      for (let line = first; line <= this.#lineOf(span); line += 1) this.#lines.add(`${span.path} ${String(line)}`);
    }
  }

  has(span: Span): boolean {
    return this.#lines.has(`${span.path} ${String(this.#lineOf(span))}`);
  }

  #lineOf({ path, start }: Span): number {
    const starts = this.#starts.get(path) ?? lineStarts(this.#texts.get(path) ?? '');
    this.#starts.set(path, starts);
    return lineIndex(starts, start);
  }
}

/** The name that a message says to stand for nothing. */
function unknownName({ name, parameters }: Diagnostic): unknown {
  const { joinedBy } = traitsOf(name);
  return joinedBy && parameters[joinedBy];
}

/** The edit of a misspelt name, at one more of its uses. */
const alsoAt = (fix: Fix, { span }: Fix): Fix => ({ ...fix, also: [...(fix.also ?? []), span] });

/** Places that one message shows. */
const SHOWN = 4;

/** Says once in a file that a name is unknown, and shows the other places in that message. */
export function joinUnknown(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = new Map<string, number>();
  const joined: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { span } = diagnostic;
    const name = unknownName(diagnostic);
    const key = `${span.path} ${String(name)}`;
    const index = name === undefined ? undefined : first.get(key);
    const before = index === undefined ? undefined : joined[index];
    if (index !== undefined && before) {
      const more = before.labels.length < SHOWN ? [{ span, text: 'it is unknown here, too' }] : [];
      const fix =
        before.fix && diagnostic.fix?.text === before.fix.text ? alsoAt(before.fix, diagnostic.fix) : before.fix;
      joined[index] = defined({ ...before, labels: [...before.labels, ...more], fix });
      continue;
    }
    if (name !== undefined) first.set(key, joined.length);
    joined.push(diagnostic);
  }
  return joined;
}
