import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CPU = resolve('test/bench/cpu.cjs');
const PARSE = resolve('test/bench/parse.ts');
const PAIRS = 40;

/** A program of Node, with its arguments. */
type Command = readonly string[];

function run(command: Command, preload: readonly string[] = []): { readonly output: string; readonly cpu: number } {
  const { status, output } = spawnSync(process.execPath, [...preload, ...command], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const [, stdout = '', stderr = '', microseconds = ''] = output.map((text) => text ?? '');
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${String(status)}: ${stderr.slice(0, 500)}`);
  return { output: stdout, cpu: Number(microseconds) / 1000 };
}

/** Milliseconds of processors, threads of the engine included: other work on the machine moves them less than time. */
const cpuOf = (command: Command): number => run(command, ['--require', CPU]).cpu;

/** Milliseconds in which a process that is warm parses a megabyte. */
const megabyte = (checkout: string): number => Number(run([PARSE, resolve(checkout)]).output);

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
}

/** Prints the median and the quartiles of the ratios of pairs, which take turns in being first. */
function compare<T>(label: string, measure: (of: T) => number, ours: T, theirs: T, pairs: number): void {
  measure(ours);
  measure(theirs);
  const measured = Array.from({ length: pairs }, (_, pair) => {
    const first = measure(pair % 2 === 0 ? ours : theirs);
    const second = measure(pair % 2 === 0 ? theirs : ours);
    return pair % 2 === 0 ? { a: first, b: second } : { a: second, b: first };
  });
  const ratios = measured.map(({ a, b }) => a / b);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  const [a, b] = [measured.map((pair) => pair.a), measured.map((pair) => pair.b)].map((of) =>
    quantile(of, 0.5).toFixed(0),
  );
  console.log(
    `${label.padEnd(44)} ${String(middle).padStart(6)} ×   (${String(low)} to ${String(high)}; ${String(a)} ms / ${String(b)} ms, ${pairs} pairs)`,
  );
}

/** `before`: another checkout with its bundle, such as that of the commit before. */
export function benchStart(before: string | undefined): void {
  const check = (checkout: string): Command => [join(checkout, '.build/sflow.cjs'), 'check', 'examples/mnist'];
  compare('CPU of a cold check of mnist / node -e 0', cpuOf, check('.'), ['-e', '0'], PAIRS);
  console.log(`a megabyte, parsed warm${' '.repeat(21)} ${megabyte('.').toFixed(0).padStart(6)} ms`);
  if (before === undefined) return;
  if (!existsSync(join(before, '.build/sflow.cjs'))) throw new Error(`there is no bundle in ${before}`);
  compare('CPU of a cold check of mnist / before', cpuOf, check('.'), check(before), PAIRS);
  compare('a megabyte, parsed warm / before', megabyte, '.', before, 10);
}
