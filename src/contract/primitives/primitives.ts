/** What a primitive acts on: a workflow of a kind, a variant of an online one, the model registry, or whoever reads a webhook. */
export type PrimitiveObject = WorkflowObject | 'registry' | 'webhook';
export type WorkflowObject = 'batch' | 'online' | 'variant';

/** What an argument has to do with the object that is written. */
export type Role =
  /** Gives a field its value. */
  | { readonly as: 'value'; readonly field: string }
  /** Is added to a field; sensors that say `tells` of their readings tell how large it is. */
  | { readonly as: 'step'; readonly field: string; readonly tells: string }
  /**
   * The share of a workflow's requests for what is acted on, or for the backup. They are weights of one route, and so one field.
   * Under the name `signed` it is what is added, which is written with a sign.
   */
  | { readonly as: 'share'; readonly signed?: string }
  /**
   * `piece`: makes up what is written as a whole, with all others that are given. `part`: the executor or service of the workflow
   * that is the object, and not the whole. `alias`: the alias of a model that is the object, which stands for `version` afterwards.
   * `content`: what is made or told of it changes nothing that was there. `bound`: how far something may be changed.
   */
  | { readonly as: 'piece' | 'part' | 'alias' | 'version' | 'content' | 'bound' };

/** What is known of a primitive beside its declaration in `stdlib/primitives.sflow`. `K` are the keys of all of them. */
export interface Primitive<K extends string = string> {
  readonly on: PrimitiveObject;
  /** All arguments but the workflow, in the order in which what they write is told. Fields are words of a sentence. */
  readonly arguments: Readonly<Record<string, Role>>;
  /** A field that gets the same value whatever the arguments are. */
  readonly state?: { readonly field: string; readonly value: string };
  /** The version for which an alias stood until then gets another alias. */
  readonly leaves?: { readonly under: string; readonly as: string };
  /** A field that the arguments make up together. */
  readonly whole?: string;
  /** What takes it back, with the former value where it has one: often the primitive itself. Absent: nothing does. */
  readonly opposite?: K;
  /** What it does first where the workflow is left to the agent and is not there yet. */
  readonly bringsUp?: K;
  /** What is meant where it is asked of a workflow of the other kind, which has no primitive of its name. */
  readonly counterpart?: K;
  /** So long readings show what was before, as a rule; 0 where they tell it at once, or nothing is known. */
  readonly settlesSeconds: number;
  /** An agent that has no answer after this time counts the action as failed. */
  readonly deadlineSeconds: number;
}

/** A few requests, each of which may be tried again when the object was changed meanwhile. */
const REQUESTS = 60;
/** Any number of objects one after the other, some of which wait until an operator has seen those before. */
const OBJECTS = 300;
/** Kubernetes gives up a rollout that makes no progress after 600 s, and the way back may take as long. */
const ROLLOUT = 2 * 600 + REQUESTS;

/** Prometheus asks exporters every 30 s, as its operator has it. */
const SCRAPE = 30;
/** Pods count as ready 20 s after they began, at the earliest: the delay of the probes of Seldon's operator. */
const PODS = 20 + SCRAPE;

const value = (field: string): Role => ({ as: 'value', field });
const step = (field: string, tells: string): Role => ({ as: 'step', field, tells });
const part: Role = { as: 'part' };
const content: Role = { as: 'content' };
const piece: Role = { as: 'piece' };
const affinity: Primitive['arguments'] = { 'away-from': piece, near: piece, across: piece, required: piece };
const resources: Primitive['arguments'] = { cpu: value('cores'), memory: value('memory') };
const batchResources: Primitive['arguments'] = { ...resources, gpu: value('GPUs') };

const tableOf = <K extends string>(
  rows: Readonly<Record<K, Primitive<NoInfer<K>>>>,
): Readonly<Record<K, Primitive<K>>> => rows;

