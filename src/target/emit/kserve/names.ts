import type { ServingNames } from '../../plan/serving.ts';

/** The InferenceService of one service; where it is the only one it has the name of the workflow. */
export const serviceName = (instance: string, service: string, isGraph: boolean): string =>
  isGraph ? `${instance}-${service}` : instance;

/** KServe derives it for the Deployment and for the Service (constants.PredictorServiceName). */
export const predictorName = (inferenceService: string): string => `${inferenceService}-predictor`;

/** Variants are instances of their own, among which our route divides the requests. */
export function names(workflow: string, services: readonly string[], variant?: string): ServingNames {
  const instance = variant === undefined ? workflow : `${workflow}-${variant}`;
  const isGraph = services.length > 1;
  const parts = services.map((service) => serviceName(instance, service, isGraph));
  const [first = instance, ...others] = parts;
  return {
    instance,
    ...(isGraph ? { parts } : {}),
    predictor: variant ?? 'default',
    deployments: [predictorName(first), ...others.map(predictorName)],
    service: isGraph ? instance : predictorName(first),
    ports: { rest: 80, grpc: 80 },
  };
}

/** The account whose Secret the storage initializer reads; it is named where there is one for each of several Secrets. */
export const accountName = (instance: string, secret?: string): string =>
  `${instance}-models${secret === undefined ? '' : `-${secret}`}`;
