import { defined, definedWithin } from '../base/values/defined.ts';
import { compile as run } from '../compiler/compile.ts';
import { openApiDocument } from '../target/emit/openapi/document.ts';
import { modelsOf } from '../target/lower/check-lock.ts';
import { outlineOf } from '../target/lower/outline.ts';
import type { Source } from '../base/source/source.ts';
import { prepare } from './prepare.ts';
import type { Compilation, CompileOptions, Loaded, ServedModel } from './types.ts';

/**
 * Compiles what `load` read, or texts from anywhere: `compile([{ path: 'main.sflow', text }])`. Files of the standard
 * library that the texts import come along. Never throws on what stands in a source: that is a diagnostic.
 */
export function compile(input: Loaded | readonly Source[], options: CompileOptions = {}): Compilation {
  const { stage: _, ...compilation } = compileTo(input, options);
  return { ...compilation, manifests: definedWithin(compilation.manifests) };
}

/**
 * The same, with how far it went: 0 to the model, 1 to the plan, 2 to the manifests. These are as they were made, with fields
 * that are undefined: who writes them leaves those out.
 */
export function compileTo(
  input: Loaded | readonly Source[],
  options: CompileOptions = {},
): Compilation & { readonly stage: number } {
  const { sources, settings, found } = prepare(input, options);
  const { diagnostics: said, stage, model, plan, manifests, images, addedImages = [] } = run(sources, settings, found);
  const diagnostics = said.filter(({ severity }) => severity !== 'note');
  const notes = said.filter(({ severity }) => severity === 'note');
  if (!plan || !manifests || !images)
    return {
      ok: false,
      stage,
      diagnostics,
      notes,
      manifests: [],
      images: [],
      addedImages: [],
      applications: [],
      models: [],
      graphs: [],
      interfaces: [],
    };
  return {
    ok: true,
    stage,
    diagnostics,
    notes,
    manifests,
    images,
    addedImages,
    applications: outlineOf(model, settings.entries),
    models: modelsOf(plan.teams).flatMap(({ origin, text, url, registered }) => {
      const known = registered?.known ?? 'said';
      // That is a mistake, and was told.
      if (known === 'absent') return [];
      return defined<ServedModel>({
        text,
        place: origin.text,
        span: origin.span,
        address: url,
        version: registered?.version,
        known,
      });
    }),
    graphs: plan.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)),
    interfaces: plan.interfaces.map((one) => ({
      endpoint: one.name,
      span: one.origin.span,
      document: openApiDocument(one),
    })),
  };
}
