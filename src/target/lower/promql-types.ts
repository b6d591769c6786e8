import type { parser } from '@prometheus-io/lezer-promql';

export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** What an expression of PromQL gives, as `ValueType` of Prometheus has it. */
export type ValueType = 'vector' | 'matrix' | 'scalar' | 'string';

const told: Readonly<Record<ValueType, string>> = {
  vector: 'one sample of each series',
  matrix: 'all samples of a time',
  scalar: 'a number',
  string: 'a text',
};

/**
 * What functions take: an instant vector, a matrix, a scalar or a text each; `?` is an argument that may be left out, `*` one
 * that may come again (Prometheus, promql/parser/functions.go).
 */
const signatures = new Map<string, string>(
  Object.entries({
    v: 'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad scalar sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    'v?': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
    m: 'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
    '': 'pi time',
    s: 'vector',
    sm: 'quantile_over_time',
    ms: 'predict_linear',
    mss: 'double_exponential_smoothing',
    'vs?': 'round',
    vs: 'clamp_max clamp_min',
    vss: 'clamp',
    sv: 'histogram_quantile',
    ssv: 'histogram_fraction',
    vtttt: 'label_replace',
    'vttt*': 'label_join',
    'vt*': 'sort_by_label sort_by_label_desc',
  }).flatMap(([signature, names]) => names.split(' ').map((name) => [name, signature] as const)),
);
const letters: Readonly<Record<string, ValueType>> = { v: 'vector', m: 'matrix', s: 'scalar', t: 'string' };
const scalars = new Set(['scalar', 'time', 'pi']);

/** What stands before the vector in an aggregation. */
const parameters: Readonly<Record<string, ValueType>> = {
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  limitk: 'scalar',
  limit_ratio: 'scalar',
  count_values: 'string',
};

const sets = new Set(['And', 'Or', 'Unless']);
const comparisons = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);

/**
 * Why the types of a query's parts do not go together, in words; the grammar takes the query (Prometheus, promql/parser/parse.go,
 * checkAST). The inner mistakes go before those of what is around them.
 */
export function mistakeIn(node: SyntaxNode, query: string): string | undefined {
  for (const child of children(node)) {
    const mistake = mistakeIn(child, query);
    if (mistake !== undefined) return mistake;
  }
  const text = (part: SyntaxNode): string => query.slice(part.from, part.to);
  switch (node.name) {
    case 'AggregateExpr': {
      const name = text(node.firstChild ?? node).toLowerCase();
      const parameter = parameters[name];
      return ofCall(name, parameter ? [parameter, 'vector'] : ['vector'], node, text);
    }
    case 'FunctionCall': {
      const name = text(node.firstChild ?? node);
      const signature = signatures.get(name);
      // What a later Prometheus has is not known here.
      return signature === undefined ? undefined : ofFunction(name, signature, node, text);
    }
    case 'BinaryExpr':
      return ofBinary(node, text);
    case 'UnaryExpr':
      return unlike(node.lastChild, ['vector', 'scalar'], `${text(node.firstChild ?? node)} wants`, text);
    case 'SubqueryExpr':
    case 'MatrixSelector':
      return ofTime(node, text);
    case 'VectorSelector':
      return ofSelector(node, text);
    default:
      return undefined;
  }
}

type TextOf = (node: SyntaxNode) => string;

function ofFunction(name: string, signature: string, node: SyntaxNode, text: TextOf): string | undefined {
  const wanted = signature.replaceAll(/[?*]/g, '').split('');
  const given = argumentsOf(node);
  const least = /[?*]/.test(signature) ? wanted.length - 1 : wanted.length;
  const most = signature.endsWith('*') ? Infinity : wanted.length;
  const number =
    most === Infinity
      ? `${String(least)} or more`
      : least < most
        ? `${String(least)} or ${String(most)}`
        : String(least);
  if (given.length < least || given.length > most) return wrongNumber(name, number, given.length);
  const types = given.map((_, index) => letters[wanted[Math.min(index, wanted.length - 1)] ?? ''] ?? 'vector');
  return ofArguments(name, types, given, text);
}

function ofCall(name: string, types: readonly ValueType[], node: SyntaxNode, text: TextOf): string | undefined {
  const given = argumentsOf(node);
  if (given.length !== types.length) return wrongNumber(name, String(types.length), given.length);
  return ofArguments(name, types, given, text);
}

const wrongNumber = (name: string, wanted: string, given: number): string =>
  `${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, and has ${String(given)}`;

