import { defined } from '../../base/values/defined.ts';
import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type * as syntax from '../syntax/nodes.ts';
import { checkExpression } from '../types/check-expression.ts';
import { Bool, Text, optional, record } from '../types/type.ts';
import type { Application } from '../model/model.ts';
import type { Checker } from './checker.ts';
import { checkName } from './check-name.ts';

/** Kubernetes keeps names that begin so for itself. */
const RESERVED = 'kube-';

const options = record({ existing: optional(Bool) });

/** Where an application lives: what it says, or its own name and that of its team. */
export function checkNamespace(
  checker: Checker,
  file: syntax.File,
  { name, team, namespace: clause }: syntax.Application,
): Pick<Application, 'namespace' | 'existing'> {
  const { reporter } = checker;
  if (!clause) {
    const namespace = `${name.text}-${team?.text ?? ''}`;
    checkOwner(reporter, { kind: 'name', text: namespace, span: name.span });
    return { namespace, existing: false };
  }
  const environment = checker.environment(file);
  const namespace = checker.text(environment, clause.value, Text, 'a namespace');
  const fields = clause.options && checkExpression(environment, clause.options, options);
  const field = fields?.op === 'record' ? fields.fields.get('existing') : undefined;
  const existing = field?.op === 'constant' && field.value === true;
  if (field && field.op !== 'constant' && field.op !== 'invalid')
    reporter.report('not-constant', field.span, { what: 'whether a namespace exists' });
  if (namespace === undefined) return { namespace: '', existing };
  const said: syntax.Name = { kind: 'name', text: namespace, span: clause.value.span };
  checkName(reporter, said, 'a namespace');
  if (!existing) checkOwner(reporter, said, clause.options ? undefined : clause.span);
  return { namespace, existing };
}

/** A namespace that every cluster has is not ours to make; behind `clause`, the edit says that it exists. */
function checkOwner(reporter: Reporter, { text, span }: syntax.Name, clause?: syntax.Name['span']): void {
  if (text !== 'default' && !text.startsWith(RESERVED)) return;
  const help = 'say that it is there, { existing: true }, or choose another name';
  const fix = clause && { span: { ...clause, start: clause.end }, text: ' { existing: true }', unsure: true as const };
  reporter.report('namespace-of-cluster', span, { name: text }, defined({ help, fix }));
}

/** Accounts, policies and settings of a namespace are made for one application. */
export function checkShared(reporter: Reporter, applications: readonly Application[]): void {
  const owners = new Map<string, Application>();
  for (const application of applications) {
    const { namespace, name, span } = application;
    const first = owners.get(namespace);
    if (first && namespace !== '') {
      const labels = [{ span: first.span, text: `${first.name} lives there` }];
      const help = 'give it one of its own, or write the name and team of the first here, and both are one application';
      reporter.report('namespace-shared', span, { name, namespace }, { labels, help });
    } else owners.set(namespace, application);
  }
}
