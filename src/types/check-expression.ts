import type { Details, Label } from '../diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../diagnostics/suggest.ts';
import { offerImport } from '../names/offer-import.ts';
import { declaredHere, describe, type Symbol } from '../names/scope.ts';
import type {
  Binary,
  Call,
  Endpoint,
  Expression,
  ListLiteral,
  Member,
  Model,
  Param,
  RecordLiteral,
  Reference,
  Sensor,
  VersionOf,
  Workflow,
} from '../syntax/nodes.ts';
import { unitNames } from '../values/quantity.ts';
import { bindArguments } from './check-call.ts';
import { checkParts } from './check-parts.ts';
import { checkNumber, checkString } from './check-literal.ts';
import { checkDefault, checkLatch } from './check-observed.ts';
import { checkBinary, checkUnary } from './check-operation.ts';
import { checkWindowed } from './check-window.ts';
import { coerce, describeType, invalidTerm } from './coerce.ts';
import type { Environment } from './environment.ts';
import { substitute } from './substitute.ts';
import type { Term } from './term.ts';
import {
  Batch,
  Bool,
  Claim,
  Config,
  Endpoint as EndpointType,
  Model as ModelType,
  ModelVersion,
  Online,
  Secret,
  Variant,
  assignable,
  fieldsOf,
  invalid,
  list,
  none,
  type Type,
} from './type.ts';

/** Checks an expression where a value of a type is expected (any, if none is said). Mistakes are reported, each once. */
export function checkExpression(environment: Environment, node: Expression, expected?: Type, by?: Label): Term {
  const bare = expected?.kind === 'optional' ? expected.of : expected;
  if (bare?.kind === 'word' && node.kind === 'reference' && isWord(environment, node, bare)) {
    return checkWord(environment, node, bare);
  }
  return coerce(environment, infer(environment, node, bare, by), expected, by);
}

/** Where a word is expected a bare name is one, unless a parameter of that name could be meant. */
const isWord = (environment: Environment, { name }: Reference, { words }: Extract<Type, { kind: 'word' }>): boolean =>
  (words?.includes(name.text) ?? false) || !environment.locals.has(name.text);

function infer(environment: Environment, node: Expression, expected: Type | undefined, by: Label | undefined): Term {
  const text = environment.textOf(node.span);
  const { span } = node;
  switch (node.kind) {
    case 'missing':
      return invalidTerm(span, text);
    case 'number':
      return checkNumber(environment, node, expected, by);
    case 'string':
      return checkString(checkExpression, environment, node, expected);
    case 'bool':
      return { op: 'constant', value: node.value, type: Bool, span, text };
    case 'none':
      return { op: 'constant', value: null, type: none, span, text };
    case 'secret':
    case 'config':
    case 'claim':
      return {
        op: node.kind,
        name: node.name.text,
        ...(node.key ? { key: node.key.text } : {}),
        type: { secret: Secret, config: Config, claim: Claim }[node.kind],
        span,
        text,
      };
    case 'reference':
      return checkReference(environment, node);
    case 'member':
      return checkMember(environment, node);
    case 'version':
      return checkVersion(environment, node);
    case 'call':
      return checkCall(environment, node);
    case 'list':
      return checkList(environment, node, expected);
    case 'record':
      return checkRecord(environment, node, expected);
    case 'unary':
      return checkUnary(environment, node, checkExpression(environment, node.operand));
    case 'binary': {
      if (isSpacedRate(environment, node)) return reportSpacedRate(environment, node);
      const left = checkExpression(environment, node.left);
      return checkBinary(environment, node, left, checkExpression(environment, node.right));
    }
    case 'windowed':
      return checkWindowed(checkExpression, environment, node);
    case 'defaulted':
      return checkDefault(checkExpression, environment, node);
    case 'latch':
      return checkLatch(checkExpression, environment, node);
  }
}

/** `10 /s`: the unit of a rate belongs to its number. */
function isSpacedRate({ locals, owners, scope }: Environment, { operator, left, right }: Binary): boolean {
  if (operator !== '/' || left.kind !== 'number' || right.kind !== 'reference') return false;
  const { text } = right.name;
  const isKnown = locals.has(text) || owners.has(text) || scope.symbols.has(text);
  return !isKnown && /^[\d_.]+$/.test(left.text) && unitNames.includes(`/${text}`);
}

function reportSpacedRate({ reporter, textOf }: Environment, { span, left, right }: Binary): Term {
  const [found, text] = [textOf(span), `${textOf(left.span)}/${textOf(right.span)}`];
  const reason = 'there is a space in it';
  reporter.report(
    'bad-quantity',
    span,
    { text: found, reason },
    { help: `did you mean ${text}?`, fix: { span, text } },
  );
  return invalidTerm(span, found);
}

