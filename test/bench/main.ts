import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { benchCalls } from './calls.ts';
import { benchCampaign } from './campaign.ts';
import { benchConditions } from './conditions.ts';
import { benchEngine } from './engine.ts';
import { benchOracle, benchTurns } from './oracle.ts';
import { benchStart } from './start.ts';
import { writeStrategies } from './strategies.ts';
import { writeWorkload } from './workload.ts';

/**
 * Prints speeds as ratios of pairs that were measured in turn, in this run: `npm run bench [sizes…]`. The floor is a
 * program in plain JavaScript that writes comparable manifests as compact JSON; it is looked for in the folder FLOOR_BENCH.
 * BEFORE names another checkout with its bundle, such as that of the commit before, which the start is compared with.
 */
const node = process.execPath;
const sflow = resolve('.build/sflow.cjs');
const floorFolder = resolve(process.env['FLOOR_BENCH'] ?? '../shared/bench');

type Command = readonly string[];

function milliseconds(command: Command): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(node, command, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${String(status)}: ${stderr.slice(0, 500)}`);
  return performance.now() - start;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Medians of both, measured in turn after one run of each that does not count. */
function compare(label: string, ours: Command, theirs: Command, runs: number): void {
  milliseconds(ours);
  milliseconds(theirs);
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let run = 0; run < runs; run += 1) {
    times.theirs.push(milliseconds(theirs));
    times.ours.push(milliseconds(ours));
  }
  const [a, b] = [median(times.ours), median(times.theirs)];
  console.log(
    `${label.padEnd(44)} ${(a / b).toFixed(2).padStart(6)} ×   (${a.toFixed(0)} ms / ${b.toFixed(0)} ms, ${String(runs)} pairs)`,
  );
}

/** What both write is not the same: ours has what a cluster and its people need beside. */
const amount = (stream: string): string =>
  `${(stream.length / 1e6).toFixed(2)} MB in ${String(stream.split('\n---\n').length)} documents`;

if (!existsSync(sflow)) throw new Error('there is no bundle: npm run build');
const work = await mkdtemp(join(tmpdir(), 'sflow-bench-'));
try {
  await writeWorkload(join(work, 'small'), 1);
  const out = join(work, 'out.yaml');
  const build = (folder: string): Command => [sflow, 'build', folder, '-o', '-'];
  compare(
    'cold build of models.sflow / node -e 0',
    [sflow, 'build', 'examples/mnist/models.sflow', '-o', '-'],
    ['-e', '0'],
    21,
  );
  compare('cold build of examples/mnist / node -e 0', build('examples/mnist'), ['-e', '0'], 15);
  benchStart(process.env['BEFORE']);

  const floor = join(floorFolder, 'plainjs/floor.mjs');
  if (!existsSync(floor)) console.log(`left out: the floor, since there is no ${floor}`);
  else {
    const sizes = process.argv.slice(2).map(Number).filter(Number.isInteger);
    for (const n of sizes.length > 0 ? sizes : [1, 10, 100, 1000]) {
      const folder = join(work, `w${String(n)}`);
      await writeWorkload(join(folder, 'sflow'), n);
      milliseconds([join(floorFolder, 'gen.mjs'), String(n), folder]);
      compare(
        `W(${String(n)}): sflow build / floor`,
        build(join(folder, 'sflow')),
        [floor, folder, out],
        n >= 1000 ? 3 : n >= 100 ? 7 : 11,
      );
      const ours = spawnSync(node, build(join(folder, 'sflow')), { encoding: 'utf8', maxBuffer: 2 ** 30 }).stdout;
      console.log(`    it writes ${amount(ours)}, the floor ${amount(await readFile(out, 'utf8'))}`);
    }
  }
  const many = join(work, 'many');
  await writeStrategies(many);
  compare('check of 1,000 strategies / node -e 0', [sflow, 'check', many], ['-e', '0'], 7);

  benchEngine();
  await benchCalls();
  benchCampaign(20_000, 1);
  await benchConditions(floorFolder);
  benchOracle();
  benchTurns();
} finally {
  await rm(work, { recursive: true, force: true });
}
