import type { FlagValues } from '../../../contract/process/command.ts';
import { quoted, type Answer } from '../../../tracker/answer.ts';
import type { Access } from '../../../tracker/ask.ts';
import { counted } from '../../../base/values/words.ts';
import { modelIn, type ModelSource } from '../../../tracker/logged-model.ts';
import { registeredUnder, registerOnce } from '../../../tracker/registry.ts';
import { allExperiments, runsOf, type Run } from '../../../tracker/runs.ts';
import { reachTracker } from '../source-access.ts';
import { exitCodes, trackerIn, type Environment, type Io } from './io.ts';

type Flags = FlagValues<'register'>;

/**
 * Registers the model of the best run of the steps, among the runs that carry the tags of this run of the workflow (decision 6). Done
 * again, as where a pod is tried again, it finds the version that it made. Gives the code with which the process ends.
 */
export async function registerBest(flags: Flags, environment: Environment, io: Io): Promise<number> {
  const reached = mistakeIn(flags) ?? (await trackerIn(environment));
  if (typeof reached === 'string') {
    io.complain(reached);
    return exitCodes.misused;
  }
  const done = await register(flags, reachTracker(reached.tracker, reached.options));
  if ('problem' in done) io.complain(done.problem);
  else io.say(done.found);
  return 'problem' in done ? exitCodes.failed : exitCodes.done;
}

function mistakeIn({ candidate, metric, better }: Flags): string | undefined {
  if (candidate.length === 0) return '--candidate is missing: of which step is a run registered?';
  if (metric === undefined && candidate.length > 1) return '--metric is missing: by what are the steps compared?';
  if (better !== undefined && better !== 'lower' && better !== 'higher') return '--better is lower or higher';
  return undefined;
}

/** Gives what was done, as a sentence. */
async function register(flags: Flags, access: Access): Promise<Answer<string>> {
  const { model, run: workflowRun } = flags;
  const key = `run ${workflowRun}`;
  const before = away(await registeredUnder(access, model, key));
  if ('problem' in before) return before;
  if (before.found !== undefined) return { found: `${model} has version ${before.found} of this run already` };
  const best = await bestOf(access, flags);
  if ('problem' in best) return best;
  const { run, source, told } = best.found;
  const tags = { [RUN]: workflowRun, [STEP]: run.tags.get(STEP) ?? '' };
  const version = away(await registerOnce(access, { model, key, tags, run: run.id, ...source }));
  return 'problem' in version ? version : { found: `${model} has a version ${version.found}, ${told}` };
}

const RUN = 'sflow.dev/run';
const STEP = 'sflow.dev/step';

const away = <T>(answer: Answer<T>): Answer<T> =>
  'problem' in answer ? { problem: `the tracker ${answer.problem}` } : answer;

/** Runs of one step: a fan-out has one an item. */
const MOST = 5000;

async function runsOfStep(
  access: Access,
  experiments: readonly string[],
  step: string,
  workflowRun: string,
): Promise<Answer<readonly Run[]>> {
  const filter = `tags.\`${RUN}\` = ${quoted(workflowRun)} and tags.\`${STEP}\` = ${quoted(step)}`;
  const answer = away(await runsOf(access, { experiments, filter, most: MOST }));
  if ('problem' in answer) return answer;
  if (!answer.found.isAll) return { problem: `${step} has more than ${String(MOST)} runs` };
  return { found: answer.found.runs.filter(({ status }) => status !== 'FAILED' && status !== 'KILLED') };
}

interface Best {
  readonly run: Run;
  readonly source: ModelSource;
  readonly told: string;
}

async function bestOf(
  access: Access,
  { candidate, metric, better: order, run: workflowRun }: Flags,
): Promise<Answer<Best>> {
  const experiments = away(await allExperiments(access));
  if ('problem' in experiments) return experiments;
  const runs: Run[] = [];
  for (const step of candidate) {
    const some = await runsOfStep(access, experiments.found, step, workflowRun);
    if ('problem' in some) return some;
    runs.push(...some.found);
  }
  const steps = candidate.join(', ');
  if (runs.length === 0)
    return {
      problem: `no run of ${steps} in ${workflowRun} ended well: does the program start one by MLflow's client?`,
    };
  const compared = metric === undefined ? runs.sort(newerFirst) : inOrder(runs, metric, order === 'lower');
  if (compared.length === 0) return { problem: `no run of ${steps} in ${workflowRun} has logged ${String(metric)}` };
  for (const [better, run] of compared.entries()) {
    const source = away(await modelIn(access, run));
    if ('problem' in source) return source;
    const score = metric === undefined ? '' : ` with ${metric} ${String(run.metrics.get(metric))}`;
    const without = better === 0 ? '' : `; of ${counted(better, 'run')} before it no model was logged`;
    const told = `of ${run.tags.get(STEP) ?? ''}${score} (run ${run.id})${without}`;
    if (source.found) return { found: { run, source: source.found, told } };
  }
  return { problem: `no run of ${steps} in ${workflowRun} has logged a model, as mlflow.sklearn.log_model does` };
}

const newerFirst = (one: Run, other: Run): number => other.start - one.start || (one.id < other.id ? -1 : 1);

/** The best first; of equals the newer one. What is no number is left out. */
const inOrder = (runs: readonly Run[], metric: string, isLower: boolean): readonly Run[] =>
  runs
    .flatMap((run) => {
      const score = run.metrics.get(metric) ?? NaN;
      return Number.isFinite(score) ? [{ run, score }] : [];
    })
    .sort(
      (one, other) => (isLower ? one.score - other.score : other.score - one.score) || newerFirst(one.run, other.run),
    )
    .map(({ run }) => run);
