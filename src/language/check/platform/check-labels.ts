import { LABEL_LENGTH } from '../../../base/values/label.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { checkExpression } from '../../types/check-expression.ts';
import type { Environment } from '../../types/environment.ts';
import { Text } from '../../types/type.ts';
import type { Checker } from '../checker.ts';

/** A label's key and value as the API server takes them (labels.ValidatedSetSelector); a value may be empty too. */
const PART = `[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,${String(LABEL_LENGTH - 2)}}[A-Za-z0-9])?`;
const KEY = new RegExp(`^(?:(?=.{1,253}/)[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?${PART}$`);
const VALUE = new RegExp(`^(?:${PART})?$`);
const FORM = `letters, digits, points and hyphens, ${String(LABEL_LENGTH)} at most`;

/** Labels that every object of ours carries already. */
const OWN = /^(?:sflow\.dev|app\.kubernetes\.io)\//;

/** `labels { release: "prometheus" }` */
export function checkLabels(
  checker: Checker,
  environment: Environment,
  value: syntax.Expression,
): Record<string, string> {
  const { reporter } = checker;
  const labels: Record<string, string> = {};
  if (value.kind !== 'record') {
    const parameters = { expected: 'a record { label: "value" }', found: 'something else' };
    if (value.kind !== 'missing') reporter.report('wrong-type', value.span, parameters);
    return labels;
  }
  for (const { name, value: node } of value.fields) {
    const term = checkExpression(environment, node, Text);
    if (name.text === '' || term.op === 'invalid') continue;
    if (!KEY.test(name.text)) {
      const reason = `it has ${FORM}`;
      reporter.report('bad-name', name.span, { name: name.text, what: 'a label', reason });
    } else if (OWN.test(name.text)) {
      const reason = 'the compiler gives it';
      reporter.report('bad-name', name.span, { name: name.text, what: 'a label of yours', reason });
    } else if (term.op !== 'constant' || typeof term.value !== 'string') {
      reporter.report('not-constant', term.span, { what: 'a label' });
    } else if (!VALUE.test(term.value)) {
      const reason = `has ${FORM}`;
      reporter.report('bad-range', term.span, { what: 'the value of a label', reason });
    } else labels[name.text] = term.value;
  }
  return labels;
}
