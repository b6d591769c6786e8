import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Executor, ExecutorClause, Setting } from '../../syntax/nodes.ts';

/**
 * The clauses of an executor with those of the sibling that it is `like`: its own replace the sibling's, and records
 * (`args`, `env`, `resources`, `nodes`) are merged field by field, the sibling's order first.
 */
export function inheritClauses(
  reporter: Reporter,
  executor: Pick<Executor, 'name' | 'clauses'>,
  siblings: ReadonlyMap<string, Executor>,
  trail: readonly Pick<Executor, 'name' | 'clauses'>[] = [],
): readonly ExecutorClause[] {
  const like = executor.clauses.find((clause) => clause.kind === 'like');
  if (!like || like.of.text === '') return executor.clauses;
  const sibling = siblings.get(like.of.text);
  const { text: name, span } = like.of;
  const chain = [...trail, executor];
  if (!sibling) {
    const meant = closest(name, [...siblings.keys()]);
    reporter.report(
      'unknown-node',
      span,
      { name, what: 'executor', of: 'this workflow' },
      didYouMean(name, meant, span),
    );
    return executor.clauses;
  }
  if (chain.includes(sibling)) {
    // Each executor of a circle comes here; the first in the text tells it.
    if (sibling === chain[0] && chain.every(({ name }) => name.span.start >= sibling.name.span.start))
      reportCircle(reporter, chain);
    return executor.clauses;
  }
  return merge(inheritClauses(reporter, sibling, siblings, chain), executor.clauses);
}

function reportCircle(reporter: Reporter, chain: readonly Pick<Executor, 'name' | 'clauses'>[]): void {
  const circle = [...chain, ...chain.slice(0, 1)].map(({ name }) => name.text);
  const [place, ...others] = chain.flatMap(({ clauses }) =>
    clauses.flatMap((clause) => (clause.kind === 'like' ? [clause.of.span] : [])),
  );
  const labels = others.map((span) => ({ span, text: 'this is part of the circle' }));
  if (place) reporter.report('like-circle', place, { circle }, { labels });
}

function merge(inherited: readonly ExecutorClause[], own: readonly ExecutorClause[]): ExecutorClause[] {
  const used = new Set<ExecutorClause>();
  const merged = inherited.map((clause): ExecutorClause => {
    const replacement = own.find((other) => sameClause(clause, other));
    if (!replacement) return clause;
    used.add(replacement);
    return clause.kind === 'setting' && replacement.kind === 'setting'
      ? mergeSetting(clause, replacement)
      : replacement;
  });
  return [...merged, ...own.filter((clause) => !used.has(clause))];
}

function sameClause(a: ExecutorClause, b: ExecutorClause): boolean {
  if (a.kind !== b.kind || a.kind === 'unknown-clause') return false;
  if (a.kind === 'like' || a.kind === 'retry' || a.kind === 'script') return true;
  return b.kind !== 'like' && b.kind !== 'retry' && b.kind !== 'script' && a.name.text === b.name.text;
}

function mergeSetting(inherited: Setting, own: Setting): Setting {
  const [old, fresh] = [inherited.value, own.value];
  if (old.kind !== 'record' || fresh.kind !== 'record') return own;
  const replaced = old.fields.map((field) => fresh.fields.find(({ name }) => name.text === field.name.text) ?? field);
  const added = fresh.fields.filter(({ name }) => !old.fields.some((field) => field.name.text === name.text));
  return { ...own, value: { ...fresh, fields: [...replaced, ...added] } };
}
