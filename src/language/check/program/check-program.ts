import type { Span } from '../../../base/source/source.ts';
import { firstHere } from '../../names/scope.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { isPrintable } from '../../types/check-literal.ts';
import { requireWindows } from '../../types/check-window.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { Text, list } from '../../types/type.ts';
import type { Checker } from '../checker.ts';
import type { ProgramArgument } from '../../model/model.ts';

/** What executors and services have in common: an image, arguments, an environment. */

/** `name:tag` or `registry/path/name:tag`, as the container runtimes read it. */
const IMAGE =
  /^(?:(?<host>[a-z0-9.-]+(?::\d+)?)\/)?(?<path>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

export function checkImage(checker: Checker, environment: Environment, setting: syntax.Setting): string | undefined {
  const image = checker.text(environment, setting.value, Text, 'an image');
  if (image === undefined) return undefined;
  const match = IMAGE.exec(image);
  const reason =
    image === ''
      ? 'it is empty'
      : !match
        ? 'it has the form registry/name:tag, in lower case'
        : match.groups?.['tag'] === undefined && match.groups?.['digest'] === undefined
          ? 'it has no tag'
          : undefined;
  if (reason === undefined) return image;
  const help = reason === 'it has no tag' ? { help: `write which version is meant, as in "${image}:1.0"` } : {};
  checker.reporter.report(
    'bad-image',
    setting.value.span,
    { image: image === '' ? 'the empty text' : image, reason },
    help,
  );
  return undefined;
}

export function checkCommand(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting,
): string[] | undefined {
  const words = checker.constant(environment, setting.value, list(Text), 'a command');
  return Array.isArray(words) ? words.map(String) : undefined;
}

/** `{ name: value }` becomes `--name=value`; a list is taken as it stands. */
export function checkArguments(environment: Environment, value: syntax.Expression): ProgramArgument[] {
  const refuse = (span: Span, name: string): void => {
    const help =
      'arguments stand in manifests: let the program read it from its environment, as in env { TOKEN: secret hub.token }';
    environment.reporter.report('plain-secret', span, { name }, { help });
  };
  if (value.kind === 'record') {
    return value.fields.flatMap((field): ProgramArgument[] => {
      const { text: name, span } = field.name;
      if (isText(field.value) && isSecretive(name)) {
        refuse(span, name);
        return [];
      }
      const term = printable(environment, field.value);
      return term && name !== '' ? [{ name, value: term }] : [];
    });
  }
  if (value.kind === 'list') {
    return value.items.flatMap((item, index): ProgramArgument[] => {
      const secret = secretIn(item, value.items[index - 1]);
      if (secret !== undefined) {
        refuse(item.span, secret);
        return [];
      }
      const term = printable(environment, item);
      return term ? [{ value: term }] : [];
    });
  }
  if (value.kind !== 'missing') {
    environment.reporter.report('wrong-type', value.span, {
      expected: 'a record { name: value } or a list [ … ]',
      found: 'something else',
    });
  }
  return [];
}

/** Names that are hardly ever given to anything but a secret. */
const SECRETIVE = /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)$/i;

export const isSecretive = (name: string): boolean => SECRETIVE.test(name.replaceAll('-', '_'));

const isText = (node: syntax.Expression | undefined): node is syntax.StringLiteral =>
  node?.kind === 'string' && node.parts.length > 0;

/** The name of an argument that holds a secret: of `--token=x`, or of `--token` before it. */
function secretIn(item: syntax.Expression, before: syntax.Expression | undefined): string | undefined {
  const [first] = isText(item) ? item.parts : [];
  if (first?.kind !== 'text') return undefined;
  const [, flag, text] = /^--?([\w-]+)=(.*)/.exec(first.value) ?? [];
  const [above] = isText(before) ? before.parts : [];
  const [, name] = (above?.kind === 'text' && /^--?([\w-]+)$/.exec(above.value)) || [];
  if (flag !== undefined && text !== '' && isSecretive(flag)) return flag;
  return name !== undefined && isSecretive(name) && !first.value.startsWith('-') ? name : undefined;
}

export function checkEnvironment(
  environment: Environment,
  value: syntax.Expression,
): { readonly name: string; readonly value: Term }[] {
  if (value.kind !== 'record') {
    if (value.kind !== 'missing') {
      environment.reporter.report('wrong-type', value.span, {
        expected: 'a record { NAME: value }',
        found: 'something else',
      });
    }
    return [];
  }
  const variables: { name: string; value: Term }[] = [];
  const seen = new Map<string, Span>();
  for (const field of value.fields) {
    const { text: name, span } = field.name;
    if (name === '') continue;
    const first = seen.get(name);
    if (first) {
      const labels = firstHere(name, first);
      environment.reporter.report('duplicate-name', span, { name, what: 'variable' }, { labels });
      continue;
    }
    seen.set(name, span);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      environment.reporter.report('bad-name', span, {
        name,
        what: 'an environment variable',
        reason: 'it has letters, digits and underscores',
      });
      continue;
    }
    if (isText(field.value) && isSecretive(name)) {
      const help = `keep it in a Secret of the cluster, as in: ${name}: secret hub.token`;
      environment.reporter.report('plain-secret', span, { name }, { help });
      continue;
    }
    const term = variable(environment, field.value);
    if (term) variables.push({ name, value: term });
  }
  return variables;
}

/** A text, or one key of a Secret or ConfigMap. */
function variable(environment: Environment, node: syntax.Expression): Term | undefined {
  if (node.kind !== 'secret' && node.kind !== 'config') return printable(environment, node);
  const term = checkExpression(environment, node);
  if (node.key) return term;
  const help = `name the key, as in: ${node.kind} ${node.name.text}.value`;
  environment.reporter.report('missing-clause', node.span, { of: `the ${node.kind}`, clause: 'key' }, { help });
  return undefined;
}

function printable(environment: Environment, node: syntax.Expression): Term | undefined {
  const term = checkExpression(environment, node);
  if (term.op === 'invalid' || !requireWindows(environment, term)) return undefined;
  if (isPrintable(term.type)) return term;
  environment.reporter.report('bad-argument-value', term.span, { found: describeType(term.type) });
  return undefined;
}
