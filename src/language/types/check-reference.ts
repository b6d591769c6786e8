import type { Details } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import { durationUnits, unitMeant } from '../../base/values/quantity.ts';
import { offerImport } from '../names/offer-import.ts';
import { declaredHere, describe, type Symbol } from '../names/scope.ts';
import type { Call, Model, Param, Reference, Sensor, Workflow } from '../syntax/nodes.ts';
import { bindArguments, callOf } from './check-call.ts';
import { checkCount } from './check-count.ts';
import { checkParts } from './check-parts.ts';
import { invalidTerm } from './coerce.ts';
import type { Check, Environment } from './environment.ts';
import { referTo, referToWorkflow } from './refer.ts';
import { declaredAt, hasVersions } from './reference.ts';
import { calledAs } from './sensor-calls.ts';
import { substitute } from './substitute.ts';
import type { Term } from './term.ts';
import type { Span } from '../../base/source/source.ts';
import {
  Agent as AgentType,
  Batch,
  Endpoint as EndpointType,
  Model as ModelType,
  ModelVersion,
  Online,
  Text,
  none,
  type Type,
} from './type.ts';

/** What a name stands for: a parameter, or a declaration that has a value. */
export function checkReference(check: Check, environment: Environment, node: Reference, expected?: Type): Term {
  const { text: name, span } = node.name;
  if (name === '') return invalidTerm(span);
  const local = environment.locals.get(name);
  if (local) return { ...local, span };
  const owner = environment.owners.get(name);
  if (owner) {
    const outputs = [...owner.members.keys()];
    environment.reporter.report(
      'not-an-expression',
      span,
      { what: owner.description },
      outputs.length > 0 ? { help: `it has ${outputs.map((output) => `${name}.${output}`).join(', ')}` } : {},
    );
    return invalidTerm(span);
  }
  const symbol = environment.scope.symbols.get(name);
  if (!symbol) {
    reportUnknown(environment, node, expected);
    return invalidTerm(span);
  }
  const { declaration } = symbol;
  switch (declaration.kind) {
    case 'param':
      return { ...environment.declarations.param(symbol as Symbol<Param>), span, written: name };
    case 'model':
      return referenceToModel(environment, symbol as Symbol<Model>, span);
    case 'workflow': {
      const workflow = referToWorkflow(symbol as Symbol<Workflow>);
      if (!workflow) return invalidTerm(span);
      return { op: 'workflow', workflow, type: workflow.kind === 'batch' ? Batch : Online, span };
    }
    case 'endpoint':
      return { op: 'endpoint', endpoint: referTo(symbol), type: EndpointType, span };
    case 'agent':
      return { op: 'agent', agent: referTo(symbol), type: AgentType, span };
    case 'sensor':
      return useSensor(check, environment, symbol as Symbol<Sensor>, undefined, node);
    default:
      environment.reporter.report(
        'not-an-expression',
        span,
        { what: `the ${describe(declaration)} ${name}` },
        { labels: declaredHere(symbol) },
      );
      return invalidTerm(span);
  }
}

/** A model; or, of one that has one version, that. */
function referenceToModel(environment: Environment, symbol: Symbol<Model>, span: Span): Term {
  const model = environment.declarations.model(symbol);
  if (!model.at) return { op: 'model', model, type: ModelType, span };
  if (!environment.serves) {
    environment.reporter.report('no-registry', span, { name: model.name }, { labels: declaredAt(model) });
    return invalidTerm(span);
  }
  return hasVersions(model.at)
    ? { op: 'model', model, type: ModelType, span }
    : { op: 'version', model, version: '', type: ModelVersion, span };
}

/** Constants as other languages write them. */
const constants = new Map([
  ['true', 'true'],
  ['false', 'false'],
  ['null', 'none'],
  ['none', 'none'],
  ['nil', 'none'],
]);

/** What an expression may name. */
const valued: ReadonlySet<string> = new Set(['sensor', 'param', 'model', 'workflow', 'endpoint', 'agent']);

function reportUnknown(environment: Environment, node: Reference, expected?: Type): void {
  const { text: name, span } = node.name;
  if (environment.scope.unresolved.has(name)) return;
  const constant = constants.get(name.toLowerCase());
  if (constant !== undefined) {
    const help = `this is written ${constant}`;
    environment.reporter.report('unknown-name', span, { name, what: 'value' }, { help, fix: { span, text: constant } });
    return;
  }
  const symbols = [...environment.scope.symbols].filter(([, { declaration }]) => valued.has(declaration.kind));
  const known = [...environment.locals.keys(), ...environment.owners.keys(), ...symbols.map(([symbol]) => symbol)];
  const meant = closest(name, known);
  const details =
    offerImport(
      environment.declarations.names,
      environment.scope.file,
      name,
      ({ kind }) => valued.has(kind),
      environment.declarations.library('sensor', name),
    ) ??
    partHelp(environment, name) ??
    (meant === undefined ? (timeHelp(name) ?? textHelp(node, expected)) : meantBy(environment, name, meant, span));
  environment.reporter.report('unknown-name', span, { name, what: 'value' }, details);
}

