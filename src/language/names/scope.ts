import type { Label } from '../../base/diagnostics/diagnostic.ts';
import type { Span } from '../../base/source/source.ts';
import type { PrimitiveKey } from '../../contract/primitives/primitives.ts';
import type { Declaration, File, Name, Primitive } from '../syntax/nodes.ts';
import type { Id } from './id.ts';

/** A declaration under the name by which a file knows it. */
export interface Symbol<D extends Declaration = Declaration> {
  readonly name: string;
  /** The file that declares it. */
  readonly file: File;
  readonly declaration: D;
}

export interface PrimitiveSymbol extends Symbol<Primitive> {
  readonly key: PrimitiveKey;
}

/** All that expressions of one file can name, by name. */
export interface Scope {
  readonly file: File;
  readonly symbols: ReadonlyMap<string, Symbol>;
  /** Names that an import should have brought: their absence was reported there. */
  readonly unresolved: ReadonlySet<string>;
}

export const idOf = ({ file, name }: Pick<Symbol, 'file' | 'name'>): Id => `${file.path}#${name}`;

/** The names of a whole compilation. */
export interface Names {
  /** By path of the file. */
  readonly scopes: ReadonlyMap<string, Scope>;
  /** What declares it, by the id of each declaration; of two of one name in a file the first. */
  readonly declared: ReadonlyMap<Id, Symbol>;
  /** The primitives, which every file knows; a name may stand for one on batch and one on online workflows. */
  readonly primitives: ReadonlyMap<string, readonly PrimitiveSymbol[]>;
}

/** The name that a declaration brings into its file; an application brings none. */
export function declaredName(declaration: Declaration): Name | undefined {
  return declaration.kind === 'application' ? undefined : declaration.name;
}

/** The place of the first of two of one name. */
export const firstHere = (name: string, span: Span): readonly Label[] => [
  { span, text: `${name} is first declared here` },
];

/** The place at which a name is declared, for messages that speak of what it stands for. */
export function declaredHere({ name, declaration }: Symbol): readonly Label[] {
  return [{ span: (declaredName(declaration) ?? declaration).span, text: `${name} is declared here` }];
}

/** What a declaration is called in a sentence. */
export function describe(declaration: Declaration): string {
  switch (declaration.kind) {
    case 'workflow':
      return `${declaration.workflowKind.text} workflow`;
    case 'param':
      return 'parameter';
    case 'custom-action':
      return 'action';
    default:
      return declaration.kind;
  }
}
