import { onOneLine } from '../../base/values/words.ts';
import { mistakesOf } from './world-mistakes.ts';
import { MAX_OBSERVATIONS, worldOf } from './world-parts.ts';
import { validate } from './world-validator.ts';
import type { World } from './world.ts';
import { readYaml, type YamlMistake } from '../../base/yaml/yaml-data.ts';

export interface WorldProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const MAX_CHARACTERS = 1_000_000;
/** Of a message, which may have names of the file in it. In characters. */
const LONGEST = 400;

const nothing: World = {
  start: 0,
  end: 0,
  models: [],
  observations: [],
  workflows: new Map(),
  metrics: [],
  sensors: new Map(),
  actions: new Map(),
};

/** Reads a world. What is wrong with it comes back with its place, all of it, and nothing happens in that world. */
export function loadWorld(
  text: string,
  path: string,
): { readonly world: World; readonly problems: readonly WorldProblem[] } {
  const read = readWorld(text);
  if ('world' in read) return { world: read.world, problems: [] };
  // The parser and the schema may say the same of one place in several of their own words.
  const told = new Map(
    read.mistakes.map(({ message, ...place }) => {
      const problem = { path, ...place, message: onOneLine(message, LONGEST) };
      return [JSON.stringify(problem), problem];
    }),
  );
  return { world: nothing, problems: [...told.values()].sort((a, b) => a.line - b.line || a.column - b.column) };
}

function readWorld(text: string): { readonly world: World } | { readonly mistakes: readonly YamlMistake[] } {
  if (text.length > MAX_CHARACTERS)
    return { mistakes: [{ line: 1, column: 1, message: `a world has at most ${String(MAX_CHARACTERS)} characters` }] };
  const { data, mistakes, mistakeAt } = readYaml(text);
  if (mistakes.length > 0) return { mistakes };
  if (!validate(data))
    return {
      mistakes: mistakesOf(validate.errors ?? []).map(({ pointer, message, of }) => mistakeAt(pointer, message, of)),
    };
  const world = worldOf(data);
  if (world.observations.length <= MAX_OBSERVATIONS) return { world };
  return { mistakes: [mistakeAt('/observations', `a world has at most ${String(MAX_OBSERVATIONS)} observations`)] };
}
