import type { Header } from '../../model/model.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { Text } from '../../types/type.ts';
import { isSecretive } from '../program/check-program.ts';
import { keyOf } from './secret-key.ts';

/** A file is called after it, where its value is a secret. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Headers that a client gives itself, or that say how long a request is. */
const OWN =
  /^(?:accept|accept-encoding|connection|content-(?:length|type|encoding)|expect|host|te|trailer|transfer-encoding|upgrade)$/i;

/** What can stand in a header. */
const VALUE = /^[\x20-\x7e]*$/;

/** Of tokens: what stands before them, the form of a JWT, and long texts of all kinds of letters, as no name of a tenant is. */
const TOKENS = [/^(?:bearer|basic|token)\s/i, /^eyJ[\w-]+\./, /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w+/=-]{24,}$/];
const isTokenLike = (text: string): boolean => TOKENS.some((form) => form.test(text));

/** `headers: { "X-Scope-OrgID": "ml", "X-Api-Key": secret thanos.key }` */
export function checkHeaders(environment: Environment, { fields }: syntax.RecordLiteral): Header[] {
  const { reporter } = environment;
  const value = fields.find(({ name }) => name.text === 'headers')?.value;
  if (!value || value.kind === 'missing') return [];
  if (value.kind !== 'record') {
    const parameters = { expected: 'a record { "X-Scope-OrgID": "ml" }', found: 'something else' };
    reporter.report('wrong-type', value.span, parameters);
    return [];
  }
  const headers: Header[] = [];
  for (const { name, value: node } of value.fields) {
    const { text, span } = name;
    if (text === '') continue;
    const twin = headers.find((header) => header.name.toLowerCase() === text.toLowerCase());
    const wrong = wrongName(text);
    if (wrong !== undefined) {
      reporter.report('bad-name', span, { name: text, what: 'a header of yours', reason: wrong });
    } else if (twin) {
      const labels = [{ span: twin.span, text: 'it is given here already; capitals are no difference' }];
      reporter.report('duplicate-argument', span, { name: text, what: 'field' }, { labels });
    } else {
      const found = valueOf(environment, text, node);
      if (found !== undefined) headers.push({ name: text, span, value: found });
    }
  }
  return headers;
}

function wrongName(name: string): string | undefined {
  if (/^(?:proxy-)?authorization$/i.test(name)) return 'credentials are what becomes of it';
  if (OWN.test(name)) return 'who sends a request gives it';
  return NAME.test(name) ? undefined : 'it has letters, digits, hyphens and underscores, 64 at most';
}

function valueOf(environment: Environment, name: string, node: syntax.Expression): Header['value'] | undefined {
  const { reporter } = environment;
  if (node.kind === 'secret') return keyOf(environment, checkExpression(environment, node), 'key');
  const term = checkExpression(environment, node, Text);
  if (term.op === 'invalid') return undefined;
  if (term.op !== 'constant' || typeof term.value !== 'string') {
    reporter.report('not-constant', term.span, { what: 'a header' });
    return undefined;
  }
  if (isSecretive(name) || isTokenLike(term.value)) {
    const help = `keep it in a Secret of the cluster, as in: "${name}": secret gateway.key`;
    reporter.report('plain-secret', node.span, { name: `the header ${name}` }, { help });
    return undefined;
  }
  if (term.value.trim() !== '' && VALUE.test(term.value)) return term.value;
  reporter.report('bad-range', term.span, {
    what: 'the value of a header',
    reason: 'has letters, digits and signs of ASCII',
  });
  return undefined;
}
