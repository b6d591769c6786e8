import type { Reporter } from '../diagnostics/diagnostic.ts';
import type { Origin } from '../graph/plan.ts';

/** Says that a serving system has no such part, and which ones have. */
export function reportCannot(
  reporter: Reporter,
  system: string,
  origin: Origin,
  what: string,
  others: readonly string[],
): void {
  reporter.report('serving-cannot', origin.span, { system, what, others });
}
