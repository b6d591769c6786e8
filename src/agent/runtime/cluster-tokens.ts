import { readFile } from 'node:fs/promises';
import { decodeJwt, type JSONWebKeySet } from 'jose';
import type { Cluster } from './cluster/client.ts';
import { Tokens } from './interface/caller.ts';

/** Where Kubernetes puts the token for the API server. */
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** The account of the pod; undefined where there is none, as on a laptop. */
export async function accountOf(path = TOKEN): Promise<{ readonly issuer: string } | undefined> {
  const token = await readFile(path, 'utf8').catch(() => undefined);
  if (token === undefined) return undefined;
  // Whom to believe is told by whoever has put it there.
  const { iss } = decodeJwt(token.trim());
  return iss === undefined ? undefined : { issuer: iss };
}

/** Judges tokens by the keys of the cluster, for which its API server is asked. */
export const clusterTokens = (
  cluster: Pick<Cluster, 'ask'>,
  { issuer }: { readonly issuer: string },
  audience: string,
): Tokens =>
  new Tokens({
    issuer,
    audience,
    now: Date.now,
    keys: async () => {
      const answer = await cluster.ask('GET', '/openid/v1/jwks', { accept: 'application/jwk-set+json' });
      if ('problem' in answer) throw new Error(`the API server ${answer.problem}`);
      return answer.object as unknown as JSONWebKeySet;
    },
  });
