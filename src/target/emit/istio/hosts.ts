import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan } from '../../plan/deployment-plan.ts';

/** Of two routes for all requests to one host the mesh follows the older, and a gateway the one that it finds first. */
export function checkHosts({ teams }: DeploymentPlan, reporter: Reporter): void {
  const exposed = teams.flatMap(({ online }) =>
    online.flatMap(({ name, exposure }) => (exposure ? [{ name, ...exposure }] : [])),
  );
  const firsts = new Map<string, (typeof exposed)[number]>();
  for (const one of exposed) {
    const first = firsts.get(one.host);
    if (!first) firsts.set(one.host, one);
    else {
      const labels = [{ span: first.origin.span, text: `${first.name} has it already` }];
      reporter.report('host-twice', one.origin.span, { host: one.host, name: one.name, other: first.name }, { labels });
    }
  }
}
