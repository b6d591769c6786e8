import { describe, expect, it } from 'vitest';
import { constraintKinds } from '../../support/oracle/constraints.ts';
import { judgeConstraints } from '../../support/oracle/judge-constraints.ts';
import { judgeTriggers } from '../../support/oracle/judge-triggers.ts';
import { triggerKinds } from '../../support/oracle/triggers.ts';

/** A sample of what `npm run bench` runs more than 100,000 programs of. */
describe('what is said of programs is what enumeration finds', () => {
  it.each(constraintKinds)('of constraints: %s', (kind) => {
    const { missed, wrong, undecided } = judgeConstraints(kind, 1, 14);
    expect({ missed, wrong, undecided }).toEqual({ missed: [], wrong: [], undecided: [] });
  });

  it.each(triggerKinds)('of triggers: %s', (kind) => {
    const { missed, wrong } = judgeTriggers(kind, 1, kind === 'many ways of and' ? 5 : 16);
    expect({ missed, wrong }).toEqual({ missed: [], wrong: [] });
  });
});
