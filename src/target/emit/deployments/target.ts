import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { LABEL_LENGTH } from '../../../base/values/label.ts';
import type { OnlinePlan, TeamPlan, VariantPlan } from '../../plan/deployment-plan.ts';
import type { ServiceName, ServingNames } from '../../plan/serving.ts';
import { reportCannot } from '../cannot.ts';
import type { KubernetesObject } from '../manifest.ts';
import { labelsOf, metadataOf, type Part } from '../metadata.ts';
import { object } from '../object.ts';
import { mlserverFiles, type FilesByServer } from '../model-files.ts';
import type { ServingTarget } from '../serving.ts';
import { copiedSchemes, copierName, FOLDER } from './copier.ts';
import { isAlone, ownContainers, podSpec } from './pod.ts';
import { speaksV2 } from './servers.ts';

const SYSTEM = 'a plain Deployment';

function names(workflow: string, _: readonly ServiceName[], variant?: string): ServingNames {
  const instance = variant === undefined ? workflow : `${workflow}-${variant}`;
  return {
    instance,
    predictor: variant ?? 'default',
    deployments: [instance],
    service: instance,
    ports: { rest: 8000, grpc: 5001 },
  };
}

type Instance = Pick<OnlinePlan | VariantPlan, 'names' | 'services' | 'origin'>;

function emit(team: TeamPlan, plan: OnlinePlan): KubernetesObject[] {
  return [plan, ...plan.variants].flatMap((instance) => emitInstance(team, plan, instance));
}

/** A Deployment and the Service before it; a variant has its own, so that its pods are told apart. */
function emitInstance(team: TeamPlan, plan: OnlinePlan, instance: Instance): KubernetesObject[] {
  const { instance: name, ports } = instance.names;
  const own = { 'sflow.dev/instance': name };
  const part: Part = { name: plan.name, component: 'service', labels: { 'sflow.dev/workflow': plan.name, ...own } };
  const matchLabels = { 'sflow.dev/app': team.application, ...own };
  const isStable = instance === plan;
  const scaled = isStable && (plan.scaling !== undefined || plan.utilization !== undefined);
  const metadata = metadataOf(team, part, name, instance.origin);
  return [
    object<IDeployment>({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        // With an autoscaler nobody else may write the number.
        replicas: scaled ? undefined : isStable ? plan.replicas.minimum : 1,
        selector: { matchLabels },
        template: { metadata: { labels: labelsOf(team, part) }, spec: podSpec(team, plan, instance) },
      },
    }),
    object<IService>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        ports: [
          {
            name: plan.transport === 'grpc' ? 'grpc' : 'http',
            port: ports[plan.transport],
            protocol: 'TCP',
            targetPort: 'http',
          },
        ],
        selector: matchLabels,
      },
    }),
  ];
}

function check(plan: OnlinePlan, reporter: Reporter): void {
  if (plan.explainer) reportCannot(reporter, SYSTEM, plan, plan.explainer.origin, 'explainers', ['seldon']);
  if (plan.protocol === 'seldon') reportCannot(reporter, SYSTEM, plan, plan.origin, 'the protocol seldon', ['seldon']);
  for (const instance of [plan, ...plan.variants]) {
    const taken = ownContainers(plan, instance);
    for (const { name, origin } of instance.services.filter((service) => taken.includes(service.name))) {
      const what = `a service called ${name}, which another container is called`;
      reportCannot(reporter, SYSTEM, plan, origin, what, ['seldon', 'kserve']);
    }
  }
  for (const { server, origin } of [plan, ...plan.variants].flatMap(({ services }) => services)) {
    if (server === undefined || server === 'random' || server === 'average' || plan.protocol === undefined) continue;
    if (speaksV2(server) === (plan.protocol === 'v2')) continue;
    reportCannot(reporter, SYSTEM, plan, origin, `the server ${server} with the protocol ${plan.protocol}`, ['seldon']);
  }
}

const DEPLOYMENTS = 'apps/deployments';

/** TensorFlow's server finds the model in a folder that the copy is put into. */
const files: FilesByServer = {
  ...mlserverFiles,
  tensorflow: { told: 'saved_model.pb', fits: /^saved_model\.pb(?:txt)?$/ },
};

/** Deployments and Services alone, with no system but Kubernetes. */
export const deployments: ServingTarget = {
  name: 'deployments',
  title: SYSTEM,
  schemes: copiedSchemes,
  unpacks: false,
  modelFiles: () => files,
  scale: 'apps/deployments/scale',
  names,
  unit: ({ instance: object }, service) => ({
    resource: DEPLOYMENTS,
    object,
    deployment: object,
    copier: copierName(service),
  }),
  handsModels: false,
  emit,
  check,
  speaks: (plan, { services }) => {
    const [{ name, server } = {}] = isAlone(plan) ? services : [];
    if (server === undefined) return { protocol: plan.protocol };
    return { protocol: speaksV2(server) ? 'v2' : 'tensorflow', model: server === 'triton' ? undefined : name };
  },
  composedNames: (plan) =>
    [plan, ...plan.variants].map(({ names: own, origin }) => ({
      what: 'the Service',
      name: own.service,
      limit: LABEL_LENGTH,
      origin,
    })),
  derived: () => [],
  places: ({ server }) => new Map(server === undefined ? [] : [[FOLDER, 'its model']]),
  podLabels: ({ names: own }) => ({ 'sflow.dev/instance': own.instance }),
};
