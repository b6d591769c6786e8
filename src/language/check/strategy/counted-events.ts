import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type * as syntax from '../../syntax/nodes.ts';
import type { Environment, FindEvent } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import type { Checker } from '../checker.ts';
import { checkSubject } from './check-subject.ts';
import { changeText } from './check-trigger.ts';

/** What an agent can be called for, by name. */
export type Receivers = ReadonlyMap<string, readonly TypedParameter[]>;

/** What `count` can count in a strategy. `isAll`: these are all calls of the agent; of a template others may come. */
export function eventsFor(checker: Checker, environment: Environment, receivers: Receivers, isAll: boolean): FindEvent {
  return (node) => {
    const [name, ...state] = pathOf(node);
    const parameters = name && state.length === 0 ? receivers.get(name.text) : undefined;
    if (name && parameters) return { event: { kind: 'called', receiver: name.text, text: name.text }, parameters };
    if (name && state.length > 0) {
      const path = [name, ...state];
      const changed = checkSubject(checker, environment, { path });
      return (
        changed && { event: { kind: 'on', ...changed, text: changeText(environment, path, changed) }, parameters: [] }
      );
    }
    const isOpen = name && (!isAll || environment.locals.get(name.text)?.op === 'invalid');
    if (node.kind !== 'missing' && !isOpen) reportOther(checker, environment, receivers, node, name);
    return undefined;
  };
}

/** `training.fit.failed`; empty of what is no path of names. */
function pathOf(node: syntax.Expression): readonly syntax.Name[] {
  if (node.kind === 'reference') return [node.name];
  const before = node.kind === 'member' ? pathOf(node.of) : [];
  return node.kind === 'member' && before.length > 0 ? [...before, node.name] : [];
}

function reportOther(
  checker: Checker,
  environment: Environment,
  receivers: Receivers,
  node: syntax.Expression,
  name: syntax.Name | undefined,
): void {
  const found = checker.textOf(node.span);
  const known = [...receivers.keys()];
  const state = name && stateOf(environment, name.text);
  const meant = name && closest(name.text, known);
  const help =
    state === undefined
      ? `the agent receives ${known.length > 0 ? known.join(', ') : 'no calls'}`
      : `say which state it comes into, as in: count(${found}.${state}) over 1h`;
  const details =
    name && meant !== undefined && state === undefined ? didYouMean(name.text, meant, node.span) : { help };
  checker.reporter.report('not-counted', node.span, { found }, details);
}

/** Some state of what a name stands for, if that has any. */
function stateOf({ scope, locals }: Environment, name: string): string | undefined {
  const local = locals.get(name);
  const declaration = scope.symbols.get(name)?.declaration;
  if (local?.op === 'model' || (!local && declaration?.kind === 'model')) return 'registered';
  const kind = local?.op === 'workflow' ? local.workflow.kind : undefined;
  const own = !local && declaration?.kind === 'workflow' ? declaration.workflowKind.text : undefined;
  if (kind === undefined && own === undefined) return undefined;
  return (kind ?? own) === 'online' ? 'unavailable' : 'failed';
}
