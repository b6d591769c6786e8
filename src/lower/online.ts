import type { OnlinePlan, ScalingPlan, ServiceNode, ServicePlan } from '../graph/plan.ts';
import type { OnlineWorkflow, Scale, Service } from '../model/model.ts';
import { applicationOf, completeImage, needs, registeredName, type Context } from './context.ts';
import { lowerVariable } from './container.ts';
import { onlineNames } from './names.ts';
import { shapeOf } from './promql-shape.ts';
import { prometheusFields } from './sources.ts';

export function lowerOnline(context: Context, workflow: OnlineWorkflow): OnlinePlan[] {
  const names = onlineNames(workflow.name);
  const scaling = workflow.scale && lowerScale(context, workflow.scale);
  const graph = requestOrder(context, workflow);
  const { expose, backup } = workflow;
  const gateway = expose && needs(context, 'gateway', expose.span, 'an exposed workflow');
  if (backup && applicationOf(context, backup.symbol) !== context.application) {
    context.reporter.report('wrong-declaration', backup.span, {
      name: backup.symbol.name,
      found: 'a workflow of another application',
      expected: 'one of the same',
    });
  }
  if (!graph) return [];
  return [
    {
      name: workflow.name,
      origin: context.origin(workflow.span),
      names,
      transport: workflow.transport,
      graph,
      services: workflow.services.map((service) => lowerService(context, service)),
      replicas: workflow.replicas,
      ...(scaling ? { scaling } : {}),
      ...(expose && gateway !== undefined
        ? { exposure: { host: expose.host, gateway, origin: context.origin(expose.span) } }
        : {}),
      ...(backup
        ? { backup: { service: onlineNames(backup.symbol.name).service, origin: context.origin(backup.span) } }
        : {}),
    },
  ];
}

/**
 * The tree of the serving system. Output steps work on the way back, so they stand around what comes before them: right
 * before the last of the other services.
 */
function requestOrder(context: Context, { services, graph }: OnlineWorkflow): ServiceNode | undefined {
  const roleOf = (name: string): string | undefined => services.find((service) => service.name === name)?.role;
  const outputs = graph.filter((name) => roleOf(name) === 'output');
  const others = graph.filter((name) => roleOf(name) !== 'output');
  const last = others.at(-1);
  const early = outputs.find((name) => last !== undefined && graph.indexOf(name) < graph.indexOf(last));
  if (early !== undefined && last !== undefined) {
    const span = services.find((service) => service.name === early)?.span;
    if (span) context.reporter.report('output-too-early', span, { service: early, before: last });
  }
  const order = last === undefined ? [...outputs].reverse() : [...others.slice(0, -1), ...[...outputs].reverse(), last];
  return order.reduceRight<ServiceNode | undefined>(
    (child, service) => ({ service, children: child ? [child] : [] }),
    undefined,
  );
}

/** The version that a first deployment serves where the source names an alias: which one it is only the registry knows. */
const FIRST_VERSION = '1';

function lowerService(context: Context, service: Service): ServicePlan {
  const { platform } = context.application;
  const { model } = service;
  const artifacts = model && needs(context, 'artifacts', service.span, 'a model server');
  const version = model && (/^\d+$/.test(model.version) ? model.version : FIRST_VERSION);
  return {
    name: service.name,
    origin: context.origin(service.span),
    role: service.role,
    ...(service.image === undefined ? {} : { image: completeImage(platform.registry, service.image) }),
    ...(service.server === undefined ? {} : { server: service.server }),
    ...(model && artifacts && version !== undefined
      ? { modelUrl: `${artifacts.url}/models/${registeredName(model.symbol)}/${version}` }
      : {}),
    ...(artifacts?.secret === undefined ? {} : { modelSecret: artifacts.secret }),
    parameters: service.server === 'tensorflow' ? tensorflowParameters(service) : [],
    environment: service.environment.map(({ name, value }) => lowerVariable(context, name, value)),
    ...(service.resources ? { resources: service.resources } : {}),
  };
}

/** What Seldon's proxy for TensorFlow Serving wants to know. */
const tensorflowParameters = ({ name, inputs, outputs }: Service): ServicePlan['parameters'] => [
  { name: 'model_name', value: name },
  ...inputs.map((value) => ({ name: 'model_input', value })),
  ...outputs.map((value) => ({ name: 'model_output', value })),
];

function lowerScale(context: Context, scale: Scale): ScalingPlan | undefined {
  if (scale.on.op !== 'reading') return undefined;
  const fields = prometheusFields(context, scale.on.use, scale.on.span);
  if (!fields) return undefined;
  if (!checkScalable(context, scale.on, fields.query)) return undefined;
  return {
    origin: context.origin(scale.span),
    trigger: scale.on.use.sensor,
    metricsUrl: fields.url,
    query: fields.query,
    // The sensor's value is the query's times the factor; the autoscaler compares the query's own.
    threshold: Number((scale.threshold / fields.factor).toPrecision(12)),
    perReplica: scale.perReplica,
  };
}

/** The autoscaler takes a query that gives exactly one sample; with others it would fall back while they run. */
function checkScalable(context: Context, on: Scale['on'], query: string): boolean {
  const shape = shapeOf(query);
  if (shape === 'one') return true;
  const [reason, help] =
    shape === 'scalar'
      ? ['a number without a series', 'put it into vector()']
      : ['a sample for each of maybe several series', 'make one of them with sum(), avg() or max()'];
  context.reporter.report(
    'wrong-scaling',
    on.span,
    { reason: `the query of ${on.text} gives ${reason}, and the autoscaler wants one sample` },
    { help },
  );
  return false;
}
