import { defined } from '../../../base/values/defined.ts';
import type { Details } from '../../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Span } from '../../../base/source/source.ts';
import { layers } from '../../../contract/primitives/layer.ts';
import { primitives, workflowKindOf, type PrimitiveKey, type Role } from '../../../contract/primitives/primitives.ts';
import type { PrimitiveSymbol, Symbol } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { bindArguments, callOf, parametersOf } from '../../types/check-call.ts';
import { checkParts } from '../../types/check-parts.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { requireWindows } from '../../types/check-window.ts';
import { checkType } from '../../types/check-type.ts';
import type { Environment } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import { callText, termText } from '../../types/print-term.ts';
import { referToWorkflow } from '../../types/refer.ts';
import { timeoutOf } from '../../types/sources.ts';
import type { Term } from '../../types/term.ts';
import { Batch, Online, optional } from '../../types/type.ts';
import { batchParameters } from '../batch/check-batch.ts';
import type { Checker } from '../checker.ts';
import { checkRetry } from '../batch/check-executor.ts';
import type { Action, CallAction, CustomAction, Permit, Primitive, PrimitiveAction } from '../../model/model.ts';
import { reportWhoseShare, targetArgument, targetOf, type ActionTarget } from './action-target.ts';
import { primitiveFor } from './primitive-synonyms.ts';
import { checkAgentCall } from './check-agent-call.ts';
import { isComplete } from './is-complete.ts';

/** The actions of one outcome; a mistake in one of them gives none, and was reported. */
export function checkActions(
  checker: Checker,
  environment: Environment,
  nodes: readonly syntax.Action[],
): readonly Action[] | undefined {
  const actions = nodes.map((node) => checkAction(checker, environment, node));
  const checked = actions.flatMap((action) => action ?? []);
  return checked.length === actions.length ? checked : undefined;
}

/** One action: a primitive, a call of another agent, a change of what the agent remembers, or several side by side. */
function checkAction(checker: Checker, environment: Environment, action: syntax.Action): Action | undefined {
  switch (action.kind) {
    case 'action':
      return checkInvocation(checker, environment, action);
    case 'set':
      return checkSet(checker, environment, action);
    case 'parallel': {
      const inner = action.actions.find(({ kind }) => kind === 'parallel');
      if (inner) checker.reporter.report('nested-parallel', inner.span, {});
      const actions = checkActions(checker, environment, action.actions)?.flatMap((each) =>
        each.kind === 'parallel' ? [] : [each],
      );
      if (!actions || inner) return undefined;
      const text = `parallel { ${actions.map((each) => each.text).join('  ')} }`;
      return { kind: 'parallel', span: action.span, text, actions };
    }
  }
}

/** `set failures = failures + 1` */
function checkSet(checker: Checker, environment: Environment, node: syntax.SetAction): Action | undefined {
  const { text: name, span } = node.name;
  const state = environment.locals.get(name);
  if (state?.op !== 'state') {
    const known = [...environment.locals].flatMap(([own, { op }]) => (op === 'state' ? [own] : []));
    const meant = closest(name, known);
    const details =
      meant === undefined
        ? { help: `declare it in the agent, as in: state ${name} : Int = 0` }
        : didYouMean(name, meant, span);
    if (name !== '' && state?.op !== 'invalid')
      checker.reporter.report('unknown-name', span, { name, what: 'state' }, details);
    checkExpression(environment, node.value);
    return undefined;
  }
  const value = checkExpression(environment, node.value, state.type);
  if (value.op === 'invalid' || !requireWindows(environment, value)) return undefined;
  // Within a template the name may be that of a parameter.
  return { kind: 'set', span: node.span, text: `set ${state.name} = ${termText(value)}`, name: state.name, value };
}

function checkInvocation(checker: Checker, environment: Environment, node: syntax.Invocation): Action | undefined {
  const retry = checkRetry(checker, environment, node.retry);
  const action = checkCall(checker, environment, node);
  return action && retry ? { ...action, text: `${action.text} ${retry.text}`, retry } : action;
}

function checkCall(
  checker: Checker,
  environment: Environment,
  action: syntax.Invocation,
): CallAction | PrimitiveAction | CustomAction | undefined {
  const { value, span } = action;
  if (value.kind === 'missing') return undefined;
  if (action.calls) return checkAgentCall(checker, environment, value, span);
  if (value.kind !== 'call' || value.callee.kind !== 'reference') {
    if (value.kind === 'call' && value.callee.kind === 'member') {
      const found = checker.textOf(value.callee.span);
      const written = checker.textOf(span).replaceAll(/\s+/g, ' ');
      const help = `a call of an agent begins with call: call ${written}`;
      const fix = { span: { ...span, end: span.start }, text: 'call ' };
      checker.reporter.report('bad-call', value.callee.span, { found }, { help, fix });
    } else if (value.kind === 'reference') {
      const call: syntax.Call = { kind: 'call', callee: value, arguments: [], span: value.span };
      return checkPrimitive(checker, environment, call, value.name, span);
    } else
      checker.reporter.report('unknown-primitive', span, {
        name: checker.textOf((value.kind === 'call' ? value.callee : value).span),
      });
    return undefined;
  }
  return checkPrimitive(checker, environment, value, value.callee.name, span);
}

