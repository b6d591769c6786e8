import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { Text } from '../../types/type.ts';
import type { Checker } from '../checker.ts';
import type { SystemName, SystemVersion } from '../../model/model.ts';

const minors = (major: number, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${String(major)}.${String(first + index)}`);

/** The releases of the target systems that the manifests are written for, oldest first. */
const releases: Readonly<Record<SystemName, readonly string[]>> = {
  argo: ['3.7', ...minors(4, 0, 1)],
  istio: minors(1, 11, 31),
  // Older ones drop `fallback.behavior` without a word, and take replicas away where the metrics are away.
  keda: minors(2, 17, 20),
  kserve: ['0.20'],
  seldon: minors(1, 14, 19),
};

/**
 * From which patch release on, where it matters: before these, Argo Workflows waits without an end for what a step that was skipped
 * would have left (`addSkippedNodeOutputsToScope` in dag.go).
 */
const patches: Readonly<Partial<Record<SystemName, Readonly<Record<string, number>>>>> = {
  argo: { '3.7': 16, '4.0': 7 },
};

const systems = Object.keys(releases) as SystemName[];
const isSystem = (name: string): name is SystemName => (systems as readonly string[]).includes(name);

/** `versions { argo: "3.7.16", istio: "1.14" }`. A patch release counts as its minor one, `4` as the newest of its kind. */
export function checkVersions(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): Partial<Record<SystemName, SystemVersion>> {
  const versions: Partial<Record<SystemName, SystemVersion>> = {};
  if (value.kind !== 'record') {
    const parameters = { expected: 'a record { argo: "4.1" }', found: 'something else' };
    if (value.kind !== 'missing') checker.reporter.report('wrong-type', value.span, parameters);
    return versions;
  }
  for (const { name, value: node } of value.fields) {
    if (name.text === '') continue;
    if (!isSystem(name.text)) {
      const meant = closest(name.text, systems);
      const details = didYouMean(name.text, meant, name.span);
      const parameters = { clause: 'a system with a version', found: name.text, known: systems };
      checker.reporter.report('unknown-variant', name.span, parameters, details);
      continue;
    }
    const version = checkVersion(checker, environment, name.text, node);
    if (version) versions[name.text] = version;
  }
  return versions;
}

function checkVersion(
  checker: Checker,
  environment: Environment,
  system: SystemName,
  node: syntax.Expression,
): SystemVersion | undefined {
  const term = checkExpression(environment, node, Text);
  if (term.op === 'invalid') return undefined;
  if (term.op !== 'constant' || typeof term.value !== 'string') {
    checker.reporter.report('not-constant', term.span, { what: 'a version' });
    return undefined;
  }
  const asked = term.value;
  const known = releases[system];
  const release = known.findLast((one) => one === asked || asked.startsWith(`${one}.`) || one.startsWith(`${asked}.`));
  const first = release === undefined ? undefined : patches[system]?.[release];
  const isOld = first !== undefined && !(Number(asked.split('.')[2]) >= first);
  if (release === undefined || isOld || !/^\d+(\.\d+)*$/.test(asked)) {
    const patched = known.map((one) => {
      const patch = patches[system]?.[one];
      return patch === undefined ? one : `${one}.${String(patch)} or a later ${one}`;
    });
    checker.reporter.report('unknown-version', term.span, { system, version: asked, known: patched });
    return undefined;
  }
  const [major = 0, minor = 0] = release.split('.').map(Number);
  return { major, minor, span: term.span };
}
