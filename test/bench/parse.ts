import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { parse as Parse } from '../../grammar/parse.ts';

/** Prints how many milliseconds of processors a checkout's parser takes for a megabyte when it is warm: `parse.ts CHECKOUT`. */
const MEGABYTE = 1_000_000;
const WARM_UP = 8;
const ROUNDS = 15;

const folder = process.argv[2] ?? '.';
const { parse } = (await import(resolve(folder, 'grammar/parse.ts'))) as { readonly parse: typeof Parse };
const sources = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.sflow'))
  .map((path) => readFileSync(join('examples', path), 'utf8'))
  .join('\n');
const text = sources.repeat(Math.ceil(MEGABYTE / sources.length));
const size = text.length / MEGABYTE;

const times = Array.from({ length: WARM_UP + ROUNDS }, () => {
  const start = process.cpuUsage();
  if (parse({ path: 'main.sflow', text }).diagnostics.length > 0) throw new Error('the examples have mistakes');
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / size;
});
console.log(times.slice(WARM_UP).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]);
