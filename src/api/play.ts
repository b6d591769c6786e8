import type { Source } from '../base/source/source.ts';
import { schedulesIn } from '../target/outline/schedules.ts';
import type { Compilation, PlayOptions, Played } from './types.ts';

/**
 * Plays agents, and the schedules of the applications that are given, on a virtual clock against a world that a text scripts, as
 * `sflow dev` does; the same graphs and world give the same. Nothing is played where there is a mistake in the world. The simulator is only loaded here: whoever compiles does not
 * need it.
 */
export async function play(
  { graphs, applications = [] }: Pick<Compilation, 'graphs'> & Partial<Pick<Compilation, 'applications'>>,
  source: Source,
  { all = false }: PlayOptions = {},
): Promise<Played> {
  const { loadWorld, report, simulate, summary, unmet, unread, unseen } = await simulator();
  const { world: script, problems } = loadWorld(source.text, source.path);
  if (problems.length > 0)
    return {
      problems,
      entries: [],
      lines: [],
      leftOut: 0,
      summary: '',
      unseen: [],
      unread: [],
      expected: 0,
      unmet: [],
    };
  const world = { ...script, schedules: schedulesIn(applications) };
  const entries = simulate(graphs, world);
  return {
    problems,
    entries,
    ...report(entries, { all }),
    summary: summary(entries),
    unseen: unseen(graphs, world, entries),
    unread: unread(graphs, world),
    expected: world.expectations?.length ?? 0,
    unmet: unmet(graphs, world, entries),
  };
}

async function simulator() {
  const [{ play: simulate }, { report, summary }, { unseen }, { unread }, { unmet }, { loadWorld }] = await Promise.all(
    [
      import('../agent/simulate/simulate.ts'),
      import('../agent/simulate/report.ts'),
      import('../agent/simulate/unseen.ts'),
      import('../agent/simulate/scripted-metrics.ts'),
      import('../agent/simulate/expectations.ts'),
      import('../agent/simulate/world-file.ts'),
    ],
  );
  return { simulate, report, summary, unseen, unread, unmet, loadWorld };
}
