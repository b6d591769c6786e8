import type { Span } from '../../base/source/source.ts';
import type { Id } from '../types/reference.ts';
import type { ServerAccess } from './access.ts';
import type { Agent } from './agent.ts';
import type { BatchWorkflow } from './batch.ts';
import type { Endpoint } from './endpoint.ts';
import type { OnlineWorkflow } from './online.ts';
import type { Resources } from './program.ts';

export type * from './access.ts';
export type * from './agent.ts';
export { actionsOf, branchesOf, givenTo, simpleActions, simpleTriggers, termsIn } from './agent.ts';
export type * from './batch.ts';
export type * from './endpoint.ts';
export type * from './online.ts';
export type * from './program.ts';

/** The typed application: checked, complete, read-only. Everything that has a place in the source keeps it. */
export interface Model {
  readonly applications: readonly Application[];
  readonly batch: ReadonlyMap<Id, BatchWorkflow>;
  readonly online: ReadonlyMap<Id, OnlineWorkflow>;
  readonly endpoints: ReadonlyMap<Id, Endpoint>;
  /** The application of each workflow, agent and endpoint. */
  readonly owners: ReadonlyMap<Id, Application>;
}

export interface Application {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  /** The namespace is another's: it is neither made nor changed. */
  readonly existing: boolean;
  readonly span: Span;
  readonly platform: Platform;
  /** The system that serves its online workflows, if it names one. */
  readonly serving?: { readonly name: string; readonly span: Span };
  /** One of the team's own, instead of the platform's. */
  readonly tracker?: Tracker;
  /** Of its containers that do not say. */
  readonly resources?: Resources;
  readonly batch: readonly BatchWorkflow[];
  readonly online: readonly OnlineWorkflow[];
  readonly agents: readonly Agent[];
}

/** An MLflow that is deployed for a team. */
export interface Tracker {
  readonly span: Span;
  /** The key of a Secret that holds the address of its database. */
  readonly database: { readonly name: string; readonly key: string };
  readonly image?: string;
  /** Cores and bytes. */
  readonly cpu?: number;
  readonly memory?: number;
}

export interface Platform {
  readonly name: string;
  readonly span: Span;
  readonly registry?: string;
  readonly runtime?: string;
  readonly tracker?: string;
  readonly artifacts?: { readonly url: string; readonly endpoint?: string; readonly secret?: string };
  readonly metrics?: string;
  /** What the two are shown. */
  readonly access: { readonly tracker?: ServerAccess | undefined; readonly metrics?: ServerAccess | undefined };
  readonly gateway?: string;
  readonly storage?: { readonly className: string; readonly bytes: number };
  readonly journal?: Journal;
  readonly queues?: readonly QueueDeclaration[];
  /** Releases of the target systems, where it says which. */
  readonly versions: Readonly<Partial<Record<SystemName, SystemVersion>>>;
  /** Of the objects that the Prometheus operator selects by labels. */
  readonly labels: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Nothing passes that no policy allows; what is allowed beside what is known. */
  readonly network?: NetworkDeclaration;
  /** Of containers that do not say, and whose application does not. */
  readonly resources?: Resources;
  /** `production`: agents are held to more; development if not said. */
  readonly profile?: 'development' | 'production';
}

/**
 * Where agents keep what they remember: each on a volume of its own, of a storage class, or all in a database, whose address is in
 * the key of a Secret.
 */
export type Journal =
  | { readonly kind: 'volume'; readonly className: string; readonly bytes?: number }
  | { readonly kind: 'postgres'; readonly secret: string; readonly key: string; readonly port: number };

export interface NetworkDeclaration {
  /** Addresses that pods of workflows reach. */
  readonly egress: readonly string[];
  /** Namespaces whose pods reach services. */
  readonly ingress: readonly string[];
}

export type SystemName = 'argo' | 'istio' | 'keda' | 'kserve' | 'seldon';

/** A release of a target system. */
export interface SystemVersion {
  readonly major: number;
  readonly minor: number;
  readonly span: Span;
}

/** A queue of Volcano. */
export interface QueueDeclaration {
  readonly name: string;
  readonly span: Span;
  readonly weight?: number;
  /** Cores and bytes that all of its pods together may have. */
  readonly cpu?: number;
  readonly memory?: number;
}

/** The agents of all applications. */
export const agentsIn = (model: Model): readonly Agent[] => model.applications.flatMap(({ agents }) => agents);
