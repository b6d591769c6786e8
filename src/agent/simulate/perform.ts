import { primitiveKey, primitives, type Primitive, type PrimitiveKey } from '../../contract/primitives/primitives.ts';
import type { ShareChange, ShareOutcome } from '../../contract/primitives/shares.ts';
import type { OnlineTarget, SharesNode, VariantTarget } from '../../contract/strategy-graph/strategy-graph.ts';
import type { ConcreteBatchTarget, ConcretePrimitive } from '../engine/effect.ts';
import type { Outcome } from '../engine/event.ts';
import { isRecord, textOf } from '../../base/values/plain.ts';
import { formatBytes, formatDuration, formatRate, formatRatio } from '../../base/values/quantity.ts';
import { counted } from '../../base/values/words.ts';
import { argumentsOf, versionOf } from './notes.ts';
import { servedBy, type Served } from './presence.ts';

/** What primitives can do to a simulated world. */
export interface Plant {
  startRun(target: ConcreteBatchTarget): Outcome;
  /** Moves an alias of a model; gives the version for which it stood before. */
  promote(model: string, alias: string, version: string): string | undefined;
  tellOfPromotion(model: string): void;
  isThere(workflow: Served): boolean;
  /** Brings an online workflow up, or takes it down. */
  place(workflow: Served, isThere: boolean): void;
  /** Shares the requests of a workflow out by the route of this object; no share moves further than the largest step. */
  share(
    namespace: string,
    virtualService: string,
    shares: SharesNode,
    change: ShareChange,
    largestStep?: number,
  ): ShareOutcome;
  /** Forgets how requests were shared: what is brought up again has what the sources say. */
  removeRoute(namespace: string, virtualService: string): void;
  note(text: string): void;
}

/** Does a primitive to a world; one that the contract does not know is of another version of the language. */
export function perform(action: ConcretePrimitive, plant: Plant): Outcome {
  const key = primitiveKey(action.name, action.target?.kind);
  if (key === undefined) return { failed: `there is no primitive ${action.name}` };
  const { target } = action;
  if (target?.kind !== 'online' && target?.kind !== 'variant') return performances[key](action, plant);
  const served = servedBy(target);
  const isThere = presenceAfter(key, target);
  if (isThere === undefined && !plant.isThere(served)) return { failed: `${served.workflow} is not there` };
  const outcome = performances[key](action, plant);
  if (isThere !== undefined && 'ok' in outcome) plant.place(served, isThere);
  return outcome;
}

/** Whether a workflow is there afterwards; undefined where the primitive changes something of one that is. */
function presenceAfter(key: PrimitiveKey, target: OnlineTarget | VariantTarget): boolean | undefined {
  const { state, bringsUp }: Primitive = primitives[key];
  if (state?.field === 'presence') return state.value === 'there';
  return bringsUp !== undefined && target.kind === 'online' && target.deploys ? true : undefined;
}

type Performance = (action: ConcretePrimitive, plant: Plant) => Outcome;

const performances: Readonly<Record<PrimitiveKey, Performance>> = {
  'batch runWorkflow': run,
  'batch stopWorkflow': noted(asGiven),
  'batch upgradeWorkflow': noted(asGiven),
  'batch updateWorkflowAffinity': noted(asGiven),
  'batch updateWorkflowResource': noted(asGiven),
  'batch runExecutor': noted(asGiven),
  'batch stopExecutor': noted(asGiven),
  'batch upgradeExecutor': noted(asGiven),
  'batch updateExecutorAffinity': noted(asGiven),
  'batch updateExecutorResource': noted(asGiven),
  'online deployWorkflow': noted(asGiven),
  'online deleteWorkflow': takeDown,
  'online upgradeWorkflow': upgrade,
  'online updateWorkflowAffinity': noted(asGiven),
  'online updateWorkflowResource': noted(asGiven),
  'online updateWorkflowReplica': noted(scaling),
  'online updateWorkflowTraffic': failOver,
  'variant upgradeWorkflow': upgrade,
  'variant updateWorkflowTraffic': share,
  'online applyWorkflowInstance': noted(asGiven),
  'online deleteWorkflowInstance': noted(asGiven),
  'online duplicateWorkflowInstance': noted(asGiven),
  promote,
  register: noted(asGiven),
  notify: noted(notice),
};

function run({ target }: ConcretePrimitive, plant: Plant): Outcome {
  return target?.kind === 'batch' ? plant.startRun(target) : { failed: 'it names no workflow' };
}

function promote({ arguments: given }: ConcretePrimitive, plant: Plant): Outcome {
  const { name, version } = versionOf(given['version']);
  const alias = textOf(given['to']);
  const before = plant.promote(name, alias, version);
  plant.note(`${name}@${alias} is version ${version} now${before === undefined ? '' : `, was ${before}`}`);
  plant.tellOfPromotion(name);
  return { ok: null };
}

