import type { ApplicationOutline } from '../api/index.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export interface CheckOptions extends CompileOptions {
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

export async function check(path: string, options: CheckOptions): Promise<number> {
  if (options.fix === true) return (await import('./fix.ts')).fixPath(path, options);
  if (options.dryRun === true) throw new UsageError('--dry-run goes with --fix');
  const { ok, applications } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  if ((options.format ?? 'text') === 'text') process.stdout.write(`${path}: ${inventory(applications)}; no mistakes\n`);
  return EXIT.ok;
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${String(number)} ${number === 1 ? one : many}`;

function inventory(applications: readonly ApplicationOutline[]): string {
  const total = (size: (application: ApplicationOutline) => number): number =>
    applications.reduce((sum, application) => sum + size(application), 0);
  return [
    count(applications.length, 'application'),
    count(
      total(({ batch }) => batch.length),
      'batch workflow',
    ),
    count(
      total(({ online }) => online.length),
      'online workflow',
    ),
    `${count(
      total(({ agents }) => agents.length),
      'agent',
    )} with ${count(
      total(({ agents }) => agents.reduce((sum, agent) => sum + agent.strategies.length, 0)),
      'strategy',
      'strategies',
    )}`,
  ].join(', ');
}
