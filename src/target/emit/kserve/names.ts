import type { ServiceName, ServingNames } from '../../plan/serving.ts';

/** The InferenceService of one service; where it is the only one it has the name of the workflow. */
export const serviceName = (instance: string, service: string, isGraph: boolean): string =>
  isGraph ? `${instance}-${service}` : instance;

/** KServe derives them for Deployments and for Services (constants.PredictorServiceName, TransformerServiceName). */
export const predictorName = (inferenceService: string): string => `${inferenceService}-predictor`;
export const transformerName = (inferenceService: string): string => `${inferenceService}-transformer`;

/** Variants are instances of their own, among which our route divides the requests. */
export function names(workflow: string, services: readonly ServiceName[], variant?: string): ServingNames {
  const instance = variant === undefined ? workflow : `${workflow}-${variant}`;
  // A transformer before one model is a part of that model's InferenceService: elsewhere it is not told where the model is.
  const holders = services.filter(({ before }) => before === undefined);
  const isGraph = holders.length > 1;
  const parts = holders.map(({ name }) => serviceName(instance, name, isGraph));
  const deploymentsOf = (part: string, index: number): string[] => {
    const isTransformed = services.some(({ before }) => before !== undefined && before === holders[index]?.name);
    return [...(isTransformed ? [transformerName(part)] : []), predictorName(part)];
  };
  const [first = predictorName(instance), ...others] = parts.flatMap(deploymentsOf);
  const within = new Map(services.flatMap(({ name, before }) => (before === undefined ? [] : [[name, before]])));
  return {
    instance,
    ...(isGraph ? { parts } : {}),
    ...(within.size > 0 ? { within } : {}),
    predictor: variant ?? 'default',
    deployments: [first, ...others],
    service: isGraph ? instance : first,
    ports: { rest: 80, grpc: 80 },
  };
}

/** The account whose Secret the storage initializer reads; it is named where there is one for each of several Secrets. */
export const accountName = (instance: string, secret?: string): string =>
  `${instance}-models${secret === undefined ? '' : `-${secret}`}`;
