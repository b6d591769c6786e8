import type { Span } from '../../base/source/source.ts';
import type { Id, ModelReference, Reference, WorkflowReference } from '../types/reference.ts';
import type { Term } from '../types/term.ts';
import type { Build, Placement, ProgramArgument, Resources, Security, Volume } from './program.ts';

export type ServiceRole = 'model' | 'transformer' | 'output' | 'router' | 'combiner';

export interface OnlineWorkflow {
  readonly id: Id;
  readonly name: string;
  readonly span: Span;
  readonly services: readonly Service[];
  /** The services in the order of a request. */
  readonly graph: readonly GraphElement[];
  readonly variants: readonly Variant[];
  readonly explainer?: Service;
  readonly detectors: readonly Service[];
  /** What all services speak, if it is said. */
  readonly protocol?: { readonly name: Protocol; readonly span: Span };
  /** Replicas that stay while nodes are emptied. */
  readonly available?: number;
  readonly placement: Placement;
  readonly transport: 'rest' | 'grpc';
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  readonly scale?: Scale;
  readonly expose?: { readonly host: string; readonly span: Span };
  /** The agent that brings it up; nobody else ships it. */
  readonly deployedBy?: { readonly agent: Reference; readonly span: Span };
  readonly backup?: { readonly workflow: WorkflowReference; readonly span: Span };
}

export type Protocol = 'seldon' | 'tensorflow' | 'v2';

/** A service, or branches that a request takes one of, or all. */
export type GraphElement = string | { readonly span: Span; readonly paths: readonly (readonly GraphElement[])[] };

/** The same graph with other services, for a share of the requests or for copies of them. */
export interface Variant {
  readonly role: 'canary' | 'shadow';
  readonly name: string;
  readonly span: Span;
  /** 1 to 100. */
  readonly percent: number;
  /** All of the graph. */
  readonly services: readonly Service[];
  /** Names of those that differ from the stable ones. */
  readonly changed: readonly string[];
}

export interface Service {
  readonly name: string;
  readonly span: Span;
  readonly role: ServiceRole;
  readonly image?: string;
  readonly server?: string;
  /** The share of the first branch, of a server that picks one at random. */
  readonly ratio?: number;
  readonly args: readonly ProgramArgument[];
  readonly volumes: readonly Volume[];
  readonly security?: Security;
  readonly build?: Build;
  readonly model?: { readonly model: ModelReference; readonly version: string; readonly span: Span };
  /** The first clause that names tensors. */
  readonly tensors?: Span;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: Term }[];
  readonly resources?: Resources;
}

export type Scale =
  | {
      readonly kind: 'sensor';
      readonly span: Span;
      /** As it is written; it reads `reading`, or where that is unknown it is `otherwise`, in base units. */
      readonly on: Term;
      readonly reading: Extract<Term, { readonly op: 'reading' }>;
      readonly otherwise?: number;
      readonly perReplica: boolean;
      readonly threshold: number;
    }
  /** What its containers use. */
  | { readonly kind: 'use'; readonly span: Span; readonly of: 'cpu' | 'memory'; readonly target: UseTarget };

/** A share of what they ask for, or an amount for each replica, in cores or bytes. */
export type UseTarget = { readonly percent: number } | { readonly amount: number };
