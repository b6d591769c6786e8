import { defined } from '../../base/values/defined.ts';
import { declaredAt } from '../../language/types/reference.ts';
import type { OnlinePlan, ScalingPlan, ServicePlan, VariantPlan } from '../plan/deployment-plan.ts';
import { termText } from '../../language/types/print-term.ts';
import type { Term } from '../../language/types/term.ts';
import type { OnlineWorkflow, Scale, Service, Variant } from '../../language/model/model.ts';
import { applicationOf, completeImage, namesOf, needs, servingOf, type Context } from './context.ts';
import { lowerArgument, lowerResources, lowerSecurity, lowerVariable, lowerVolumes } from './container.ts';
import { requestTree } from './graph.ts';
import { DETECTOR_PORT, detectorName } from './names.ts';
import { lowerModel } from './models.ts';
import { lowerPlacement, selectorOf } from './placement.ts';
import { read } from './promql-shape.ts';
import { programsOf } from './programs.ts';
import { prometheusFields } from './sources.ts';

export function lowerOnline(context: Context, workflow: OnlineWorkflow): OnlinePlan[] {
  const names = namesOf(context, workflow);
  const { scale } = workflow;
  const scaling = scale?.kind === 'sensor' ? lowerScale(context, scale) : undefined;
  const graph = requestTree(context, workflow);
  const selector = selectorOf(context, workflow);
  const placement = lowerPlacement(context, selector, workflow.placement);
  const [detector] = workflow.detectors;
  const { expose, backup, deployedBy } = workflow;
  const gateway = checkRoute(context, workflow);
  if (backup && applicationOf(context, backup.workflow) !== context.application) {
    context.reporter.report(
      'wrong-declaration',
      backup.span,
      { name: backup.workflow.name, found: 'a workflow of another application', expected: 'one of the same' },
      { labels: declaredAt(backup.workflow) },
    );
  }
  if (deployedBy && !context.application.agents.some(({ id }) => id === deployedBy.agent.id)) {
    context.reporter.report(
      'wrong-declaration',
      deployedBy.span,
      { name: deployedBy.agent.name, found: 'an agent of another application', expected: 'one of the same' },
      { labels: declaredAt(deployedBy.agent) },
    );
  }
  const serving = servingOf(context, context.application);
  // Elsewhere TensorFlow Serving is called as it is.
  const services = [...workflow.services, ...workflow.variants.flatMap((variant) => variant.services)];
  const unread = services.flatMap(({ tensors, server }) => (tensors && server === 'tensorflow' ? [tensors] : []));
  // A variant has the clauses of the stable one.
  for (const tensors of serving.name === 'seldon' ? [] : new Map(unread.map((span) => [span.start, span])).values()) {
    const help = 'they are for the proxy before server tensorflow on Seldon: remove them';
    context.reporter.report('unread-clause', tensors, { by: `tensorflow on ${serving.name}` }, { help });
  }
  const standby = backup && namesOf(context, backup.workflow);
  if (!graph) return [];
  return [
    defined({
      name: workflow.name,
      origin: context.origin(workflow.span),
      servedBy: context.application.serving && context.origin(context.application.serving.span),
      names,
      transport: workflow.transport,
      graph,
      services: workflow.services.map((service) => lowerService(context, service)),
      replicas: workflow.replicas,
      variants: workflow.variants.map((variant) => lowerVariant(context, workflow, variant)),
      protocol: workflow.protocol?.name,
      utilization:
        scale?.kind === 'use' ? { of: scale.of, target: scale.target, origin: context.origin(scale.span) } : undefined,
      explainer: workflow.explainer && lowerService(context, workflow.explainer),
      detector: detector && {
        objectName: detectorName(workflow.name, detector.name),
        port: DETECTOR_PORT,
        service: lowerService(context, detector),
      },
      available: workflow.available,
      resources: lowerResources(context),
      placement,
      scaling,
      exposure:
        expose && gateway !== undefined
          ? { host: expose.host, gateway, origin: context.origin(expose.span) }
          : undefined,
      backup:
        backup && standby
          ? {
              service: standby.service,
              port: standby.ports[workflow.transport],
              origin: context.origin(backup.span),
            }
          : undefined,
      deployedBy: deployedBy?.agent.name,
    }),
  ];
}

