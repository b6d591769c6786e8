import { parse } from '../../grammar/parse.ts';
import type { Result } from '../base/diagnostics/diagnostic.ts';
import type { Source } from '../base/source/source.ts';
import type { File } from '../language/syntax/nodes.ts';

const trees = new WeakMap<Source, { readonly text: string; readonly tree: Result<File> }>();

/** A source as `parse` reads it, once: for its imports, for the compilation, for the next one with other files changed. */
export function treeOf(source: Source): Result<File> {
  const { path, text } = source;
  const known = trees.get(source);
  // A program without types may write into its sources.
  if (known?.text === text && known.tree.value.path === path) return known.tree;
  const tree = parse(source);
  trees.set(source, { text, tree });
  return tree;
}
