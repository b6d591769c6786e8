import type {
  ActionNode,
  PrimitiveNode,
  SensorNode,
  StrategyNode,
  SubjectNode,
  TargetNode,
} from '../../contract/strategy-graph/strategy-graph.ts';
import { argumentAs, primitiveKey } from '../../contract/primitives/primitives.ts';
import { simpleTriggers, type SimpleAction, type SimpleTrigger } from '../../contract/strategy-graph/walk.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import type { Line, Row } from './picture.ts';

/** What a strategy has to do with others, before it is known what of that is drawn. */
export interface Deed {
  /** The line that says it. */
  readonly line: string;
  readonly label: string;
  readonly other: Other;
}

export type Other =
  | { readonly kind: 'agent'; readonly namespace: string; readonly name: string; readonly receiver: string }
  /** `part`: a variant of it. */
  | { readonly kind: 'batch' | 'online'; readonly namespace: string; readonly name: string; readonly part?: string }
  /** `registered` where it is known which model. */
  | { readonly kind: 'models'; readonly registered: string | undefined }
  | { readonly kind: 'endpoint'; readonly name: string };

export interface DrawnStrategy {
  readonly row: Row;
  /** What it acts on. */
  readonly deeds: readonly Deed[];
  /** Whose changes start it. */
  readonly starts: readonly Deed[];
  /** The names by which it is called, with the line that says so. */
  readonly receivers: readonly (readonly [name: string, line: string])[];
}

/** A strategy in the words of its source. */
export function drawStrategy(strategy: StrategyNode, id: string, sensors: readonly SensorNode[]): DrawnStrategy {
  const lines: Line[] = [];
  const deeds: Deed[] = [];
  const say = (keyword: string, text: string, depth = 0): string => {
    const line = `${id}l${String(lines.length + 1)}`;
    lines.push({ id: line, keyword, text, depth });
    return line;
  };
  const act = (keyword: string, action: ActionNode, depth = 0): void => {
    if (action.kind === 'parallel') {
      say(keyword, 'parallel', depth);
      for (const each of action.actions) act('', each, depth + 1);
    } else {
      deeds.push(...deedsOf(action, say(keyword, action.text, depth), sensors));
    }
  };
  const modifiers = modifiersOf(strategy);
  if (modifiers !== '') say('', modifiers);
  const when = say('WHEN', strategy.trigger.text);
  const triggers = simpleTriggers(strategy.trigger);
  const held = strategy.heldSeconds === undefined ? '' : ` for ${formatDuration(strategy.heldSeconds)}`;
  if (strategy.constraint) say('IF', `${strategy.constraint.text}${held}`);
  for (const { keyword, actions } of branchesOf(strategy)) {
    for (const [place, action] of actions.entries()) act(place === 0 ? keyword : '', action);
  }
  return {
    row: { id, name: strategy.name, note: '', lines },
    deeds,
    starts: triggers.flatMap((trigger) => startsOf(trigger, when)),
    receivers: triggers.flatMap((trigger) => (trigger.kind === 'called' ? [[trigger.receiver, when] as const] : [])),
  };
}

/** What stands before WHEN. */
function modifiersOf({
  cooldownSeconds,
  cooldownPer,
  limit,
  priority,
  timeoutSeconds,
  approval,
  dryRun,
}: StrategyNode): string {
  return [
    ...(cooldownSeconds === undefined ? [] : [`cooldown ${formatDuration(cooldownSeconds)}${per(cooldownPer)}`]),
    ...(limit ? [`limit ${String(limit.count)} per ${formatDuration(limit.seconds)}${per(limit.per)}`] : []),
    ...(priority === undefined ? [] : [`priority ${String(priority)}`]),
    ...(timeoutSeconds === undefined ? [] : [`timeout ${formatDuration(timeoutSeconds)}`]),
    ...(approval === undefined ? [] : [`approval by ${approval}`]),
    ...(dryRun ? ['dry-run'] : []),
  ].join(', ');
}

const per = (name: string | undefined): string => (name === undefined ? '' : ` per ${name}`);

/** What is done, and in which case. */
const branchesOf = ({
  actions,
  otherwise = [],
  whenUnknown = [],
  onFailure = [],
}: StrategyNode): { readonly keyword: string; readonly actions: readonly ActionNode[] }[] => [
  { keyword: 'THEN', actions },
  { keyword: 'ELSE', actions: otherwise },
  { keyword: 'UNKNOWN', actions: whenUnknown },
  { keyword: 'FAILED', actions: onFailure },
];

function startsOf(trigger: SimpleTrigger, line: string): Deed[] {
  switch (trigger.kind) {
    case 'on':
      return [{ line, label: trigger.state, other: subjectOf(trigger.subject) }];
    case 'every':
    case 'at':
    case 'cron':
    case 'called':
      return [];
  }
}

function subjectOf(subject: SubjectNode): Other {
  switch (subject.kind) {
    case 'batch':
    case 'executor':
      return { kind: 'batch', namespace: subject.namespace, name: subject.name };
    case 'online':
      return { kind: 'online', namespace: subject.namespace, name: subject.name };
    case 'model':
      return { kind: 'models', registered: subject.name };
  }
}

function deedsOf(action: SimpleAction, line: string, sensors: readonly SensorNode[]): Deed[] {
  switch (action.kind) {
    case 'call':
      return [{ line, label: 'calls', other: { kind: 'agent', ...action.agent, receiver: action.receiver } }];
    case 'primitive':
      return action.target ? [{ line, label: action.name, other: targetOf(action, action.target, sensors) }] : [];
    case 'http':
      return [{ line, label: action.name, other: { kind: 'endpoint', name: action.endpoint.name } }];
    case 'set':
      return [];
  }
}

function targetOf(action: PrimitiveNode, target: TargetNode, sensors: readonly SensorNode[]): Other {
  switch (target.kind) {
    case 'batch':
      return { kind: 'batch', namespace: target.namespace, name: target.template };
    case 'online':
      return { kind: 'online', namespace: target.namespace, name: target.instance };
    case 'variant':
      return { kind: 'online', namespace: target.namespace, name: target.workflow, part: target.variant };
    case 'registry':
      return { kind: 'models', registered: modelOf(action, sensors) };
  }
}

/** The model of a version that is written as it is, or read from the registry. */
function modelOf(
  { name: primitive, arguments: all }: PrimitiveNode,
  sensors: readonly SensorNode[],
): string | undefined {
  const key = primitiveKey(primitive, 'registry');
  const argument = key && argumentAs(key, 'version');
  const version = argument === undefined ? undefined : all[argument];
  const sensor = version?.op === 'reading' ? sensors.find(({ id }) => id === version.sensor) : undefined;
  const value = version?.op === 'constant' ? version.value : undefined;
  const name =
    sensor?.source.fixed['model'] ??
    (typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined);
  return typeof name === 'string' ? name : undefined;
}
