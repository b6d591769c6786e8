import type { HeaderName, Url } from './scalars.ts';

/**
 * What a server is shown that wants to know who asks, and who vouches for it. Values of Secrets stand in files of the pod
 * (`src/contract/process/agent.ts`), and nowhere else.
 */
export interface AccessNode {
  readonly kind: 'tracker' | 'metrics';
  /** As sensors, targets and subjects name it: another address is shown nothing of this. */
  readonly url: Url;
  /** A token, or a username and a password. */
  readonly credentials?: true;
  /** The certificates of those who vouch for it, in place of those whom all trust. */
  readonly ca?: true;
  /** Of each request. @minItems 1 */
  readonly headers?: readonly HeaderNode[];
}

export interface HeaderNode {
  readonly name: HeaderName;
  /** Absent: it is that of a Secret. */
  readonly value?: string;
}