function checkPrimitive(
  checker: Checker,
  environment: Environment,
  call: syntax.Call,
  name: syntax.Name,
  span: Span,
): PrimitiveAction | CustomAction | undefined {
  const own = checker.scopeOf(environment.scope.file).symbols.get(name.text);
  if (own?.declaration.kind === 'custom-action')
    return bindCustom(checker, environment, call, own as Symbol<syntax.CustomAction>, span);
  const forms = checker.names.primitives.get(name.text);
  if (!forms) {
    // An import should have brought it, and its absence was reported there.
    if (checker.scopeOf(environment.scope.file).unresolved.has(name.text)) return undefined;
    const meant = reportPrimitive(checker, environment.scope.file, name);
    // Its arguments are those of the primitive that was meant; without one nobody knows what they stand for.
    if (meant !== undefined) checkPrimitive(checker, environment, call, { ...name, text: meant }, span);
    return undefined;
  }
  const first = targetArgument(forms, call.arguments);
  const wantsTarget = forms.some(({ key }) => workflowKindOf(key) !== undefined);
  const target = first && wantsTarget ? targetOf(checker, environment, first.value) : undefined;
  if (wantsTarget && !target && first) {
    if (isAnything(environment, first.value)) return undefined;
    // Without the workflow nobody knows what else the primitive takes; what it names is checked by itself.
    const wanted = forms.some(({ key }) => workflowKindOf(key) === 'batch') ? Batch : Online;
    for (const argument of call.arguments)
      checkExpression(environment, argument.value, argument === first ? wanted : undefined);
    return undefined;
  }
  const kind = target?.workflow.declaration.workflowKind.text;
  if (target && kind !== 'batch' && kind !== 'online') return undefined;
  const formFor = (wanted: string | undefined): PrimitiveSymbol | undefined =>
    forms.find(({ key }) => !target || workflowKindOf(key) === wanted);
  const form = (target?.variant === undefined ? undefined : formFor('variant')) ?? formFor(kind);
  if (!form) {
    reportKind(checker, call, name, forms, target?.workflow);
    return undefined;
  }
  if (reportWhoseShare(checker, call, form, target)) return undefined;
  return bindPrimitive(checker, environment, call, form, target, span);
}

function bindPrimitive(
  checker: Checker,
  environment: Environment,
  call: syntax.Call,
  form: PrimitiveSymbol,
  target: ActionTarget | undefined,
  span: Span,
): PrimitiveAction | undefined {
  const primitive = checkDeclared(checker, form);
  const own = primitive.parameters;
  const run = primitive.rest && target ? paramsOf(checker, form.key, own, target) : [];
  const bound = bindArguments(checkExpression, environment, form.name, [...own, ...run], call.arguments, call.span);
  if (!isComplete(environment, bound, [...own, ...run]) || !checkParts(environment, own, bound)) return undefined;
  if (!haveKeys(checker, bound)) return undefined;
  const [first] = own;
  const isTarget = (name: string): boolean => name === first?.name && workflowKindOf(form.key) !== undefined;
  const given = new Set(parametersOf([...own, ...run], call.arguments).map(([, parameter]) => parameter?.name));
  // Defaults of the workflow's params stand in its template; the run carries what the strategy says.
  const parameters = [...bound].filter(([name]) => run.some((parameter) => parameter.name === name) && given.has(name));
  const aim = target && referToWorkflow(target.workflow);
  const names = signedNames(form.key, own, call.arguments);
  return defined({
    kind: 'primitive',
    span,
    text: callText(callOf(form.name, [...own, ...run], call.arguments, bound)),
    primitive,
    target: aim,
    variant: target?.variant,
    arguments: new Map(
      [...bound]
        .filter(([name]) => own.some((parameter) => parameter.name === name) && !isTarget(name))
        .map(([name, term]) => [names.get(name) ?? name, term]),
    ),
    parameters: new Map(parameters),
  });
}

/** The params of the workflow that an action takes beside its own arguments. Only a new run needs all that have no default. */
const paramsOf = (
  checker: Checker,
  key: PrimitiveKey,
  own: readonly TypedParameter[],
  { workflow }: ActionTarget,
): readonly TypedParameter[] =>
  batchParameters(checker, workflow)
    .filter(({ name }) => !own.some((parameter) => parameter.name === name))
    .map((parameter) => (key === 'batch runWorkflow' ? parameter : { ...parameter, type: optional(parameter.type) }));

/** The names of arguments with a sign, `+10%`, where that says what is added to a share. */
function signedNames(
  key: PrimitiveKey,
  parameters: readonly TypedParameter[],
  given: readonly syntax.Argument[],
): ReadonlyMap<string, string> {
  const roles: Readonly<Record<string, Role>> = primitives[key].arguments;
  return new Map(
    parametersOf(parameters, given).flatMap(([{ value }, parameter]) => {
      const role = parameter && roles[parameter.name];
      if (!parameter || role?.as !== 'share' || role.signed === undefined) return [];
      return value.kind === 'unary' && value.operator !== 'not' ? [[parameter.name, role.signed]] : [];
    }),
  );
}

