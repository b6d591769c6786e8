import { parser } from '@prometheus-io/lezer-promql';
import { read, type Shape } from './promql-shape.ts';

const joined = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');

/** A query without its comments and line breaks; what stands in its texts is left as it is. */
export function oneLine(query: string): string {
  // Other queries have no comment, and no text that may have a line break.
  if (!/[#`]/.test(query)) return joined(query).trim();
  let line = '';
  let end = 0;
  parser.parse(query).iterate({
    enter: ({ name, from, to }) => {
      if (name !== 'StringLiteral' && name !== 'LineComment') return;
      line += joined(query.slice(end, from)) + (name === 'StringLiteral' ? query.slice(from, to) : '');
      end = to;
    },
  });
  return (line + joined(query.slice(end))).trim();
}

/** A sensor is one sample at a time. */
function whyNoSample(shape: Shape): string | undefined {
  if (shape === 'text') return 'it gives a text, and a sensor is a number';
  return shape === 'range'
    ? 'it gives all samples of a time, and a sensor is one: take its rate, or avg_over_time'
    : undefined;
}

/** Why a query cannot be asked, in words. */
export function checkPromql(query: string): string | undefined {
  if (query.trim() === '') return 'it is empty';
  const { shape, error, mistake } = read(query);
  if (error === undefined) return mistake ?? whyNoSample(shape);
  const found = query.slice(error).trimStart().slice(0, 20);
  const before = query.slice(Math.max(0, error - 30), error);
  return found === '' ? `it ends too early, behind “${before}”` : `“${found}” has no place behind “${before}”`;
}
