/** What people call the primitives, by a word in the name that they try. The first that fits counts. */
const everyday: readonly (readonly [RegExp, string])[] = [
  [/roll-?_?back|revert|undo/i, 'promote'],
  [/promote|tag|alias/i, 'promote'],
  [/scale|replica/i, 'updateWorkflowReplica'],
  [/fail-?_?over|traffic|route|switch|weight|shift/i, 'updateWorkflowTraffic'],
  [/affinity|place|move/i, 'updateWorkflowAffinity'],
  [/memory|cpu|resource/i, 'updateExecutorResource'],
  [/alert|email|mail|slack|webhook|message|page|tell|log/i, 'notify'],
  [/stop|cancel|kill|abort|terminate/i, 'stopWorkflow'],
  [/delete|remove|undeploy/i, 'deleteWorkflow'],
  [/deploy|serve|apply/i, 'deployWorkflow'],
  [/upgrade|update|rollout|replace/i, 'upgradeWorkflow'],
  [/restart|retry/i, 'runExecutor'],
  [/run|start|train|launch|trigger|submit|execute/i, 'runWorkflow'],
];

/** The primitive that does what a name of another tool says. */
export const primitiveFor = (name: string): string | undefined => everyday.find(([word]) => word.test(name))?.[1];
