import type { Span } from '../../base/source/source.ts';

/** A key of a Secret or of a ConfigMap. */
export interface KeyOfObject {
  readonly kind: 'secret' | 'config';
  readonly name: string;
  readonly key: string;
}

/** What a server is shown that wants to know who asks, and who vouches for it. */
export interface ServerAccess {
  readonly credentials?: Credentials & { readonly span: Span };
  /** Certificates (PEM). */
  readonly ca?: KeyOfObject & { readonly span: Span };
  /** Of each request, in the order of the source. */
  readonly headers: readonly Header[];
}

export type Credentials =
  | { readonly kind: 'token'; readonly token: KeyOfObject }
  | { readonly kind: 'password'; readonly username: KeyOfObject; readonly password: KeyOfObject }
  /** A Secret that has `token`, or `username` and `password`; which of them is known in the cluster alone. */
  | { readonly kind: 'either'; readonly secret: string };

export interface Header {
  readonly name: string;
  readonly span: Span;
  readonly value: string | KeyOfObject;
}
