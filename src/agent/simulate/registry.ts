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
