import type { Details } from '../../../base/diagnostics/diagnostic.ts';
import type { PrimitiveSymbol, Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { Environment } from '../../types/environment.ts';
import { declarationOf } from '../../types/refer.ts';
import type { Checker } from '../checker.ts';

/** What a primitive is asked to act on: a workflow, or a variant of it. */
export interface ActionTarget {
  readonly workflow: Symbol<syntax.Workflow>;
  readonly variant?: string;
}

/** The argument that names the workflow: the first, or the one with the name of that parameter. */
export function targetArgument(
  forms: readonly PrimitiveSymbol[],
  given: readonly syntax.Argument[],
): syntax.Argument | undefined {
  const names = forms.flatMap(({ declaration }) => declaration.parameters[0]?.name.text ?? []);
  const [first] = given;
  return first && !first.name ? first : given.find(({ name }) => name && names.includes(name.text));
}

/** The workflow or variant that an argument names, if it names one. */
export function targetOf(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): ActionTarget | undefined {
  if (value.kind === 'member') {
    const of = targetOf(checker, environment, value.of);
    const variant = value.name.text;
    return of && of.variant === undefined && variantsOf(of).includes(variant) ? { ...of, variant } : undefined;
  }
  if (value.kind !== 'reference') return undefined;
  const local = environment.locals.get(value.name.text);
  if (local) {
    const workflow = local.op === 'workflow' ? declarationOf(checker.names, local.workflow) : undefined;
    if (local.op !== 'workflow' || !workflow) return undefined;
    return local.variant === undefined ? { workflow } : { workflow, variant: local.variant };
  }
  const symbol = checker.scopeOf(environment.scope.file).symbols.get(value.name.text);
  return symbol?.declaration.kind === 'workflow' ? { workflow: symbol as Symbol<syntax.Workflow> } : undefined;
}

const variantsOf = ({ workflow }: ActionTarget): readonly string[] =>
  workflow.declaration.members.flatMap((member) => (member.kind === 'variant' ? [member.name.text] : []));

/** Of a share it is easily mistaken whose it is. Gives whether that was reported. */
export function reportWhoseShare(
  checker: Checker,
  call: syntax.Call,
  { key, name: of }: PrimitiveSymbol,
  target: ActionTarget | undefined,
): boolean {
  const [first, second, ...others] = call.arguments;
  if (!target || !first) return false;
  const workflow = target.workflow.name;
  const variants = variantsOf(target);
  for (const { name, value, span } of call.arguments) {
    if (!name) continue;
    const share = checker.textOf(value.span);
    const meant = (object: string, argument: string): Details => {
      const text = `${object}, ${argument}: ${share}`;
      const isWhole = second?.span === span && others.length === 0;
      const help = `did you mean ${of}(${text})?`;
      return isWhole ? { help, fix: { span: { ...first.span, end: span.end }, text, unsure: true } } : { help };
    };
    const details = ((): Details | undefined => {
      if (key === 'variant updateWorkflowTraffic')
        return name.text === 'backup' ? meant(workflow, 'backup') : undefined;
      if (key !== 'online updateWorkflowTraffic') return undefined;
      if (variants.includes(name.text)) return meant(`${workflow}.${name.text}`, 'share');
      if (name.text !== 'share') return undefined;
      const [variant] = variants;
      return variant === undefined
        ? { help: `${workflow} has no canary, which could be given one, as in: canary next at 10% { … }` }
        : { help: `${workflow} has what its variants leave: say whose share it is, as in ${workflow}.${variant}` };
    })();
    if (!details) continue;
    checker.reporter.report('unknown-argument', name.span, { name: name.text, of }, details);
    return true;
  }
  return false;
}
