import type { Diagnostic as Found } from '../base/diagnostics/diagnostic.ts';
import { renderJson as json } from '../base/diagnostics/render-json.ts';
import { renderSarif as sarif } from '../base/diagnostics/render-sarif.ts';
import { renderText as text } from '../base/diagnostics/render-text.ts';
import type { Source } from '../base/source/source.ts';
import type { Diagnostic } from './types.ts';

const textsOf = (sources: readonly Source[]): ReadonlyMap<string, string> =>
  new Map(sources.map((source) => [source.path, source.text]));

// Renderers print names and look none up, so names that are in no catalogue do no harm.
const found = (diagnostics: readonly Diagnostic[]): readonly Found[] => diagnostics as readonly Found[];

/** Messages as people read them: the sentence, the place, the line with the place underlined, what to do. */
export const renderText = (
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
  options: { readonly colour?: boolean } = {},
): string => text(found(diagnostics), textsOf(sources), { colour: options.colour ?? false });

/**
 * Messages for programs: `{ diagnostics: [{ code, name, severity, message, path, start, end, labels, help, fix }] }`, where
 * `start` and `end` are `{ line, column }`, counted from 1 in characters, the end exclusive.
 */
export const renderJson = (diagnostics: readonly Diagnostic[], sources: readonly Source[]): string =>
  json(found(diagnostics), textsOf(sources));

/** Messages for code hosts: SARIF 2.1.0. */
export const renderSarif = (diagnostics: readonly Diagnostic[], sources: readonly Source[]): string =>
  sarif(found(diagnostics), textsOf(sources));
