import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { KubernetesObject } from '../manifest.ts';

/** An InferenceService of KServe 0.20 with the fields that are written (pkg/apis/serving/v1beta1). */
export interface InferenceService extends KubernetesObject {
  readonly apiVersion: 'serving.kserve.io/v1beta1';
  readonly kind: 'InferenceService';
  readonly spec: { readonly predictor: Predictor; readonly transformer?: Component };
}

/** The pod's own fields stand beside those of KServe (component.go, transformer.go). */
export interface Component extends Omit<IPodSpec, 'containers'> {
  readonly containers?: readonly IContainer[];
  readonly logger?: { readonly mode: 'all' | 'request' | 'response'; readonly url: string };
  readonly minReplicas?: number;
}

export interface Predictor extends Component {
  readonly model?: Model;
}

/** So do those of its container, whose name is KServe's (predictor_model.go). */
export interface Model extends Omit<IContainer, 'name'> {
  readonly modelFormat: { readonly name: string };
  readonly protocolVersion?: 'v1' | 'v2';
  readonly storageUri?: string;
}

/** An InferenceGraph of the same release (pkg/apis/serving/v1alpha1/inference_graph.go). */
export interface InferenceGraph extends KubernetesObject {
  readonly apiVersion: 'serving.kserve.io/v1alpha1';
  readonly kind: 'InferenceGraph';
  readonly spec: { readonly nodes: Readonly<Record<string, InferenceRouter>> };
}

export interface InferenceRouter {
  readonly routerType: 'Sequence' | 'Splitter' | 'Ensemble';
  readonly steps: readonly InferenceStep[];
}

export interface InferenceStep {
  readonly name?: string;
  readonly serviceName?: string;
  readonly nodeName?: string;
  readonly data?: '$response';
  readonly weight?: number;
}
