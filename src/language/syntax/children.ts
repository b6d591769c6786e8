import type * as tree from './nodes.ts';

/** Any node of the tree. */
export type AnyNode =
  | tree.File
  | tree.Import
  | tree.Declaration
  | tree.WorkflowMember
  | tree.ExecutorClause
  | tree.ServiceClause
  | tree.AgentMember
  | tree.Modifier
  | tree.Trigger
  | tree.Action
  | tree.Branch
  | tree.Expression
  | tree.StringPart
  | tree.Name
  | tree.Argument
  | tree.Field
  | tree.Parameter
  | tree.TypeReference
  | tree.Loop
  | tree.Edge
  | tree.Scale
  | tree.ComparedBy
  | tree.Branches
  | tree.ServiceChange
  | tree.Retry
  | tree.Permit;

/** A node in another one, with the name of the field in which that has it. */
export interface Child {
  readonly field: string;
  readonly node: AnyNode;
}

/** What has a place alone, as the word WHEN, is none. */
const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'span' in value && 'kind' in value;

/** What a node consists of, in the order of the text. */
export function childrenOf(node: AnyNode): readonly Child[] {
  const children = Object.keys(node).flatMap((field): Child[] => {
    // A file has its tokens beside its parts, and makes them when it is asked.
    if (field === 'tokens') return [];
    const value: unknown = node[field as keyof AnyNode];
    const values: readonly unknown[] = Array.isArray(value) ? value.flat(Infinity) : [value];
    return values.filter(isNode).map((part) => ({ field, node: part }));
  });
  return children.sort((a, b) => a.node.span.start - b.node.span.start || a.node.span.end - b.node.span.end);
}

/** The nodes around an offset, from a root to the innermost: to a name, if one begins, ends or lies there. */
export function pathTo(root: AnyNode, offset: number): readonly [AnyNode, ...AnyNode[]] {
  const around = childrenOf(root).filter(({ node: { span } }) => span.start <= offset && offset <= span.end);
  const paths = around.map(({ node }) => pathTo(node, offset));
  return [root, ...(paths.find((path) => path.at(-1)?.kind === 'name') ?? paths[0] ?? [])];
}
