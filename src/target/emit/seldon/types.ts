import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { KubernetesObject } from '../manifest.ts';

/** A SeldonDeployment of Seldon Core 1.17 with the fields that are written (seldondeployment_types.go). */
export interface SeldonDeployment extends KubernetesObject {
  readonly apiVersion: 'machinelearning.seldon.io/v1';
  readonly kind: 'SeldonDeployment';
  readonly spec: {
    readonly predictors: readonly Predictor[];
    readonly protocol?: Protocol;
    readonly replicas?: number;
    readonly transport?: 'rest' | 'grpc';
  };
}

/** What servers speak; a whole deployment has one. */
export type Protocol = 'seldon' | 'tensorflow' | 'v2';

export interface Predictor {
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly componentSpecs?: readonly { readonly metadata: { readonly name: string }; readonly spec: IPodSpec }[];
  readonly explainer?: AlibiExplainer;
  readonly graph: PredictiveUnit;
  readonly replicas?: number;
  readonly shadow?: boolean;
  readonly traffic?: number;
}

/** Its kind is said by `type`, or by the server that the operator brings along. */
export interface PredictiveUnit {
  readonly name: string;
  readonly type?: 'MODEL' | 'TRANSFORMER' | 'ROUTER' | 'COMBINER' | 'OUTPUT_TRANSFORMER';
  readonly implementation?: Implementation;
  readonly children?: readonly PredictiveUnit[];
  readonly envSecretRefName?: string;
  readonly logger?: { readonly mode: 'request' | 'response' | 'all'; readonly url: string };
  readonly modelUri?: string;
  readonly parameters?: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  readonly type: 'INT' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'BOOL';
  readonly value: string;
}

export type Implementation =
  | 'TENSORFLOW_SERVER'
  | 'SKLEARN_SERVER'
  | 'XGBOOST_SERVER'
  | 'MLFLOW_SERVER'
  | 'TRITON_SERVER'
  | 'HUGGINGFACE_SERVER'
  | 'RANDOM_ABTEST'
  | 'AVERAGE_COMBINER';

export interface AlibiExplainer {
  readonly containerSpec?: IContainer;
  readonly envSecretRefName?: string;
  readonly modelUri?: string;
  readonly type?: 'AnchorTabular' | 'AnchorImages' | 'AnchorText' | 'KernelShap' | 'IntegratedGradients';
}