/** The gateway of the mesh; without one there is no route, which is reported where something wants it. */
function checkRoute(context: Context, { expose, variants, backup }: OnlineWorkflow): string | undefined {
  const [variant] = variants;
  if (expose) return needs(context, 'gateway', expose.span, 'an exposed workflow');
  if (variant) return needs(context, 'gateway', variant.span, `a ${variant.role}`);
  return backup && needs(context, 'gateway', backup.span, 'a backup');
}

function lowerVariant(context: Context, workflow: OnlineWorkflow, variant: Variant): VariantPlan {
  const serving = servingOf(context, context.application);
  const services = programsOf(workflow);
  return {
    role: variant.role,
    name: variant.name,
    origin: context.origin(variant.span),
    percent: variant.percent,
    names: serving.names(workflow.name, services, variant.name),
    services: variant.services.map((service) => lowerService(context, service)),
  };
}

function lowerService(context: Context, service: Service): ServicePlan {
  const { platform } = context.application;
  return defined({
    name: service.name,
    origin: context.origin(service.span),
    role: service.role,
    image: service.image === undefined ? undefined : completeImage(platform.registry, service.image),
    server: service.server,
    model: lowerModel(context, service),
    parameters: service.server === 'tensorflow' ? tensorflowParameters(service) : [],
    ratio: service.ratio,
    args: service.args.flatMap((argument) => lowerArgument(context, argument)),
    volumes: lowerVolumes(context, service.name, service.volumes, false),
    security: service.security && lowerSecurity(service.security),
    environment: service.environment.map(({ name, value }) => lowerVariable(context, name, value)),
    resources: lowerResources(context, service.resources),
  });
}

/** What Seldon's proxy for TensorFlow Serving wants to know. */
const tensorflowParameters = ({ name, inputs, outputs }: Service): ServicePlan['parameters'] => [
  { name: 'model_name', value: name },
  ...inputs.map((value) => ({ name: 'model_input', value })),
  ...outputs.map((value) => ({ name: 'model_output', value })),
];

function lowerScale(context: Context, scale: Extract<Scale, { kind: 'sensor' }>): ScalingPlan | undefined {
  const { reading, otherwise } = scale;
  const fields = prometheusFields(context, reading.use, reading.span);
  if (!fields) return undefined;
  if (!checkScalable(context, reading, fields.query)) return undefined;
  return {
    origin: context.origin(scale.span),
    trigger: reading.use.sensor,
    label: termText(scale.on),
    metricsUrl: fields.url,
    // Nothing compares with NaN, which is what there is of quotients and quantiles while nobody calls.
    query:
      otherwise === undefined
        ? fields.query
        : `(${fields.query}) >= -Inf or vector(${String(inQuery(otherwise, fields.factor))})`,
    threshold: inQuery(scale.threshold, fields.factor),
    factor: fields.factor,
    perReplica: scale.perReplica,
  };
}

/** The sensor's value is the query's times the factor; the autoscaler compares the query's own. */
const inQuery = (value: number, factor: number): number => Number((value / factor).toPrecision(12));

/** The autoscaler takes a query that gives exactly one sample; with others it would fall back while they run. */
function checkScalable(context: Context, on: Term, query: string): boolean {
  const { shape } = read(query);
  if (shape === 'one') return true;
  const [reason, help] =
    shape === 'scalar'
      ? ['a number without a series', 'put it into vector()']
      : ['a sample for each of maybe several series', 'make one of them with sum(), avg() or max()'];
  context.reporter.report(
    'wrong-scaling',
    on.span,
    { reason: `the query of ${termText(on)} gives ${reason}, and the autoscaler wants one sample` },
    { help },
  );
  return false;
}
