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

function collect(part: unknown, isUse: boolean, found: Set<string>): void {
  if (Array.isArray(part)) for (const each of part) collect(each, isUse, found);
  else if (isNode(part)) collectIn(part, isUse, found);
}

function collectIn(node: AnyNode, isUse: boolean, found: Set<string>): void {
  if (node.kind === 'name') {
    if (isUse) found.add(node.text);
    return;
  }
  // Of `on training.fit.failed` the first name stands for a declaration.
  if (node.kind === 'on') {
    found.add(node.path[0]?.text ?? '');
    return;
  }
  const naming = references[node.kind] ?? [];
  for (const [field, value] of Object.entries(node))
    if (typeof value === 'object') collect(value, naming.includes(field), found);
}

const isNode = (part: unknown): part is AnyNode => typeof part === 'object' && part !== null && 'kind' in part;