/** A primitive as the library declares it, checked when it is first used. */
function checkDeclared(checker: Checker, { key, name, file, declaration }: PrimitiveSymbol): Primitive {
  const known = checker.primitives.get(declaration);
  if (known) return known;
  const parameters = declaration.parameters.map((parameter): TypedParameter => {
    const { text: name, span } = parameter.name;
    const type = checkType(parameter.type, checker.reporter);
    if (!parameter.default) return { name, type, span };
    return { name, type, span, default: checkExpression(checker.environment(file), parameter.default, type) };
  });
  const primitive = defined<Primitive>({
    key,
    name,
    layer: layers.find((each) => each === declaration.layer?.text),
    parameters,
    rest: declaration.rest,
    permits: permitsIn(declaration),
  });
  checker.primitives.set(declaration, primitive);
  return primitive;
}

const permitsIn = ({ permits }: syntax.Primitive): readonly Permit[] =>
  permits.map(({ verbs, resource, named }) => {
    const [part] = resource.parts;
    return { verbs: verbs.map(({ text }) => text), resource: part?.kind === 'text' ? part.value : '', named };
  });

/** An action of the user's own. Without a sound declaration nothing can be done, which was reported there. */
function bindCustom(
  checker: Checker,
  environment: Environment,
  call: syntax.Call,
  symbol: Symbol<syntax.CustomAction>,
  span: Span,
): CustomAction | undefined {
  const { name, parameters, result, fields } = checker.action(symbol);
  const bound = bindArguments(checkExpression, environment, name, parameters, call.arguments, call.span);
  const endpoint = fields?.get('endpoint');
  if (!isComplete(environment, bound, parameters) || endpoint?.op !== 'endpoint') return undefined;
  const seconds = fields && timeoutOf(fields);
  return defined({
    kind: 'custom',
    span,
    text: callText(callOf(name, parameters, call.arguments, bound)),
    name,
    endpoint: endpoint.endpoint,
    timeoutSeconds: seconds,
    arguments: bound,
    result,
  });
}

/** Whether it is what a template is given, while its text is checked for whatever that may be. */
const isAnything = (environment: Environment, value: syntax.Expression): boolean =>
  value.kind === 'reference' && environment.locals.get(value.name.text)?.op === 'invalid';

/** A Secret holds several values: an action names one. */
function haveKeys(checker: Checker, bound: ReadonlyMap<string, Term>): boolean {
  const whole = [...bound.values()].filter((term) => term.op === 'secret' && term.key === undefined);
  for (const term of whole) {
    const help = `name the key, as in: ${termText(term)}.url`;
    checker.reporter.report('missing-clause', term.span, { of: 'the secret', clause: 'key' }, { help });
  }
  return whole.length === 0;
}

function reportKind(
  checker: Checker,
  call: syntax.Call,
  name: syntax.Name,
  forms: readonly PrimitiveSymbol[],
  target: Symbol<syntax.Workflow> | undefined,
): void {
  const [form] = forms;
  const place = call.arguments[0]?.span ?? call.span;
  const kind = target?.declaration.workflowKind.text ?? '';
  if (!form || !target) return;
  const wants = workflowKindOf(form.key) ?? 'no';
  const counterpart = [...checker.names.primitives.values()]
    .flat()
    .find(({ key }) => key === primitives[form.key].counterpart)?.name;
  const labels = [{ span: target.declaration.name.span, text: `${target.name} is declared here, as ${kind}` }];
  checker.reporter.report(
    'wrong-primitive',
    place,
    { primitive: name.text, wants, workflow: target.name, kind },
    {
      labels,
      ...(counterpart === undefined
        ? {}
        : { help: `${kind} workflows are taken by ${counterpart}`, fix: { span: name.span, text: counterpart } }),
    },
  );
}

/** Says that there is no such action, and gives the one that was probably meant. */
function reportPrimitive(checker: Checker, file: syntax.File, name: syntax.Name): string | undefined {
  const own = [...checker.scopeOf(file).symbols].flatMap(([known, { declaration }]) =>
    declaration.kind === 'custom-action' ? [known] : [],
  );
  const meant = closest(name.text, [...checker.names.primitives.keys(), ...own]);
  const details = meant === undefined ? helpFor(checker, file, name) : didYouMean(name.text, meant, name.span);
  checker.reporter.report('unknown-primitive', name.span, { name: name.text }, details);
  // One that is not sure tells nothing about the arguments.
  return details.fix?.unsure === true ? undefined : meant;
}

function helpFor(checker: Checker, file: syntax.File, written: syntax.Name): Details {
  const { text: name, span } = written;
  if (checker.scopeOf(file).symbols.get(name)?.declaration.kind === 'sensor')
    return { help: `${name} is a sensor, which is read behind IF or in an argument` };
  const primitive = primitiveFor(checker.names, name);
  if (primitive !== undefined) return { help: `${primitive} does that`, fix: { span, text: primitive, unsure: true } };
  return {
    help: 'declare an action of that name, or take one of the library: runWorkflow, promote, notify and others',
  };
}
