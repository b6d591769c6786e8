import { defined } from '../values/defined.ts';
import type { Span } from '../source/source.ts';
import { catalogue } from './catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import { instruction } from './instruction.ts';
import { Places } from './places.ts';

/** Messages as SARIF 2.1.0, which code review systems show at the changed line. */
export function renderSarif(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): string {
  const places = new Places(texts);
  const region = (span: Span): object => {
    const { start, end } = places.range(span);
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  };
  const location = (span: Span): object => ({
    physicalLocation: { artifactLocation: { uri: encodeURI(span.path) }, region: region(span) },
  });
  const used = [...new Set(diagnostics.map(({ name }) => name))].sort();
  const rules = used.map((name) => ({
    id: catalogue[name].code,
    name,
    defaultConfiguration: { level: catalogue[name].severity },
    help: { text: catalogue[name].explain, markdown: catalogue[name].explain },
  }));
  const results = diagnostics.map(({ code, name, severity, message, span, labels, help, fix }) =>
    defined({
      ruleId: code,
      ruleIndex: used.indexOf(name),
      level: severity,
      message: { text: help === undefined ? message : `${message}. ${help}` },
      locations: [location(span)],
      relatedLocations: labels.map((label) => ({ ...location(label.span), message: { text: label.text } })),
      fixes: fix && [
        {
          description: { text: instruction(fix, places.text(fix.span.path) ?? '') },
          artifactChanges: [
            {
              artifactLocation: { uri: encodeURI(fix.span.path) },
              replacements: [fix.span, ...(fix.also ?? [])].map((place) => ({
                deletedRegion: region(place),
                insertedContent: { text: fix.text },
              })),
            },
          ],
        },
      ],
    }),
  );
  const run = {
    tool: { driver: { name: 'sflow', rules } },
    columnKind: 'unicodeCodePoints',
    results,
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}
