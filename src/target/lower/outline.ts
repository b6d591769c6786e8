import { defined } from '../../base/values/defined.ts';
import { formatBytes } from '../../base/values/quantity.ts';
import { countedKinds, type CountedKind } from '../../contract/primitives/budget-kinds.ts';
import type {
  AgentOutline,
  ApplicationOutline,
  BatchOutline,
  DailyOutline,
  ExecutorOutline,
  ModelOutline,
  NestedOutline,
  OnlineOutline,
  RunEnd,
  ServiceOutline,
  StepOutline,
  VariantOutline,
} from '../outline/outline.ts';
import type {
  Agent,
  Application,
  BatchWorkflow,
  Edge,
  Executor,
  GraphElement,
  Model,
  OnlineWorkflow,
  Outcome,
  Scale,
  Service,
  UseTarget,
  Variant,
} from '../../language/model/model.ts';
import type { ModelReference } from '../../language/types/reference.ts';
import { allowed, mostOf } from '../../language/reason/spending.ts';
import { notificationName, registerName } from './names.ts';
import { termText } from '../../language/types/print-term.ts';

/** The outline of a model without mistakes. Everything is in the order of the source. `entries` are the files that are deployed. */
export const outlineOf = (model: Model, entries: ReadonlySet<string>): ApplicationOutline[] =>
  model.applications.map((application) => applicationOutline(application, entries.has(application.span.path)));

const applicationOutline = (application: Application, deployed: boolean): ApplicationOutline => ({
  name: application.name,
  team: application.team,
  namespace: application.namespace,
  span: application.span,
  deployed,
  batch: application.batch.map(batchOutline),
  online: application.online.map(onlineOutline),
  agents: application.agents.map(agentOutline),
});

function batchOutline(workflow: BatchWorkflow): BatchOutline {
  const { schedule } = workflow.options;
  const steps: StepOutline[] = [
    ...workflow.executors.map((executor) => executorOutline(executor)),
    ...workflow.runs.map(({ name, span, after, workflow: inner, condition }) =>
      defined<NestedOutline>({
        kind: 'workflow',
        name,
        span,
        after: waitsOf(after),
        workflow: inner.name,
        condition: condition && termText(condition),
      }),
    ),
    ...workflow.registers.map(({ model, span, candidates, by }) => ({
      kind: 'register' as const,
      name: registerName(model.name),
      span,
      after: candidates.map((step) => ({ step, state: 'succeeded' as const })),
      model: modelOutline(model),
      ...(by && defined({ metric: by.metric, lower: by.lower ? (true as const) : undefined })),
    })),
    ...workflow.exits.map(({ executor, on }) => executorOutline(executor, endOf(on))),
    ...workflow.notifications.map(({ span, on }, index) => ({
      kind: 'notify' as const,
      name: notificationName(index),
      span,
      after: [],
      end: endOf(on),
    })),
  ];
  const { name, span } = workflow;
  if (!schedule) return { name, span, steps };
  const { pattern, fields, zone } = schedule;
  const { exclusive } = workflow.options;
  const times = { ...fields, zone: zone ?? 'UTC' };
  return { name, span, schedule: defined({ cron: pattern, zone, times, exclusive }), steps };
}

const waitsOf = (after: readonly Edge[]): StepOutline['after'] =>
  after.flatMap(({ steps, state }) => (state === 'unfailed' ? [] : steps.map((step) => ({ step, state }))));

const endOf = (on: Outcome | undefined): RunEnd => on ?? 'always';

function executorOutline(executor: Executor, end?: RunEnd): ExecutorOutline {
  const { name, span, image, after, loops, condition, gang } = executor;
  return defined({
    kind: 'executor',
    name,
    span,
    after: waitsOf(after),
    image,
    loops: loops.map((loop) => ({ name: loop.name, items: termText(loop.over) })),
    condition: condition && termText(condition),
    pods: gang && (gang.kind === 'mpi' ? gang.workers + 1 : gang.count),
    end: end,
  });
}

const modelOutline = ({ name, registered, at }: ModelReference): ModelOutline =>
  defined({ name, registered, address: at?.texts.join('${version}') });

function onlineOutline(workflow: OnlineWorkflow): OnlineOutline {
  const { name, span, scale, expose, backup, explainer } = workflow;
  const beside = [
    ...(explainer ? [{ ...serviceOutline(explainer), role: 'explainer' as const }] : []),
    ...workflow.detectors.map((detector) => ({ ...serviceOutline(detector), role: 'detector' as const })),
  ];
  return defined({
    name,
    span,
    services: [...workflow.services.map(serviceOutline), ...beside],
    edges: edgesOf(workflow.graph),
    replicas: workflow.replicas,
    scale: scale && scaleText(scale),
    host: expose?.host,
    variants: workflow.variants.map(variantOutline),
    backup: backup?.workflow.name,
  });
}

const useText = (target: UseTarget, of: 'cpu' | 'memory'): string =>
  'percent' in target
    ? `${String(target.percent)}%`
    : of === 'cpu'
      ? String(target.amount)
      : formatBytes(target.amount);

const scaleText = (scale: Scale): string =>
  scale.kind === 'use'
    ? `${scale.of} to ${useText(scale.target, scale.of)}`
    : `${termText(scale.on)}${scale.perReplica ? ' per replica' : ''}`;

/** Each service that a request leaves, with each that it may come to next. */
function edgesOf(graph: readonly GraphElement[]): (readonly [string, string])[] {
  const edges: (readonly [string, string])[] = [];
  /** Gives the services at which requests leave. */
  const walk = (elements: readonly GraphElement[], from: readonly string[]): readonly string[] => {
    let at = from;
    for (const element of elements) {
      if (typeof element === 'string') {
        edges.push(...at.map((one) => [one, element] as const));
        at = [element];
      } else {
        const before = at;
        at = element.paths.flatMap((path) => walk(path, before));
      }
    }
    return at;
  };
  walk(graph, []);
  return edges;
}

function serviceOutline({ name, span, role, image, server, model }: Service): ServiceOutline {
  return defined({
    name,
    span,
    role,
    image,
    server,
    model: model && { ...modelOutline(model.model), version: model.version },
  });
}

const variantOutline = ({ name, span, role, percent, services, changed }: Variant): VariantOutline => {
  const differing = services.filter((service) => changed.includes(service.name));
  return { name, span, role, percent, services: differing.map(serviceOutline) };
};

const agentOutline = (agent: Agent): AgentOutline =>
  defined({
    name: agent.name,
    span: agent.span,
    template: agent.template,
    role: agent.role,
    strategies: agent.strategies.map(({ name }) => name),
    daily: countedKinds.flatMap((kind) => dailyOutline(agent, kind)),
  });

/** Seconds. */
const DAY = 86_400;

function dailyOutline(agent: Agent, of: CountedKind): DailyOutline[] {
  const { most: byStrategies, unbounded } = mostOf(agent, of, DAY);
  const most = Math.min(byStrategies, allowed(agent, of, DAY));
  if (most === 0) return [];
  return [defined({ of, most: most === Infinity ? undefined : most, unbounded: unbounded.map(({ name }) => name) })];
}
