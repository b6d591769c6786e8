import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play, type Entry } from '../../src/simulate/simulate.ts';
import { loadWorld } from '../../src/simulate/world-file.ts';
import { compileFolder } from '../support/compile.ts';

/** The examples, played against the worlds beside them. Instants are derived from the worlds by hand. */
async function played(name: string): Promise<string[]> {
  const { plan } = await compileFolder(`examples/${name}`);
  const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
  const { world, problems } = loadWorld(readFileSync(`examples/${name}/world.yaml`, 'utf8'), 'world.yaml');
  expect(problems).toEqual([]);
  return play(graphs, world).flatMap(told);
}

/** What was done and what came of it, as `09:15:00 tune-scaling: updateWorkflowReplica(…)`. */
function told(entry: Entry): string[] {
  if (entry.kind !== 'trace') return [];
  const { at, trace } = entry;
  const time = new Date(at).toISOString().slice(11, 19);
  if (trace.kind === 'approval') return [`${time} ${trace.by} ${trace.answer}`];
  if (trace.kind !== 'action') return [];
  const failed = 'failed' in trace.result ? ' failed' : 'unknown' in trace.result ? ' unknown' : '';
  return [`${time} ${trace.strategy}: ${trace.text}${failed}`];
}

describe('the play of', () => {
  it('examples/mlperf tunes the scaling, keeps batch away, and fails over and back once', async () => {
    expect(await played('mlperf')).toEqual([
      // 72/s on three replicas from 09:10 on, which is more than 20/s for each; five minutes later it has held
      '09:15:00 tune-scaling: updateWorkflowReplica(online-inference-graph, per-replica: 15/s)',
      '09:18:00 keep-apart: updateWorkflowAffinity(batch-inference-graph, away-from: online-inference-graph, across: hosts)',
      // none is ready from 09:42 on
      '09:42:30 fail-over: updateWorkflowTraffic(online-inference-graph, backup: 100%)',
      '09:42:30 fail-over: set on-backup = true',
      // three are ready from 09:52 on
      '09:54:00 fail-back: updateWorkflowTraffic(online-inference-graph, backup: 0%)',
      '09:54:00 fail-back: set on-backup = false',
      // 24/s on three replicas from 10:00 on
      '10:30:00 relax-scaling: updateWorkflowReplica(online-inference-graph, per-replica: 20/s)',
    ]);
  });
});
