import type { ObjectKey, Origin } from './parts.ts';

/** What a server is shown that wants to know who asks, and who vouches for it. No value of a Secret is in a plan. */
export interface AccessPlan {
  readonly credentials?: CredentialsPlan & { readonly origin: Origin };
  /** Certificates (PEM). */
  readonly ca?: ObjectKey & { readonly origin: Origin };
  /** Of each request. */
  readonly headers: readonly HeaderPlan[];
}

export type CredentialsPlan =
  | { readonly kind: 'token'; readonly token: ObjectKey }
  | { readonly kind: 'password'; readonly username: ObjectKey; readonly password: ObjectKey }
  /** A Secret that has `token`, or `username` and `password`. */
  | { readonly kind: 'either'; readonly secret: string };

export interface HeaderPlan {
  readonly name: string;
  readonly origin: Origin;
  readonly value: string | ObjectKey;
}
