import { LABEL_LENGTH } from '../../../base/values/label.ts';
import type { OnlinePlan, VariantPlan } from '../../plan/deployment-plan.ts';
import type { ServiceName, ServingNames } from '../../plan/serving.ts';
import { mlserverFiles, numberedFolder, type FilesByServer } from '../model-files.ts';
import type { ComposedName, ServingTarget } from '../serving.ts';
import { checkGraphs, protocolOf, SYSTEM } from './check-graphs.ts';
import { COMPONENT, emitSeldonDeployment } from './seldon-deployment.ts';

/** The predictor of a SeldonDeployment, beside which variants have others. */
const PREDICTOR = 'default';

/** The operator derives the Deployment's: deployment-predictor-index-component (seldondeployment_types.go). */
const names = (workflow: string, _: readonly ServiceName[], predictor = PREDICTOR): ServingNames => ({
  instance: workflow,
  predictor,
  deployments: [`${workflow}-${predictor}-0-${COMPONENT}`],
  service: `${workflow}-${predictor}`,
  // Of the executor, which stands before the graph.
  ports: { rest: 8000, grpc: 5001 },
});

/** `seldon-app-svc-<service>` is the key of a label. */
const UNIT = LABEL_LENGTH - 'seldon-app-svc-'.length;

function composedNames(plan: OnlinePlan): ComposedName[] {
  return [plan, ...plan.variants].flatMap(namesOfPredictor);
}

function namesOfPredictor({ names: own, origin, services }: OnlinePlan | VariantPlan): ComposedName[] {
  return [
    { what: 'the Deployment of Seldon Core', name: own.deployments[0], limit: LABEL_LENGTH, origin },
    { what: 'the Service', name: own.service, limit: LABEL_LENGTH, origin },
    ...services.flatMap((service): ComposedName[] => [
      { what: 'the unit of Seldon Core', name: service.name, limit: UNIT, origin: service.origin },
      {
        what: 'the Service of the unit',
        name: `${own.instance}-${own.predictor}-${service.name}`,
        limit: LABEL_LENGTH,
        origin: service.origin,
      },
    ]),
  ];
}

const INSTANCES = 'machinelearning.seldon.io/seldondeployments';

/** Its own servers (servers/sklearnserver, xgboostserver, mlflowserver), which speak its own protocol. */
const ownFiles: FilesByServer = {
  mlflow: mlserverFiles['mlflow'],
  sklearn: { told: 'model.joblib', fits: /^model\.joblib$/ },
  tensorflow: numberedFolder,
  xgboost: { told: 'model.bst', fits: /^model\.bst$/ },
};

/** Seldon Core v1, which the paper uses. */
export const seldon: ServingTarget = {
  name: 'seldon',
  title: SYSTEM,
  // Those of rclone, whose remotes have these names, and the operator's own for claims (model_initializer_injector.go).
  schemes: ['gs', 'pvc', 's3'],
  unpacks: false,
  modelFiles: (plan) => (protocolOf(plan) === 'v2' ? mlserverFiles : ownFiles),
  scale: 'machinelearning.seldon.io/seldondeployments/scale',
  names,
  unit: ({ instance, deployments }) => ({ resource: INSTANCES, object: instance, deployment: deployments[0] }),
  handsModels: true,
  // Of the executor (executor/api/metric).
  selector: ({ instance, predictor }) => `deployment_name="${instance}",predictor_name="${predictor}"`,
  emit: emitSeldonDeployment,
  check: checkGraphs,
  // The executor puts its own name of a model into the path, whatever callers say (executor/api/rest/client.go).
  speaks: (plan) => ({ protocol: protocolOf(plan) }),
  composedNames,
  // `GetDeploymentName`, `GetPredictorKey` and `GetContainerServiceName`.
  derived: (namespace, plan) =>
    [plan, ...plan.variants].flatMap(({ names: own, services }) => [
      ...own.deployments.map((name) => `apps/v1 Deployment ${namespace}/${name}`),
      `v1 Service ${namespace}/${own.service}`,
      ...services.map(({ name }) => `v1 Service ${namespace}/${own.instance}-${own.predictor}-${name}`),
    ]),
  // `PODINFO_VOLUME_PATH`, where the initializer of a server leaves its model, and the claim that it lies on
  // (`DefaultModelLocalMountPath`, `PvcSourceMountPath`).
  places: ({ server, model }) =>
    new Map([
      ['/etc/podinfo', 'what Seldon Core has there'],
      ...(server === undefined ? [] : ([['/mnt/models', 'its model']] as const)),
      ...(server !== undefined && model?.url.startsWith('pvc:') ? ([['/mnt/pvc', 'its model']] as const) : []),
    ]),
  podLabels: ({ names: own }) => ({ 'seldon-deployment-id': own.instance }),
  metrics: { path: '/prometheus', port: 'metrics', labels: { 'app.kubernetes.io/managed-by': 'seldon-core' } },
};
