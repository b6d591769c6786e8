import type { AnyNode } from '../syntax/children.ts';
import { references } from './definition.ts';

/**
 * The names in a part of a tree that stand for what is declared, there or elsewhere. What is nearer hides what is farther, which is
 * not looked at: a name may be in it that means something else than the declaration that is asked for, and none is missing.
 */
export function usesIn(part: AnyNode | readonly AnyNode[]): ReadonlySet<string> {
  const found = new Set<string>();
  collect(part, false, found);
  return found;
}

function collect(part: AnyNode | readonly unknown[], isUse: boolean, found: Set<string>): void {
  if (Array.isArray(part)) {
    for (const each of part) if (isPart(each)) collect(each, isUse, found);
    return;
  }
  const node = part as AnyNode;
  if (node.kind === 'name') {
    if (isUse) found.add(node.text);
    return;
  }
  // Of `on training.fit.failed` the first name stands for a declaration.
  if (node.kind === 'on') {
    found.add(node.path[0]?.text ?? '');
    return;
  }
  const naming = references[node.kind];
  for (const field in node) {
    // Every node has a place, and it is no part.
    if (field === 'span') continue;
    const value: unknown = node[field as keyof AnyNode];
    if (isPart(value)) collect(value, naming !== undefined && naming.includes(field), found);
  }
}

/** A node, or some of them; a place is none. */
const isPart = (value: unknown): value is AnyNode | readonly unknown[] =>
  typeof value === 'object' && value !== null && (Array.isArray(value) || 'kind' in value);