function ofArguments(
  name: string,
  types: readonly ValueType[],
  given: readonly SyntaxNode[],
  text: TextOf,
): string | undefined {
  for (const [index, argument] of given.entries()) {
    const mistake = unlike(argument, [types[index] ?? 'vector'], `${name} wants`, text);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

/** What is wanted and what is there, with what mends it where that is sure. */
function unlike(
  node: SyntaxNode | null,
  wanted: readonly ValueType[],
  begin: string,
  text: TextOf,
): string | undefined {
  const type = node ? typeOf(node, text) : undefined;
  if (!node || type === undefined || wanted.includes(type)) return undefined;
  const written = text(node);
  const range = node.name === 'VectorSelector' ? `${written}[5m]` : `(${written})[5m:1m]`;
  return refusal(begin, wanted, type, written, range);
}

function refusal(begin: string, wanted: readonly ValueType[], type: ValueType, written: string, range = ''): string {
  const [first = 'vector'] = wanted;
  const mends: Readonly<Record<string, string>> = {
    'matrix of vector': `: write ${range}`,
    'vector of matrix': ': take its rate, or avg_over_time',
    'vector of scalar': `: write vector(${written})`,
  };
  const mend = mends[`${first} of ${type}`] ?? '';
  return `${begin} ${wanted.map((each) => told[each]).join(' or ')}, and ${written} is ${told[type]}${mend}`;
}

/** The grammar puts `x + y[5m]` as `(x + y)[5m]`; to Prometheus brackets bind more strongly than operators. */
function ofTime(node: SyntaxNode, text: TextOf): string | undefined {
  const { firstChild: of } = node;
  if (!of) return undefined;
  if ((of.name === 'BinaryExpr' || of.name === 'UnaryExpr') && of.lastChild) {
    const operator = text(of.name === 'UnaryExpr' ? (of.firstChild ?? of) : (of.firstChild?.nextSibling ?? of));
    return refusal(
      `${operator} wants`,
      ['vector', 'scalar'],
      'matrix',
      `${text(of.lastChild)}${text(node).slice(text(of).length)}`,
    );
  }
  if (node.name === 'SubqueryExpr') return unlike(of, ['vector'], 'a subquery wants', text);
  return of.name === 'VectorSelector'
    ? undefined
    : `a time in brackets stands behind a selector; of ${text(of)} take a subquery, as in [5m:1m]`;
}

function ofBinary(node: SyntaxNode, text: TextOf): string | undefined {
  const { firstChild: left, lastChild: right } = node;
  const operator = left?.nextSibling;
  if (!left || !right || !operator) return undefined;
  const [symbol, isSet, isComparison] = [text(operator), sets.has(operator.name), comparisons.has(operator.name)];
  for (const operand of [left, right]) {
    const mistake = unlike(operand, isSet ? ['vector'] : ['vector', 'scalar'], `${symbol} wants`, text);
    if (mistake !== undefined) return mistake;
  }
  const modifier = node.getChild('BoolModifier');
  const isBool = Boolean(modifier?.getChild('Bool'));
  const numbers = [left, right].filter((operand) => typeOf(operand, text) === 'scalar');
  const [matching] = node.getChildren('MatchingModifierClause');
  if (matching?.getChild('GroupingLabels')?.getChild('LabelName') && numbers[0])
    return `${text(matching)} matches series, and ${text(numbers[0])} is a number`;
  if (isSet && (matching?.getChild('GroupLeft') ?? matching?.getChild('GroupRight')))
    return `${symbol} takes no ${matching.getChild('GroupLeft') ? 'group_left' : 'group_right'}`;
  if (isComparison && numbers.length === 2 && !isBool) return `${symbol} of two numbers wants bool behind it`;
  if (isBool && !isComparison) return `bool stands behind a comparison, and ${symbol} is none`;
  return undefined;
}

/** Prometheus refuses to look at everything that it has. */
function ofSelector(node: SyntaxNode, text: TextOf): string | undefined {
  if (node.getChild('Identifier')) return undefined;
  const matchers = node.getChild('LabelMatchers');
  const selects = children(matchers).some(
    (matcher) => matcher.name === 'QuotedLabelName' || !takesEmpty(matcher, text),
  );
  return selects ? undefined : `${text(node)} takes every series: name a metric, or a label that is not empty`;
}

function takesEmpty(matcher: SyntaxNode, text: TextOf): boolean {
  const [operator, value] = [matcher.getChild('MatchOp'), matcher.getChild('StringLiteral')];
  if (!operator || !value) return false;
  const pattern = text(value).slice(1, -1);
  const isRegex = text(operator).includes('~');
  let matches: boolean;
  try {
    matches = isRegex ? new RegExp(`^(?:${pattern})$`).test('') : pattern === '';
  } catch {
    // Go's expressions have forms of their own.
    return false;
  }
  return text(operator).startsWith('!') ? !matches : matches;
}

function typeOf(node: SyntaxNode, text: TextOf): ValueType | undefined {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 'scalar';
    case 'StringLiteral':
      return 'string';
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return 'matrix';
    case 'VectorSelector':
    case 'AggregateExpr':
      return 'vector';
    case 'UnaryExpr':
      return node.lastChild ? typeOf(node.lastChild, text) : undefined;
    case 'ParenExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
      return node.firstChild ? typeOf(node.firstChild, text) : undefined;
    case 'FunctionCall': {
      const name = text(node.firstChild ?? node);
      return scalars.has(name) ? 'scalar' : signatures.has(name) ? 'vector' : undefined;
    }
    case 'BinaryExpr': {
      const sides = [node.firstChild, node.lastChild].map((side) => (side ? typeOf(side, text) : undefined));
      return sides.includes('vector') ? 'vector' : sides.every((side) => side === 'scalar') ? 'scalar' : undefined;
    }
    default:
      return undefined;
  }
}

const argumentsOf = (node: SyntaxNode): SyntaxNode[] => children(node.getChild('FunctionCallBody'));

export function children(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}
