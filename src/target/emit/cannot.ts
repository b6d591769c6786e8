import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import type { OnlinePlan, Origin } from '../plan/deployment-plan.ts';

/** Says that a serving system has no such part, and which ones have. */
export function reportCannot(
  reporter: Reporter,
  system: string,
  { servedBy }: OnlinePlan,
  origin: Origin,
  what: string,
  others: readonly string[],
): void {
  const labels = servedBy ? [{ span: servedBy.span, text: 'it is to be served by this' }] : [];
  reporter.report('serving-cannot', origin.span, { system, what, others }, { labels });
}
