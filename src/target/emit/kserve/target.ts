import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { LABEL_LENGTH } from '../../../base/values/label.ts';
import type { OnlinePlan, VariantPlan } from '../../plan/deployment-plan.ts';
import { reportCannot } from '../cannot.ts';
import { mlserverFiles, numberedFolder, type FilesByServer } from '../model-files.ts';
import type { ComposedName, ServingTarget } from '../serving.ts';
import { emitInferenceServices, PORT, speaksV2 } from './inference-service.ts';
import { names, predictorName, serviceName, transformerName } from './names.ts';

const SYSTEM = 'KServe';

/** What KServe has no part for. */
function check(plan: OnlinePlan, reporter: Reporter): void {
  const cannot = (origin: OnlinePlan['origin'], what: string, others: readonly string[]): void => {
    reportCannot(reporter, SYSTEM, plan, origin, what, others);
  };
  if (plan.transport === 'grpc') cannot(plan.origin, 'workflows over gRPC by one address', ['seldon', 'deployments']);
  if (plan.protocol === 'seldon') cannot(plan.origin, 'the protocol seldon', ['seldon']);
  if (plan.explainer) cannot(plan.explainer.origin, 'explainers', ['seldon']);
  for (const service of [plan, ...plan.variants].flatMap(({ services }) => services)) {
    if (service.role === 'router' && service.server !== 'random') {
      cannot(service.origin, 'a router that is a program of its own', ['seldon', 'deployments']);
    } else if (service.server === 'average') cannot(service.origin, 'the built-in combiner', ['seldon', 'deployments']);
    else if (service.server === 'tensorflow' && plan.protocol === 'v2') {
      cannot(service.origin, 'a TensorFlow server with the protocol v2', []);
    }
  }
}

const composedNames = (plan: OnlinePlan): ComposedName[] =>
  [plan, ...plan.variants].flatMap(({ names: own, origin }: OnlinePlan | VariantPlan) =>
    own.deployments.map((name) => ({ what: 'the Deployment of KServe', name, limit: LABEL_LENGTH, origin })),
  );

const SERVICES = 'serving.kserve.io/inferenceservices';

/** Its own servers open any file with the right ending (python/sklearnserver, python/xgbserver); others are MLServer's. */
const files: FilesByServer = {
  mlflow: mlserverFiles['mlflow'],
  sklearn: { told: 'a file that ends in .joblib, .pkl or .pickle', fits: /\.(?:joblib|pkl|pickle)$/ },
  tensorflow: numberedFolder,
  xgboost: { told: 'a file that ends in .bst, .json or .ubj', fits: /\.(?:bst|json|ubj)$/ },
};

/** KServe from 0.20, in its mode of plain Deployments. */
export const kserve: ServingTarget = {
  name: 'kserve',
  title: SYSTEM,
  // Of its storage initializer (python/storage), and the webhook's own for claims.
  schemes: ['gs', 'hf', 'https', 'pvc', 's3'],
  unpacks: true,
  modelFiles: () => files,
  scale: 'apps/deployments/scale',
  names,
  unit: ({ instance, parts, within }, service) => {
    const model = within?.get(service);
    const object = serviceName(instance, model ?? service, parts !== undefined);
    const deployment = model === undefined ? predictorName(object) : transformerName(object);
    return { resource: SERVICES, object, deployment };
  },
  handsModels: false,
  // Of the pods of predictors: models of variants are called alike, and what stands before a model measures as it does
  // (python/kserve/metrics.py).
  selector: ({ instance, parts = [instance] }, podsOf) =>
    `pod=~"${parts.map((part) => podsOf(predictorName(part))).join('|')}"`,
  emit: emitInferenceServices,
  check,
  speaks: (plan, { names: { parts, within }, services }) => {
    // A graph hands on what comes in, wherever it comes to.
    const model = parts ? undefined : services.find(({ name }) => !within?.has(name));
    const { name, server } = model ?? {};
    if (!model || server === undefined) return { protocol: plan.protocol };
    return { protocol: speaksV2(plan, model) ? 'v2' : 'v1', model: server === 'triton' ? undefined : name };
  },
  composedNames,
  derived: (namespace, plan) =>
    [plan, ...plan.variants].flatMap(({ names: own }) => [
      ...own.deployments.flatMap((name) => [
        `apps/v1 Deployment ${namespace}/${name}`,
        `v1 Service ${namespace}/${name}`,
      ]),
      ...(own.parts
        ? [`apps/v1 Deployment ${namespace}/${own.instance}`, `v1 Service ${namespace}/${own.instance}`]
        : []),
    ]),
  // `DefaultModelLocalMountPath`
  places: ({ server }) => new Map(server === undefined ? [] : [['/mnt/models', 'its model']]),
  // KServe hands the labels of an InferenceService on to its pods.
  podLabels: ({ name }) => ({ 'sflow.dev/workflow': name }),
  metrics: {
    path: '/metrics',
    port: PORT,
    labels: { 'app.kubernetes.io/component': 'service', 'app.kubernetes.io/managed-by': 'sflow' },
  },
};