/** Every primitive, by its kind of workflow, or `variant`, and its name, or by its name alone where it acts on no workflow. */
export const primitives = tableOf({
  'batch runWorkflow': {
    on: 'batch',
    arguments: {},
    state: { field: 'run', value: 'running' },
    opposite: 'batch stopWorkflow',
    counterpart: 'online deployWorkflow',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'batch stopWorkflow': {
    on: 'batch',
    arguments: {},
    state: { field: 'run', value: 'stopped' },
    opposite: 'batch runWorkflow',
    counterpart: 'online deleteWorkflow',
    settlesSeconds: 0,
    deadlineSeconds: OBJECTS,
  },
  'batch upgradeWorkflow': {
    on: 'batch',
    arguments: { model: value('model'), image: value('image') },
    opposite: 'batch upgradeWorkflow',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'batch updateWorkflowAffinity': {
    on: 'batch',
    arguments: affinity,
    whole: 'affinity',
    opposite: 'batch updateWorkflowAffinity',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'batch updateWorkflowResource': {
    on: 'batch',
    arguments: batchResources,
    opposite: 'batch updateWorkflowResource',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'batch runExecutor': {
    on: 'batch',
    arguments: { executor: part },
    state: { field: 'run', value: 'running' },
    opposite: 'batch stopExecutor',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'batch stopExecutor': {
    on: 'batch',
    arguments: { executor: part },
    state: { field: 'run', value: 'stopped' },
    opposite: 'batch runExecutor',
    settlesSeconds: 0,
    deadlineSeconds: OBJECTS,
  },
  'batch upgradeExecutor': {
    on: 'batch',
    arguments: { executor: part, image: value('image') },
    opposite: 'batch upgradeExecutor',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'batch updateExecutorAffinity': {
    on: 'batch',
    arguments: { executor: part, ...affinity },
    whole: 'affinity',
    opposite: 'batch updateExecutorAffinity',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'batch updateExecutorResource': {
    on: 'batch',
    arguments: { executor: part, ...batchResources },
    opposite: 'batch updateExecutorResource',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  'online deployWorkflow': {
    on: 'online',
    arguments: {},
    state: { field: 'presence', value: 'there' },
    opposite: 'online deleteWorkflow',
    bringsUp: 'online deployWorkflow',
    counterpart: 'batch runWorkflow',
    settlesSeconds: PODS,
    deadlineSeconds: OBJECTS,
  },
  'online deleteWorkflow': {
    on: 'online',
    arguments: {},
    state: { field: 'presence', value: 'gone' },
    opposite: 'online deployWorkflow',
    counterpart: 'batch stopWorkflow',
    settlesSeconds: SCRAPE,
    deadlineSeconds: OBJECTS,
  },
  'online upgradeWorkflow': {
    on: 'online',
    arguments: { model: value('model'), service: part },
    opposite: 'online upgradeWorkflow',
    bringsUp: 'online deployWorkflow',
    settlesSeconds: PODS,
    deadlineSeconds: ROLLOUT,
  },
  'online updateWorkflowAffinity': {
    on: 'online',
    arguments: affinity,
    whole: 'affinity',
    opposite: 'online updateWorkflowAffinity',
    settlesSeconds: PODS,
    deadlineSeconds: ROLLOUT,
  },
  'online updateWorkflowResource': {
    on: 'online',
    arguments: { service: part, ...resources },
    opposite: 'online updateWorkflowResource',
    settlesSeconds: PODS,
    deadlineSeconds: ROLLOUT,
  },
  'online updateWorkflowReplica': {
    on: 'online',
    arguments: {
      'per-replica': value('scaling threshold'),
      minimum: value('smallest number of replicas'),
      maximum: value('largest number of replicas'),
      by: step('number of replicas', 'replicas'),
    },
    opposite: 'online updateWorkflowReplica',
    settlesSeconds: PODS,
    deadlineSeconds: REQUESTS,
  },
  'online updateWorkflowTraffic': {
    on: 'online',
    arguments: { backup: { as: 'share' } },
    opposite: 'online updateWorkflowTraffic',
    settlesSeconds: SCRAPE,
    deadlineSeconds: REQUESTS,
  },
  'variant upgradeWorkflow': {
    on: 'variant',
    arguments: { model: value('model'), service: part },
    opposite: 'variant upgradeWorkflow',
    settlesSeconds: PODS,
    deadlineSeconds: ROLLOUT,
  },
  'variant updateWorkflowTraffic': {
    on: 'variant',
    arguments: { share: { as: 'share', signed: 'by' }, 'at-most': { as: 'bound' } },
    opposite: 'variant updateWorkflowTraffic',
    settlesSeconds: SCRAPE,
    deadlineSeconds: REQUESTS,
  },
  'online applyWorkflowInstance': {
    on: 'online',
    arguments: {},
    state: { field: 'presence', value: 'there' },
    opposite: 'online deleteWorkflowInstance',
    settlesSeconds: PODS,
    deadlineSeconds: OBJECTS,
  },
  'online deleteWorkflowInstance': {
    on: 'online',
    arguments: {},
    state: { field: 'presence', value: 'gone' },
    opposite: 'online applyWorkflowInstance',
    settlesSeconds: SCRAPE,
    deadlineSeconds: OBJECTS,
  },
  'online duplicateWorkflowInstance': {
    on: 'online',
    arguments: { replicas: value('fixed number of replicas') },
    opposite: 'online duplicateWorkflowInstance',
    settlesSeconds: PODS,
    deadlineSeconds: REQUESTS,
  },
  promote: {
    on: 'registry',
    arguments: { version: { as: 'version' }, to: { as: 'alias' } },
    leaves: { under: 'production', as: 'previous' },
    opposite: 'promote',
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  register: {
    on: 'registry',
    arguments: { model: content, data: content },
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
  notify: {
    on: 'webhook',
    arguments: { to: content, text: content },
    settlesSeconds: 0,
    deadlineSeconds: REQUESTS,
  },
});

export type PrimitiveKey = keyof typeof primitives;

/** The key of a primitive by its name and by what it acts on; undefined where there is none. */
export function primitiveKey(name: string, on: PrimitiveObject | undefined): PrimitiveKey | undefined {
  const key = isOfWorkflow(on) ? `${on} ${name}` : name;
  return Object.hasOwn(primitives, key) ? (key as PrimitiveKey) : undefined;
}

const isOfWorkflow = (on: PrimitiveObject | undefined): on is WorkflowObject =>
  on === 'batch' || on === 'online' || on === 'variant';

/** The kind of workflow that a primitive acts on, if it acts on one. */
export function workflowKindOf(key: PrimitiveKey): WorkflowObject | undefined {
  const { on } = primitives[key];
  return isOfWorkflow(on) ? on : undefined;
}

/** The name of the argument that has a role. */
export const argumentAs = (key: PrimitiveKey, as: Role['as']): string | undefined =>
  Object.entries(primitives[key].arguments).find(([, role]) => role.as === as)?.[0];
