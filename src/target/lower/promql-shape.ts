import { defined } from '../../base/values/defined.ts';
import { parser } from '@prometheus-io/lezer-promql';
import { children, mistakeIn, type SyntaxNode } from './promql-types.ts';

/**
 * What a query gives: one sample, several or maybe several (`series`), a number without a series, a text, or the samples of
 * a time (`range`).
 */
export type Shape = 'one' | 'series' | 'scalar' | 'text' | 'range';

/** What a query is, as far as Prometheus' grammar tells. */
export interface Reading {
  /** Where it cannot be told, it is `series`. */
  readonly shape: Shape;
  /** The first place that the grammar does not take. */
  readonly error?: number;
  /** Why its parts do not go together, in words. */
  readonly mistake?: string;
}

const MEMORY = 1000;
const known = new Map<string, Reading>();

/**
 * Reads a query with Prometheus' own grammar. Many queries of a compilation differ in the texts of their labels alone, which
 * the grammar does not look into: they are read once.
 */
export function read(query: string): Reading {
  const form = /['`\\\n]/.test(query) ? query : query.replaceAll(/"[\w./:-]+"/g, '"x"');
  const before = known.get(form);
  // The place of a mistake is that of this query.
  if (before && before.error === undefined && before.mistake === undefined) return before;
  const reading = readingOf(query);
  if (known.size >= MEMORY) known.clear();
  known.set(form, reading);
  return reading;
}

function readingOf(query: string): Reading {
  const tree = parser.parse(query);
  let error: number | undefined;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) error ??= from;
    },
  });
  const expression = tree.topNode.firstChild;
  return defined({
    shape: expression ? shape(expression, query) : 'series',
    error,
    mistake: expression && error === undefined ? mistakeIn(expression, query) : undefined,
  });
}

/** Aggregations that give several samples even without groups. */
const SEVERAL = new Set(['Topk', 'Bottomk', 'CountValues', 'LimitK', 'LimitRatio']);
const SCALARS = new Set(['Scalar', 'Time', 'Pi']);
/** Functions of one sample whatever they are given, or of what has no series. */
const SINGLE = new Set(['Vector', 'Absent', 'AbsentOverTime']);

function shape(node: SyntaxNode, query: string): Shape {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 'scalar';
    case 'StringLiteral':
      return 'text';
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return 'range';
    case 'ParenExpr':
    case 'UnaryExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr': {
      const inner = children(node).find(({ name }) => name !== 'UnaryOp');
      return inner ? shape(inner, query) : 'series';
    }
    case 'AggregateExpr':
      return SEVERAL.has(node.getChild('AggregateOp')?.firstChild?.name ?? '') || groups(node, query) !== ''
        ? 'series'
        : 'one';
    case 'BinaryExpr':
      return ofBinary(node, query);
    case 'FunctionCall':
      return ofCall(node, query);
    default:
      return 'series';
  }
}

function ofBinary(node: SyntaxNode, query: string): Shape {
  const { firstChild: left, lastChild: right } = node;
  if (!left || !right) return 'series';
  const shapes = [shape(left, query), shape(right, query)];
  if (shapes.every((each) => each === 'scalar')) return 'scalar';
  // What is left of the left side's samples.
  if (node.getChild('And') ?? node.getChild('Unless')) return shapes[0] === 'one' ? 'one' : 'series';
  return shapes.every((each) => each === 'one' || each === 'scalar') ? 'one' : 'series';
}

function ofCall(node: SyntaxNode, query: string): Shape {
  const name = node.getChild('FunctionIdentifier')?.firstChild?.name ?? '';
  if (SCALARS.has(name)) return 'scalar';
  if (SINGLE.has(name)) return 'one';
  const given = children(node.getChild('FunctionCallBody')).filter(({ name: type }) => !LITERALS.has(type));
  const argument = name === 'HistogramQuantile' ? given.at(-1) : given[0];
  // Functions of the date are those of now, if nothing is given.
  if (!argument) return 'one';
  // A histogram is one value of all its buckets.
  if (name === 'HistogramQuantile' && argument.name === 'AggregateExpr' && groups(argument, query) === 'by le') {
    return 'one';
  }
  if (argument.name === 'SubqueryExpr' && argument.firstChild) return shape(argument.firstChild, query);
  return shape(argument, query) === 'one' ? 'one' : 'series';
}

const LITERALS = new Set(['NumberDurationLiteral', 'StringLiteral']);

/** The labels that an aggregation keeps apart, as `by le`; empty where it makes one of all. */
function groups(aggregation: SyntaxNode, query: string): string {
  const modifier = aggregation.getChild('AggregateModifier');
  if (!modifier) return '';
  const labels = children(modifier.getChild('GroupingLabels')).map(({ from, to }) => query.slice(from, to));
  if (modifier.getChild('Without')) return `without ${labels.join(',')}`;
  return labels.length === 0 ? '' : `by ${labels.join(',')}`;
}
