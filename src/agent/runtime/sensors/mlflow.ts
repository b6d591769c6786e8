import { isRecord, noMinusZero, textOf } from '../../../base/values/plain.ts';
import { known, unknown, type Observation, type Value } from '../../../base/values/value.ts';
import { aliasesOf, versionEntry, type Entry } from '../../../tracker/registry.ts';
import { experimentOf, hasArtifact, inGroups, pointsOf, runOf, runsOf, type Run } from '../../../tracker/runs.ts';
import type { Access } from '../../../tracker/ask.ts';
import type { SensorRequest, Window } from '../../engine/effect.ts';
import type { Reading } from '../../engine/event.ts';
import type { Driver } from '../driver.ts';
import { reachTracker, type TrackerOptions } from '../source-access.ts';
import { isTake, LATE, reckon, type Take } from './logged.ts';

const TIMEOUT = 10_000;

type Fields = SensorRequest['fields'];

/**
 * Asks an MLflow tracker, version 3, for what was logged and what its registry has. The request's fields are those that the compiler
 * writes: `tracker`, `take`, and what that needs of `experiment`, `metric`, `artifact`, `model`, `alias`, `version`, `than`, `direction`.
 */
export function mlflow(options: TrackerOptions = {}): Driver {
  const { timeout = TIMEOUT } = options;
  return async ({ fields, window, mark }, at, signal) => {
    const late = AbortSignal.timeout(timeout);
    const access = {
      ...reachTracker(textOf(fields['tracker']), options),
      timeout,
      signal: signal ? AbortSignal.any([late, signal]) : late,
    };
    const reading = await read({ access, fields, at, window, mark });
    if (!reading.known && late.aborted) return unknown(`the tracker gave no answer within ${String(timeout / 1000)} s`);
    return reading;
  };
}

interface Question {
  readonly access: Access;
  readonly fields: Fields;
  readonly at: number;
  readonly window: Window | undefined;
  readonly mark: string | undefined;
}

async function read(question: Question): Promise<Reading> {
  const take = textOf(question.fields['take']);
  switch (take) {
    case 'version':
      return numbered(question);
    case 'score':
      return scored(question);
    case 'score-to-beat':
      return toBeat(question);
    case 'evaluated-gain':
      return evaluatedGain(question);
    case 'version-age':
      return ofVersion(question, ({ created }) => known(ageOf(question, created)));
    case 'artifact':
    case 'artifact-age':
      return artifact(question);
    case 'runs':
    case 'failed-runs':
    case 'duration':
      return ofRuns(question, take);
    default:
      return isTake(take) ? ofPoints(question, take) : unknown(`the tracker is not asked for ${take || 'nothing'}`);
  }
}

/** What was found, or why the observation is unknown. */
type Found<T> = { readonly found: T } | { readonly why: Observation };

const away = ({ problem }: { readonly problem: string }): Observation => unknown(`the tracker ${problem}`);

/** Seconds; clocks may differ. */
const ageOf = ({ at }: Question, instant: number): number => Math.max(0, at - instant) / 1000;

// ----------------------------------------------------------------------------------------------------- what was logged

/** Of a page of runs: what is more is unknown. */
const MOST_RUNS = 5000;
/** What a run has logged before it ended may be stamped so much later than that, in milliseconds. */
const SLACK = 3_600_000;

async function experiment({ access, fields }: Question): Promise<Found<string>> {
  const name = textOf(fields['experiment']);
  const answer = await experimentOf(access, name);
  if ('problem' in answer) return { why: away(answer) };
  const { found } = answer;
  return found === undefined ? { why: unknown(`the tracker has no experiment ${name}`) } : { found };
}

async function ofPoints(question: Question, take: Take): Promise<Reading> {
  const { access, fields, at, mark } = question;
  const window = question.window ?? { from: 0, to: at };
  const metric = textOf(fields['metric']);
  const runs = await candidates(question, window.from - SLACK);
  if ('why' in runs) return runs.why;
  const logging = runs.found.filter(({ metrics }) => metrics.has(metric)).map(({ id }) => id);
  const points = await pointsOf(access, [...new Set(logging)], metric);
  return 'problem' in points ? away(points) : reckon(take, points.found, window, mark);
}

