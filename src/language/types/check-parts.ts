import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { Symbol } from '../names/scope.ts';
import type { Workflow } from '../syntax/nodes.ts';
import type { Environment } from './environment.ts';
import type { TypedParameter } from './parameter.ts';
import { declarationOf } from './refer.ts';
import type { Term } from './term.ts';

/** The words that name a part of a workflow, with the members that declare such a part. */
const parts: Readonly<Record<string, { readonly what: string; readonly members: readonly string[] }>> = {
  Executor: { what: 'executor', members: ['executor', 'run', 'finally'] },
  Service: { what: 'service', members: ['service'] },
};

/**
 * The names of the parts of a workflow. The executors of a nested one have its step's name before their own; where that one is
 * not known, which is reported there, nobody knows them.
 */
function partNames(
  environment: Environment,
  { file, declaration }: Symbol<Workflow>,
  kinds: readonly string[],
  outer: readonly Workflow[] = [],
): string[] | undefined {
  if (outer.includes(declaration)) return [];
  const names: string[] = [];
  for (const member of declaration.members) {
    if (!('name' in member) || !kinds.includes(member.kind)) continue;
    names.push(member.name.text);
    if (member.kind !== 'run') continue;
    const symbol = environment.declarations.names.scopes.get(file.path)?.symbols.get(member.workflow.text);
    if (symbol?.declaration.kind !== 'workflow') return undefined;
    const inner = partNames(environment, symbol as Symbol<Workflow>, kinds, [...outer, declaration]);
    if (!inner) return undefined;
    names.push(...inner.map((name) => `${member.name.text}-${name}`));
  }
  return names;
}

/** An executor or a service is one of the workflow that stands beside it. Those that are not are reported; gives whether all are. */
export function checkParts(
  environment: Environment,
  parameters: readonly TypedParameter[],
  bound: ReadonlyMap<string, Term>,
): boolean {
  const workflow = [...bound.values()].find((term) => term.op === 'workflow');
  if (!workflow) return true;
  const symbol = declarationOf(environment.declarations.names, workflow.workflow);
  if (!symbol) return true;
  const of = `the workflow ${symbol.name}`;
  const unknown = parameters.filter(({ name, type }) => {
    const bare = type.kind === 'optional' ? type.of : type;
    const part = bare.kind === 'word' ? parts[bare.name] : undefined;
    const term = bound.get(name);
    if (!part || term?.op !== 'constant' || typeof term.value !== 'string') return false;
    const { value } = term;
    const { what } = part;
    const known = partNames(environment, symbol, part.members);
    if (!known || known.includes(value)) return false;
    const meant = closest(value, known);
    environment.reporter.report(
      'unknown-node',
      term.span,
      { name: value, what, of },
      meant === undefined
        ? known.length > 0
          ? { help: `it has ${known.join(', ')}` }
          : {}
        : didYouMean(value, meant, term.span),
    );
    return true;
  });
  return unknown.length === 0;
}
