import { lineStarts, positionOf, type Source, type Span } from '../../src/base/source/source.ts';

/** What every node has, and what a tree is told without. */
const untold: ReadonlySet<string> = new Set(['kind', 'span', 'path', 'tokens', 'text']);

/**
 * A syntax tree as lines, a node each: what it is in its parent, its kind, its place, the names and words that it holds; what it
 * consists of is indented below.
 */
export function treeText(root: object, { text }: Source): string {
  const starts = lineStarts(text);
  const place = ({ start, end }: Span): string => {
    const [from, to] = [positionOf(text, starts, start), positionOf(text, starts, end)];
    const last = from.line === to.line ? `${to.column}` : `${to.line}:${to.column}`;
    return `${from.line}:${from.column}-${last}`;
  };
  const lines: string[] = [];
  const tell = (value: unknown, role: string, depth: number): void => {
    const indent = '  '.repeat(depth);
    if (Array.isArray(value)) {
      for (const item of value) tell(item, role, depth);
      return;
    }
    if (typeof value !== 'object' || value === null) {
      lines.push(`${indent}${role} = ${JSON.stringify(value)}`);
      return;
    }
    const node = value as Record<string, unknown>;
    const words = [node['kind'], 'text' in node ? JSON.stringify(node['text']) : undefined].filter(
      (word) => word !== undefined,
    );
    const span = node['span'] as Span | undefined;
    lines.push([indent + role, ...words.map(String), ...(span ? [place(span)] : [])].join(' '));
    for (const [name, part] of Object.entries(node)) {
      if (!untold.has(name) && part !== undefined) tell(part, name, depth + 1);
    }
  };
  tell(root, 'file', 0);
  return lines.join('\n') + '\n';
}
