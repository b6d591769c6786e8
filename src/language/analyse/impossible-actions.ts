import type { DiagnosticName, ParametersOf } from '../../base/diagnostics/catalogue.ts';
import type { Details, Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { PrimitiveKey } from '../../contract/primitives/primitives.ts';
import { ownerOf } from '../reason/writers.ts';
import {
  agentsIn,
  branchesOf,
  type Action,
  type Agent,
  type Model,
  type OnlineWorkflow,
  type PrimitiveAction,
  type Scale,
  type Strategy,
} from '../model/model.ts';
import { valueOf } from '../reason/constant.ts';
import { servicesOf, upgradedBy } from '../reason/served.ts';
import { mayBeOne, writesOf, type Write } from '../reason/writes.ts';
import type { Span } from '../../base/source/source.ts';
import { describeType, unitHelp } from '../types/coerce.ts';
import { checkBatchUpgrade, checkExecutorUpgrade, checkNamed, checkPods } from './impossible-upgrades.ts';
import { placeIn } from './place.ts';
import { termText } from '../types/print-term.ts';
import { assignable, Bytes, Cpu, Ratio, type Type } from '../types/type.ts';

/** Actions that cannot be done: what they act on does not have what they change, or no such value is taken. */
export function findImpossibleActions(model: Model, reporter: Reporter): void {
  for (const agent of agentsIn(model)) {
    for (const strategy of agent.strategies) {
      for (const { actions } of branchesOf(strategy))
        for (const action of actions) visit({ model, reporter, agent, strategy }, action);
    }
  }
}

interface Place {
  readonly model: Model;
  readonly reporter: Reporter;
  readonly agent: Agent;
  readonly strategy: Strategy;
}

function visit(place: Place, action: Action): void {
  if (action.kind === 'parallel') {
    fightsWithin(place, action);
    for (const each of action.actions) visit(place, each);
  } else if (action.kind === 'primitive') {
    checks[action.primitive.key](new Given(place, action));
  }
}

/** Side by side, nobody knows which of two comes last. */
function fightsWithin({ reporter, agent, strategy }: Place, parallel: Extract<Action, { kind: 'parallel' }>): void {
  const seen: Write[] = [];
  for (const write of writesOf(parallel.actions, ownerOf(agent, strategy))) {
    const before = seen.find((each) => mayBeOne(each, write));
    if (!before) seen.push(write);
    else if (before.value !== write.value) {
      const { span, labels } = placeIn(agent, strategy, write.action.span);
      const told: [string, string] = [before.told, write.told];
      const label = { span: before.action.span, text: 'this is done at the same time' };
      reporter.report('parallel-conflict', span, { what: write.what, told }, { labels: [label, ...labels] });
    }
  }
}

/** An action with what it is given. */
class Given {
  readonly #place: Place;
  readonly model: Model;
  readonly action: PrimitiveAction;
  readonly name: string;
  /** Its name, or that of the variant that is acted on, as `inference.next`. */
  readonly instance: string;
  /** Absent for what is no online workflow. */
  readonly workflow: OnlineWorkflow | undefined;

  constructor(place: Place, action: PrimitiveAction) {
    this.#place = place;
    this.model = place.model;
    this.action = action;
    this.name = action.target?.name ?? '';
    this.instance = action.variant === undefined ? this.name : `${this.name}.${action.variant}`;
    this.workflow = action.target && place.model.online.get(action.target.id);
  }

  has(argument: string): boolean {
    const term = this.action.arguments.get(argument);
    return term !== undefined && valueOf(term) !== null;
  }

  /** Where it is known beforehand. */
  number(argument: string): number | undefined {
    const term = this.action.arguments.get(argument);
    const value = term && valueOf(term);
    return typeof value === 'number' ? value : undefined;
  }

  isKnown(argument: string): boolean {
    const term = this.action.arguments.get(argument);
    return term !== undefined && valueOf(term) !== undefined;
  }

  word(argument: string): string | undefined {
    const term = this.action.arguments.get(argument);
    const value = term && valueOf(term);
    return typeof value === 'string' ? value : undefined;
  }

  span(argument: string): Span {
    return this.action.arguments.get(argument)?.span ?? this.action.span;
  }

  readonly report = <K extends DiagnosticName>(
    name: K,
    span: Span,
    parameters: ParametersOf<K>,
    details: Details = {},
  ): void => {
    const { reporter, agent, strategy } = this.#place;
    const place = placeIn(agent, strategy, span);
    reporter.report(name, place.span, parameters, { ...details, labels: [...place.labels, ...(details.labels ?? [])] });
  };

  refuse(argument: string, what: string, reason: string): void {
    this.report('bad-range', this.span(argument), { what, reason });
  }

  /** One of these has to be given, or a param of the workflow where the primitive takes those. */
  wants(...names: readonly string[]): boolean {
    if (names.some((name) => this.has(name)) || this.action.parameters.size > 0) return true;
    const all = this.action.primitive.rest ? [...names, `a param of ${this.name}`] : names;
    const help = `give it ${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`;
    this.report('changes-nothing', this.action.span, { action: this.action.text }, { help });
    return false;
  }
}

/** Whatever it is given can be done, as far as it is known beforehand. */
const anything = (): void => undefined;

const checks: Readonly<Record<PrimitiveKey, (given: Given) => void>> = {
  'batch runWorkflow': anything,
  'batch stopWorkflow': anything,
  'batch upgradeWorkflow': (given) => {
    if (given.wants('model', 'image')) checkBatchUpgrade(given);
  },
  'batch updateWorkflowAffinity': checkBatchAffinity,
  'batch updateWorkflowResource': checkBatchResource,
  'batch runExecutor': checkNamed,
  'batch stopExecutor': anything,
  'batch upgradeExecutor': (given) => {
    if (given.wants('image')) checkExecutorUpgrade(given);
  },
  'batch updateExecutorAffinity': checkBatchAffinity,
  'batch updateExecutorResource': checkBatchResource,
  'online deployWorkflow': anything,
  'online deleteWorkflow': anything,
  'online upgradeWorkflow': checkUpgrade,
  'online updateWorkflowAffinity': checkAffinity,
  'online updateWorkflowResource': checkOnlineResource,
  'online updateWorkflowReplica': checkReplica,
  'online updateWorkflowTraffic': checkTraffic,
  'variant upgradeWorkflow': checkUpgrade,
  'variant updateWorkflowTraffic': checkShare,
  'online applyWorkflowInstance': anything,
  'online deleteWorkflowInstance': anything,
  'online duplicateWorkflowInstance': (given) => {
    const replicas = given.number('replicas');
    if (replicas !== undefined && replicas < 0) given.refuse('replicas', 'the number of replicas', 'cannot be below 0');
  },
  promote: checkPromotion,
  register: anything,
  notify: anything,
};

function checkReplica(given: Given): void {
  const { workflow, name } = given;
  if (!given.wants('per-replica', 'minimum', 'maximum', 'by') || !workflow) return;
  const { scale, replicas, span } = workflow;
  if (!scale) {
    const label = { span, text: 'its number of replicas is fixed' };
    const help = `let a reading scale it, as in replicas 1..5 scale on request-rate(${name}) per replica to 20/s, or hold a number with duplicateWorkflowInstance(${name}, replicas: 3)`;
    given.report('no-scaling-rule', given.action.span, { workflow: name }, { labels: [label], help });
    return;
  }
  checkThreshold(given, scale);
  if (given.number('by') === 0) {
    const help = 'give it a number of replicas, as in by: +1 or by: -1';
    given.report('changes-nothing', given.span('by'), { action: given.action.text }, { help });
  }
  for (const [argument, what] of [
    ['minimum', 'smallest'],
    ['maximum', 'largest'],
  ] as const) {
    if ((given.number(argument) ?? 1) < 1)
      given.refuse(argument, `the ${what} number of replicas`, 'has to be at least 1');
  }
  const [minimum, maximum] = [given.number('minimum'), given.number('maximum')];
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    given.refuse('maximum', 'the largest number of replicas', `is below the smallest, ${String(minimum)}`);
  else if (minimum !== undefined && !given.has('maximum') && minimum > replicas.maximum)
    given.report(
      'bad-range',
      given.span('minimum'),
      { what: 'the smallest number of replicas', reason: `is above the largest, ${String(replicas.maximum)}` },
      { labels: [{ span, text: `${name} says which is the largest` }], help: 'give it a maximum too' },
    );
}

/** A threshold is of the type that the rule compares it with. */
function checkThreshold(given: Given, scale: Scale): void {
  const term = given.action.arguments.get('per-replica');
  if (!term || !given.has('per-replica')) return;
  const type = scale.kind === 'sensor' ? scale.on.type : useType(scale);
  if (!assignable(term.type, type)) {
    const rule = scale.kind === 'sensor' ? termText(scale.on) : scale.of;
    const labels = [{ span: scale.span, text: `${given.name} is scaled on ${rule}, by ${describeType(type)}` }];
    const parameters = { expected: describeType(type), found: describeType(term.type) };
    given.report('wrong-unit', term.span, parameters, { ...unitHelp(term, type), labels });
  } else if ((given.number('per-replica') ?? 1) <= 0)
    given.refuse('per-replica', 'the threshold', 'has to be more than 0');
}

const useType = ({ of, target }: Extract<Scale, { kind: 'use' }>): Type =>
  'percent' in target ? Ratio : of === 'cpu' ? Cpu : Bytes;

function checkTraffic(given: Given): void {
  const { workflow, name } = given;
  if (workflow && !workflow.backup) {
    const labels = [{ span: workflow.span, text: `${name} is declared here` }];
    const help = `name another online workflow in it, as in: backup ${name}-backup`;
    given.report('no-backup', given.action.span, { workflow: name }, { labels, help });
  }
  checkPercents(given, 'backup', 'the share of the backup', 0);
}

/** A canary gets requests in place of others, a shadow copies of them. */
function checkShare(given: Given): void {
  const { action, workflow, name } = given;
  const variant = workflow?.variants.find((one) => one.name === action.variant);
  if (!workflow || !variant) return;
  if (variant.role === 'shadow') {
    const labels = [{ span: variant.span, text: `${variant.name} is a shadow` }];
    given.report('only-copies', action.span, { workflow: name, variant: variant.name }, { labels });
    return;
  }
  checkPercents(given, 'share', `the share of ${variant.name}`, 0);
  checkPercents(given, 'by', 'what is added to a share', -1);
  checkPercents(given, 'at-most', 'at-most', 0);
  if (given.number('by') === 0) {
    const help = 'say how much more or less it gets, as in share: +10% or share: -10%';
    given.report('changes-nothing', given.span('by'), { action: action.text }, { help });
  }
}

/** A route has whole percents. */
function checkPercents(given: Given, argument: string, what: string, least: 0 | -1): void {
  const share = given.number(argument);
  if (share === undefined) return;
  if (share < least || share > 1) given.refuse(argument, what, `is between ${String(least * 100)}% and 100%`);
  else if (Math.abs(share * 100 - Math.round(share * 100)) > 1e-9) given.refuse(argument, what, 'is of whole percents');
}

/** It is written before anything happens where the pods may run then. */
function checkBatchAffinity(given: Given): void {
  checkNamed(given);
  checkPods(given);
  checkAffinity(given);
  if (given.has('across') && given.word('across') === undefined)
    given.report('not-constant', given.span('across'), { what: 'across what pods are apart' });
  if (given.has('required') && !given.isKnown('required'))
    given.report('not-constant', given.span('required'), { what: 'whether it is required' });
}

function checkBatchResource(given: Given): void {
  checkNamed(given);
  if (!given.wants('cpu', 'memory', 'gpu')) return;
  checkPods(given);
  checkResource(given);
  const gpu = given.number('gpu');
  if (gpu !== undefined && gpu < 0) given.refuse('gpu', 'the number of GPUs', 'cannot be below 0');
}

function checkOnlineResource(given: Given): void {
  if (given.wants('cpu', 'memory')) checkResource(given);
}

function checkResource(given: Given): void {
  for (const argument of ['cpu', 'memory'] as const) {
    if ((given.number(argument) ?? 1) > 0) continue;
    given.refuse(argument, argument === 'cpu' ? 'the number of cores' : 'the memory', 'has to be more than 0');
  }
}

/** Pods are near those of another workflow, or away from them. */
function checkAffinity(given: Given): void {
  const { action } = given;
  if (!given.wants('away-from', 'near')) return;
  const [away, near] = ['away-from', 'near'].map((name) => action.arguments.get(name));
  if (near?.op !== 'workflow') return;
  const { id } = near.workflow;
  if (id === action.target?.id)
    given.report('changes-nothing', near.span, { action: action.text }, { help: 'name another workflow' });
  if (away?.op === 'workflow' && id === away.workflow.id)
    given.refuse('near', termText(near), 'cannot be near and away from at once');
}

/** A service goes on to serve versions of the model that it serves. */
function checkUpgrade(given: Given): void {
  const { action, workflow, instance: name } = given;
  const version = action.arguments.get('model');
  if (!workflow || !version) return;
  const upgraded = upgradedBy(workflow, action.variant, action.arguments);
  if (upgraded.length === 1) return;
  const model = version.op === 'version' ? version.model.name : termText(version);
  const labels = [{ span: workflow.span, text: `${name} is declared here` }];
  const [first] = upgraded;
  if (first) {
    const services = upgraded.map((service) => service.name);
    const help = `say which, as in service: ${first.name}`;
    given.report('which-service', action.span, { workflow: name, services }, { labels, help });
    return;
  }
  const service = given.word('service');
  const all = servicesOf(workflow, action.variant);
  const of = service === undefined ? all : all.filter((one) => one.name === service);
  const served = [...new Set(of.flatMap((one) => one.model?.model.name ?? []))];
  const subject = service === undefined ? name : `${service} of ${name}`;
  given.report('other-model', version.span, { workflow: subject, model, served }, { labels });
}

/** An alias that moves to itself stays where it is. */
function checkPromotion(given: Given): void {
  const version = given.action.arguments.get('version');
  const to = given.action.arguments.get('to');
  if (to && valueOf(to) === 'latest') given.refuse('to', 'latest', 'is always the version that was registered last');
  if (version?.op !== 'version' || !to || valueOf(to) !== version.version) return;
  const help = `name the version that is to be ${version.version}, as in promote(${version.model.name}@latest, to: ${version.version})`;
  given.report('changes-nothing', given.action.span, { action: given.action.text }, { help });
}
