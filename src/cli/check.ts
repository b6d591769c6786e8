import type { ApplicationOutline, DailyOutline } from '../api/index.ts';
import { counted } from '../base/values/words.ts';
import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export interface CheckOptions extends CompileOptions {
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly explain?: 'flapping';
}

export async function check(path: string, options: CheckOptions): Promise<number> {
  if (options.explain !== undefined) {
    if (options.fix === true) throw new UsageError('--explain and --fix do not go together');
    return (await import('./explain-flapping.ts')).explainFlapping(path, options);
  }
  if (options.fix === true) return (await import('./fix.ts')).fixPath(path, options);
  if (options.dryRun === true) throw new UsageError('--dry-run goes with --fix');
  const { ok, applications } = await compilePath(path, options);
  if (!ok) return EXIT.errors;
  if ((options.format ?? 'text') === 'text')
    process.stdout.write(
      [`${path}: ${inventory(applications)}; no mistakes`, ...worstDays(applications), ''].join('\n'),
    );
  return EXIT.ok;
}

/** What the agents that are deployed may come to within a day, of those that do anything that a budget counts. */
function worstDays(applications: readonly ApplicationOutline[]): string[] {
  const agents = applications
    .filter(({ deployed }) => deployed)
    .flatMap((application) => application.agents.filter(({ daily }) => daily.length > 0));
  const isOpen = agents.some(({ daily }) => daily.some(({ most }) => most === undefined));
  return [
    ...agents.map(({ name, daily }) => `  ${name}, at most within a day: ${daily.map(mostText).join(', ')}`),
    ...(isOpen ? ['  a cooldown, a limit, or a budget of the agent bounds what has no bound'] : []),
  ];
}

const mostText = ({ of, most, unbounded }: DailyOutline): string =>
  most === undefined ? `${of} without bound (${unbounded.join(', ')})` : `${of} ${String(most)}`;

function inventory(applications: readonly ApplicationOutline[]): string {
  const total = (size: (application: ApplicationOutline) => number): number =>
    applications.reduce((sum, application) => sum + size(application), 0);
  return [
    counted(applications.length, 'application'),
    counted(
      total(({ batch }) => batch.length),
      'batch workflow',
    ),
    counted(
      total(({ online }) => online.length),
      'online workflow',
    ),
    `${counted(
      total(({ agents }) => agents.length),
      'agent',
    )} with ${counted(
      total(({ agents }) => agents.reduce((sum, agent) => sum + agent.strategies.length, 0)),
      'strategy',
      'strategies',
    )}`,
  ].join(', ');
}