/** Runs that go on, or that ended since. They are asked for in this order, so that one that ends in between is found. */
async function candidates(question: Question, since: number): Promise<Found<readonly Run[]>> {
  const id = await experiment(question);
  if ('why' in id) return id;
  const running = await allRuns(question, id.found, "attributes.status = 'RUNNING'");
  if ('why' in running) return running;
  const ended = await allRuns(question, id.found, endedFrom(since));
  return 'why' in ended ? ended : { found: [...running.found, ...ended.found] };
}

const endedFrom = (instant: number): string => `attributes.end_time >= ${String(Math.max(0, Math.floor(instant)))}`;

async function allRuns({ access }: Question, id: string, filter: string): Promise<Found<readonly Run[]>> {
  const answer = await runsOf(access, { experiments: [id], filter, most: MOST_RUNS });
  if ('problem' in answer) return { why: away(answer) };
  const { runs, isAll } = answer.found;
  return isAll ? { found: runs } : { why: unknown(`more than ${String(MOST_RUNS)} runs may belong to this time`) };
}

/** A run that ended counts as a point at its end, with its seconds. */
async function ofRuns(question: Question, take: keyof typeof COUNTED): Promise<Reading> {
  const window = question.window ?? { from: 0, to: question.at };
  const id = await experiment(question);
  if ('why' in id) return id.why;
  const runs = await allRuns(question, id.found, endedFrom(window.from - LATE));
  if ('why' in runs) return runs.why;
  const points = runs.found.flatMap(({ id: run, status, start, end }) =>
    end !== undefined && COUNTED[take].includes(status)
      ? [{ run, at: end, step: 0, value: Math.max(0, end - start) / 1000 }]
      : [],
  );
  const reckoned = take === 'duration' ? 'mean' : 'count';
  return reckon(reckoned, points, window, question.mark, 'no run has succeeded in this time');
}

/** By their status. */
const COUNTED: Readonly<Record<'runs' | 'failed-runs' | 'duration', readonly string[]>> = {
  runs: ['FINISHED', 'FAILED', 'KILLED'],
  'failed-runs': ['FAILED', 'KILLED'],
  duration: ['FINISHED'],
};

/** Of so many runs the artifacts are listed, some of them side by side. */
const LISTED = 100;
const ABREAST = 10;

/**
 * The newest of a name: of the run that began last and has it, if it has not failed. MLflow does not tell when it was left behind: its
 * age is that of the end of the run, or of the start of one that goes on.
 */
async function artifact(question: Question): Promise<Observation> {
  const { access, fields } = question;
  const [path, name] = [textOf(fields['artifact']), textOf(fields['experiment'])];
  const id = await experiment(question);
  if ('why' in id) return id.why;
  const answer = await runsOf(access, { experiments: [id.found], filter: '', most: LISTED });
  if ('problem' in answer) return away(answer);
  const runs = answer.found.runs.filter(({ status }) => status !== 'FAILED' && status !== 'KILLED');
  for (const group of inGroups(runs, ABREAST)) {
    const have = await Promise.all(group.map(({ id }) => hasArtifact(access, id, path)));
    for (const [index, run] of group.entries()) {
      const has = have[index];
      if (has && 'problem' in has) return away(has);
      if (has?.found !== true) continue;
      if (fields['take'] === 'artifact-age') return known(ageOf(question, run.end ?? run.start));
      return known({ run: run.id, path, uri: `runs:/${run.id}/${path}` });
    }
  }
  if (!answer.found.isAll) return unknown(`none of the ${String(LISTED)} newest runs of ${name} has ${path}`);
  return unknown(`the experiment ${name} has no ${path}`);
}

// -------------------------------------------------------------------------------------------------------- the registry

/** What stands for the score of a version that there is not: every score is better. */
const BEATEN_BY_ALL = 1e100;

async function numbered({ access, fields }: Question): Promise<Observation> {
  const [name, alias] = [textOf(fields['model']), textOf(fields['alias'])];
  const answer = await versionEntry(access, name, alias);
  if ('problem' in answer) return away(answer);
  if (!answer.found) return noVersion(name, alias);
  const { number: version } = answer.found;
  return known({ name, version, uri: `models:/${name}/${version}` });
}

