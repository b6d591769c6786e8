import { defined } from '../../base/values/defined.ts';
import type { Outcome } from '../engine/event.ts';
import { plainValue } from '../../base/values/plain.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import type { Answers } from './answers.ts';
import type {
  Duration,
  FileAction,
  FileAnswer,
  FileApproval,
  FileLog,
  FileModel,
  FileObservation,
  FileWorkflow,
  Names,
  OneOrList,
  Readings,
  Text,
  WorldFile,
} from './world-shape.ts';
import { durationOf, instantOf, readingOf } from './world-values.ts';
import type { World, WorldApproval, WorldLog, WorldModel, WorldObservation, WorldWorkflow } from './world.ts';

/** More than any play needs; one more is kept, by which too many are seen. */
export const MAX_OBSERVATIONS = 100_000;

/** The script that a file says, of which nothing is wrong. */
export function worldOf(file: WorldFile): World {
  const start = instantOf(file.start) ?? 0;
  const end = start + milliseconds(file.length);
  const { models = {}, workflows, metrics = {}, online, sensors, actions, approvals, expect = {} } = file;
  return {
    start,
    end,
    models: Object.entries(models).map(([name, model]) => modelOf(name, model)),
    observations: observationsOf(file.observations ?? [], start, end),
    workflows: mapped(workflows, (workflow) => workflowOf(workflow, start)),
    metrics: Object.entries(metrics).map(([name, readings]) => ({ name, answers: readingsOf(readings, start) })),
    online: mapped(online, ({ ready, desired, deployed }) =>
      defined({
        isDeployed: deployed,
        ready: ready === undefined ? [] : readingsOf(ready, start),
        desired: desired === undefined ? [] : readingsOf(desired, start),
      }),
    ),
    sensors: mapped(sensors, (answers) => answersOf(answers, start)),
    actions: mapped(actions, outcomesOf),
    approvals: mapped(approvals, (given) => listed(given).map(approvalOf)),
    expectations: Object.entries(expect).map(([strategy, fires]) => ({
      strategy,
      fires: typeof fires === 'number' ? fires : fires.map((at) => start + milliseconds(at)),
    })),
  };
}

const milliseconds = (given: Duration): number => durationOf(given) ?? 0;

const isList = <T>(given: OneOrList<T>): given is readonly T[] => Array.isArray(given);
const listed = <T>(given: OneOrList<T>): readonly T[] => (isList(given) ? given : [given]);

const mapped = <T, R>(given: Names<T> | undefined, make: (each: T) => R): ReadonlyMap<string, R> =>
  new Map(Object.entries(given ?? {}).map(([name, each]) => [name, make(each)]));

const inOrder = (answers: Answers): Answers => [...answers].sort((a, b) => a.at - b.at);

const modelOf = (name: string, { metric, scores, aliases = {} }: FileModel): WorldModel => ({
  name,
  metric: String(metric),
  scores: listed(scores),
  aliases: Object.fromEntries(Object.entries(aliases).map(([alias, version]) => [alias, String(version)])),
});

const logOf = ({ experiment, metric, artifact }: FileLog<unknown>, value: number): WorldLog =>
  defined({
    experiment: String(experiment),
    metric: String(metric),
    value,
    artifact: artifact === undefined ? undefined : String(artifact),
  });

/** `at` alone is once; with `every` it goes on until `until`, or to the end. */
function observationsOf(given: readonly FileObservation[], start: number, end: number): readonly WorldObservation[] {
  const observations: WorldObservation[] = [];
  for (const each of given) {
    const values = listed(each.value);
    const last = each.until === undefined ? end : start + milliseconds(each.until);
    const period = milliseconds(each.every ?? 0);
    for (let at = start + milliseconds(each.at), index = 0; at <= last; at += period, index += 1) {
      if (observations.length > MAX_OBSERVATIONS) return observations;
      observations.push({ at, ...logOf(each, values[index % Math.max(1, values.length)] ?? 0) });
      if (period <= 0) break;
    }
  }
  return observations;
}

const workflowOf = (given: FileWorkflow, start: number): WorldWorkflow =>
  defined({
    takes: milliseconds(given.takes),
    logs: (given.logs ?? []).map((log) => logOf(log, log.value)),
    registers:
      given.registers === undefined
        ? undefined
        : { model: String(given.registers.model), scores: listed(given.registers.scores) },
    fails:
      given.fails === undefined ? undefined : isList(given.fails) ? given.fails.map(failureOf) : String(given.fails),
    starts: given.starts === undefined ? undefined : listed(given.starts).map((at) => start + milliseconds(at)),
    executors: (given.executors ?? []).map(({ executor, state, after, runs }) =>
      defined({
        executor: String(executor),
        state,
        after: milliseconds(after),
        runs: runs === undefined ? undefined : listed(runs),
      }),
    ),
  });

/** Why the n-th fails; what does not says `none`. */
const failureOf = (reason: Text): string | null => (reason === 'none' ? null : String(reason));

const reading = (given: Text): Observation => readingOf(given) ?? unknown('it was not read');

const readingsOf = (given: Readings, start: number): Answers =>
  typeof given === 'object'
    ? inOrder(Object.entries(given).map(([at, each]) => ({ at: start + milliseconds(at), reading: reading(each) })))
    : [{ at: start, reading: reading(given) }];

const valueOf = (given: Value | undefined): Value => plainValue(given) ?? null;

function answersOf(given: Value | readonly FileAnswer[], start: number): Answers {
  // A list of values alone is none of an answer's shape, which the schema refuses.
  if (!Array.isArray(given)) return [{ at: start, reading: known(valueOf(given as Value)) }];
  return inOrder(
    (given as readonly FileAnswer[]).map(({ at, value, unknown: reason }) => ({
      at: start + milliseconds(at),
      reading: reason === undefined ? known(valueOf(value)) : unknown(String(reason)),
    })),
  );
}

/** `fails` alone: it always fails. A list of reasons: the first tries fail, and then it succeeds. */
function outcomesOf({ result, fails }: FileAction): readonly Outcome[] {
  const succeeds: Outcome = { ok: valueOf(result) };
  if (fails === undefined) return [succeeds];
  if (!isList(fails)) return [{ failed: String(fails) }];
  const tries = fails.map(failureOf).map((reason): Outcome => (reason === null ? succeeds : { failed: reason }));
  return [...tries, succeeds];
}

function approvalOf(given: FileApproval): WorldApproval {
  if (given === 'never') return { answer: 'never', after: 0 };
  const { agrees, after } = typeof given === 'boolean' ? { agrees: given, after: 0 } : given;
  return { answer: agrees ? 'agrees' : 'refuses', after: milliseconds(after) };
}
