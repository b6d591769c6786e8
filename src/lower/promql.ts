import { parser } from '@prometheus-io/lezer-promql';
import { shapeOf, type Shape } from './promql-shape.ts';

/** A sensor is one sample at a time. */
function whyNoSample(shape: Shape): string | undefined {
  if (shape === 'text') return 'it gives a text, and a sensor is a number';
  return shape === 'range'
    ? 'it gives all samples of a time, and a sensor is one: take its rate, or avg_over_time'
    : undefined;
}

/** Reads a query with Prometheus' own grammar. A wrong one gives the reason in words. */
export function checkPromql(query: string): string | undefined {
  if (query.trim() === '') return 'it is empty';
  let error: { from: number; to: number } | undefined;
  parser.parse(query).iterate({
    enter: (node) => {
      if (!node.type.isError || error) return;
      error = { from: node.from, to: node.to };
    },
  });
  if (!error) return whyNoSample(shapeOf(query));
  const { from } = error;
  const found = query.slice(from).trimStart().slice(0, 20);
  const before = query.slice(Math.max(0, from - 30), from);
  return found === '' ? `it ends too early, behind “${before}”` : `“${found}” has no place behind “${before}”`;
}
