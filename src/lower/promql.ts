import { parser } from '@prometheus-io/lezer-promql';

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
  if (!error) return undefined;
  const { from } = error;
  const found = query.slice(from).trimStart().slice(0, 20);
  const before = query.slice(Math.max(0, from - 30), from);
  return found === '' ? `it ends too early, behind “${before}”` : `“${found}” has no place behind “${before}”`;
}
