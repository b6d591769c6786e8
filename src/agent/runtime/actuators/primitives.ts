import type { PrimitiveKey } from '../../../contract/primitives/primitives.ts';
import type { Actuator } from './actuator.ts';
import { override, runWorkflow, stopWorkflow } from './batch.ts';
import type { Hands } from './hands.ts';
import { updateReplica } from './scaling.ts';
import { updateTraffic } from './traffic.ts';
import { upgrade } from './upgrade.ts';

/** What is done elsewhere than in the cluster. */
export type Elsewhere = Readonly<Record<'promote' | 'register' | 'notify', Actuator>>;

/** Who does each primitive. */
export const actuatorsOf = (
  hands: Hands,
  { promote, register, notify }: Elsewhere,
): Readonly<Record<PrimitiveKey, Actuator>> => ({
  'batch runWorkflow': runWorkflow(hands),
  'batch stopWorkflow': stopWorkflow(hands),
  'batch upgradeWorkflow': override(hands),
  'batch updateWorkflowAffinity': notYet,
  'batch updateWorkflowResource': notYet,
  'batch runExecutor': notYet,
  'batch stopExecutor': notYet,
  'batch upgradeExecutor': notYet,
  'batch updateExecutorAffinity': notYet,
  'batch updateExecutorResource': notYet,
  'online deployWorkflow': notYet,
  'online deleteWorkflow': notYet,
  'online upgradeWorkflow': upgrade(hands),
  'online updateWorkflowAffinity': notYet,
  'online updateWorkflowResource': notYet,
  'online updateWorkflowReplica': updateReplica(hands),
  'online updateWorkflowTraffic': updateTraffic(hands),
  'variant upgradeWorkflow': upgrade(hands),
  'variant updateWorkflowTraffic': updateTraffic(hands),
  'online applyWorkflowInstance': notYet,
  'online deleteWorkflowInstance': notYet,
  'online duplicateWorkflowInstance': notYet,
  promote,
  register,
  notify,
});

const notYet: Actuator = ({ name }) =>
  Promise.resolve({ failed: `not done: this release of the runtime does not carry out ${name} yet` });
