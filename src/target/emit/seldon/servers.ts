import type { AlibiExplainer, Implementation, Protocol } from './types.ts';

interface Server {
  readonly implementation: Implementation;
  /** For which the operator's settings name an image (`predictor_servers` in its ConfigMap). */
  readonly protocols: readonly Protocol[];
  /** Done by the executor itself. */
  readonly isBuiltIn?: true;
}

/** The container that Seldon runs TensorFlow Serving in; the unit's own container is only a proxy in front of it. */
export const TENSORFLOW_SERVING = 'tfserving';

const any: readonly Protocol[] = ['seldon', 'tensorflow', 'v2'];

/** Servers that the operator brings along, by our name. */
export const servers: Readonly<Record<string, Server>> = {
  tensorflow: { implementation: 'TENSORFLOW_SERVER', protocols: ['seldon', 'tensorflow'] },
  sklearn: { implementation: 'SKLEARN_SERVER', protocols: ['seldon', 'v2'] },
  xgboost: { implementation: 'XGBOOST_SERVER', protocols: ['seldon', 'v2'] },
  mlflow: { implementation: 'MLFLOW_SERVER', protocols: ['seldon', 'v2'] },
  triton: { implementation: 'TRITON_SERVER', protocols: ['v2'] },
  huggingface: { implementation: 'HUGGINGFACE_SERVER', protocols: ['v2'] },
  random: { implementation: 'RANDOM_ABTEST', protocols: any, isBuiltIn: true },
  average: { implementation: 'AVERAGE_COMBINER', protocols: ['seldon'], isBuiltIn: true },
};

/** Kinds of explainers (`AlibiExplainerType` in seldondeployment_types.go). */
export const explainers: Readonly<Record<string, NonNullable<AlibiExplainer['type']>>> = {
  'anchor-tabular': 'AnchorTabular',
  'anchor-images': 'AnchorImages',
  'anchor-text': 'AnchorText',
  'kernel-shap': 'KernelShap',
  'integrated-gradients': 'IntegratedGradients',
};

/** The protocol that all of some servers speak; a whole deployment has one. */
export const commonProtocol = (names: readonly (string | undefined)[]): Protocol | undefined =>
  (['seldon', 'v2'] as const).find((protocol) => speak(names, protocol));

export const speak = (names: readonly (string | undefined)[], protocol: Protocol): boolean =>
  names.every((name) => name === undefined || servers[name]?.protocols.includes(protocol) !== false);
