import type { Driver, Reversals } from '../api/index.ts';
import { reversals } from '../api/reversals.ts';
import { loadPath, print, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { laidOut } from './table.ts';
import { UsageError } from './usage.ts';

/** Shows how often agents can undo what they did, and what bounds it. */
export async function explainFlapping(path: string, options: CompileOptions): Promise<number> {
  const { format = 'text', ...others } = options;
  if (format === 'sarif') throw new UsageError('--explain goes with --format text or json');
  const { loaded, settings } = await loadPath(path, others);
  const { ok, diagnostics, reversals: found } = reversals(loaded, settings);
  print(diagnostics, loaded, 'text');
  if (!ok) return EXIT.errors;
  process.stdout.write(format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : tableOf(found));
  return EXIT.ok;
}

const HEAD = ['WHAT AGENTS WRITE', 'REVERSALS AN HOUR', 'A DAY', 'BY', 'GOES', 'LOOKS', 'WAITS', 'ROOM'];

function tableOf(found: readonly Reversals[]): string {
  if (found.length === 0) return 'no agent writes a field of anything\n';
  const rows = found.flatMap(({ what, hour, day, room = '', drivers }) =>
    drivers.map((driver, index) => {
      const isFirst = index === 0;
      const counts = [hour, day].map((count) => (count === undefined ? 'no bound' : count.toLocaleString('en-GB')));
      return [...(isFirst ? [what, ...counts] : ['', '', '']), ...cellsOf(driver), isFirst ? room : ''];
    }),
  );
  const waits = found.flatMap(({ drivers }) => drivers.flatMap((driver) => driver.waits));
  const note = waits.every(({ counts }) => counts) ? '' : '\nWhat stands in brackets bounds nothing.\n';
  return laidOut([HEAD, ...rows]) + note;
}

function cellsOf({ agent, strategy, branch, through, goes, looks, waits }: Driver): readonly string[] {
  const behind = branch === 'then' ? '' : ` (${behindWords[branch]})`;
  const by = [`${agent}.${strategy}${behind}`, ...through].join(' -> ');
  return [by, goes, looks, waits.map(({ text, counts }) => (counts ? text : `(${text})`)).join(', ')];
}

const behindWords: Readonly<Record<Exclude<Driver['branch'], 'then'>, string>> = {
  else: 'ELSE',
  unknown: 'when unknown',
  failure: 'on failure',
};
