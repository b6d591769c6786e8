import { primitiveKey, type PrimitiveKey, type PrimitiveObject } from './primitives.ts';

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

/** What each primitive takes from the budget of the agent that does it. */
const spending = {
  'batch runWorkflow': 'runs',
  'batch stopWorkflow': 'nothing',
  'batch upgradeWorkflow': 'nothing',
  'batch updateWorkflowAffinity': 'nothing',
  'batch updateWorkflowResource': 'nothing',
  'batch runExecutor': 'runs',
  'batch stopExecutor': 'nothing',
  'batch upgradeExecutor': 'nothing',
  'batch updateExecutorAffinity': 'nothing',
  'batch updateExecutorResource': 'nothing',
  'online deployWorkflow': 'nothing',
  'online deleteWorkflow': 'nothing',
  'online upgradeWorkflow': 'nothing',
  'online updateWorkflowAffinity': 'nothing',
  'online updateWorkflowResource': 'nothing',
  'online updateWorkflowReplica': 'replica-changes',
  'online updateWorkflowTraffic': 'traffic',
  'variant upgradeWorkflow': 'nothing',
  'variant updateWorkflowTraffic': 'traffic',
  'online applyWorkflowInstance': 'nothing',
  'online deleteWorkflowInstance': 'nothing',
  'online duplicateWorkflowInstance': 'replica-changes',
  promote: 'promotions',
  register: 'nothing',
  notify: 'nothing',
} as const satisfies Record<PrimitiveKey, BudgetKind | 'nothing'>;

export const spendingOf = (key: PrimitiveKey): BudgetKind | 'nothing' => spending[key];

/** What an action counts as, by the name of its primitive and by what that acts on; undefined where nothing counts it. */
export function countedAs(name: string, on: PrimitiveObject | undefined): CountedKind | undefined {
  const key = primitiveKey(name, on);
  const kind = key === undefined ? 'nothing' : spending[key];
  return kind === 'nothing' || kind === 'traffic' ? undefined : kind;
}
