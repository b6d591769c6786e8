import { isRecord, textOf } from '../../base/values/plain.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import type { World, WorldLog } from './world.ts';

interface Point extends WorldLog {
  readonly at: number;
  readonly run: string;
}

/** From an instant on, to another one that is not within. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A run of an experiment that has ended. */
interface Run {
  readonly experiment: string;
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
}

/** A version of a model; those that the world began with are as old as the world. */
interface Version {
  readonly score: number;
  readonly at: number;
}

/** What stands for the score of a version that there is not: every score is better. */
const BEATEN_BY_ALL = 1e100;

/** The experiment tracker and the model registry of a simulated world. */
export class Registry {
  readonly #points: Point[] = [];
  readonly #runs: Run[] = [];
  readonly #models = new Map<
    string,
    { readonly metric: string; readonly versions: Version[]; readonly aliases: Map<string, string> }
  >();

  constructor(world: World) {
    for (const { name, metric, scores, aliases } of world.models) {
      this.#models.set(name, {
        metric,
        versions: scores.map((score) => ({ score, at: world.start })),
        aliases: new Map(Object.entries(aliases)),
      });
    }
  }

  log(at: number, run: string, log: WorldLog): void {
    this.#points.push({ ...log, at, run });
  }

  end(run: Run): void {
    this.#runs.push(run);
  }

  /** The number of the new version. */
  register(at: number, model: string, score: number): string | undefined {
    const known = this.#models.get(model);
    known?.versions.push({ score, at });
    return known && String(known.versions.length);
  }

  /** What the alias stood for before. */
  promote(model: string, alias: string, version: string): string | undefined {
    const known = this.#models.get(model);
    const before = known?.aliases.get(alias);
    // What was in production can be gone back to.
    if (alias === 'production' && before !== undefined && before !== version) known?.aliases.set('previous', before);
    known?.aliases.set(alias, version);
    return before;
  }

  /** Answers a request of a sensor as the runtime's driver would. */
  read(fields: Readonly<Record<string, Value>>, window: Span | undefined, now: number): Observation {
    switch (fields['take']) {
      case 'version':
        return this.#version(textOf(fields['model']), textOf(fields['alias']));
      case 'score':
        return this.#ofVersion(fields['version'], ({ score }) => score);
      case 'score-to-beat':
        return this.#hasVersion(fields['version'])
          ? this.#ofVersion(fields['version'], ({ score }) => score)
          : this.#beaten(fields);
      case 'evaluated-gain':
        return this.#evaluatedGain(fields);
      case 'version-age':
        return this.#ofVersion(fields['version'], ({ at }) => (now - at) / 1000);
      case 'artifact':
      case 'artifact-age':
        return this.#artifact(fields, now);
      case 'runs':
      case 'failed-runs':
      case 'duration':
        return this.#ofRuns(fields, window ?? { from: -Infinity, to: now });
      default:
        return this.#aggregate(fields, window ?? { from: -Infinity, to: now });
    }
  }

  #version(model: string, alias: string): Observation {
    const version = this.#resolve(model, alias);
    if (version === undefined) return unknown(`${model} has no version ${alias}`);
    return known({ name: model, version, uri: `models:/${model}/${version}` });
  }

  #resolve(model: string, version: string): string | undefined {
    const known = this.#models.get(model);
    if (!known) return undefined;
    if (version === 'latest') return known.versions.length > 0 ? String(known.versions.length) : undefined;
    return /^\d+$/.test(version) ? version : known.aliases.get(version);
  }

  #ofVersion(version: Value | undefined, value: (version: Version) => number): Observation {
    const record = isRecord(version) ? version : {};
    const [name, asked] = [textOf(record['name']), textOf(record['version'])];
    const resolved = this.#resolve(name, asked);
    const found = resolved === undefined ? undefined : this.#models.get(name)?.versions[Number(resolved) - 1];
    return found === undefined ? unknown(`${name} has no version ${asked}`) : known(value(found));
  }

  #hasVersion(version: Value | undefined): boolean {
    const record = isRecord(version) ? version : {};
    return this.#resolve(textOf(record['name']), textOf(record['version'])) !== undefined;
  }

  /** A score that every other one beats, where the registry is asked for a version of a model that it knows. */
  #beaten({ version, direction }: Readonly<Record<string, Value>>): Observation {
    const name = isRecord(version) ? textOf(version['name']) : '';
    if (!this.#models.has(name)) return unknown(`there is no model ${name}`);
    return known(direction === -1 ? BEATEN_BY_ALL : -BEATEN_BY_ALL);
  }

  /** Of the newest run that has scored both. */
  #evaluatedGain(fields: Readonly<Record<string, Value>>): Observation {
    const { experiment, metric, version, than, direction } = fields;
    const numberOf = (of: Value | undefined): string | undefined =>
      isRecord(of) ? this.#resolve(textOf(of['name']), textOf(of['version'])) : undefined;
    const [first, second] = [numberOf(version), numberOf(than)];
    const scored = (number: string, run?: string): Point | undefined =>
      this.#points.findLast(
        (point) =>
          point.experiment === experiment &&
          point.metric === `${textOf(metric)}/${number}` &&
          (run === undefined || point.run === run),
      );
    const factor = direction === -1 ? -1 : 1;
    const newest = first === undefined ? undefined : scored(first);
    if (first === undefined || !newest)
      return unknown(`no run of ${textOf(experiment)} has scored ${textOf(metric)} of it`);
    if (second === undefined) return known(BEATEN_BY_ALL);
    const runs = this.#points.filter((point) => point.experiment === experiment).map(({ run }) => run);
    const both = runs.findLast((run) => scored(first, run) && scored(second, run));
    const [one, other] = [scored(first, both), scored(second, both)];
    if (both === undefined || !one || !other) return unknown(`no run of ${textOf(experiment)} has scored both`);
    return known((one.value - other.value) * factor);
  }

  #artifact(fields: Readonly<Record<string, Value>>, now: number): Observation {
    const [experiment, artifact] = [textOf(fields['experiment']), textOf(fields['artifact'])];
    const point = this.#points.findLast((each) => each.experiment === experiment && each.artifact === artifact);
    if (!point) return unknown(`the experiment ${experiment} has no ${artifact}`);
    if (fields['take'] === 'artifact-age') return known((now - point.at) / 1000);
    return known({ run: point.run, path: artifact, uri: `runs:/${point.run}/${artifact}` });
  }

  #ofRuns(fields: Readonly<Record<string, Value>>, { from, to }: Span): Observation {
    const ended = this.#runs.filter(
      ({ experiment, end }) => experiment === fields['experiment'] && end >= from && end < to,
    );
    if (fields['take'] === 'runs') return known(ended.length);
    if (fields['take'] === 'failed-runs') return known(ended.filter(({ failed }) => failed).length);
    const seconds = ended.flatMap(({ start, end, failed }) => (failed ? [] : [(end - start) / 1000]));
    if (seconds.length === 0) return unknown('no run has succeeded in this time');
    return known(seconds.reduce((total, each) => total + each, 0) / seconds.length);
  }

  #aggregate(fields: Readonly<Record<string, Value>>, { from, to }: Span): Observation {
    const values = this.#points
      .filter(
        ({ experiment, metric, at }) =>
          experiment === fields['experiment'] && metric === fields['metric'] && at >= from && at < to,
      )
      .map(({ value }) => value);
    const sum = values.reduce((total, value) => total + value, 0);
    if (fields['take'] === 'sum') return known(sum);
    if (fields['take'] === 'count') return known(values.length);
    if (values.length === 0) return unknown('nothing was logged in this time');
    switch (fields['take']) {
      case 'mean':
        return known(sum / values.length);
      case 'max':
        return known(Math.max(...values));
      case 'min':
        return known(Math.min(...values));
      case 'last':
        return known(values.at(-1) ?? 0);
      default:
        return unknown(`the tracker does not know ${textOf(fields['take'])}`);
    }
  }
}
