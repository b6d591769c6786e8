import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, ExecutorPlan, Text } from '../../plan/deployment-plan.ts';
import { isConstant } from './fan-out.ts';
import { hasTag } from './text.ts';

/** Texts that Argo reads and no kubelet does: there is no way to write two opening braces in them. */
export function checkTexts(plan: DeploymentPlan, reporter: Reporter): void {
  for (const { executors, exits } of plan.teams.flatMap(({ batch }) => batch)) {
    for (const executor of [...executors, ...exits.map((exit) => exit.executor)]) {
      const { name, origin } = executor;
      const found = textsOf(executor).find(([, text]) => hasTag(text));
      if (found) reporter.report('braces-in-text', origin.span, { executor: name, what: found[0] });
    }
  }
}

function textsOf({ fanOut, values, storedInputs, storedOutputs }: ExecutorPlan): [what: string, text: Text][] {
  return [
    ...fanOut.flatMap(({ name, items }) =>
      isConstant(items) ? items.map((item): [string, Text] => [`an item of ${name}`, [item]]) : [],
    ),
    ...values.flatMap(({ name, path, default: fallback = '' }): [string, Text][] => [
      [`the file of ${name}`, path],
      [`the default of ${name}`, [fallback]],
    ]),
    ...storedInputs.flatMap(({ name, path, from }): [string, Text][] => [
      [`the place of ${name}`, path],
      [`the key of ${name}`, 'key' in from ? from.key : []],
    ]),
    ...storedOutputs.flatMap(({ name, path, key }): [string, Text][] => [
      [`the place of ${name}`, path],
      [`the key of ${name}`, key],
    ]),
  ];
}
