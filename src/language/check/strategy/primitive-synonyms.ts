/** What people call the primitives, by a word of the name that they try. The first that has one counts. */
const everyday: readonly (readonly [primitive: string, words: readonly string[]])[] = [
  ['promote', ['promote', 'tag', 'alias', 'roll', 'rollback', 'revert', 'undo']],
  ['updateWorkflowReplica', ['scale', 'autoscale', 'rescale', 'replica', 'replicas']],
  [
    'updateWorkflowTraffic',
    ['failover', 'failback', 'fail', 'traffic', 'route', 'reroute', 'switch', 'shift', 'weight'],
  ],
  ['updateWorkflowAffinity', ['affinity', 'place', 'move', 'separate']],
  ['updateExecutorResource', ['memory', 'cpu', 'resource', 'resources']],
  ['notify', ['alert', 'email', 'mail', 'slack', 'webhook', 'message', 'page', 'tell', 'inform', 'log']],
  ['stopWorkflow', ['stop', 'cancel', 'kill', 'abort', 'terminate']],
  ['deleteWorkflow', ['delete', 'remove', 'undeploy']],
  ['deployWorkflow', ['deploy', 'redeploy', 'serve', 'apply']],
  ['upgradeWorkflow', ['upgrade', 'update', 'rollout', 'replace']],
  ['runExecutor', ['restart', 'retry', 'rerun']],
  ['runWorkflow', ['run', 'start', 'train', 'retrain', 'launch', 'trigger', 'submit', 'execute']],
];

/** The primitive that does what a name of another tool says, as `retrainModel` or `scale_up`. */
export function primitiveFor(name: string): string | undefined {
  const said = new Set([name, ...name.split(/[-_]|(?=[A-Z])/)].map((word) => word.toLowerCase()));
  return everyday.find(([, words]) => words.some((word) => said.has(word)))?.[0];
}
