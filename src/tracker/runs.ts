import { isAbsent, numberIn, recordOf, recordsIn, stringIn, type Answer, type Fields } from './answer.ts';
import { ask, tell, type Access } from './ask.ts';

/** A run of an experiment. */
export interface Run {
  readonly id: string;
  /** `RUNNING`, `FINISHED`, `FAILED`, … */
  readonly status: string;
  /** Milliseconds since 1970 UTC, as the program's clock had it. */
  readonly start: number;
  readonly end?: number;
  /** Of each metric the point with the highest step; NaN is one. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, string>;
  /** Where its artifacts lie. */
  readonly artifacts: string;
  /** The models that it logged, as MLflow 3 keeps them, the last one last. */
  readonly models: readonly string[];
}

/** A point of a metric. */
export interface LoggedPoint {
  readonly run: string;
  /** Milliseconds since 1970 UTC, as the program's clock had it. */
  readonly at: number;
  readonly step: number;
  /** May be NaN. */
  readonly value: number;
}

/** The id of an experiment; nothing where there is none, or it was deleted. Of one that it does not know MLflow finds no runs. */
export async function experimentOf(access: Access, name: string): Promise<Answer<string | undefined>> {
  const reply = await ask(access, 'experiments/get-by-name', { experiment_name: name });
  if (isAbsent(reply)) return { found: undefined };
  if ('problem' in reply) return reply;
  const experiment = recordOf(reply.fields['experiment']);
  const id = stringIn(experiment, 'experiment_id');
  if (id === '') return { problem: 'answers without `experiment_id`' };
  return { found: stringIn(experiment, 'lifecycle_stage') === 'deleted' ? undefined : id };
}

/** The ids of all experiments, the newest first. */
export async function allExperiments(access: Access): Promise<Answer<readonly string[]>> {
  const found: string[] = [];
  for (let token = ''; ;) {
    const page = { max_results: 1000, ...(token === '' ? {} : { page_token: token }) };
    const reply = await tell(access, 'experiments/search', page);
    if ('problem' in reply) return reply;
    found.push(...recordsIn(reply.fields, 'experiments').map((each) => stringIn(each, 'experiment_id')));
    token = stringIn(reply.fields, 'next_page_token');
    if (token === '') return { found };
  }
}

export interface RunSearch {
  readonly experiments: readonly string[];
  readonly filter: string;
  /** At most so many, the latest started first. */
  readonly most: number;
}

export interface FoundRuns {
  readonly runs: readonly Run[];
  /** There are none beside these. */
  readonly isAll: boolean;
}

/** Of five thousand runs, in bytes. */
const RUNS_LIMIT = 2 ** 25;

/** One page: tokens are offsets, so that a run which comes in between would hide another one. */
export async function runsOf(access: Access, { experiments, filter, most }: RunSearch): Promise<Answer<FoundRuns>> {
  const body = { experiment_ids: experiments, filter, max_results: most, order_by: ['attributes.start_time DESC'] };
  const reply = await tell(access, 'runs/search', body, RUNS_LIMIT);
  if ('problem' in reply) return reply;
  const runs = new Map(
    recordsIn(reply.fields, 'runs')
      .map((each) => runIn(each))
      .map((run) => [run.id, run]),
  );
  if (runs.has('')) return { problem: 'answers with a run without `run_id`' };
  return { found: { runs: [...runs.values()], isAll: stringIn(reply.fields, 'next_page_token') === '' } };
}

/** Nothing where there is no such run. */
export async function runOf(access: Access, id: string): Promise<Answer<Run | undefined>> {
  const reply = await ask(access, 'runs/get', { run_id: id });
  if (isAbsent(reply)) return { found: undefined };
  if ('problem' in reply) return reply;
  const run = runIn(recordOf(reply.fields['run']));
  return run.id === id ? { found: run } : { problem: 'answers without `run`' };
}

function runIn(fields: Fields): Run {
  const [info, data, outputs] = ['info', 'data', 'outputs'].map((name) => recordOf(fields[name]));
  const end = numberIn(info ?? {}, 'end_time');
  const models = recordsIn(outputs ?? {}, 'model_outputs').map((each) => ({
    id: stringIn(each, 'model_id'),
    step: numberIn(each, 'step') || 0,
  }));
  return {
    id: stringIn(info ?? {}, 'run_id'),
    status: stringIn(info ?? {}, 'status'),
    start: numberIn(info ?? {}, 'start_time'),
    ...(end > 0 ? { end } : {}),
    metrics: new Map(recordsIn(data ?? {}, 'metrics').map((each) => [stringIn(each, 'key'), numberIn(each, 'value')])),
    tags: new Map(recordsIn(data ?? {}, 'tags').map((each) => [stringIn(each, 'key'), stringIn(each, 'value')])),
    artifacts: stringIn(info ?? {}, 'artifact_uri'),
    models: models.sort((one, other) => one.step - other.step).map(({ id }) => id),
  };
}

