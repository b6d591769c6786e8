import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { Environment } from './environment.ts';
import type { TypedParameter } from './parameter.ts';
import { declarationOf } from './refer.ts';
import type { Term } from './term.ts';

/** The words that name a part of a workflow, with the members that declare such a part. */
const parts: Readonly<Record<string, { readonly what: string; readonly members: readonly string[] }>> = {
  Executor: { what: 'executor', members: ['executor', 'run', 'finally'] },
  Service: { what: 'service', members: ['service'] },
};

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
  const { declaration } = symbol;
  const of = `the workflow ${symbol.name}`;
  const unknown = parameters.filter(({ name, type }) => {
    const part = type.kind === 'word' ? parts[type.name] : undefined;
    const term = bound.get(name);
    if (!part || term?.op !== 'constant' || typeof term.value !== 'string') return false;
    const { value } = term;
    const { what } = part;
    const known = declaration.members.flatMap((member) =>
      'name' in member && part.members.includes(member.kind) ? [member.name.text] : [],
    );
    // The executors of a nested workflow have its step's name before their own.
    const nested = declaration.members.some(
      (member) => member.kind === 'run' && value.startsWith(`${member.name.text}-`),
    );
    if (known.includes(value) || nested) return false;
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
