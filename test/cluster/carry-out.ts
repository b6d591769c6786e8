import { primitiveKey, type PrimitiveKey } from '../../src/contract/primitives/primitives.ts';
import type { PrimitiveNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { concrete, standIn } from './acting.ts';
import { override, runExecutor, stopExecutor } from './batch-calls.ts';
import { deploy, hold, moveAll, remove, resize, retire } from './online-calls.ts';
import type { Hands } from './requests.ts';
import { pathOfUnit } from '../../src/agent/runtime/actuators/upgrade.ts';

/**
 * Asks the API server for all that a primitive needs, made of its node in the strategy graph and of nothing else: by its actuator, or,
 * where there is none yet, as the contract of one. Throws at the first request that is refused. Only registry and people are asked elsewhere.
 */
export async function carryOut(hands: Hands, action: PrimitiveNode): Promise<void> {
  const key = primitiveKey(action.name, action.target?.kind);
  if (key === undefined) throw new Error(`no primitive ${action.text}`);
  await acts[key](hands, action);
}

type Act = (hands: Hands, action: PrimitiveNode) => Promise<void>;

const elsewhere: Act = () => Promise.resolve();

/** By the actuator of the runtime, twice: the second time it finds what it has done. */
const done: Act = async ({ actor, operator }, action) => {
  const { target } = action;
  const unit = (target?.kind === 'online' || target?.kind === 'variant') && target.unit;
  const stop = unit ? standIn(operator, pathOfUnit(target.namespace, unit)) : () => undefined;
  for (const time of ['at first', 'again']) {
    const outcome = await actor.act(concrete(action), action.text);
    if (!outcome || 'failed' in outcome) throw new Error(`${action.text} ${time}: ${outcome?.failed ?? 'killed'}`);
  }
  stop();
};

const acts: Readonly<Record<PrimitiveKey, Act>> = {
  'batch runWorkflow': done,
  'batch stopWorkflow': done,
  'batch upgradeWorkflow': done,
  'batch updateWorkflowAffinity': override,
  'batch updateWorkflowResource': override,
  'batch runExecutor': runExecutor,
  'batch stopExecutor': stopExecutor,
  'batch upgradeExecutor': override,
  'batch updateExecutorAffinity': override,
  'batch updateExecutorResource': override,
  'online deployWorkflow': deploy,
  'online deleteWorkflow': remove,
  'online upgradeWorkflow': done,
  'online updateWorkflowAffinity': moveAll,
  'online updateWorkflowResource': resize,
  'online updateWorkflowReplica': done,
  'online updateWorkflowTraffic': done,
  'variant upgradeWorkflow': done,
  'variant updateWorkflowTraffic': done,
  'online applyWorkflowInstance': deploy,
  'online deleteWorkflowInstance': retire,
  'online duplicateWorkflowInstance': hold,
  promote: elsewhere,
  register: elsewhere,
  notify: elsewhere,
};
