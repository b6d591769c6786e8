import { defined } from '../../base/values/defined.ts';
import type { Details } from '../../base/diagnostics/diagnostic.ts';
import type { Symbol } from '../names/scope.ts';
import type * as syntax from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import type { Environment } from '../types/environment.ts';
import { referTo } from '../types/refer.ts';
import type { ModelAddress, ModelReference } from '../types/reference.ts';
import type { Term } from '../types/term.ts';
import { Secret, Text } from '../types/type.ts';
import type { Checker } from './checker.ts';

/** `model cnn { registered "cnn"  better accuracy }`, or one that lies at an address and that no registry has. */
export function checkModel(checker: Checker, symbol: Symbol<syntax.Model>): ModelReference {
  const { reporter } = checker;
  const { declaration, name } = symbol;
  const { registered, better } = declaration;
  const { span } = declaration.name;
  const environment = checker.environment(symbol.file);
  // One that stands twice was reported with the form of the text.
  const setting = (word: string): syntax.Setting | undefined =>
    declaration.settings.find((each) => each.name.text === word);
  const [at, credentials] = [setting('at'), setting('credentials')];
  if (declaration.unknown.length === 0) reportMissing(checker, declaration, at);
  if (registered && at) {
    const labels = [{ span: registered.span, text: 'this is its name in the registry' }];
    reporter.report('two-places', at.name.span, { name }, { labels });
  }
  const known = registered && checker.text(environment, registered, Text, 'the name in the registry');
  const secret = checkCredentials(environment, credentials);
  const texts = at && checkAddress(environment, at.value);
  if (credentials && !at && declaration.unknown.length === 0) {
    const help =
      "models of the registry are read with the credentials of the platform's store; others lie at an address";
    reporter.report('missing-clause', span, { of: 'a model with credentials', clause: 'address' }, { help });
  }
  return defined<ModelReference>({
    ...referTo(symbol),
    registered: known ?? name,
    better: better && { metric: better.metric.text, lower: better.lower, span: better.span },
    at: texts && defined<ModelAddress>({ texts, secret }),
  });
}

function reportMissing({ reporter }: Checker, declaration: syntax.Model, at: syntax.Setting | undefined): void {
  const { span, text: name } = declaration.name;
  if (at) return;
  if (!declaration.registered) {
    const help = `say under which name the registry knows it, as in: registered "${name.replaceAll('-', '_')}"`;
    reporter.report('missing-clause', span, { of: `the model ${name}`, clause: 'name in the registry' }, { help });
  }
  if (!declaration.better) {
    const help = 'say by which metric its versions are compared, as in: better accuracy';
    reporter.report('missing-clause', span, { of: `the model ${name}`, clause: 'metric' }, { help });
  }
}

/** `credentials secret hub`: serving systems read all keys of a Secret. */
function checkCredentials(environment: Environment, setting: syntax.Setting | undefined): string | undefined {
  if (!setting) return undefined;
  const term = checkExpression(environment, setting.value, Secret);
  if (term.op !== 'secret') return undefined;
  if (term.key === undefined) return term.name;
  const help = `serving systems read the whole Secret: secret ${term.name}`;
  const parameters = { expected: 'a whole Secret', found: 'a key of a Secret' };
  environment.reporter.report('wrong-type', term.span, parameters, {
    help,
    fix: { span: term.span, text: `secret ${term.name}` },
  });
  return undefined;
}

/** Where the version goes. No text of a source has this character. */
const HOLE = '\u0000';

function partOf(part: Term): string | undefined {
  if (part.op === 'constant' && typeof part.value === 'number') return String(part.value);
  if (part.op === 'constant') return typeof part.value === 'string' ? part.value : undefined;
  return part.op === 'local' && part.name === 'version' ? HOLE : undefined;
}

const isHole = (part: syntax.StringPart): boolean =>
  part.kind === 'hole' && part.value.kind === 'reference' && part.value.name.text === 'version';

/** The texts of an address; of a wrong one, which was reported, only how many there are counts. */
function checkAddress(environment: Environment, value: syntax.Expression): ModelAddress['texts'] {
  const isVersioned = value.kind === 'string' && value.parts.some(isHole);
  const unknown: ModelAddress['texts'] = isVersioned ? ['', ''] : [''];
  const version: Term = { op: 'local', name: 'version', type: Text, span: value.span };
  const locals = new Map([...environment.locals, ['version', version]]);
  const term = checkExpression({ ...environment, locals }, value, Text);
  const parts = (term.op === 'join' ? term.parts : [term]).map(partOf);
  if (term.op === 'invalid') return unknown;
  if (parts.includes(undefined)) {
    environment.reporter.report('not-constant', value.span, { what: 'the address of a model' });
    return unknown;
  }
  const [first = '', ...others] = parts.join('').split(HOLE);
  const wrong = addressProblem([first, ...others].join('1'));
  if (!wrong) return [first.replace(/\/+$/, others.length === 0 ? '' : '$&'), ...others];
  const { shown, expected, help } = wrong;
  environment.reporter.report('bad-url', value.span, { url: shown, expected }, help === undefined ? {} : { help });
  return unknown;
}

interface AddressProblem extends Pick<Details, 'help'> {
  readonly shown: string;
  readonly expected: string;
}

/** What stands behind the scheme of each store, and how that is told. */
const forms: Readonly<Record<string, readonly [form: RegExp, told: string]>> = {
  gs: [/^[a-z0-9][\w.-]*(?:\/[^?#]*)?$/, 'gs://bucket/folder'],
  // KServe takes exactly these parts.
  hf: [/^[\w.-]+\/[\w.-]+(?::[\w.-]+)?$/, 'hf://owner/model or hf://owner/model:revision'],
  https: [/^[a-z0-9][a-z0-9.-]*(?::\d+)?\/[^?#]+$/i, 'https://host/file'],
  pvc: [/^[a-z0-9][a-z0-9.-]*(?:\/[^?#]*)?$/, 'pvc://claim/folder'],
  s3: [/^[a-z0-9][\w.-]*(?:\/[^?#]*)?$/, 's3://bucket/folder'],
};

/** Addresses that mean something to a tracker alone. */
const ofTracker: readonly string[] = ['models', 'runs', 'mlflow-artifacts'];

function addressProblem(text: string): AddressProblem | undefined {
  const [, scheme = '', rest = ''] = /^([A-Za-z][\w.+-]*):(?:\/\/)?(.*)$/s.exec(text) ?? [];
  const schemes = Object.keys(forms).map((known) => `${known}://`);
  const [form, told] = Object.hasOwn(forms, scheme) ? (forms[scheme] ?? []) : [];
  if (!form || !text.startsWith(`${scheme}://`)) {
    const expected = `an address that begins with ${schemes.slice(0, -1).join(', ')} or ${schemes.at(-1) ?? ''}`;
    const shown = text.replace(/\/\/[^/]*@/, '//…@');
    return ofTracker.includes(scheme)
      ? { shown, expected, help: 'a model of the registry is known by its name there, as in: registered "cnn"' }
      : { shown, expected };
  }
  if (rest.includes('@')) return { shown: `${scheme}://…@…`, expected: 'an address without a password' };
  return form.test(rest) && !/[\s\p{C}]/u.test(rest)
    ? undefined
    : { shown: text, expected: `an address as ${told ?? ''}` };
}
