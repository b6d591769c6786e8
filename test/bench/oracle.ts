import { constraintKinds } from '../support/oracle/constraints.ts';
import { judgeConstraints } from '../support/oracle/judge-constraints.ts';
import { judgeTriggers } from '../support/oracle/judge-triggers.ts';
import { addAll, emptyTally, type Tally } from '../support/oracle/tally.ts';
import { triggerKinds } from '../support/oracle/triggers.ts';

/** Programs of each kind; fifteen kinds make more than 100,000. */
const PROGRAMS = 6800;
/** Strategies of one agent, of which each pair is a program. */
const STRATEGIES = 30;

/**
 * What the analyses say of random programs against what enumeration finds: of constraints whether two hold together and whether one
 * ever does and ever fails, of triggers whether one thing can set off both and whether one is ever due. Throws where something is
 * missed or wrong; what stays undecided is a false alarm.
 */
export function benchOracle(programs = PROGRAMS): void {
  const all = emptyTally();
  const run = (kind: string, judge: (seed: number) => Tally): void => {
    const tally = emptyTally();
    const start = performance.now();
    for (let seed = 1; tally.programs < programs; seed += 1) addAll(tally, judge(seed));
    addAll(all, tally);
    show(kind, tally, performance.now() - start);
  };
  for (const kind of constraintKinds) run(`constraints: ${kind}`, (seed) => judgeConstraints(kind, seed, STRATEGIES));
  for (const kind of triggerKinds) run(`triggers: ${kind}`, (seed) => judgeTriggers(kind, seed, STRATEGIES));
  show('all', all, 0);
  if (all.undecided.length > all.programs / 1000) throw new Error(`undecided: ${all.undecided.slice(0, 5).join('\n')}`);
  if (all.missed.length + all.wrong.length > 0)
    throw new Error(`missed or wrong: ${[...all.missed, ...all.wrong].slice(0, 5).join('\n')}`);
}

function show(kind: string, { programs, real, missed, wrong, undecided }: Tally, time: number): void {
  const told = `${String(missed.length)} missed, ${String(wrong.length)} wrong, ${String(undecided.length)} undecided`;
  const seconds = time === 0 ? '' : `   ${(time / 1000).toFixed(0)} s`;
  console.log(`${kind.padEnd(30)} ${String(programs).padStart(7)} programs, ${String(real)} so: ${told}${seconds}`);
}
