import { expect } from 'vitest';
import { compile, type Compilation } from '../../src/compiler/compile.ts';
import { libraryHost } from '../../src/compiler/disk-host.ts';
import { libraryOf } from '../../src/compiler/library.ts';
import { loadAlone, sourcesIn } from '../../src/compiler/load.ts';
import type { Source } from '../../src/base/source/source.ts';

/** Sources of a small compilation by path; one text is `main.sflow`. */
export type Sources = string | Readonly<Record<string, string>>;

const library = libraryOf(libraryHost);
const libraryPaths = sourcesIn(libraryHost, 'std');
const librarySources: readonly Source[] =
  libraryPaths instanceof Error ? [] : loadAlone(libraryHost, libraryPaths).sources;

const asRecord = (sources: Sources): Readonly<Record<string, string>> =>
  typeof sources === 'string' ? { 'main.sflow': sources } : sources;

/** Of what is unused nothing is said: tests declare more than they are about. `unused.test.ts` is about that. */
export function compileTexts(
  sources: Sources,
  values: Readonly<Record<string, string>> = {},
  platform?: string,
): Compilation {
  const own = Object.entries(asRecord(sources)).map(([path, text]) => ({ path, text: text.replaceAll(/[«»]/g, '') }));
  const settings = {
    library,
    values: new Map(Object.entries(values)),
    ...(platform === undefined ? {} : { platform }),
  };
  const entries = new Set(own.map(({ path }) => path));
  const compilation = compile([...own, ...librarySources], { ...settings, entries });
  return { ...compilation, diagnostics: compilation.diagnostics.filter(({ name }) => !name.startsWith('unused-')) };
}

/** `name` or `name: help`, at the text between the marks. */
export interface Found {
  readonly name: string;
  readonly at: string;
  readonly help?: string;
}

/** The marked places of all sources, in reading order, as `path:offset:text`. */
function marks(sources: Sources): string[] {
  return Object.entries(asRecord(sources))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => {
      const places: string[] = [];
      let removed = 0;
      for (const match of text.matchAll(/«([^»]*)»/g)) {
        places.push(`${path}:${String(match.index - removed)}:${match[1] ?? ''}`);
        removed += 2;
      }
      return places;
    });
}

/**
 * Compiles sources and expects exactly these messages, in reading order, each at the place that is marked with « and » in the
 * text. An entry is a name, or `[name, part of the help]`.
 */
export function expectMessages(
  sources: Sources,
  expected: readonly (string | readonly [name: string, help: string])[],
  values: Readonly<Record<string, string>> = {},
  platform?: string,
): Compilation {
  const compilation = compileTexts(sources, values, platform);
  const texts = asRecord(sources);
  const found = compilation.diagnostics.map(({ name, span }) => {
    const text = (texts[span.path] ?? '').replaceAll(/[«»]/g, '').slice(span.start, span.end);
    return `${name} ${span.path}:${String(span.start)}:${text}`;
  });
  const places = marks(sources);
  expect(found).toEqual(
    expected.map((each, index) => `${typeof each === 'string' ? each : each[0]} ${places[index] ?? 'no mark'}`),
  );
  for (const [index, each] of expected.entries()) {
    if (typeof each !== 'string') expect(compilation.diagnostics[index]?.help ?? '').toContain(each[1]);
  }
  return compilation;
}

export const PLATFORM = `platform cluster {
  registry  "registry.example.org/team"
  tracker   mlflow "http://mlflow.scanflow:5000"
  artifacts s3 "s3://scanflow" { endpoint: "http://minio.scanflow:9000", credentials: secret scanflow-secret }
  metrics   prometheus "http://prometheus.istio-system:9090"
  mesh      istio { gateway: "istio-system/public" }
  storage   "nfs-client"
  command   ["python", "/app/main.py"]
}
application app { team team  on cluster }
`;

/** A platform, an application, and what is given. */
export const app = (text: string): string => `${PLATFORM}${text}`;

export const batch = (text: string): string => app(`workflow train : batch {\n${text}\n}`);
export const online = (text: string): string =>
  app(`model cnn { registered "cnn"  better accuracy }\nworkflow serve : online {\n${text}\n}`);
export const strategy = (text: string): string =>
  app(
    `workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s { image "a:1" } }
agent a { strategy s { ${text} } }`.replace('service s {', 'service s : transformer {'),
  );
