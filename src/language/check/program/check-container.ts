import { defined } from '../../../base/values/defined.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { plainPath } from '../../../base/values/path.ts';
import { valueOf } from '../../reason/constant.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { Bool, Bytes, Int, Text, list, optional, record } from '../../types/type.ts';
import type { Checker } from '../checker.ts';
import type { Build, Security, Volume } from '../../model/model.ts';
import { termText } from '../../types/print-term.ts';

/** `volumes { "/data": claim datasets, "/etc/app": config settings, "/etc/tls": secret tls, "/cache": 2Gi }` */
export function checkVolumes(checker: Checker, environment: Environment, value: syntax.Expression): Volume[] {
  const { reporter } = checker;
  if (value.kind !== 'record') {
    const parameters = { expected: 'a record { "/path": claim name }', found: 'something else' };
    if (value.kind !== 'missing') reporter.report('wrong-type', value.span, parameters);
    return [];
  }
  const volumes: Volume[] = [];
  for (const field of value.fields) {
    const { text, span } = field.name;
    if (text === '') continue;
    const path = plainPath(text);
    if (!text.startsWith('/') || path === '/') {
      const what = 'the place of a volume';
      reporter.report('bad-range', span, { what, reason: 'is a path from the root, between quotation marks' });
      continue;
    }
    const first = volumes.find((volume) => volume.path === path);
    if (first) {
      const labels = [{ span: first.span, text: `${path} is first declared here` }];
      reporter.report('duplicate-name', span, { name: path, what: 'volume' }, { labels });
      continue;
    }
    const term = checkExpression(environment, field.value);
    const bytes = valueOf(term);
    if (term.op === 'secret' || term.op === 'config' || term.op === 'claim') {
      volumes.push({ path, span, source: { kind: term.op, name: term.name } });
    } else if (term.type === Bytes && typeof bytes === 'number') {
      if (bytes < 1)
        reporter.report('bad-range', term.span, { what: 'the size of a volume', reason: 'has to be at least 1B' });
      else volumes.push({ path, span, source: { kind: 'empty', bytes } });
    } else if (term.op !== 'invalid') {
      const expected = 'a claim, a config, a secret or a size';
      const help = 'as in: claim datasets, config settings, secret tls, or 2Gi for an empty folder';
      reporter.report('wrong-type', term.span, { expected, found: 'something else' }, { help });
    }
  }
  return volumes;
}

const securityFields = record({
  root: optional(Bool),
  privileged: optional(Bool),
  user: optional(Int),
  capabilities: optional(list(Text)),
});

/** What a container needs beyond the level "restricted" of Pod Security. */
export function checkSecurity(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): Security | undefined {
  const term = checkExpression(environment, value, securityFields);
  if (term.op !== 'record') return undefined;
  const constant = (name: string): unknown => {
    const field = term.fields.get(name);
    if (!field || field.op === 'invalid') return undefined;
    if (field.op === 'constant') return field.value;
    if (field.op === 'list') return field.items.map((item) => (item.op === 'constant' ? item.value : null));
    checker.reporter.report('not-constant', field.span, { what: 'the security of a container' });
    return undefined;
  };
  const user = constant('user');
  const root = constant('root') === true || user === 0;
  const capabilities = constant('capabilities');
  const names = Array.isArray(capabilities) ? capabilities.map(String) : [];
  const odd = names.find((name) => !/^[A-Z][A-Z_]+$/.test(name) || name.startsWith('CAP_'));
  if (odd !== undefined) {
    const help = `write it as Kubernetes does, as in: "${odd.toUpperCase().replace(/^CAP_/, '')}"`;
    const at = term.fields.get('capabilities')?.span ?? term.span;
    checker.reporter.report('bad-range', at, { what: odd, reason: 'is no name of a capability' }, { help });
  }
  if (typeof user === 'number' && user > 0 && root) {
    const reason = 'cannot be both root and another';
    checker.reporter.report('bad-range', term.span, { what: 'the user of a container', reason });
  }
  return defined({
    root,
    privileged: constant('privileged') === true,
    user: typeof user === 'number' && user > 0 ? user : undefined,
    capabilities: names,
  });
}

const buildFields = record({ base: Text, packages: optional(list(Text)), context: optional(Text) });

/** `name==version`, maybe with extras (PEP 508). */
const PINNED = /^[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9,._-]+\])?==[A-Za-z0-9][A-Za-z0-9.!+_-]*$/;
const FOLDER = /^(?!\/)(?!(.*\/)?\.\.(\/|$))[A-Za-z0-9._/-]+$/;

/** `build { base: "python:3.13-slim", packages: ["numpy==2.3.1"], context: "images/train" }` */
export function checkBuild(
  checker: Checker,
  environment: Environment,
  setting: syntax.Setting | undefined,
): Build | undefined {
  const term = setting && checkExpression(environment, setting.value, buildFields);
  if (!setting || term?.op !== 'record') return undefined;
  const { reporter } = checker;
  const text = (name: string): { readonly value: string; readonly span: Build['span'] } | undefined => {
    const field = term.fields.get(name);
    return field?.op === 'constant' && typeof field.value === 'string'
      ? { value: field.value, span: field.span }
      : undefined;
  };
  const [base, context] = [text('base'), text('context')];
  if (base && !/[:@]/.test(base.value.replace(/^.*\//, ''))) {
    const help = { help: `write which version is meant, as in "${base.value}:1.0"` };
    reporter.report('bad-image', base.span, { image: base.value, reason: 'it has no tag' }, help);
  }
  if (context && !FOLDER.test(context.value)) {
    reporter.report('bad-range', context.span, { what: 'the folder of an image', reason: 'is one below the sources' });
  }
  const list = term.fields.get('packages');
  const packages =
    list?.op === 'list'
      ? list.items.flatMap((item) =>
          item.op === 'constant' && typeof item.value === 'string' ? [{ ...item, value: item.value }] : [],
        )
      : [];
  for (const item of packages) {
    if (PINNED.test(item.value)) continue;
    const help = 'say which version, as in "numpy==2.3.1": without one each build takes another';
    reporter.report(
      'bad-range',
      item.span,
      { what: termText(item), reason: 'is no package with its version' },
      { help },
    );
  }
  return (
    base &&
    defined({
      span: setting.span,
      base: base.value,
      packages: packages.map(({ value }) => value),
      context: context?.value,
    })
  );
}
