import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { load, reversals, type Reversals } from '../../src/api/index.ts';
import { app } from '../support/marked.ts';

const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['.build/sflow.cjs', 'check', '--explain', 'flapping', ...args], { encoding: 'utf8' });

describe('sflow check --explain flapping', () => {
  it('shows how often each field can be turned, by whom, and what bounds it', () => {
    const { status, stdout, stderr } = run('examples/mlperf');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^WHAT AGENTS WRITE +REVERSALS AN HOUR +A DAY +BY +GOES +LOOKS +WAITS +ROOM\n/);
    // 30 s and `for 30s` from the way back to the way there, 30 s and `for 2m` from there back.
    const turns = String(2 * Math.ceil(86_400 / 210));
    expect(stdout).toMatch(
      new RegExp(
        `how the requests of .* are shared .*${turns} +planner-agent.fail-over +to 100% for the backup +every 30s`,
      ),
    );
    expect(stdout).toMatch(/ready-replicas\(online-inference-graph\) from 0 to 3/);
  });

  it('is data for programs', async () => {
    const { stdout } = run('examples/mlperf', '--format', 'json');
    const found = JSON.parse(stdout) as readonly Reversals[];
    expect(found).toEqual(reversals(await load('examples/mlperf')).reversals);
    expect(run('examples/mlperf', '--format', 'sarif').status).toBe(2);
    expect(run('examples/mlperf', '--fix').status).toBe(2);
  });
});

const told = (strategies: string): Reversals | undefined =>
  reversals([
    {
      path: 'main.sflow',
      text: app(`sensor x : Number from prometheus { query: "sum(x)", unit: 1 }
workflow serve : online { service s : transformer { image "a:1" }  replicas 1..9 scale on x per replica to 20 }
agent a { ${strategies} }`),
    },
  ]).reversals[0];

describe('the bound of a field', () => {
  it('is none where events set off both ways, and 0 where there is one way', () => {
    const there = 'strategy up { WHEN on serve.available THEN updateWorkflowReplica(serve, minimum: 2) }';
    const back = 'strategy down { WHEN on serve.unavailable THEN updateWorkflowReplica(serve, minimum: 1) }';
    expect(told(there)).toMatchObject({ hour: 0, day: 0 });
    expect(told(`${there} ${back}`)).not.toHaveProperty('day');
    expect(told(`${there.replace('WHEN', 'limit 3 per 1d WHEN')} ${back}`)).toMatchObject({ hour: 7, day: 7 });
  });

  it('counts a for only where all others look when it does, and a cooldown only beyond the next look', () => {
    const pair = (grow: string, every = '1m'): string =>
      `strategy grow { ${grow} THEN updateWorkflowReplica(serve, minimum: 2) }
strategy shrink { WHEN every ${every} IF x < 5 THEN updateWorkflowReplica(serve, minimum: 1) }`;
    const waits = (strategies: string): unknown => told(strategies)?.drivers[0]?.waits;
    const held = 'WHEN every 1m IF x > 5 for 4m';
    expect(waits(pair(held))).toEqual([{ text: 'for 4m', counts: true }]);
    expect(waits(pair(held, '5m'))).toEqual([{ text: 'for 4m', counts: true }]);
    expect(waits(pair(held, '90s'))).toEqual([{ text: 'for 4m', counts: false }]);
    // A minute to the first look and four of waiting, then a minute to the way back.
    expect(told(pair(held))).toMatchObject({ hour: 20, day: 480, settlesSeconds: 50, room: 'none: x at 5' });
    expect(waits(pair('cooldown 1s WHEN every 1m IF x > 5'))).toEqual([{ text: 'cooldown 1s', counts: false }]);
    expect(waits(pair('cooldown 90s WHEN every 1m IF x > 5'))).toEqual([{ text: 'cooldown 1m30s', counts: true }]);
  });
});
