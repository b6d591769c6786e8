import { defined } from '../../../base/values/defined.ts';
import type { Credentials, KeyOfObject, ServerAccess } from '../../model/model.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { invalid, record, type Type } from '../../types/type.ts';
import { checkHeaders } from './check-headers.ts';
import { keyOf, reportNoSecret } from './secret-key.ts';

/** Each field says itself what it takes. */
const any: Type = { kind: 'optional', of: invalid };

/** The key that a CA has where none is named, as cert-manager and trust-manager call it. */
const CA_KEY = 'ca.crt';

/** `{ credentials: secret mlflow, ca: config corp-ca, headers: { "X-Scope-OrgID": "ml" } }`, behind an address. */
export function checkAccess(
  environment: Environment,
  setting: syntax.Setting | undefined,
  address: string | undefined,
): ServerAccess | undefined {
  if (!setting?.options) return undefined;
  const term = checkExpression(environment, setting.options, record({ credentials: any, ca: any, headers: any }));
  if (term.op !== 'record') return undefined;
  const credentials = checkCredentials(environment, term.fields.get('credentials'));
  const ca = checkAuthority(environment, term.fields.get('ca'));
  const headers = checkHeaders(environment, setting.options);
  const isSecret = credentials !== undefined || headers.some(({ value }) => typeof value !== 'string');
  const expected = expectedOf(address, isSecret, ca !== undefined);
  if (expected !== undefined && address !== undefined)
    environment.reporter.report('bad-url', setting.value.span, { url: address, expected });
  return defined<ServerAccess>({ credentials, ca, headers });
}

/** What goes over a network outside goes where nobody can read it, and only a server with a certificate can be vouched for. */
function expectedOf(address: string | undefined, isSecret: boolean, hasAuthority: boolean): string | undefined {
  const url = address === undefined ? undefined : new URL(address);
  if (url?.protocol !== 'http:') return undefined;
  if (hasAuthority) return 'an address that begins with https://, as one that has a certificate';
  return isSecret && !isOfCluster(url.hostname)
    ? 'an address that begins with https://, as one to which credentials are sent'
    : undefined;
}

/** `name`, `name.namespace`, `name.namespace.svc…`: Services, as `egressTo` takes them. */
const isOfCluster = (host: string): boolean => /^[a-z0-9-]+(\.[a-z0-9-]+(\.svc(\..*)?)?)?$/.test(host);

// --------------------------------------------------------------------------------------------------------- credentials

const EITHER = 'which has the key `token`, or `username` and `password`';

function checkCredentials(environment: Environment, term: Term | undefined): ServerAccess['credentials'] {
  if (!term || term.op === 'invalid') return undefined;
  const found = term.op === 'record' ? namedKeys(environment, term) : secretOf(environment, term);
  return found && { ...found, span: term.span };
}

/** A key that is called so is no bearer token. */
const PASSWORD = /^(?:user(?:_?name)?|login|pass(?:word|wd)?|pwd)$/i;

function secretOf({ reporter }: Environment, term: Term): Credentials | undefined {
  if (term.op !== 'secret') {
    reportNoSecret(
      { reporter },
      term,
      `name the Secret of the cluster that holds them, as in: secret mlflow, ${EITHER}`,
    );
    return undefined;
  }
  const { name: secret, key, span } = term;
  if (key === undefined) return { kind: 'either', secret };
  if (!PASSWORD.test(key)) return { kind: 'token', token: { kind: 'secret', name: secret, key } };
  const reason = `one key is a bearer token, and ${key} is called like a part of a name with its password`;
  const help = `for a name with its password name the Secret, ${EITHER}`;
  reporter.report('bad-credentials', span, { reason }, { help, fix: { span, text: `secret ${secret}`, unsure: true } });
  return undefined;
}

const NAMED = ['token', 'username', 'password'] as const;

/** `{ username: secret db.user, password: secret db.pass }`, `{ token: secret thanos.bearer }` */
function namedKeys(environment: Environment, term: Extract<Term, { op: 'record' }>): Credentials | undefined {
  const { reporter } = environment;
  const keys = new Map<string, KeyOfObject>();
  for (const [name, value] of term.fields) {
    if (!(NAMED as readonly string[]).includes(name)) {
      reporter.report(
        'unknown-field',
        value.span,
        { field: name, of: 'credentials' },
        { help: `it takes ${NAMED.join(', ')}` },
      );
      return undefined;
    }
    const key = keyOf(environment, value, 'token');
    if (!key) return undefined;
    keys.set(name, key);
  }
  const [token, username, password] = NAMED.map((name) => keys.get(name));
  if (token && !username && !password) return { kind: 'token', token };
  if (!token && username && password) return { kind: 'password', username, password };
  const reason = token
    ? 'a token stands alone'
    : `a ${username ? 'username needs a password' : 'password needs a username'}`;
  reporter.report(
    'bad-credentials',
    term.span,
    { reason: keys.size === 0 ? 'there are none' : reason },
    { help: 'a server is shown a token, or a username and a password' },
  );
  return undefined;
}

// -------------------------------------------------------------------------------------------------------------------- CA

function checkAuthority({ reporter }: Environment, term: Term | undefined): ServerAccess['ca'] {
  if (!term || term.op === 'invalid') return undefined;
  const { span } = term;
  if (term.op === 'secret' || term.op === 'config')
    return { kind: term.op, name: term.name, key: term.key ?? CA_KEY, span };
  const help = `keep the certificates in a ConfigMap, as in: ca: config corp-ca, of which the key is ${CA_KEY} if none is named`;
  const parameters = { expected: 'a ConfigMap or a Secret', found: describeType(term.type) };
  reporter.report('wrong-type', span, parameters, { help });
  return undefined;
}
