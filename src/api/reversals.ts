import { reversalsIn } from '../language/analyse/reversals.ts';
import type { Reversals } from '../language/analyse/told-reversals.ts';
import { compile as run } from '../compiler/compile.ts';
import type { Source } from '../base/source/source.ts';
import { prepare } from './prepare.ts';
import type { CompileOptions, Diagnostic, Loaded } from './types.ts';

/**
 * How often agents can undo what they did to each field of each object that they write, whatever their sensors say. Empty where there
 * are errors.
 */
export function reversals(
  input: Loaded | readonly Source[],
  options: CompileOptions = {},
): { readonly ok: boolean; readonly diagnostics: readonly Diagnostic[]; readonly reversals: readonly Reversals[] } {
  const { sources, settings, found } = prepare(input, options);
  const { diagnostics, manifests, model } = run(sources, settings, found);
  const ok = manifests !== undefined;
  return { ok, diagnostics, reversals: ok ? reversalsIn(model) : [] };
}
