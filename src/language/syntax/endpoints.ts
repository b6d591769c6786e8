import type { Name, Node, Parameter, RecordLiteral, Setting, TypeReference, UnknownClause } from './expressions.ts';
import type { Replicas } from './online.ts';

/** `endpoint drift : sidecar { image "drift:1.0" }`: what answers custom sensors and does custom actions, over HTTP. */
export interface Endpoint extends Node {
  readonly kind: 'endpoint';
  readonly name: Name;
  /** `sidecar`, `service` or `external`; another word is kept for the checker to refuse. */
  readonly placement: Name;
  readonly clauses: readonly (Setting | Replicas | UnknownClause)[];
}

/** `action open-ticket(title: String) : String from http { endpoint: tickets }` */
export interface CustomAction extends Node {
  readonly kind: 'custom-action';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  /** Absent: what it gives back is of no interest. */
  readonly result?: TypeReference;
  readonly source?: Name;
  readonly fields?: RecordLiteral;
}
