import type { Authorization } from '../base/http/identity.ts';

/** What MLflow's clients take: a name and a password, or else a token. */
export interface Credentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** What can stand in a header; fetch refuses others, and names them where it does. */
const TOKEN = /^[\x21-\x7e]+$/;

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== '';

/** Nothing where no credentials are given; a sentence where they can be none. */
export function authorizationOf({ username, password, token }: Credentials): Authorization | string | undefined {
  if (isGiven(username) && isGiven(password)) {
    const code = Buffer.from(`${username}:${password}`).toString('base64');
    return { header: `Basic ${code}`, secrets: [code, password] };
  }
  if (!isGiven(token)) return undefined;
  if (!TOKEN.test(token)) return 'the token has characters that no token has';
  return { header: `Bearer ${token}`, secrets: [token] };
}
