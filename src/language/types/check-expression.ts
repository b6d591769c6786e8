import { defined } from '../../base/values/defined.ts';
import type { Label } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { Binary, Expression, ListLiteral, Range, RecordLiteral, Reference } from '../syntax/nodes.ts';
import { unitNames } from '../../base/values/quantity.ts';
import { checkNumber, checkString } from './check-literal.ts';
import { checkMember, checkVersion } from './check-member.ts';
import { checkDefault, checkLatch } from './check-observed.ts';
import { checkBinary, checkUnary } from './check-operation.ts';
import { checkCall, checkReference } from './check-reference.ts';
import { checkWindowed } from './check-window.ts';
import { coerce, describeType, invalidTerm } from './coerce.ts';
import type { Environment } from './environment.ts';
import type { Term } from './term.ts';
import { Bool, Claim, Config, Secret, assignable, invalid, list, none, typeName, type Type } from './type.ts';

/** Checks an expression where a value of a type is expected (any, if none is said). Mistakes are reported, each once. */
export function checkExpression(environment: Environment, node: Expression, expected?: Type, by?: Label): Term {
  const term = checkAgainst(environment, node, expected, by);
  environment.recordType?.(node.span, term.type);
  return term;
}

function checkAgainst(
  environment: Environment,
  node: Expression,
  expected: Type | undefined,
  by: Label | undefined,
): Term {
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
  const { span } = node;
  switch (node.kind) {
    case 'missing':
      return invalidTerm(span);
    case 'number':
      return checkNumber(environment, node, expected, by);
    case 'string':
      return checkString(checkExpression, environment, node, expected);
    case 'bool':
      return { op: 'constant', value: node.value, type: Bool, span };
    case 'none':
      return { op: 'constant', value: null, type: none, span };
    case 'secret':
    case 'config':
    case 'claim':
      return defined({
        op: node.kind,
        name: node.name.text,
        key: node.key?.text,
        type: { secret: Secret, config: Config, claim: Claim }[node.kind],
        span,
      });
    case 'reference':
      return checkReference(checkExpression, environment, node, expected);
    case 'member':
      return checkMember(checkExpression, environment, node);
    case 'version':
      return checkVersion(checkExpression, environment, node);
    case 'call':
      return checkCall(checkExpression, environment, node);
    case 'list':
      return checkList(environment, node, expected);
    case 'record':
      return checkRecord(environment, node, expected);
    case 'range':
      return refuseRange(environment, node, expected);
    case 'unary':
      return checkUnary(environment, node, checkExpression(environment, node.operand));
    case 'binary': {
      const rate = spacedRate(environment, node);
      if (rate !== undefined) return reportSpacedRate(environment, node, rate);
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

/** What takes a range asks for its two ends itself. */
function refuseRange({ reporter }: Environment, { span }: Range, expected: Type | undefined): Term {
  const parameters = { expected: expected ? describeType(expected) : 'one value', found: 'a range' };
  const help = 'of a range each end is a value, as in: resources { memory: 8Gi..16Gi }';
  reporter.report('wrong-type', span, parameters, { help });
  return invalidTerm(span);
}

/** What was meant by `10 /s`: the unit of a rate belongs to its number. */
function spacedRate({ locals, owners, scope }: Environment, { operator, left, right }: Binary): string | undefined {
  if (operator !== '/' || left.kind !== 'number' || right.kind !== 'reference') return undefined;
  const { text } = right.name;
  const isKnown = locals.has(text) || owners.has(text) || scope.symbols.has(text);
  const isRate = !isKnown && /^[\d_.]+$/.test(left.text) && unitNames.includes(`/${text}`);
  return isRate ? `${left.text}/${text}` : undefined;
}

function reportSpacedRate({ reporter, textOf }: Environment, { span }: Binary, text: string): Term {
  const reason = 'there is a space in it';
  reporter.report(
    'bad-quantity',
    span,
    { text: textOf(span), reason },
    { help: `did you mean ${text}?`, fix: { span, text } },
  );
  return invalidTerm(span);
}

function checkWord(environment: Environment, node: Reference, expected: Extract<Type, { kind: 'word' }>): Term {
  const { text: word, span } = node.name;
  if (expected.words && !expected.words.includes(word)) {
    const meant = closest(word, expected.words);
    environment.reporter.report('unknown-word', span, { word, words: expected.words }, didYouMean(word, meant, span));
    return invalidTerm(span);
  }
  return { op: 'constant', value: word, type: expected, span };
}

function checkList(environment: Environment, node: ListLiteral, expected: Type | undefined): Term {
  const of = expected?.kind === 'list' ? expected.of : undefined;
  const items = node.items.map((item) => checkExpression(environment, item, of));
  if (items.some(({ op }) => op === 'invalid')) return invalidTerm(node.span);
  // A list may be long, and has few types.
  const types = [...new Map(items.map(({ type }) => [typeName(type), type])).values()];
  const widest = of ?? types.find((type) => types.every((other) => assignable(other, type)));
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
    return invalidTerm(node.span);
  }
  return { op: 'list', items, type: list(widest ?? invalid), span: node.span };
}

function checkRecord(environment: Environment, node: RecordLiteral, expected: Type | undefined): Term {
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
  return { op: 'record', fields, type, span: node.span };
}