/** A service keeps to the model that it serves. */
function upgrade(action: ConcretePrimitive, plant: Plant): Outcome {
  const { target } = action;
  const { name } = versionOf(action.arguments['model']);
  const isOnline = target?.kind === 'online' || target?.kind === 'variant';
  const serves = isOnline ? target.unit?.serves?.model : undefined;
  if (serves !== undefined && name !== serves) return { failed: `${objectOf(action)} serves ${serves}, not ${name}` };
  const isNew = isOnline && !plant.isThere(servedBy(target));
  const what = `${action.name} on ${objectOf(action)}${argumentsOf(action.arguments, 'service')}`;
  plant.note(isNew ? `${what}, which was not there and is deployed` : what);
  return { ok: null };
}

function takeDown(action: ConcretePrimitive, plant: Plant): Outcome {
  const { target } = action;
  if (target?.kind === 'online' && target.virtualService !== undefined)
    plant.removeRoute(target.namespace, target.virtualService);
  plant.note(asGiven(action));
  return { ok: null };
}

function failOver(action: ConcretePrimitive, plant: Plant): Outcome {
  const { backup } = action.arguments;
  const told = typeof backup === 'number' ? formatRatio(backup) : '';
  return shared(action, plant, { share: Number(backup) }, `leaves ${told} of its requests to the backup`);
}

function share(action: ConcretePrimitive, plant: Plant): Outcome {
  const { share: given, by, 'at-most': atMost } = action.arguments;
  const bound = typeof atMost === 'number' ? { atMost } : {};
  return shared(action, plant, { ...(typeof by === 'number' ? { by } : { share: Number(given) }), ...bound });
}

/** `sentence`: where it is not what the share is then. */
function shared(action: ConcretePrimitive, plant: Plant, change: ShareChange, sentence?: string): Outcome {
  const { target } = action;
  if ((target?.kind !== 'online' && target?.kind !== 'variant') || !target.shares)
    return { failed: 'it names nothing that has a share' };
  const { namespace, virtualService = '', shares } = target;
  const outcome = plant.share(namespace, virtualService, shares, change, action.largestStep);
  if ('failed' in outcome) return outcome;
  const gets = `gets ${formatRatio(outcome.shares[shares.of] ?? 0)} of the requests`;
  plant.note(`${objectOf(action)} ${sentence ?? gets}`);
  return { ok: null };
}

/** The world shows only that it was done, in a sentence. */
function noted(sentence: (action: ConcretePrimitive) => string): Performance {
  return (action, plant) => {
    plant.note(sentence(action));
    return { ok: null };
  };
}

function asGiven(action: ConcretePrimitive): string {
  const on = objectOf(action);
  return `${action.name}${on === '' ? '' : ` on ${on}`}${argumentsOf(action.arguments)}`;
}

function scaling(action: ConcretePrimitive): string {
  const { 'per-replica': threshold, by } = action.arguments;
  const rest = (told: string): string => argumentsOf(action.arguments, told);
  if (typeof threshold === 'number') return `${objectOf(action)} ${scaledTo(action, threshold)}${rest('per-replica')}`;
  if (typeof by !== 'number') return asGiven(action);
  return `${objectOf(action)} gets ${counted(Math.abs(by), 'replica')} ${by < 0 ? 'less' : 'more'}${rest('by')}`;
}

function scaledTo({ target }: ConcretePrimitive, threshold: number): string {
  const { type = 'Rate' } = (target?.kind === 'online' && target.threshold) || {};
  const write = formats[type] ?? String;
  return `${type === 'Rate' ? 'has a replica for each' : 'is scaled at'} ${write(threshold)}`;
}

/** How thresholds are written, by their type. */
const formats: Readonly<Record<string, (value: number) => string>> = {
  Rate: formatRate,
  Ratio: formatRatio,
  Duration: formatDuration,
  Bytes: formatBytes,
  Cpu: (cores) => counted(cores, 'core'),
};

function notice(action: ConcretePrimitive): string {
  const { to, text } = action.arguments;
  if (!isRecord(to)) return asGiven(action);
  return `who reads ${textOf(to['secret'])}.${textOf(to['key'])} is told: ${textOf(text)}`;
}

function objectOf({ target }: ConcretePrimitive): string {
  if (target?.kind === 'batch') return target.template;
  if (target?.kind !== 'online' && target?.kind !== 'variant') return '';
  const whole = target.kind === 'online' ? target.instance : `${target.workflow}.${target.variant}`;
  return target.unit ? `${whole}.${target.unit.name}` : whole;
}