// ------------------------------------------------------------------------------------------------------------------ points

/** Runs of one request: MLflow takes a hundred, and gives 2,500 points of each, of some 140 bytes. */
const RUNS_AT_ONCE = 25;
const POINTS_OF_RUN = 2500;
/** Requests side by side. */
const ABREAST = 4;
/** Of the points of one run that has more than that, and how many pages of them. */
const POINTS_OF_PAGE = 25_000;
const PAGES = 4;
const POINTS_LIMIT = 2 ** 24;

/** All points of a metric that runs logged. */
export async function pointsOf(
  access: Access,
  runs: readonly string[],
  metric: string,
): Promise<Answer<readonly LoggedPoint[]>> {
  const found: LoggedPoint[] = [];
  const groups = inGroups(inGroups(runs, RUNS_AT_ONCE), ABREAST);
  for (const group of groups)
    for (const answer of await Promise.all(group.map((some) => pointsOfSome(access, some, metric)))) {
      if ('problem' in answer) return answer;
      for (const point of answer.found) found.push(point);
    }
  return { found };
}

async function pointsOfSome(
  access: Access,
  runs: readonly string[],
  metric: string,
): Promise<Answer<readonly LoggedPoint[]>> {
  const query: [string, string][] = runs.map((run) => ['run_ids', run]);
  query.push(['metric_key', metric], ['max_results', String(POINTS_OF_RUN)]);
  const reply = await ask(access, 'metrics/get-history-bulk-interval', query, POINTS_LIMIT);
  if ('problem' in reply) return reply;
  const points = recordsIn(reply.fields, 'metrics').map((each) => pointIn(each, stringIn(each, 'run_id')));
  // What reaches the maximum is a sample: of all points in MLflow 3.17, of the steps of all runs together before.
  if (points.length < POINTS_OF_RUN) return checked(points);
  const all: LoggedPoint[] = [];
  for (const run of runs) {
    const own = await historyOf(access, run, metric);
    if ('problem' in own) return own;
    all.push(...own.found);
  }
  return checked(all);
}

/** By pages, whose tokens are offsets: a point that comes in between is told twice at worst, and none is lost. */
async function historyOf(access: Access, run: string, metric: string): Promise<Answer<readonly LoggedPoint[]>> {
  const points = new Map<string, LoggedPoint>();
  let token = '';
  for (let page = 0; page < PAGES; page += 1) {
    const query = { run_id: run, metric_key: metric, max_results: String(POINTS_OF_PAGE) };
    const more = token === '' ? {} : { page_token: token };
    const reply = await ask(access, 'metrics/get-history', { ...query, ...more }, POINTS_LIMIT);
    if ('problem' in reply) return reply;
    for (const point of recordsIn(reply.fields, 'metrics').map((each) => pointIn(each, run)))
      points.set(`${String(point.step)} ${String(point.at)} ${String(point.value)}`, point);
    token = stringIn(reply.fields, 'next_page_token');
    if (token === '') return { found: [...points.values()] };
  }
  return { problem: `has more than ${String(PAGES * POINTS_OF_PAGE)} points of ${metric} in one run` };
}

const pointIn = (fields: Fields, run: string): LoggedPoint => ({
  run,
  at: numberIn(fields, 'timestamp'),
  step: numberIn(fields, 'step') || 0,
  value: numberIn(fields, 'value'),
});

const checked = (points: readonly LoggedPoint[]): Answer<readonly LoggedPoint[]> =>
  points.some(({ run, at }) => run === '' || Number.isNaN(at))
    ? { problem: 'answers with a point without `run_id` or `timestamp`' }
    : { found: points };

export const inGroups = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

// --------------------------------------------------------------------------------------------------------------- artifacts

const FILE_PAGES = 10;

/** Whether a run left a file or a folder behind under this path. */
export async function hasArtifact(access: Access, run: string, path: string): Promise<Answer<boolean>> {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  let token = '';
  for (let page = 0; page < FILE_PAGES; page += 1) {
    const query = { run_id: run, ...(folder === '' ? {} : { path: folder }) };
    const reply = await ask(access, 'artifacts/list', { ...query, ...(token === '' ? {} : { page_token: token }) });
    if ('problem' in reply) return reply;
    if (recordsIn(reply.fields, 'files').some((file) => stringIn(file, 'path') === path)) return { found: true };
    token = stringIn(reply.fields, 'next_page_token');
    if (token === '') return { found: false };
  }
  return { problem: `has too many files beside ${path}` };
}
