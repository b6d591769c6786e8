/**
 * What an editor needs to know of sources, also where they have mistakes.
 *
 *     import { analyse } from 'sflow-lang/editor';
 *
 *     const { diagnostics, at, visibleAt, tree } = analyse(await load('examples/mnist'));
 *     at('dataengineer.sflow', offset)?.declaration; // { name: 'training', what: 'batch workflow', span: { path, start, end } }
 *
 * UNSTABLE: unlike the rest of the interface, any version may change what is here.
 *
 * Places are offsets in UTF-16 code units from the beginning of a file, as strings of JavaScript count and as language servers do
 * by default; the end of a span is exclusive. A cursor at offset n stands before the code unit n.
 */
import { defined } from '../base/values/defined.ts';
import { compile } from '../compiler/compile.ts';
import { treeOf } from '../compiler/tree-of.ts';
import { definitionOf } from '../language/names/definition.ts';
import { resolveNames } from '../language/names/resolve.ts';
import { visibleAt, type Meaning } from '../language/names/visible.ts';
import { childrenOf, pathTo, type AnyNode } from '../language/syntax/children.ts';
import type { File } from '../language/syntax/nodes.ts';
import { typeName } from '../language/types/type.ts';
import type { Source, Span } from '../base/source/source.ts';
import { prepare } from './prepare.ts';
import type { CompileOptions, Diagnostic, Loaded } from './types.ts';

export { load, LoadError } from './load.ts';
export type { Source, Span } from '../base/source/source.ts';
export type { CompileOptions, Diagnostic, Loaded } from './types.ts';

/** Sources as an editor asks for them. All that is given back is plain data. */
export interface Analysis {
  /** Those of all files, by file and place: the same that `compile` gives. */
  readonly diagnostics: readonly Diagnostic[];
  /** The syntax tree of a file; undefined where there is no such file. Where something cannot be read it has less. */
  readonly tree: (path: string) => SyntaxNode | undefined;
  /** What stands at a place; undefined between tokens and in comments. */
  readonly at: (path: string, offset: number) => AtPlace | undefined;
  /** The names that mean something at a place, what is nearest first. */
  readonly visibleAt: (path: string, offset: number) => readonly Declared[];
}

/** A part of the tree. */
export interface SyntaxNode {
  /** As `workflow`, `call`, `name`. */
  readonly kind: string;
  /** What it is in its parent, as `trigger`, `members`, `name`. */
  readonly field: string;
  readonly span: Span;
  /** In the order of the text. */
  readonly children: readonly SyntaxNode[];
}

export interface AtPlace {
  /** The name that begins, ends or lies at the place. */
  readonly name?: { readonly text: string; readonly span: Span };
  /** What the name stands for. Fields that values have by their type are declared nowhere. */
  readonly declaration?: Declared;
  /** The type of the innermost expression around the place, as `Rate` or `List<Int>`. */
  readonly type?: { readonly text: string; readonly span: Span };
}

/** Something that has a name. */
export interface Declared {
  readonly name: string;
  /** In the words of messages: `sensor`, `batch workflow`, `parameter`, `executor`. */
  readonly what: string;
  /** The name where it is declared, maybe in the standard library (`std/…`). */
  readonly span: Span;
}

/** Reads sources, as `load` found them or from texts, as far as they can be understood. Never throws on what stands in them. */
export function analyse(input: Loaded | readonly Source[], options: CompileOptions = {}): Analysis {
  const { sources, settings, found } = prepare(input, options);
  const types = new Map<string, Typed[]>();
  const recordType = (span: Span, type: Parameters<typeof typeName>[0]): void => {
    if (type.kind === 'invalid') return;
    const known = types.get(span.path) ?? [];
    types.set(span.path, known);
    known.push({ span, text: typeName(type) });
  };
  const { diagnostics } = compile(sources, { ...settings, recordType }, found);
  const files = new Map(sources.map((source) => [source.path, treeOf(source).value]));
  const names = resolveNames([...files.values()]).value;
  return {
    diagnostics,
    tree(path) {
      const file = files.get(path);
      return file && plain(file, 'file');
    },
    at(path, offset) {
      const file = files.get(path);
      if (!file || !isOnToken(file, offset)) return undefined;
      const way = pathTo(file, offset);
      const name = way.at(-1);
      const declaration = definitionOf(names, way);
      const type = innermost(types.get(path) ?? [], offset);
      return defined({
        name: name?.kind === 'name' && name.text !== '' ? { text: name.text, span: name.span } : undefined,
        declaration: declaration && declared(declaration),
        type,
      });
    },
    visibleAt(path, offset) {
      const file = files.get(path);
      return file ? [...visibleAt(names, pathTo(file, offset)).values()].map(declared) : [];
    },
  };
}

interface Typed {
  readonly span: Span;
  readonly text: string;
}

const touches = ({ start, end }: { readonly start: number; readonly end: number }, offset: number): boolean =>
  start <= offset && offset <= end;

/** A cursor in a comment, or behind one, is at nothing. */
const isOnToken = ({ tokens }: File, offset: number): boolean =>
  tokens.some((token) => token.kind !== 'comment' && touches(token, offset)) &&
  !tokens.some(({ kind, start, end }) => kind === 'comment' && start < offset && offset <= end);

/** The shortest; of those, the first that was found. */
function innermost(types: readonly Typed[], offset: number): Typed | undefined {
  const length = ({ span: { start, end } }: Typed): number => end - start;
  const around = types.filter(({ span }) => touches(span, offset));
  return around.reduce<Typed | undefined>(
    (best, type) => (best && length(best) <= length(type) ? best : type),
    undefined,
  );
}

const declared = ({ name, what, span }: Meaning): Declared => ({ name, what, span });

const plain = (node: AnyNode, field: string): SyntaxNode => ({
  kind: node.kind,
  field,
  span: node.span,
  children: childrenOf(node).map((child) => plain(child.node, child.field)),
});
