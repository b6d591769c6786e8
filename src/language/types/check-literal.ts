import { defined } from '../../base/values/defined.ts';
import { closest, forShell } from '../../base/diagnostics/suggest.ts';
import type { Details, Label } from '../../base/diagnostics/diagnostic.ts';
import type { Span } from '../../base/source/source.ts';
import type { Expression, NumberLiteral, StringLiteral } from '../syntax/nodes.ts';
import { parseQuantity, unitMeant, unitNames } from '../../base/values/quantity.ts';
import { constantText } from './constant-text.ts';
import { describeType, invalidTerm, unitHelp } from './coerce.ts';
import { namesIn, type Check, type Environment } from './environment.ts';
import { termText } from './print-term.ts';
import type { Term } from './term.ts';
import { Bytes, Duration, Int, Num, Rate, Ratio, Text, assignable, fieldsOf, type Type } from './type.ts';

const quantityTypes = { Int, Number: Num, Ratio, Duration, Rate, Bytes };

export function checkNumber(
  environment: Environment,
  node: NumberLiteral,
  expected: Type | undefined,
  by?: Label,
): Term {
  const quantity = parseQuantity(node.text);
  if ('reason' in quantity) {
    const tail = node.text.replace(/^[\d_.]+/, '');
    const other = unitMeant(tail);
    const sameLetters = unitNames.filter((unit) => unit.toLowerCase() === tail.toLowerCase());
    const sure = other ?? (sameLetters.length === 1 ? sameLetters[0] : undefined);
    const meant = tail === '' ? undefined : (sure ?? closest(tail, unitNames));
    environment.reporter.report(
      'bad-quantity',
      node.span,
      { text: node.text, reason: quantity.reason },
      meant === undefined
        ? {}
        : suggestion(`${node.text.slice(0, -tail.length)}${meant}`, node.span, sure !== undefined),
    );
    return invalidTerm(node.span);
  }
  const term: Term = {
    op: 'constant',
    value: quantity.value,
    type: quantityTypes[quantity.kind],
    span: node.span,
    written: node.text,
  };
  if (expected?.kind === 'quantity' && !assignable(term.type, expected)) {
    environment.reporter.report(
      'wrong-unit',
      node.span,
      { expected: describeType(expected), found: describeType(term.type) },
      { labels: by ? [by] : [], ...unitHelp(term, expected) },
    );
    return invalidTerm(node.span);
  }
  return term;
}

export function checkString(
  check: Check,
  environment: Environment,
  node: StringLiteral,
  expected: Type | undefined,
): Term {
  const type = expected?.kind === 'scalar' && assignable(Text, expected) ? expected : Text;
  const isText = expected === undefined || assignable(Text, expected);
  if (isText && node.parts.some((part) => part.kind === 'text' && PASSWORD.test(part.value))) {
    const help = 'keep it in a Secret of the cluster, as in: env { DATABASE_URL: secret database.url }';
    environment.reporter.report('plain-secret', node.span, { name: 'what stands before the @' }, { help });
    return invalidTerm(node.span);
  }
  const [only, ...others] = node.parts;
  if (others.length === 0 && only?.kind !== 'hole') {
    return { op: 'constant', value: only?.value ?? '', type, span: node.span };
  }
  const parts = node.parts.map((part): Term => {
    if (part.kind === 'text') return { op: 'constant', value: part.value, type: Text, span: part.span };
    const term = checkHole(check, environment, part.value);
    if (term.op === 'invalid' || isPrintable(term.type)) return term;
    if (term.type.kind === 'scalar' && term.type.name === 'Secret')
      environment.reporter.report('secret-in-text', part.span, {});
    else
      environment.reporter.report(
        'wrong-type',
        part.span,
        { expected: 'a text or a number', found: describeType(term.type) },
        fieldsOf(term.type).has('name') ? suggestion(`${termText(term)}.name`, part.value.span, true) : {},
      );
    return invalidTerm(part.span);
  });
  if (parts.some(({ op }) => op === 'invalid')) return invalidTerm(node.span);
  const texts = parts.flatMap((part) => (part.op === 'constant' ? [constantText(part.value, part.type)] : []));
  if (texts.length < parts.length) return { op: 'join', parts, type, span: node.span };
  return { op: 'constant', value: texts.join(''), type, span: node.span, written: { form: 'text', parts } };
}

/** A name that nothing has, written as shells write their variables, was most likely meant for one. */
function checkHole(check: Check, environment: Environment, value: Expression): Term {
  const name = value.kind === 'reference' ? value.name.text : '';
  const known = namesIn(environment);
  if (!/^[A-Z][A-Z0-9_]+$/.test(name) || known.includes(name) || closest(name, known) !== undefined)
    return check(environment, value);
  environment.reporter.report('unknown-name', value.span, { name, what: 'value' }, { help: forShell(`\${${name}}`) });
  return invalidTerm(value.span);
}

/** `postgres://user:password@host`: a name alone is no secret. */
const PASSWORD = /(?<=[a-z0-9+.-]):\/\/[^\s/:@]*:[^\s/@]+@/i;

/** Whether a value can be written into a text or given to a program as an argument. */
export function isPrintable(type: Type): boolean {
  switch (type.kind) {
    case 'invalid':
    case 'quantity':
    case 'word':
      return true;
    case 'scalar':
      return !['Secret', 'Config', 'Claim', 'Batch', 'Online', 'Variant', 'Served', 'Workflow', 'Model'].includes(
        type.name,
      );
    case 'optional':
      return isPrintable(type.of);
    // As JSON.
    case 'list':
      return isPrintable(type.of);
    default:
      return false;
  }
}

const suggestion = (text: string, span: Span, isSure: boolean): Details => ({
  help: `did you mean ${text}?`,
  fix: defined({ span, text, unsure: isSure ? undefined : true }),
});
