import { formatValue } from '../../base/values/format.ts';
import { keywords } from '../syntax/keywords.ts';
import type { BinaryOperator } from '../syntax/nodes.ts';
import { Level, levels } from '../syntax/operators.ts';
import { operations } from './operations.ts';
import type { BinaryOperation, Term, Written, WrittenCall } from './term.ts';
import { typeName } from './type.ts';

/**
 * A term in the language, on one line: in brackets what would bind otherwise, numbers and names as they were written, and
 * arguments in the place of parameters. It is composed when it is asked for.
 */
export function termText(term: Term): string {
  if (term.written !== undefined) return writtenText(term.written);
  if (!('left' in term)) return operationText(term);
  let text = texts.get(term);
  if (text === undefined) {
    text = operationText(term);
    texts.set(term, text);
  }
  return text;
}

/** Sums can be long, and the text of each of their parts is asked for, too. */
const texts = new WeakMap<Term, string>();

/** A call, of a sensor or of an action. */
export const callText = ({ name, arguments: given }: WrittenCall): string =>
  `${name}(${given.map((each) => (each.name === undefined ? '' : `${each.name}: `) + termText(each.value)).join(', ')})`;

/** In brackets if it binds less than its place asks for. */
function printed(term: Term, weakest: number): string {
  const text = termText(term);
  return levelOf(term) < weakest ? `(${text})` : text;
}

function writtenText(written: Written): string {
  if (typeof written === 'string') return written;
  switch (written.form) {
    case 'call':
      return callText(written);
    case 'window': {
      const { of, over } = written;
      return `${printed(of, Level.value)} ${over ? `over ${printed(over, Level.value)}` : 'since last fired'}`;
    }
    case 'text':
      return `"${written.parts.map(partText).join('')}"`;
    case 'sign':
      return written.sign + printed(written.of, Level.sign);
  }
}

function operationText(term: Term): string {
  switch (term.op) {
    case 'invalid':
      return '…';
    case 'constant':
      return isText(term) ? `"${escaped(term.value)}"` : formatValue(term.value, typeName(term.type));
    case 'local':
    case 'item':
    case 'state':
      return term.name;
    case 'run':
    case 'status':
      return term.op;
    case 'secret':
    case 'config':
    case 'claim':
      return `${term.op} ${term.name}${term.key === undefined ? '' : `.${keyText(term.key)}`}`;
    case 'workflow':
      return term.workflow.name + (term.variant === undefined ? '' : `.${term.variant}`);
    case 'endpoint':
      return term.endpoint.name;
    case 'agent':
      return term.agent.name;
    case 'model':
      return term.model.name;
    case 'version':
      return term.version === '' ? term.model.name : `${term.model.name}@${term.version}`;
    case 'output':
    case 'stored':
    case 'value':
      return `${term.executor}.${term.output}`;
    case 'reading':
      return term.use.sensor;
    case 'field':
      return `${printed(term.of, Level.value)}.${term.name}`;
    case 'list':
      return `[${term.items.map(termText).join(', ')}]`;
    case 'record': {
      const fields = [...term.fields].map(([name, field]) => `${keyText(name)}: ${termText(field)}`);
      return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
    }
    case 'join':
      return `"${partText(term)}"`;
    case 'not':
      return `not ${printed(term.operand, Level.not)}`;
    case 'negate':
      return `-${printed(term.operand, Level.sign)}`;
    case 'default':
      return `${printed(term.of, Level.window)} default ${printed(term.otherwise, Level.value)}`;
    case 'count': {
      const given = [...term.given].map(([name, value]) => `${name}: ${termText(value)}`);
      return `count(${[term.event.text, ...given].join(', ')})`;
    }
    case 'latch': {
      const { direction, of, on, off } = term;
      const [first, then] = direction === 'rises' ? ['rises above', 'falls below'] : ['falls below', 'rises above'];
      return [printed(of, Level.sum), first, printed(on, Level.sum), then, printed(off, Level.sum)].join(' ');
    }
    default: {
      const operator = operators[term.op];
      const level = levels[operator];
      // Two comparisons never stand side by side; the others are read from left to right.
      const left = printed(term.left, level === Level.comparison ? level + 1 : level);
      return `${left} ${operator} ${printed(term.right, level + 1)}`;
    }
  }
}

function levelOf(term: Term): number {
  const { written } = term;
  if (written !== undefined) {
    if (typeof written === 'string' || written.form === 'call' || written.form === 'text') return Level.value;
    return written.form === 'window' ? Level.window : Level.sign;
  }
  switch (term.op) {
    case 'not':
      return Level.not;
    case 'latch':
      return Level.comparison;
    case 'negate':
      return Level.sign;
    case 'default':
      return Level.default;
    default:
      return 'left' in term ? levels[operators[term.op]] : Level.value;
  }
}

const operators = Object.fromEntries(
  Object.entries(operations).map(([operator, operation]) => [operation, operator]),
) as Record<BinaryOperation, BinaryOperator>;

/** What stands in a string: a text as it is, also one that an argument gave, and all else in a hole. */
function partText(part: Term): string {
  if (isText(part)) return escaped(part.value);
  const parts = part.op === 'join' ? part.parts : partsOfText(part);
  return parts ? parts.map(partText).join('') : `\${${termText(part)}}`;
}

const partsOfText = ({ written }: Term): readonly Term[] | undefined =>
  typeof written === 'object' && written.form === 'text' ? written.parts : undefined;

const isText = (term: Term): term is Extract<Term, { op: 'constant' }> & { value: string } =>
  term.op === 'constant' && typeof term.value === 'string' && term.type.kind !== 'word' && term.written === undefined;

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t' };

/** As it stands between quotation marks. A `$` at the end may come to stand before a brace. */
const escaped = (text: string): string =>
  text.replaceAll(/[\\"\n\t]|\$(?=\{|$)/g, (character) => escapes[character] ?? `\\${character}`);

/** A name, or a string in its place. */
const keyText = (key: string): string =>
  /^[A-Za-z_]\w*(?:-\w+)*$/.test(key) && !keywords.has(key) ? key : `"${escaped(key)}"`;
