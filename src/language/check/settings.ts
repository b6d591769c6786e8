import { type Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { Setting, UnknownClause } from '../syntax/nodes.ts';

/** The settings of a declaration by their word. One that stands twice is reported; the first counts. */
export function settingsOf(
  reporter: Reporter,
  clauses: readonly ({ kind: string } | Setting | UnknownClause)[],
): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  for (const clause of clauses) {
    if (clause.kind !== 'setting') continue;
    const setting = clause as Setting;
    const first = settings.get(setting.name.text);
    if (first) {
      const labels = [{ span: first.name.span, text: 'it is said here already' }];
      reporter.report('duplicate-clause', setting.name.span, { clause: setting.name.text }, { labels });
    } else settings.set(setting.name.text, setting);
  }
  return settings;
}

/** The only clause of a kind; a second one is reported. */
export function only<C extends { kind: string; span: Setting['span'] }, K extends C['kind']>(
  reporter: Reporter,
  clauses: readonly C[],
  kind: K,
): Extract<C, { kind: K }> | undefined {
  const [first, second] = clauses.filter((clause): clause is Extract<C, { kind: K }> => clause.kind === kind);
  if (first && second) {
    const labels = [{ span: first.span, text: 'it is said here already' }];
    reporter.report('duplicate-clause', second.span, { clause: kind }, { labels });
  }
  return first;
}
