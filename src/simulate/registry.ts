import { isRecord, textOf } from '../values/plain.ts';
import { known, unknown, type Observation, type Value } from '../values/value.ts';
import type { World, WorldLog } from './world.ts';

interface Point extends WorldLog {
  readonly at: number;
  readonly run: string;
}

/** The experiment tracker and the model registry of a simulated world. */
export class Registry {
  readonly #points: Point[] = [];
  readonly #models = new Map<
    string,
    { readonly metric: string; readonly scores: number[]; readonly aliases: Map<string, string> }
  >();

  constructor(world: World) {
    for (const { name, metric, scores, aliases } of world.models) {
      this.#models.set(name, { metric, scores: [...scores], aliases: new Map(Object.entries(aliases)) });
    }
  }

  log(at: number, run: string, log: WorldLog): void {
    this.#points.push({ ...log, at, run });
  }

  /** The number of the new version. */
  register(model: string, score: number): string | undefined {
    const known = this.#models.get(model);
    known?.scores.push(score);
    return known && String(known.scores.length);
  }

  /** What the alias stood for before. */
  promote(model: string, alias: string, version: string): string | undefined {
    const known = this.#models.get(model);
    const before = known?.aliases.get(alias);
    known?.aliases.set(alias, version);
    return before;
  }

  /** Answers a request of a sensor as the runtime's driver would. */
  read(
    fields: Readonly<Record<string, Value>>,
    window: { readonly from: number; readonly to: number } | undefined,
    now: number,
  ): Observation {
    switch (fields['take']) {
      case 'version':
        return this.#version(textOf(fields['model']), textOf(fields['alias']));
      case 'score':
        return this.#score(fields['version']);
      case 'artifact':
        return this.#artifact(textOf(fields['experiment']), textOf(fields['artifact']));
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
    if (version === 'latest') return known.scores.length > 0 ? String(known.scores.length) : undefined;
    return /^\d+$/.test(version) ? version : known.aliases.get(version);
  }

  #score(version: Value | undefined): Observation {
    const record = isRecord(version) ? version : {};
    const [name, asked] = [textOf(record['name']), textOf(record['version'])];
    const resolved = this.#resolve(name, asked);
    const score = resolved === undefined ? undefined : this.#models.get(name)?.scores[Number(resolved) - 1];
    return score === undefined ? unknown(`${name} has no version ${asked}`) : known(score);
  }

  #artifact(experiment: string, artifact: string): Observation {
    const point = this.#points.findLast((each) => each.experiment === experiment && each.artifact === artifact);
    if (!point) return unknown(`the experiment ${experiment} has no ${artifact}`);
    return known({ run: point.run, path: artifact, uri: `runs:/${point.run}/${artifact}` });
  }

  #aggregate(
    fields: Readonly<Record<string, Value>>,
    { from, to }: { readonly from: number; readonly to: number },
  ): Observation {
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
