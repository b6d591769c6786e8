import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unmet } from '../../../src/agent/simulate/expectations.ts';
import { play } from '../../../src/agent/simulate/simulate.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import { compileFolder } from '../../support/compile.ts';

/** What is not met of these expectations, in the world of the MLPerf case, whose own ones they replace. */
async function missed(expected: string): Promise<readonly string[]> {
  const text = readFileSync('examples/mlperf/world.yaml', 'utf8').replace(/^expect:\n[^]*$/m, `expect:\n${expected}`);
  const { world, problems } = loadWorld(text, 'world.yaml');
  expect(problems).toEqual([]);
  const { plan } = await compileFolder('examples/mlperf');
  const graphs = (plan?.teams ?? []).flatMap(({ agents }) => agents.map(({ graph }) => graph));
  return unmet(graphs, world, play(graphs, world));
}

describe('what a world expects of its agents', () => {
  // No replica is ready from 42 m on, and the strategy looks every 30 s and wants 30 s of it; three are ready from 52 m on.
  it('came', async () => {
    expect(await missed('  planner-agent.fail-over: 1\n  planner-agent.fail-back: [54m]\n')).toEqual([]);
  });

  it('did not come, or came at another time', async () => {
    expect(
      await missed(
        '  planner-agent.fail-over: 0\n  planner-agent.fail-back: [53m]\n  planner-agent.fall-over: 2\n  planner-agent.fail-over-twice: [1h, 2h]\n',
      ),
    ).toEqual([
      'planner-agent.fail-over was to fire never, and did at 42m30s',
      'planner-agent.fail-back was to fire at 53m, and did at 54m',
      'there is no strategy planner-agent.fall-over; did you mean planner-agent.fail-over?',
      'there is no strategy planner-agent.fail-over-twice',
    ]);
  });

  it('cannot come of a strategy that there is not, not even never', async () => {
    expect(await missed('  planner-agent.fall-over: 0\n')).toEqual([
      'there is no strategy planner-agent.fall-over; did you mean planner-agent.fail-over?',
    ]);
  });

  it('is a number of times, or instants', () => {
    const { problems } = loadWorld(
      'start: 2026-12-01T00:00Z\nlength: 1h\nexpect: { a.b: often, a.c: 1.5, a.d: [soon] }\n',
      'w',
    );
    expect(problems.map(({ message }) => message)).toEqual([
      'a.b fires a whole number of times, as 3, or at instants, as [42m30s]',
      'a.c fires a whole number of times, as 3, or at instants, as [42m30s]',
      'a.d is a duration, as 90m',
    ]);
  });
});
