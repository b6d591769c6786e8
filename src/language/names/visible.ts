import type { Span } from '../../base/source/source.ts';
import { childrenOf, type AnyNode } from '../syntax/children.ts';
import type { AgentMember, Called, Name, WorkflowMember } from '../syntax/nodes.ts';
import { declaredName, describe, type Names, type Symbol } from './scope.ts';

/** A name with what it stands for. */
export interface Meaning {
  readonly name: string;
  /** In the words of messages: `sensor`, `batch workflow`, `parameter`, `executor`. */
  readonly what: string;
  /** The name where it is declared. */
  readonly span: Span;
  readonly declaration: AnyNode;
}

/**
 * All names that mean something at a place, to which `path` leads from the file; what is nearer hides what is farther. Only the
 * form of the text is asked, so that it is known also where the text is wrong.
 */
export function visibleAt(names: Names, path: readonly AnyNode[]): ReadonlyMap<string, Meaning> {
  const visible = new Map<string, Meaning>();
  const add = (meaning: Meaning): void => {
    if (meaning.name !== '' && !visible.has(meaning.name)) visible.set(meaning.name, meaning);
  };
  const [file] = path;
  if (file?.kind !== 'file') return visible;
  const symbols = names.scopes.get(file.path)?.symbols ?? new Map<string, Symbol>();
  for (const node of path.toReversed()) {
    for (const meaning of broughtBy(node)) add(meaning);
    // What a template remembers, its agents do.
    const template = node.kind === 'agent' && node.template ? symbols.get(node.template.text) : undefined;
    if (template?.declaration.kind === 'template') for (const each of statesOf(template.declaration.members)) add(each);
  }
  for (const symbol of [...symbols.values(), ...[...names.primitives.values()].flat()]) add(meaningOfSymbol(symbol));
  return visible;
}

export function meaningOfSymbol({ name, declaration }: Symbol): Meaning {
  const { span } = declaredName(declaration) ?? declaration;
  return { name, what: describe(declaration), span, declaration };
}

/** The names that a node brings into all that stands in it. */
function broughtBy(node: AnyNode): readonly Meaning[] {
  switch (node.kind) {
    case 'sensor':
    case 'custom-action':
    case 'primitive':
      return node.parameters.map((parameter) => meaningOf(parameter, 'parameter'));
    case 'template':
      return [...node.parameters.map((parameter) => meaningOf(parameter, 'parameter')), ...statesOf(node.members)];
    case 'agent':
      return statesOf(node.members);
    case 'strategy':
      return [...(node.parameters ?? []), ...calledIn(node.trigger).flatMap(({ parameters }) => parameters)].map(
        (parameter) => meaningOf(parameter, 'parameter'),
      );
    case 'workflow':
      return node.members.flatMap((member) => {
        const what = memberNames[member.kind];
        return what !== undefined && 'name' in member ? [meaningOf(member, what)] : [];
      });
    case 'executor':
    case 'run':
      return node.loops.map((loop) => meaningOf(loop, 'item'));
    default:
      return [];
  }
}

const memberNames: Readonly<Partial<Record<WorkflowMember['kind'], string>>> = {
  param: 'parameter',
  executor: 'executor',
  run: 'step',
  finally: 'executor',
  service: 'service',
  variant: 'variant',
};

const statesOf = (members: readonly AgentMember[]): readonly Meaning[] =>
  members.flatMap((member) => (member.kind === 'state' ? [meaningOf(member, 'state')] : []));

export const meaningOf = (declaration: AnyNode & { readonly name: Name }, what: string): Meaning => ({
  name: declaration.name.text,
  what,
  span: declaration.name.span,
  declaration,
});

/** The calls that a part of the tree waits for. */
export const calledIn = (node: AnyNode): readonly Called[] =>
  node.kind === 'called' ? [node] : childrenOf(node).flatMap((child) => calledIn(child.node));
