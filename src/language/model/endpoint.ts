import type { Span } from '../../base/source/source.ts';
import type { Id } from '../types/reference.ts';
import type { TypedParameter } from '../types/parameter.ts';
import type { Term } from '../types/term.ts';
import type { Type } from '../types/type.ts';
import type { Build, ProgramArgument, Resources, Volume } from './program.ts';

export type EndpointPlacement = 'sidecar' | 'service' | 'external';

/** What answers custom sensors and does custom actions, over HTTP. */
export type Endpoint = {
  readonly id: Id;
  readonly name: string;
  readonly span: Span;
  /** The comment above it. */
  readonly description: string;
  /** In the order of their names, sensors first. */
  readonly operations: readonly Operation[];
} & (
  | { readonly placement: 'sidecar' | 'service'; readonly program: EndpointProgram }
  | {
      readonly placement: 'external';
      readonly url: string;
      /** The key of a Secret that holds a bearer token. */
      readonly credentials?: { readonly name: string; readonly key: string };
    }
);

export interface EndpointProgram {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args: readonly ProgramArgument[];
  readonly environment: readonly { readonly name: string; readonly value: Term }[];
  readonly volumes: readonly Volume[];
  readonly build?: Build;
  readonly resources?: Resources;
  readonly port: number;
  readonly replicas: number;
}

/** A sensor or an action as its endpoint sees it. */
export interface Operation {
  readonly kind: 'sensor' | 'action';
  readonly name: string;
  readonly span: Span;
  /** The comment above it. */
  readonly description: string;
  readonly parameters: readonly TypedParameter[];
  readonly result: Type;
  readonly windowed: boolean;
  /** Absent: what all have. */
  readonly timeoutSeconds?: number;
}
