import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan, Origin } from '../plan/deployment-plan.ts';
import type { Spoken } from './serving.ts';
import { servingOf } from './servings.ts';

/** Callers do not know which instance their request goes to, so a variant and a backup have to understand what they say. */
export function checkCallers({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { online, serving } of teams) {
    const { speaks } = servingOf(serving);
    for (const plan of online) {
      const own = { ...speaks(plan, plan), transport: plan.transport };
      const compare = (name: string, at: Origin, other: typeof own, declared: Origin): void => {
        if (understands(own, other)) return;
        const labels = at === declared ? [] : [{ span: declared.span, text: `${name} is declared here` }];
        const differs = { name: plan.name, own: told(own), other: name, others: told(other) };
        reporter.report('instances-differ', at.span, differs, { labels });
      };
      for (const variant of plan.variants)
        compare(`${plan.name}.${variant.name}`, variant.origin, { ...own, ...speaks(plan, variant) }, variant.origin);
      const backup = online.find(({ names }) => names.service === plan.backup?.service);
      if (!plan.backup || !backup) continue;
      compare(
        backup.name,
        plan.backup.origin,
        { ...speaks(backup, backup), transport: backup.transport },
        backup.origin,
      );
    }
  }
}

type Said = Spoken & { readonly transport: string };

/** What is not known differs from nothing. */
const understands = (own: Said, other: Said): boolean =>
  (['transport', 'protocol', 'model'] as const).every(
    (part) => own[part] === undefined || other[part] === undefined || own[part] === other[part],
  );

const told = ({ transport, protocol, model }: Said): string =>
  [
    transport,
    ...(protocol ? [`with the protocol ${protocol}`] : []),
    ...(model ? [`about the model ${model}`] : []),
  ].join(' ');
