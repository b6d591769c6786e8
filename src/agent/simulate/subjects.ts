import type { StrategyGraph, SubjectNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { changesOf } from '../../contract/strategy-graph/walk.ts';

type Owned = Extract<SubjectNode, { readonly namespace: string }>;

/** The namespaces in which agents wait for a change of what has this name, or count it. */
export function watchedNamespaces(graphs: readonly StrategyGraph[], kind: Owned['kind'], name: string): string[] {
  const subjects = graphs.flatMap(({ strategies }) => strategies.flatMap(changesOf)).map(({ subject }) => subject);
  const namespaces = subjects.flatMap((subject) =>
    subject.kind === kind && subject.name === name ? [subject.namespace] : [],
  );
  return [...new Set(namespaces)];
}
