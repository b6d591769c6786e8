import { constraintKinds } from '../support/oracle/constraints.ts';
import { judgeConstraints } from '../support/oracle/judge-constraints.ts';
import { judgeTriggers } from '../support/oracle/judge-triggers.ts';
import { addAll, emptyTally, type Tally } from '../support/oracle/tally.ts';
import { judgeTurns } from '../support/oracle/judge-turns.ts';
import { triggerKinds } from '../support/oracle/triggers.ts';
import { turnKinds } from '../support/oracle/turns.ts';

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

/** Programs of each kind that are played against worlds. */
const PLAYED = 600;

/**
 * How often fields can be turned to and fro, as the analyses say, against worlds that try to turn them more often. Throws where one
 * does.
 */
export function benchTurns(programs = PLAYED): void {
  for (const kind of turnKinds) {
    const start = performance.now();
    const all = { programs: 0, bounded: 0, reached: 0 };
    for (let seed = 1; all.programs < programs; seed += 1) {
      const { exceeded, ...found } = judgeTurns(kind, seed, 15);
      if (exceeded.length > 0) throw new Error(exceeded.slice(0, 5).join('\n'));
      all.programs += found.programs;
      all.bounded += found.bounded;
      all.reached += found.reached;
    }
    const { programs: played, bounded, reached } = all;
    const told = `${String(bounded)} with a bound, ${String(reached)} reach it, none exceeds it`;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`${`turns: ${kind}`.padEnd(30)} ${String(played).padStart(7)} programs: ${told}   ${seconds} s`);
  }
}

function show(kind: string, { programs, real, missed, wrong, undecided }: Tally, time: number): void {
  const told = `${String(missed.length)} missed, ${String(wrong.length)} wrong, ${String(undecided.length)} undecided`;
  const seconds = time === 0 ? '' : `   ${(time / 1000).toFixed(0)} s`;
  console.log(`${kind.padEnd(30)} ${String(programs).padStart(7)} programs, ${String(real)} so: ${told}${seconds}`);
}
