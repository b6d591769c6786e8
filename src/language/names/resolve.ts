import { Reporter, type Details, type Result } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { Span } from '../../base/source/source.ts';
import { primitiveKey, type WorkflowObject } from '../../contract/primitives/primitives.ts';
import type { File, Import, Name, Primitive } from '../syntax/nodes.ts';
import { asImport, importedPath } from './imports.ts';
import { declaredName, describe, idOf, type Names, type PrimitiveSymbol, type Scope, type Symbol } from './scope.ts';

/** The file of the library whose declarations every file knows. */
export const PRELUDE = 'std/primitives.sflow';

/** So many names a message lists. */
const GLANCE = 15;

/** Gives every file its scope: what it declares and what it imports. Files come in any order, the library among them. */
export function resolveNames(files: readonly File[]): Result<Names> {
  const reporter = new Reporter();
  const byPath = new Map(files.map((file) => [file.path, file]));
  reportCircles(files, byPath, reporter);
  const declared = new Map(files.map((file) => [file.path, declarationsOf(file, reporter)]));
  const scopes = new Map<string, Scope>();
  for (const file of files) {
    const symbols = new Map<string, Symbol>(declared.get(file.path));
    for (const declaration of file.imports) {
      for (const [name, symbol] of importedBy(file, declaration, byPath, declared, reporter)) {
        const existing = symbols.get(name.text);
        if (existing && existing.declaration !== symbol.declaration) {
          reporter.report('duplicate-name', name.span, { name: name.text, what: 'import' }, secondOf(existing));
        }
        symbols.set(name.text, symbol);
      }
    }
    const imported = file.imports.flatMap(({ names }) => names.map(({ text }) => text));
    scopes.set(file.path, { file, symbols, unresolved: new Set(imported.filter((name) => !symbols.has(name))) });
  }
  const all = [...declared.values()].flatMap((symbols) => [...symbols.values()]);
  const value = {
    scopes,
    declared: new Map(all.map((symbol) => [idOf(symbol), symbol])),
    primitives: primitivesOf(byPath.get(PRELUDE)),
  };
  return { value, diagnostics: reporter.diagnostics };
}

function declarationsOf(file: File, reporter: Reporter): Map<string, Symbol> {
  const symbols = new Map<string, Symbol>();
  let application: Span | undefined;
  for (const declaration of file.declarations) {
    if (declaration.kind === 'application') {
      if (application) {
        reporter.report(
          'two-applications',
          declaration.name.span,
          {},
          { labels: [{ span: application, text: 'the first is here' }] },
        );
      }
      application ??= declaration.name.span;
    }
    const name = declaredName(declaration);
    if (!name || name.text === '' || declaration.kind === 'primitive') continue;
    const symbol: Symbol = { name: name.text, file, declaration };
    const existing = symbols.get(name.text);
    if (existing) reportDuplicate(reporter, name, describe(declaration), existing);
    else symbols.set(name.text, symbol);
  }
  return symbols;
}

function* importedBy(
  file: File,
  declaration: Import,
  byPath: ReadonlyMap<string, File>,
  declared: ReadonlyMap<string, ReadonlyMap<string, Symbol>>,
  reporter: Reporter,
): Generator<readonly [Name, Symbol]> {
  const path = importedPath(file.path, declaration);
  if (path === undefined) return;
  const exported = declared.get(path);
  if (!byPath.has(path) || !exported) {
    const meant = closest(path, [...byPath.keys()]);
    const text = meant === undefined ? '' : `"${asImport(file.path, meant)}"`;
    const { span } = declaration.from;
    const suggestion = text === '' ? {} : { help: `did you mean ${text}?`, fix: { span, text } };
    reporter.report('import-not-found', span, { from: path }, suggestion);
    return;
  }
  for (const name of declaration.names) {
    if (name.text === '') continue;
    const symbol = exported.get(name.text);
    if (symbol) {
      yield [name, symbol];
      continue;
    }
    const meant = closest(name.text, [...exported.keys()]);
    const details = meant === undefined ? declaredBy(exported) : didYouMean(name.text, meant, name.span);
    reporter.report('not-exported', name.span, { name: name.text, from: path }, details);
    // What was meant is most likely spelled well where it is used.
    const intended = meant === undefined ? undefined : exported.get(meant);
    if (intended && !declared.get(file.path)?.has(intended.name)) yield [{ ...name, text: intended.name }, intended];
  }
}

/** What could have been imported, if that can be read at a glance. */
function declaredBy(exported: ReadonlyMap<string, unknown>): Details {
  const names = [...exported.keys()];
  return names.length === 0 || names.length > GLANCE ? {} : { help: `it declares ${names.join(', ')}` };
}

/** Reports each circle once, at the import that closes it. */
function reportCircles(files: readonly File[], byPath: ReadonlyMap<string, File>, reporter: Reporter): void {
  const done = new Set<string>();
  const trail: string[] = [];
  /** The imports that led along the trail. */
  const steps: Import[] = [];
  const visit = (file: File): void => {
    trail.push(file.path);
    for (const declaration of file.imports) {
      const next = byPath.get(importedPath(file.path, declaration) ?? '');
      if (!next || done.has(next.path)) continue;
      const start = trail.indexOf(next.path);
      if (start === -1) {
        steps.push(declaration);
        visit(next);
        steps.pop();
        continue;
      }
      const labels = steps.slice(start).map(({ from: { span } }) => ({ span, text: 'this is part of the circle' }));
      reporter.report(
        'import-circle',
        declaration.from.span,
        { circle: [...trail.slice(start), next.path] },
        { labels },
      );
    }
    trail.pop();
    done.add(file.path);
  };
  for (const file of files) if (!done.has(file.path)) visit(file);
}

/** Those that the contract knows, which a test holds to be all. */
function primitivesOf(prelude: File | undefined): Map<string, PrimitiveSymbol[]> {
  const primitives = new Map<string, PrimitiveSymbol[]>();
  for (const declaration of prelude?.declarations ?? []) {
    if (declaration.kind !== 'primitive' || !prelude) continue;
    const name = declaration.name.text;
    const key = primitiveKey(name, kindOf(declaration));
    if (key) primitives.set(name, [...(primitives.get(name) ?? []), { name, file: prelude, declaration, key }]);
  }
  return primitives;
}

const kinds: ReadonlyMap<string, WorkflowObject> = new Map([
  ['Batch', 'batch'],
  ['Online', 'online'],
  ['Variant', 'variant'],
]);

/** The kind of workflow that a primitive acts on, by the type of its first parameter. */
const kindOf = ({ parameters: [first] }: Primitive): WorkflowObject | undefined =>
  kinds.get(first?.type.name.text ?? '');

const secondOf = (first: Symbol): { labels: { span: Span; text: string }[] } => {
  const name = declaredName(first.declaration);
  return { labels: name ? [{ span: name.span, text: `${first.name} is first declared here` }] : [] };
};

export function reportDuplicate(reporter: Reporter, name: Name, what: string, first: Symbol): void {
  reporter.report('duplicate-name', name.span, { name: name.text, what }, secondOf(first));
}
