import { requireWindows } from '../../types/check-window.ts';
import type { Environment } from '../../types/environment.ts';
import type { TypedParameter } from '../../types/parameter.ts';
import type { Term } from '../../types/term.ts';

/** Whether an action has all that it wants; what it lacks, or has wrong, was reported. */
export function isComplete(
  environment: Environment,
  bound: ReadonlyMap<string, Term>,
  wanted: readonly TypedParameter[],
): boolean {
  const terms = [...bound.values()];
  const windows = terms.map((term) => term.op === 'invalid' || requireWindows(environment, term));
  return (
    windows.every(Boolean) &&
    terms.every(({ op }) => op !== 'invalid') &&
    wanted.every(
      ({ name, type, default: fallback }) => bound.has(name) || fallback !== undefined || type.kind === 'optional',
    )
  );
}
