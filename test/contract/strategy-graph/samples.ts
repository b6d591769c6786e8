import {
  STRATEGY_GRAPH_VERSION,
  type AccessNode,
  type ActionNode,
  type CountedEvent,
  type ExpressionNode,
  type SensorNode,
  type StateNode,
  type StrategyGraph,
  type StrategyNode,
  type SubjectNode,
  type TargetNode,
  type TriggerNode,
  type WindowNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';

const text = 'as it was written';
const origin = 'main.sflow:12';
const typed = { text, type: 'Count' };
const one: ExpressionNode = { ...typed, op: 'constant', value: 1 };
const binary = { ...typed, left: one, right: one };

/** A sample of each kind, with every field that it may have: a kind or a field that is new does not compile without. */
type Kinds<Node extends { readonly kind: string }> = {
  readonly [Kind in Node['kind']]: Required<Extract<Node, { readonly kind: Kind }>>;
};
type Operations = { readonly [Op in ExpressionNode['op']]: Required<ExpressionNode & { readonly op: Op }> };

export const expressions: Operations = {
  constant: { ...typed, op: 'constant', value: { list: [1.5, 'a', true, null, {}], instant: 1_796_083_200_000 } },
  reading: { ...typed, op: 'reading', sensor: 'requests' },
  argument: { ...typed, op: 'argument', name: 'model' },
  state: { ...typed, op: 'state', name: 'best' },
  default: { ...typed, op: 'default', of: one, otherwise: one },
  count: {
    ...typed,
    op: 'count',
    id: 'count-1',
    event: { kind: 'called', receiver: 'report' },
    given: { host: one },
    seconds: 60,
  },
  latch: { ...typed, op: 'latch', id: 'latch-1', direction: 'falls', of: one, on: one, off: one },
  field: { ...typed, op: 'field', of: one, name: 'version' },
  list: { ...typed, op: 'list', items: [one, one] },
  record: { ...typed, op: 'record', fields: { name: one } },
  join: { ...typed, op: 'join', parts: [one] },
  tell: { ...typed, op: 'tell', parts: [one] },
  not: { ...typed, op: 'not', operand: one },
  negate: { ...typed, op: 'negate', operand: one },
  add: { ...binary, op: 'add' },
  subtract: { ...binary, op: 'subtract' },
  multiply: { ...binary, op: 'multiply' },
  divide: { ...binary, op: 'divide' },
  eq: { ...binary, op: 'eq' },
  ne: { ...binary, op: 'ne' },
  lt: { ...binary, op: 'lt' },
  le: { ...binary, op: 'le' },
  gt: { ...binary, op: 'gt' },
  ge: { ...binary, op: 'ge' },
  and: { ...binary, op: 'and' },
  or: { ...binary, op: 'or' },
};

const at: TriggerNode = { kind: 'at', instant: 1_796_083_200_000, text };

export const subjects: Kinds<SubjectNode> = {
  batch: { kind: 'batch', namespace: 'ml', name: 'train' },
  executor: { kind: 'executor', namespace: 'ml', name: 'train', executor: 'fit' },
  online: { kind: 'online', namespace: 'ml', name: 'serve', deployment: 'serve-default' },
  model: { kind: 'model', name: 'mnist', tracker: 'http://mlflow:5000' },
};

export const triggers: Kinds<TriggerNode> = {
  every: { kind: 'every', seconds: 60, from: 0, until: 9_000_000, jitterSeconds: 5, text },
  at: { ...at, text },
  cron: {
    kind: 'cron',
    minutes: [0, 59],
    hours: [0, 23],
    days: [1, 31],
    months: [1, 12],
    weekdays: [0, 6],
    eitherDay: true,
    zone: 'Europe/Madrid',
    text,
  },
  called: {
    kind: 'called',
    receiver: 'retrain',
    parameters: [{ name: 'data', type: 'Dataset', optional: true }],
    text,
  },
  on: { kind: 'on', subject: subjects.batch, state: 'succeeded', text },
  any: { kind: 'any', triggers: [at, at], text },
  all: { kind: 'all', triggers: [at, at], withinSeconds: 60, text },
};

const unit = {
  name: 'predictor',
  resource: 'apps/deployments',
  object: 'serve',
  deployment: 'serve',
  serves: { model: 'cnn', tracker: 'http://mlflow:5000', copier: 'predictor-model' },
};
const shares = { of: 'serve-next', rest: 'serve', isBackup: false, declared: { 'serve-next': 0.1 } };

export const targets: Kinds<TargetNode> = {
  batch: {
    kind: 'batch',
    namespace: 'ml',
    template: 'train',
    parameters: { epochs: one },
    overrides: { configMap: 'sflow-overrides-train', entries: { 'sflow-memory-fit': one } },
    part: {
      entrypoint: 'from-fit',
      folder: 'sflow-folder',
      after: ['load'],
      inputs: { load_rows: { step: 'load', output: 'rows', repeated: true } },
    },
  },
  online: {
    kind: 'online',
    namespace: 'ml',
    serving: 'seldon',
    instance: 'serve',
    predictor: 'default',
    deploys: true,
    unit,
    deployments: ['serve-default'],
    scaledObjects: ['serve-scale'],
    horizontalPodAutoscalers: ['serve-scale'],
    virtualService: 'serve',
    shares,
    objects: [{ group: '', version: 'v1', kind: 'Service', resource: 'services', name: 'serve' }],
    bodies: 'ml.serve.json',
    threshold: { kind: 'trigger', type: 'Rate', trigger: 'request-rate', factor: 1 },
    routes: { service: 'serve', virtualServices: ['serve'] },
  },
  variant: {
    kind: 'variant',
    namespace: 'ml',
    workflow: 'serve',
    variant: 'next',
    serving: 'seldon',
    instance: 'serve',
    predictor: 'next',
    unit,
    deployments: ['serve-next'],
    virtualService: 'serve',
    shares,
  },
  registry: { kind: 'registry', tracker: 'mlflow' },
};

const retry = { limit: 3, seconds: 10, maximumSeconds: 60 };
const acting = { arguments: { model: one }, retry, text, origin };

export const actions: Kinds<ActionNode> = {
  call: {
    kind: 'call',
    agent: { namespace: 'ml', name: 'planner', url: 'http://planner:8080' },
    receiver: 'go',
    ...acting,
  },
  primitive: { kind: 'primitive', name: 'runWorkflow', layer: 'application', target: targets.batch, ...acting },
  http: {
    kind: 'http',
    name: 'label',
    endpoint: { name: 'labels', url: 'https://labels.example.org', token: true, timeoutSeconds: 5 },
    result: 'Dataset',
    ...acting,
  },
  set: { kind: 'set', name: 'best', value: one, text, origin },
  parallel: { kind: 'parallel', actions: [{ kind: 'set', name: 'best', value: one, text, origin }], text, origin },
};

export const events: Kinds<CountedEvent> = {
  called: { kind: 'called', receiver: 'report' },
  on: { kind: 'on', subject: subjects.model, state: 'registered' },
};

export const windows: Kinds<WindowNode> = {
  'since-last-fired': { kind: 'since-last-fired' },
  over: { kind: 'over', seconds: 3600 },
};

const sensor: Required<SensorNode> = {
  id: 'requests',
  label: text,
  readAs: [{ sensor: 'requests', arguments: [{ name: 'workflow', value: 'serve', default: true }] }],
  type: 'Rate',
  source: { kind: 'prometheus', fixed: { query: 'up' }, computed: { version: one } },
  window: windows.over,
  origin,
};

const state: Required<StateNode> = { name: 'best', type: 'Ratio', initial: null, origin };

const strategy: Required<StrategyNode> = {
  name: 'retrain',
  trigger: triggers.every,
  constraint: one,
  heldSeconds: 60,
  cooldownSeconds: 60,
  cooldownPer: 'host',
  limit: { count: 3, seconds: 3600, per: 'host' },
  priority: -1,
  yieldsTo: ['other'],
  timeoutSeconds: 60,
  approval: 'data-science',
  dryRun: true,
  actions: [actions.set],
  otherwise: [actions.set],
  whenUnknown: [actions.set],
  onFailure: [actions.set],
  origin,
};

const access: Required<AccessNode> = {
  kind: 'tracker',
  url: 'https://mlflow.ml',
  credentials: true,
  ca: true,
  headers: [{ name: 'X-Org', value: 'ml' }, { name: 'X-Key' }],
};

const graph: Required<StrategyGraph> = {
  version: STRATEGY_GRAPH_VERSION,
  agent: { application: 'app', team: 'team', namespace: 'ml', name: 'planner', role: '' },
  access: [access],
  sensors: [sensor],
  state: [state],
  budget: { runs: { count: 3, seconds: 3600 }, traffic: 0.1 },
  strategies: [strategy],
};

/** A graph with one strategy, of which this is a part. */
export const graphWith = (part: Partial<StrategyNode>): StrategyGraph => ({
  version: graph.version,
  agent: graph.agent,
  sensors: [],
  strategies: [{ name: strategy.name, trigger: at, actions: [actions.set], origin, ...part }],
});

const each = <Node>(
  what: string,
  nodes: Readonly<Record<string, Node>>,
  part: (node: Node) => StrategyGraph,
): readonly (readonly [name: string, graph: StrategyGraph])[] =>
  Object.entries(nodes).map(([kind, node]) => [`${what} ${kind}`, part(node)]);

/** A graph for each kind of node, and one with all that a graph may have. */
export const samples: ReadonlyMap<string, StrategyGraph> = new Map([
  ['everything', graph],
  ...each('expression', expressions, (constraint) => graphWith({ constraint })),
  ...each('trigger', triggers, (trigger) => graphWith({ trigger })),
  ...each('subject', subjects, (subject) => graphWith({ trigger: { kind: 'on', subject, state: 'ended', text } })),
  ...each('action', actions, (action) => graphWith({ actions: [action] })),
  ...each('target', targets, (target) => graphWith({ actions: [{ ...actions.primitive, target }] })),
  ...each('counted event', events, (event) => graphWith({ constraint: { ...expressions.count, event } })),
  ...each('window', windows, (window) => ({ ...graphWith({}), sensors: [{ ...sensor, window }] })),
]);
