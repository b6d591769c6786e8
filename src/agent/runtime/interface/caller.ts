import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet } from 'jose';
import type { StrategyGraph } from '../../../contract/strategy-graph/strategy-graph.ts';
import { Problem } from './problem.ts';

/** Who calls, as the cluster says: an account of a namespace. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** Who may call what, as the graph of the agent that is called says. */
export const callersIn =
  ({ agent: { callers = [] } }: Pick<StrategyGraph, 'agent'>) =>
  (receiver: string): readonly Account[] =>
    callers
      .filter((caller) => caller.receiver === receiver)
      .map(({ namespace, account }) => ({ namespace, name: account }));

export interface TokenRules {
  /** Who signs tokens: the issuer of the cluster. */
  readonly issuer: string;
  /** What a token has to be for: this agent, and no other. */
  readonly audience: string;
  /** The keys of the cluster. Rejects where they cannot be had. */
  readonly keys: () => Promise<JSONWebKeySet>;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** Keys are asked for anew after this time, and for a key that is not among them, but not more often than that. Milliseconds. */
const KEPT = 3_600_000;
const ANEW = 30_000;
/** The clocks of a cluster differ by seconds. */
const SKEW_SECONDS = 30;

/** What a token says that the cluster signed. Which account may do what is asked by whoever knows the request. */
export class Tokens {
  readonly #rules: TokenRules;
  #keys: { readonly set: ReturnType<typeof createLocalJWKSet>; readonly at: number } | undefined;

  constructor(rules: TokenRules) {
    this.#rules = rules;
  }

  /** The account for which the header `Authorization` speaks. Rejects with a `Problem`, whose detail has nothing of the token. */
  async accountOf(authorization: string | undefined): Promise<Account> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw refused('no-token', 'show a token of the cluster for this agent');
    const subject = await this.#verify(token);
    const [, namespace, name] = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/.exec(subject) ?? [];
    if (namespace === undefined || name === undefined)
      throw refused('no-account', 'the token is of no account of the cluster');
    return { namespace, name };
  }

  async #verify(token: string): Promise<string> {
    const { issuer, audience, now } = this.#rules;
    const options = {
      issuer,
      audience,
      algorithms: ['RS256', 'ES256', 'ES384', 'ES512', 'RS384', 'RS512'],
      clockTolerance: SKEW_SECONDS,
      currentDate: new Date(now()),
      requiredClaims: ['exp', 'sub'],
    };
    for (const isAnew of [false, true]) {
      const keys = await this.#keySet(isAnew);
      try {
        const { payload } = await jwtVerify(token, keys, options);
        return payload.sub ?? '';
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey && !isAnew) continue;
        throw refused(...reasonOf(error));
      }
    }
    throw refused('signature', 'the token is not signed by this cluster');
  }

  /** `isAnew`: one of them was not there. */
  async #keySet(isAnew: boolean): Promise<ReturnType<typeof createLocalJWKSet>> {
    const age = this.#keys === undefined ? Infinity : this.#rules.now() - this.#keys.at;
    const isGood = age >= 0 && age < (isAnew ? ANEW : KEPT);
    if (this.#keys && isGood) return this.#keys.set;
    try {
      this.#keys = { set: createLocalJWKSet(await this.#rules.keys()), at: this.#rules.now() };
    } catch {
      // Keys that are known go on to count: the API server may be away for a while.
      if (!this.#keys)
        throw new Problem(503, 'the keys of the cluster cannot be had', { headers: { 'retry-after': '5' } });
    }
    return this.#keys.set;
  }
}

const refused = (reason: string, detail: string): Problem =>
  new Problem(401, detail, { reason, headers: { 'www-authenticate': 'Bearer' } });

function reasonOf(error: unknown): [string, string] {
  if (error instanceof errors.JWTExpired) return ['expired', 'the token is too old'];
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return ['audience', 'the token is for somebody else'];
    if (error.claim === 'iss') return ['issuer', 'the token is of another cluster'];
    return ['claims', `the token does not say what it has to (${error.claim})`];
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed)
    return ['signature', 'the token is not signed by this cluster'];
  return ['no-token', 'the token is none'];
}
