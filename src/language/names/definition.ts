import { childrenOf, type AnyNode } from '../syntax/children.ts';
import type { AgentMember, Called, Name, Param, Parameter } from '../syntax/nodes.ts';
import { importedPath } from './imports.ts';
import type { Names } from './scope.ts';
import { calledIn, meaningOf, meaningOfSymbol, visibleAt, type Meaning } from './visible.ts';

/** The fields in which a node names what is declared elsewhere. */
export const references: Readonly<Partial<Record<AnyNode['kind'], readonly string[]>>> = {
  agent: ['template'],
  application: ['platform'],
  backup: ['workflow'],
  branches: ['paths'],
  change: ['service'],
  cooldown: ['key'],
  deployed: ['agent'],
  edge: ['name'],
  graph: ['path'],
  like: ['of'],
  limit: ['key'],
  reference: ['name'],
  register: ['model', 'from'],
  run: ['workflow'],
  set: ['name'],
  'strategy-use': ['template'],
};

/**
 * What the name at the end of a path stands for, as far as the form of the text says it: of a declaration, itself. Undefined of
 * words that name nothing that is declared, as those of clauses, and of the fields that values have by their type.
 */
export function definitionOf(names: Names, path: readonly AnyNode[]): Meaning | undefined {
  const [file] = path;
  const [name, parent, around] = path.toReversed();
  if (file?.kind !== 'file' || name?.kind !== 'name' || !parent) return undefined;
  const visible = visibleAt(names, path);
  const own = [...visible.values()].find(({ span }) => span === name.span);
  if (own) return own;
  switch (parent.kind) {
    case 'import': {
      const symbol = names.scopes.get(importedPath(file.path, parent) ?? '')?.symbols.get(name.text);
      return symbol && meaningOfSymbol(symbol);
    }
    case 'member':
      return parent.of.kind === 'reference' ? memberOf(names, visible.get(parent.of.name.text), name) : undefined;
    case 'on': {
      const owner = visible.get(parent.path[0]?.text ?? '');
      return name === parent.path[0] ? owner : memberOf(names, owner, name);
    }
    case 'argument': {
      const parameter = around && parametersOf(names, visible, around).find((each) => each.name.text === name.text);
      return parameter && meaningOf(parameter, 'parameter');
    }
    default: {
      const field = childrenOf(parent).find(({ node }) => node === name)?.field ?? '';
      return references[parent.kind]?.includes(field) ? visible.get(name.text) : undefined;
    }
  }
}

/** An output of an executor, a variant or an executor of a workflow, what an agent can be called for. */
function memberOf(names: Names, owner: Meaning | undefined, { text }: Name): Meaning | undefined {
  switch (owner?.declaration.kind) {
    case 'executor': {
      const output = owner.declaration.clauses.find((clause) => clause.kind === 'output' && clause.name.text === text);
      return output?.kind === 'output' ? meaningOf(output, 'output') : undefined;
    }
    case 'workflow': {
      const { members } = owner.declaration;
      const part = members.find(
        (member) => (member.kind === 'variant' || member.kind === 'executor') && member.name.text === text,
      );
      return part && 'name' in part ? meaningOf(part, part.kind) : undefined;
    }
    case 'agent': {
      const { members, template } = owner.declaration;
      const { path } = owner.span;
      const extended = names.scopes.get(path)?.symbols.get(template?.text ?? '');
      const inherited =
        extended?.declaration.kind === 'template'
          ? callsOf(names, extended.file.path, extended.declaration.members)
          : [];
      const call = [...callsOf(names, path, members), ...inherited].find(({ name }) => name.text === text);
      return call && meaningOf(call, 'call');
    }
    default:
      return undefined;
  }
}

/** What strategies in a file wait to be called for, those too that are made of templates. */
const callsOf = (names: Names, path: string, members: readonly AgentMember[]): readonly Called[] =>
  members.flatMap((member) => {
    if (member.kind === 'strategy') return calledIn(member.trigger);
    if (member.kind !== 'strategy-use') return [];
    const strategy = names.scopes.get(path)?.symbols.get(member.template.text)?.declaration;
    return strategy?.kind === 'strategy' ? calledIn(strategy.trigger) : [];
  });

/** The parameters that the arguments in a node are for. */
function parametersOf(
  names: Names,
  visible: ReadonlyMap<string, Meaning>,
  node: AnyNode,
): readonly (Parameter | Param)[] {
  switch (node.kind) {
    case 'agent':
    case 'strategy-use':
      return declaredIn(visible.get(node.template?.text ?? '')?.declaration);
    case 'run':
      return declaredIn(visible.get(node.workflow.text)?.declaration);
    case 'call': {
      const { callee } = node;
      if (callee.kind === 'member' && callee.of.kind === 'reference')
        return declaredIn(memberOf(names, visible.get(callee.of.name.text), callee.name)?.declaration);
      if (callee.kind !== 'reference') return [];
      const forms = names.primitives.get(callee.name.text) ?? [];
      // Some take what the workflow takes, too.
      const target = node.arguments[0]?.value;
      const workflow = target?.kind === 'reference' ? visible.get(target.name.text) : undefined;
      return [
        ...forms.flatMap(({ declaration }) => declaration.parameters),
        ...declaredIn((forms.length > 0 ? workflow : visible.get(callee.name.text))?.declaration),
      ];
    }
    default:
      return [];
  }
}

function declaredIn(node: AnyNode | undefined): readonly (Parameter | Param)[] {
  if (node?.kind === 'workflow') return node.members.filter((member) => member.kind === 'param');
  return node && 'parameters' in node ? (node.parameters ?? []) : [];
}
