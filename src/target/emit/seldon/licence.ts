import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import type { DeploymentPlan } from '../../plan/deployment-plan.ts';

/** The first release that is not under Apache-2.0. */
const RESTRICTED = 18;

/** Said where the platform asks for the release, once for all that serve with it. */
export function checkLicence({ teams }: DeploymentPlan, reporter: Reporter): void {
  for (const { serving, online, platform } of teams) {
    const { major, minor, origin } = platform.versions.seldon;
    if (serving !== 'seldon' || online.length === 0 || !origin || (major === 1 && minor < RESTRICTED)) continue;
    const help = 'write seldon: "1.17", which is the last under Apache-2.0, or see: sflow explain SF6070';
    reporter.report('seldon-licence', origin.span, { version: `${String(major)}.${String(minor)}` }, { help });
  }
}