const noVersion = (name: string, version: string): Observation => unknown(`${name} has no version ${version}`);

const named = (version: Value | undefined): readonly [string, string] => {
  const record = isRecord(version) ? version : {};
  return [textOf(record['name']), textOf(record['version'])];
};

async function ofVersion(
  { access, fields }: Question,
  tell: (entry: Entry) => Observation | Promise<Observation>,
  absent: (name: string, version: string) => Observation | Promise<Observation> = noVersion,
): Promise<Observation> {
  const [name, version] = named(fields['version']);
  const answer = await versionEntry(access, name, version);
  if ('problem' in answer) return away(answer);
  return answer.found ? tell(answer.found) : absent(name, version);
}

const scored = (question: Question): Promise<Observation> => ofVersion(question, (entry) => scoreOf(question, entry));

async function scoreOf({ access, fields }: Question, { number, run: id }: Entry): Promise<Observation> {
  const [[name], metric] = [named(fields['version']), textOf(fields['metric'])];
  if (id === '') return unknown(`version ${number} of ${name} is of no run`);
  const run = await runOf(access, id);
  if ('problem' in run) return away(run);
  const score = run.found?.metrics.get(metric);
  if (score === undefined) return unknown(`the run of version ${number} of ${name} has not logged ${metric}`);
  return Number.isFinite(score) ? known(score) : unknown(`${metric} of version ${number} of ${name} is no number`);
}

/** Of a model that the registry does not have nothing is known. */
const toBeat = (question: Question): Promise<Observation> =>
  ofVersion(
    question,
    (entry) => scoreOf(question, entry),
    async (name) => {
      const model = await aliasesOf(question.access, name);
      if ('problem' in model) return away(model);
      if (!model.found) return unknown(`there is no model ${name}`);
      return known(question.fields['direction'] === -1 ? BEATEN_BY_ALL : -BEATEN_BY_ALL);
    },
  );

/** Of the newest run that has scored both. */
async function evaluatedGain(question: Question): Promise<Observation> {
  const { access, fields } = question;
  const [name, metric] = [textOf(fields['experiment']), textOf(fields['metric'])];
  const id = await experiment(question);
  if ('why' in id) return id.why;
  const first = await versionEntry(access, ...named(fields['version']));
  if ('problem' in first) return away(first);
  if (!first.found) return noVersion(...named(fields['version']));
  const second = await versionEntry(access, ...named(fields['than']));
  if ('problem' in second) return away(second);
  const scores = (...of: Entry[]): Promise<Found<readonly number[] | undefined>> =>
    scoresOf(
      access,
      id.found,
      of.map(({ number }) => `${metric}/${number}`),
    );
  const both = await scores(first.found, ...(second.found ? [second.found] : []));
  if ('why' in both) return both.why;
  if (!both.found) {
    const alone = await scores(first.found);
    if ('why' in alone) return alone.why;
    return unknown(`no run of ${name} has scored ${alone.found ? 'both' : `${metric} of it`}`);
  }
  if (!second.found) return known(BEATEN_BY_ALL);
  const [one = NaN, other = NaN] = both.found;
  const gain = (one - other) * (fields['direction'] === -1 ? -1 : 1);
  return Number.isFinite(gain)
    ? known(noMinusZero(gain))
    : unknown(`${metric} is no number in the run that scored both`);
}

/** Those metrics of the newest run that has all of them. */
async function scoresOf(
  access: Access,
  id: string,
  metrics: readonly string[],
): Promise<Found<readonly number[] | undefined>> {
  // All numbers fulfil it, and a metric that was not logged does not.
  const filter = metrics.map((metric) => `metrics.\`${metric}\` > -1e308`).join(' and ');
  const answer = await runsOf(access, { experiments: [id], filter, most: 1 });
  if ('problem' in answer) return { why: away(answer) };
  const [run] = answer.found.runs;
  return { found: run && metrics.map((metric) => run.metrics.get(metric) ?? NaN) };
}