/** A list is rather not meant where its item is named. */
function meantBy(environment: Environment, name: string, meant: string, span: Span): Details {
  const details = didYouMean(name, meant, span);
  const isList = environment.locals.get(meant)?.type.kind === 'list' || meant === `${name}s`;
  return details.fix && isList ? { ...details, fix: { ...details.fix, unsure: true } } : details;
}

/** `every day`, `limit 3 per hour`, `6000/min` */
function timeHelp(name: string): Details | undefined {
  const unit = unitMeant(name);
  return unit !== undefined && unit in durationUnits
    ? { help: `a unit stands right behind a number: a time is written 1${unit}, a rate 20/${unit}` }
    : undefined;
}

/** A text without its quotation marks, or a param that nobody declares. */
const textHelp = ({ name: { text, span } }: Reference, expected: Type | undefined): Details =>
  expected === Text
    ? { help: 'a text stands between quotation marks', fix: { span, text: `"${text}"`, unsure: true } }
    : {};

/** Executors and services are known within their workflow alone. */
function partHelp(environment: Environment, name: string): Details | undefined {
  for (const [workflow, { declaration }] of environment.scope.symbols) {
    if (declaration.kind !== 'workflow') continue;
    const part = declaration.members.find(
      (member) => (member.kind === 'executor' || member.kind === 'service') && member.name.text === name,
    );
    if (part)
      return {
        help: `${name} is ${part.kind === 'service' ? 'a service' : 'an executor'} of ${workflow}; the workflow stands first: ${workflow}, ${name}`,
      };
  }
  return undefined;
}

/** A sensor with its arguments; nothing else is called within an expression. */
export function checkCall(check: Check, environment: Environment, node: Call): Term {
  if (node.callee.kind === 'reference' && !environment.locals.has(node.callee.name.text)) {
    const symbol = environment.scope.symbols.get(node.callee.name.text);
    if (symbol?.declaration.kind === 'sensor') {
      return useSensor(check, environment, symbol as Symbol<Sensor>, node, node);
    }
    if (!symbol && !environment.owners.has(node.callee.name.text)) {
      const name = node.callee.name.text;
      if (name === 'count') return checkCount(check, environment, node);
      if (environment.declarations.names.primitives.has(name)) {
        environment.reporter.report(
          'not-callable',
          node.callee.span,
          { name },
          { help: 'an action stands behind THEN' },
        );
      } else if (name !== '') reportUnknown(environment, node.callee);
      return invalidTerm(node.span);
    }
  }
  if (node.callee.kind !== 'missing') {
    const { callee } = node;
    const symbol = callee.kind === 'reference' ? environment.scope.symbols.get(callee.name.text) : undefined;
    environment.reporter.report(
      'not-callable',
      callee.span,
      { name: environment.textOf(callee.span) },
      { labels: symbol ? declaredHere(symbol) : [] },
    );
  }
  return invalidTerm(node.span);
}

/** Reads a sensor: its value with the arguments in the place of the parameters. */
function useSensor(
  check: Check,
  environment: Environment,
  symbol: Symbol<Sensor>,
  call: Call | undefined,
  node: Call | Reference,
): Term {
  const signature = environment.declarations.sensor(symbol);
  const bound = bindArguments(
    check,
    environment,
    `the sensor ${symbol.name}`,
    signature.parameters,
    call?.arguments ?? [],
    node.span,
  );
  if (!checkParts(environment, signature.parameters, bound)) return invalidTerm(node.span);
  const given = new Map(bound);
  for (const parameter of signature.parameters) {
    const argument = given.get(parameter.name);
    if (argument?.op === 'invalid' || (!argument && parameter.type.kind !== 'optional')) return invalidTerm(node.span);
    if (!argument) given.set(parameter.name, { op: 'constant', value: null, type: none, span: node.span });
  }
  const value = calledAs(substitute(signature.value, given), symbol.name, signature.parameters, given);
  const written = call ? callOf(symbol.name, signature.parameters, call.arguments, bound) : symbol.name;
  return { ...value, span: node.span, written };
}
