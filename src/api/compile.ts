import { compile as run } from '../compiler/compile.ts';
import { libraryHost } from '../compiler/disk-host.ts';
import { layered, memoryHost } from '../compiler/host.ts';
import { libraryOf } from '../compiler/library.ts';
import { load } from '../compiler/load.ts';
import type { Diagnostic as Found } from '../base/diagnostics/diagnostic.ts';
import { openApiDocument } from '../target/emit/openapi/document.ts';
import { outlineOf } from '../target/lower/outline.ts';
import type { Source } from '../base/source/source.ts';
import type { Compilation, CompileOptions, Loaded } from './types.ts';

/**
 * Compiles what `load` read, or texts from anywhere: `compile([{ path: 'main.sflow', text }])`. Files of the standard
 * library that the texts import come along. Never throws on what stands in a source: that is a diagnostic.
 */
export function compile(input: Loaded | readonly Source[], options: CompileOptions = {}): Compilation {
  const { stage: _, ...compilation } = compileTo(input, options);
  return compilation;
}

/** The same, with how far it went: 0 to the model, 1 to the plan, 2 to the manifests. */
export function compileTo(
  input: Loaded | readonly Source[],
  options: CompileOptions = {},
): Compilation & { readonly stage: number } {
  const {
    sources,
    entries: found,
    diagnostics: read,
  } = 'sources' in input
    ? input
    : { sources: withImports(input), entries: input.map(({ path }) => path).filter(isOwn), diagnostics: [] };
  const entries = new Set(options.entries ?? found);
  const { diagnostics, stage, model, plan, manifests, images } = run(
    sources,
    {
      entries,
      library,
      values: new Map(Object.entries(options.values ?? {})),
      ...(options.platform === undefined ? {} : { platform: options.platform }),
    },
    // `load` made them, whose names are all of the catalogue.
    read as readonly Found[],
  );
  if (!plan || !manifests || !images)
    return { ok: false, stage, diagnostics, manifests: [], images: [], applications: [], graphs: [], interfaces: [] };
  return {
    ok: true,
    stage,
    diagnostics,
    manifests,
    images,
    applications: outlineOf(model, entries),
    graphs: plan.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)),
    interfaces: plan.interfaces.map((one) => ({
      endpoint: one.name,
      span: one.origin.span,
      document: openApiDocument(one),
    })),
  };
}

const library = libraryOf(libraryHost);

/** Adds what sources import and do not bring, of the standard library. */
export const withImports = (sources: readonly Source[]): readonly Source[] =>
  load(
    layered(memoryHost(sources), libraryHost),
    sources.map(({ path }) => path),
  ).sources;

const isOwn = (path: string): boolean => !path.startsWith('std/');
