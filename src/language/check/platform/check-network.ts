import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { Text, list, optional, record } from '../../types/type.ts';
import type { NetworkDeclaration } from '../../model/model.ts';
import { checkName } from '../check-name.ts';
import type { Checker } from '../checker.ts';

const fields = record({ egress: optional(list(Text)), ingress: optional(list(Text)) });

/** Whose port is known without a number behind the host. */
const KNOWN = ['http:', 'https:'];

/** `network { egress: ["https://models.example.org", "postgresql://db.tools:5432"], ingress: ["ingress-nginx"] }` */
export function checkNetwork(
  { reporter }: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): NetworkDeclaration | undefined {
  if (!setting) return undefined;
  const term = checkExpression(environment, setting.value, fields);
  if (term.op !== 'record') return undefined;
  const [egress, ingress] = [textsOf(term.fields.get('egress')), textsOf(term.fields.get('ingress'))];
  for (const { text, span } of egress) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.hostname && (url.port !== '' || KNOWN.includes(url.protocol))) continue;
    const expected = 'an address with a scheme, a host and a port, which of http and https is known';
    reporter.report('bad-url', span, { url: text, expected });
  }
  for (const { text, span } of ingress) checkName(reporter, { kind: 'name', text, span }, 'a namespace');
  return { egress: egress.map(({ text }) => text), ingress: ingress.map(({ text }) => text) };
}

const textsOf = (term: Term | undefined): { readonly text: string; readonly span: syntax.Name['span'] }[] => {
  if (term?.op === 'list') return term.items.flatMap(textsOf);
  if (term?.op !== 'constant') return [];
  const values: readonly unknown[] = Array.isArray(term.value) ? term.value : [term.value];
  return values.flatMap((text) => (typeof text === 'string' ? [{ text, span: term.span }] : []));
};