function checkWord(environment: Environment, node: Reference, expected: Extract<Type, { kind: 'word' }>): Term {
  const { text: word, span } = node.name;
  if (expected.words && !expected.words.includes(word)) {
    const meant = closest(word, expected.words);
    environment.reporter.report('unknown-word', span, { word, words: expected.words }, didYouMean(word, meant, span));
    return invalidTerm(span, word);
  }
  return { op: 'constant', value: word, type: expected, span, text: word };
}

function checkReference(environment: Environment, node: Reference): Term {
  const { text: name, span } = node.name;
  if (name === '') return invalidTerm(span, name);
  const local = environment.locals.get(name);
  // What a template was given is told in the words of its user.
  if (local) return { ...local, span, text: environment.textOf(span) };
  const owner = environment.owners.get(name);
  if (owner) {
    const outputs = [...owner.members.keys()];
    environment.reporter.report(
      'not-an-expression',
      span,
      { what: owner.description },
      outputs.length > 0 ? { help: `it has ${outputs.map((output) => `${name}.${output}`).join(', ')}` } : {},
    );
    return invalidTerm(span, name);
  }
  const symbol = environment.scope.symbols.get(name);
  if (!symbol) {
    reportUnknown(environment, node);
    return invalidTerm(span, name);
  }
  const { declaration } = symbol;
  switch (declaration.kind) {
    case 'param':
      return { ...environment.declarations.param(symbol as Symbol<Param>), span, text: name };
    case 'model':
      return { op: 'model', symbol: symbol as Symbol<Model>, type: ModelType, span, text: name };
    case 'workflow': {
      const kind = declaration.workflowKind.text;
      const type = kind === 'batch' ? Batch : kind === 'online' ? Online : invalid;
      return { op: 'workflow', symbol: symbol as Symbol<Workflow>, type, span, text: name };
    }
    case 'endpoint':
      return { op: 'endpoint', symbol: symbol as Symbol<Endpoint>, type: EndpointType, span, text: name };
    case 'sensor':
      return useSensor(environment, symbol as Symbol<Sensor>, undefined, node);
    default:
      environment.reporter.report(
        'not-an-expression',
        span,
        { what: `the ${describe(declaration)} ${name}` },
        { labels: declaredHere(symbol) },
      );
      return invalidTerm(span, name);
  }
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
const valued: ReadonlySet<string> = new Set(['sensor', 'param', 'model', 'workflow', 'endpoint']);

function reportUnknown(environment: Environment, node: Reference): void {
  const { text: name, span } = node.name;
  if (environment.scope.unresolved.has(name)) return;
  const constant = constants.get(name.toLowerCase());
  if (constant !== undefined) {
    const help = `this is written ${constant}`;
    environment.reporter.report('unknown-name', span, { name, what: 'value' }, { help, fix: { span, text: constant } });
    return;
  }
  const known = [...environment.locals.keys(), ...environment.owners.keys(), ...environment.scope.symbols.keys()];
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
    didYouMean(name, meant, span);
  environment.reporter.report('unknown-name', span, { name, what: 'value' }, details);
}

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

function checkMember(environment: Environment, node: Member): Term {
  const { text: name, span } = node.name;
  const text = environment.textOf(node.span);
  if (name === '') return invalidTerm(node.span, text);
  const owner =
    node.of.kind === 'reference' && !environment.locals.has(node.of.name.text)
      ? environment.owners.get(node.of.name.text)
      : undefined;
  if (owner) {
    const member = owner.members.get(name);
    if (member) return { ...member, span: node.span, text };
    reportField(environment, node, owner.description, [...owner.members.keys()]);
    return invalidTerm(node.span, text);
  }
  const of = checkExpression(environment, node.of);
  if (of.op === 'invalid' || of.type.kind === 'invalid') return invalidTerm(node.span, text);
  const fields = fieldsOf(of.type);
  const type = fields.get(name);
  if (!type) {
    const variants = variantsOf(of);
    if (of.op === 'workflow' && variants.includes(name)) {
      return { ...of, variant: name, type: Variant, span: node.span, text };
    }
    reportField(environment, node, describeType(of.type), [...fields.keys(), ...variants]);
    return invalidTerm(span, text);
  }
  return {
    op: 'field',
    of,
    name,
    type: of.type.kind === 'optional' ? { kind: 'optional', of: type } : type,
    span: node.span,
    text,
  };
}

/** The canaries and the shadow of a workflow; a variant has none. */
function variantsOf(of: Term): readonly string[] {
  if (of.op !== 'workflow' || of.variant !== undefined) return [];
  return of.symbol.declaration.members.flatMap((member) => (member.kind === 'variant' ? [member.name.text] : []));
}

function reportField(environment: Environment, node: Member, of: string, known: readonly string[]): void {
  const { text: field, span } = node.name;
  const meant = closest(field, known);
  environment.reporter.report(
    'unknown-field',
    span,
    { field, of },
    meant === undefined
      ? known.length > 0
        ? { help: `it has ${known.join(', ')}` }
        : {}
      : didYouMean(field, meant, span),
  );
}

function checkVersion(environment: Environment, node: VersionOf): Term {
  const text = environment.textOf(node.span);
  const of = checkExpression(environment, node.of);
  if (of.op === 'model') {
    return { op: 'version', symbol: of.symbol, version: node.version.text, type: ModelVersion, span: node.span, text };
  }
  if (of.op !== 'invalid')
    environment.reporter.report(
      'version-of-nothing',
      node.of.span,
      { found: describeType(of.type) },
      { labels: 'symbol' in of ? declaredHere(of.symbol) : [] },
    );
  return invalidTerm(node.span, text);
}

function checkCall(environment: Environment, node: Call): Term {
  const text = environment.textOf(node.span);
  if (node.callee.kind === 'reference' && !environment.locals.has(node.callee.name.text)) {
    const symbol = environment.scope.symbols.get(node.callee.name.text);
    if (symbol?.declaration.kind === 'sensor') {
      return useSensor(environment, symbol as Symbol<Sensor>, node, node);
    }
    if (!symbol && !environment.owners.has(node.callee.name.text)) {
      const name = node.callee.name.text;
      if (environment.declarations.names.primitives.has(name)) {
        environment.reporter.report(
          'not-callable',
          node.callee.span,
          { name },
          { help: 'an action stands behind THEN' },
        );
      } else if (name !== '') reportUnknown(environment, node.callee);
      return invalidTerm(node.span, text);
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
  return invalidTerm(node.span, text);
}

/** Reads a sensor: its value with the arguments in the place of the parameters. */
function useSensor(
  environment: Environment,
  symbol: Symbol<Sensor>,
  call: Call | undefined,
  node: Call | Reference,
): Term {
  const text = environment.textOf(node.span);
  const signature = environment.declarations.sensor(symbol);
  const bound = bindArguments(
    checkExpression,
    environment,
    `the sensor ${symbol.name}`,
    signature.parameters,
    call?.arguments ?? [],
    node.span,
  );
  if (!checkParts(environment, signature.parameters, bound)) return invalidTerm(node.span, text);
  const given = new Map(bound);
  for (const parameter of signature.parameters) {
    const argument = given.get(parameter.name);
    if (argument?.op === 'invalid' || (!argument && parameter.type.kind !== 'optional'))
      return invalidTerm(node.span, text);
    if (!argument)
      given.set(parameter.name, { op: 'constant', value: null, type: none, span: node.span, text: 'none' });
  }
  return { ...substitute(signature.value, given), span: node.span, text };
}

function checkList(environment: Environment, node: ListLiteral, expected: Type | undefined): Term {
  const text = environment.textOf(node.span);
  const of = expected?.kind === 'list' ? expected.of : undefined;
  const items = node.items.map((item) => checkExpression(environment, item, of));
  if (items.some(({ op }) => op === 'invalid')) return invalidTerm(node.span, text);
  const widest = of ?? items.map(({ type }) => type).find((type) => items.every((item) => assignable(item.type, type)));
  if (items.length > 0 && !widest) {
    const [first, ...others] = items;
    const odd = others.find((item) => first && !assignable(item.type, first.type));
    if (first && odd) {
      environment.reporter.report(
        'wrong-type',
        odd.span,
        { expected: describeType(first.type), found: describeType(odd.type) },
        { labels: [{ span: first.span, text: 'all items of a list have one type' }] },
      );
    }
    return invalidTerm(node.span, text);
  }
  return { op: 'list', items, type: list(widest ?? invalid), span: node.span, text };
}

function checkRecord(environment: Environment, node: RecordLiteral, expected: Type | undefined): Term {
  const text = environment.textOf(node.span);
  const known = expected?.kind === 'record' ? expected.fields : undefined;
  const fields = new Map<string, Term>();
  for (const field of node.fields) {
    const name = field.name.text;
    if (name === '') continue;
    const type = known?.get(name);
    if (known && !type) {
      const meant = closest(name, [...known.keys()]);
      environment.reporter.report(
        'unknown-field',
        field.name.span,
        { field: name, of: 'this record' },
        meant === undefined
          ? { help: `it takes ${[...known.keys()].join(', ')}` }
          : didYouMean(name, meant, field.name.span),
      );
      checkExpression(environment, field.value, invalid);
      continue;
    }
    const first = node.fields.find((other) => other.name.text === name);
    if (fields.has(name) && first) {
      const labels = [{ span: first.name.span, text: 'it is given here already' }];
      environment.reporter.report('duplicate-argument', field.name.span, { name, what: 'field' }, { labels });
    }
    fields.set(name, checkExpression(environment, field.value, type));
  }
  for (const [name, type] of known ?? []) {
    if (!fields.has(name) && type.kind !== 'optional' && fields.size >= node.fields.length) {
      environment.reporter.report('missing-field', node.span, {
        of: 'this record',
        field: `${name}: ${describeType(type)}`,
      });
    }
  }
  const type: Type =
    known && expected
      ? expected
      : { kind: 'record', fields: new Map([...fields].map(([name, field]) => [name, field.type])) };
  return { op: 'record', fields, type, span: node.span, text };
}
