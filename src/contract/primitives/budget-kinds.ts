/** What a budget counts: each action that does it is one. */
export type CountedKind = 'runs' | 'promotions' | 'replica-changes';
/** `traffic` is not counted: it is the share of requests that one action may move. */
export type BudgetKind = CountedKind | 'traffic';

/** One of what is counted, and several, in a sentence. */
export const countedWords: Readonly<Record<CountedKind, readonly [one: string, several: string]>> = {
  runs: ['run', 'runs'],
  promotions: ['promotion', 'promotions'],
  'replica-changes': ['change of replicas', 'changes of replicas'],
};

export const countedKinds = Object.keys(countedWords) as readonly CountedKind[];
export const budgetKinds: readonly BudgetKind[] = [...countedKinds, 'traffic'];
