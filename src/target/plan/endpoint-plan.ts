import type { EnvironmentPlan, ObjectKey, Origin, ResourcesPlan, Text, VolumePlan } from './parts.ts';

/** A program that answers custom sensors and does custom actions, over HTTP. */
export interface ProgramPlan {
  readonly name: string;
  readonly origin: Origin;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args: readonly Text[];
  readonly environment: readonly EnvironmentPlan[];
  readonly volumes: readonly VolumePlan[];
  readonly resources?: ResourcesPlan;
  readonly port: number;
}

export interface AgentAddress {
  readonly application: string;
  readonly namespace: string;
  readonly name: string;
}

/** A program that runs on its own, in the namespace of the team that declares it. */
export interface ServiceEndpointPlan extends ProgramPlan {
  readonly replicas: number;
  /** Agents that use it. */
  readonly callers: readonly AgentAddress[];
  /** What the tokens of its callers are for, and nothing else. */
  readonly audience: string;
}

/** How an agent reaches an endpoint that it uses. */
export type EndpointUsePlan = { readonly name: string } & (
  | { readonly placement: 'sidecar'; readonly program: ProgramPlan }
  | {
      readonly placement: 'service';
      readonly application: string;
      readonly namespace: string;
      readonly port: number;
      readonly audience: string;
    }
  | { readonly placement: 'external'; readonly url: string; readonly credentials?: ObjectKey }
);

/** What an endpoint has to understand; from it the OpenAPI document for its author is made. */
export interface InterfacePlan {
  readonly name: string;
  readonly origin: Origin;
  readonly placement: EndpointUsePlan['placement'];
  /** The comment above its declaration. */
  readonly description: string;
  /** Where agents find it. */
  readonly url: string;
  /** Whether its callers prove who they are. */
  readonly hasToken: boolean;
  readonly operations: readonly OperationPlan[];
}

export interface OperationPlan {
  readonly kind: 'sensor' | 'action';
  readonly name: string;
  readonly origin: Origin;
  readonly description: string;
  /** `type` is the name of one, as `Count` or `List<Path>?`. */
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  /** Absent: nothing is given back. */
  readonly result?: string;
  readonly windowed: boolean;
  readonly timeoutSeconds: number;
}
