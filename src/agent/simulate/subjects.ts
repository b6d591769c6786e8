import type { StrategyGraph, SubjectNode, TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';

type Owned = Extract<SubjectNode, { readonly namespace: string }>;

/** The namespaces in which agents wait for a change of what has this name. */
export function watchedNamespaces(graphs: readonly StrategyGraph[], kind: Owned['kind'], name: string): string[] {
  const subjects = graphs.flatMap(({ strategies }) => strategies.flatMap(({ trigger }) => subjectsOf(trigger)));
  const namespaces = subjects.flatMap((subject) =>
    subject.kind === kind && subject.name === name ? [subject.namespace] : [],
  );
  return [...new Set(namespaces)];
}

function subjectsOf(trigger: TriggerNode): SubjectNode[] {
  if (trigger.kind === 'on') return [trigger.subject];
  return trigger.kind === 'any' || trigger.kind === 'all' ? trigger.triggers.flatMap(subjectsOf) : [];
}
