import { defined } from '../../../base/values/defined.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import type { WorkflowReference } from '../../types/reference.ts';
import type { Term } from '../../types/term.ts';
import { Across, Bool, Text, TolerationEffect, list, optional, record } from '../../types/type.ts';
import type { Checker } from '../checker.ts';
import type { Affinity, Placement, Toleration } from '../../model/model.ts';

/** Where pods may go: the settings `affinity`, `nodes`, `tolerations` and `priority`. */
export function checkPlacement(
  checker: Checker,
  environment: Environment,
  settings: ReadonlyMap<string, syntax.Setting>,
): Placement {
  const [affinity, nodes, tolerations, priority] = ['affinity', 'nodes', 'tolerations', 'priority'].map((name) =>
    settings.get(name),
  );
  const near = affinity && checkAffinity(checker, environment, affinity.value);
  const labels = nodes && checkNodes(checker, environment, nodes.value);
  const tolerated = tolerations && checkTolerations(checker, environment, tolerations.value);
  const name = priority && checker.text(environment, priority.value, Text, 'a priority class');
  return defined({
    affinity: near,
    nodes: labels,
    tolerations: tolerated,
    priority: name,
  });
}

const affinityFields = { across: Across, required: Bool, spread: Bool } as const;

function checkAffinity(checker: Checker, environment: Environment, value: syntax.Expression): Affinity | undefined {
  if (value.kind !== 'record') {
    const found = 'something else';
    if (value.kind !== 'missing')
      checker.reporter.report('wrong-type', value.span, { expected: 'a record { away-from: workflow }', found });
    return undefined;
  }
  const targets = new Map<string, WorkflowReference>();
  const rest: syntax.Field[] = [];
  for (const field of value.fields) {
    const name = field.name.text;
    if (name !== 'away-from' && name !== 'near') rest.push(field);
    else {
      const workflow = checkWorkflow(checker, environment, field.value);
      if (workflow) targets.set(name, workflow);
    }
  }
  const fields = new Map(Object.entries(affinityFields).map(([name, type]) => [name, optional(type)]));
  const open = new Map([...fields, ['away-from', optional(Text)], ['near', optional(Text)]]);
  const term = checkExpression(environment, { ...value, fields: rest }, { kind: 'record', fields: open });
  if (term.op !== 'record') return undefined;
  const constant = (name: string): unknown => {
    const field = term.fields.get(name);
    return field?.op === 'constant' ? field.value : undefined;
  };
  const [away, near] = [targets.get('away-from'), targets.get('near')];
  return defined({
    span: value.span,
    awayFrom: away,
    near,
    spread: constant('spread') === true,
    across: constant('across') === 'zones' ? 'zones' : 'hosts',
    required: constant('required') === true,
  });
}

function checkWorkflow(
  checker: Checker,
  environment: Environment,
  node: syntax.Expression,
): WorkflowReference | undefined {
  const term = checkExpression(environment, node);
  if (term.op === 'workflow' && term.variant === undefined) return term.workflow;
  if (term.op !== 'invalid') {
    const parameters = { expected: 'a workflow', found: describeType(term.type) };
    checker.reporter.report('wrong-type', term.span, parameters);
  }
  return undefined;
}

function checkNodes(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): Record<string, string> | undefined {
  const term = checkExpression(environment, value);
  if (term.op === 'invalid') return undefined;
  if (term.op !== 'record') {
    checker.reporter.report('wrong-type', term.span, {
      expected: 'a record { label: "value" }',
      found: 'something else',
    });
    return undefined;
  }
  const labels: Record<string, string> = {};
  for (const [label, field] of term.fields) {
    if (field.op === 'constant' && typeof field.value === 'string') labels[label] = field.value;
    else if (field.op !== 'invalid')
      checker.reporter.report('wrong-type', field.span, { expected: 'a String', found: 'something else' });
  }
  return labels;
}

const effects = {
  'no-schedule': 'NoSchedule',
  'prefer-no-schedule': 'PreferNoSchedule',
  'no-execute': 'NoExecute',
} as const;

/** What taints of nodes the pods bear; without a value any of the key, without a key all. */
function checkTolerations(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): Toleration[] | undefined {
  const shape = record({ key: optional(Text), value: optional(Text), effect: optional(TolerationEffect) });
  const term = checkExpression(environment, value, list(shape));
  if (term.op !== 'list') return undefined;
  return term.items.flatMap((item): Toleration[] => {
    if (item.op !== 'record') return [];
    const text = (name: string): string | undefined => constantText(checker, item.fields.get(name));
    const [key, own, effect] = [text('key'), text('value'), text('effect')];
    if (own !== undefined && key === undefined) {
      const help = { help: 'say of which taint it is the value, as in: key: "gpu"' };
      checker.reporter.report('missing-field', item.span, { of: 'the toleration', field: 'key' }, help);
    }
    return [
      defined({
        key,
        value: own,
        effect: effect === undefined ? undefined : effects[effect as keyof typeof effects],
      }),
    ];
  });
}

function constantText(checker: Checker, field: Term | undefined): string | undefined {
  if (!field || field.op === 'invalid') return undefined;
  if (field.op === 'constant' && typeof field.value === 'string') return field.value;
  checker.reporter.report('not-constant', field.span, { what: 'a toleration' });
  return undefined;
}
