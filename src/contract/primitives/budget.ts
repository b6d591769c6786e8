import type { BudgetKind, CountedKind } from './budget-kinds.ts';
import { primitiveKey, type PrimitiveKey, type PrimitiveObject } from './primitives.ts';

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
