/**
 * The public interface of sflow.
 *
 *     import { compile, load, manifestFiles, renderText } from 'sflow-lang';
 *
 *     const loaded = await load('examples/mnist');
 *     const { ok, diagnostics, manifests } = compile(loaded, { platform: 'staging' });
 *     if (ok) for (const { path, text } of manifestFiles(manifests)) write(path, text);
 *     else console.error(renderText(diagnostics, loaded.sources));
 *
 * `compile` takes texts as well and is synchronous and pure. Strategy graphs have a published schema:
 *
 *     import schema from 'sflow-lang/strategy-graph.schema.json' with { type: 'json' };
 */
export { compile } from './compile.ts';
export { draw } from './draw.ts';
export { explain } from './explain.ts';
export { fix } from './fix.ts';
export { format } from './format.ts';
export { LoadError, load } from './load.ts';
export { lock } from './lock.ts';
export { permissions } from './permissions.ts';
export { play } from './play.ts';
export { replay } from './replay.ts';
export { reversals } from './reversals.ts';
export { renderJson, renderSarif, renderText } from './render.ts';
export { LOCK_FILE } from '../target/outline/lock.ts';
export { manifestFiles, manifestStream, yamlText } from './write.ts';

export type {
  Compilation,
  CompileOptions,
  Diagnostic,
  DrawOptions,
  Edit,
  Explanation,
  Fixed,
  FormatOptions,
  Formatted,
  Interface,
  KubernetesObject,
  Loaded,
  Locked,
  LockOptions,
  Manifest,
  PlayEntry,
  PlayOptions,
  Played,
  ReplayDifference,
  Replayed,
  Right,
  ServedModel,
  TextFile,
  WorldProblem,
} from './types.ts';
export type { Driver, Reversals, Wait } from '../language/analyse/told-reversals.ts';
export type {
  AgentOutline,
  ApplicationOutline,
  BatchOutline,
  DailyOutline,
  ExecutorOutline,
  ModelOutline,
  NestedOutline,
  NotifyOutline,
  OnlineOutline,
  RegisterOutline,
  RunEnd,
  ServiceOutline,
  StepOutline,
  VariantOutline,
} from '../target/outline/outline.ts';
export type { Lock, LockedModels, LockedVersion, LockedVersions } from '../target/outline/lock.ts';
export type { TraceEntry } from '../agent/engine/trace.ts';
export type * from '../contract/strategy-graph/strategy-graph.ts';
export { STRATEGY_GRAPH_VERSION } from '../contract/strategy-graph/strategy-graph.ts';
export type { Source, Span } from '../base/source/source.ts';
