import { describe, expect, it } from 'vitest';
import { report, summary } from '../../../src/agent/simulate/report.ts';
import { play, type Entry } from '../../../src/agent/simulate/simulate.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import { app, expectMessages } from '../../support/marked.ts';

function played(strategies: string, world: string): readonly Entry[] {
  const { plan } = expectMessages(
    `import { request-rate } from "std/istio"
import { logged-mean } from "std/mlflow"
${app(`workflow serve : online { service s : transformer { image "a:1" }  replicas 1..5 scale on request-rate(serve) per replica to 20/s }
agent keeper { state calm : Bool = true  ${strategies} }`)}`,
    [],
  );
  const loaded = loadWorld(`{ start: 2026-12-01T09:00Z, ${world} }`, 'world.yaml');
  expect(loaded.problems).toEqual([]);
  return play(plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [], loaded.world);
}

/** Without the columns of the agent. */
const linesOf = (entries: readonly Entry[], all = false): string[] =>
  report(entries, { all }).lines.map((line) => line.replace(/ {2}(?:keeper)? +/, ' '));

const rate = 'metrics: { request-rate(serve): { 0m: 5/s, 2m30s: 30/s } }';

describe('what comes out as before', () => {
  const entries = played(
    `strategy grow {
       WHEN every 1m
       IF   request-rate(serve) > 20/s
       THEN updateWorkflowReplica(serve, minimum: 3)
       ELSE set calm = true
     }`,
    `length: 5m, ${rate}`,
  );

  it('is left out where the strategy did not fire, and is a line where it did', () => {
    expect(linesOf(entries)).toEqual([
      '2026-12-01',
      '09:01:00 grow acts otherwise: request-rate(serve) = 5/s is not > 20/s (every 1m)',
      expect.stringContaining('read request-rate(serve) = 5/s'),
      expect.stringContaining('→ set calm = true'),
      '09:01:00 ✓ set calm = true',
      '09:01:00 done, for ELSE',
      '09:03:00 grow acts: request-rate(serve) = 30/s is > 20/s (every 1m)',
      expect.stringContaining('read request-rate(serve) = 30/s'),
      expect.stringContaining('→ updateWorkflowReplica(serve, minimum: 3)'),
      '09:03:00 · updateWorkflowReplica on serve (minimum: 3)',
      '09:03:00 ✓ updateWorkflowReplica(serve, minimum: 3)',
      '09:04:00 grow acts: request-rate(serve) = 30/s is > 20/s (every 1m), as before',
      '09:05:00 grow acts: request-rate(serve) = 30/s is > 20/s (every 1m), as before',
    ]);
    expect(report(entries, { all: false }).leftOut).toBe(1);
  });

  it('is told on demand', () => {
    expect(linesOf(entries, true).filter((line) => line.includes('✓'))).toHaveLength(5);
    expect(linesOf(entries, true).join('\n')).not.toContain('as before');
    expect(report(entries, { all: true }).leftOut).toBe(0);
  });

  it('is counted', () => {
    expect(summary(entries)).toBe(
      '5 decisions: 3 to act, 2 to act otherwise, 0 to do nothing, 0 without knowing; 5 actions, 0 failed',
    );
  });
});

describe('what is held back', () => {
  it('is as before where only the time has gone on', () => {
    const entries = played(
      'strategy grow { cooldown 10m  WHEN every 1m  IF request-rate(serve) > 20/s for 2m  THEN set calm = false }',
      'length: 9m, metrics: { request-rate(serve): 30/s }',
    );
    expect(linesOf(entries).filter((line) => line.includes('held back'))).toEqual([
      expect.stringContaining('since it has held for 0s of 2m'),
      expect.stringContaining('since it cools down until 2026-12-01T09:13:00Z'),
    ]);
  });

  it('is not as before where it is for another value', () => {
    const entries = played(
      `strategy one   { WHEN every 1m  THEN call keeper.report(host: "web-1") }
       strategy other { WHEN every 1m from "2026-12-01T09:01:30Z"  THEN call keeper.report(host: "web-2") }
       strategy mend  { cooldown 1h per host  limit 1 per 1d per host  WHEN called report(host: String) or every 2m  THEN set calm = true }`,
      'length: 4m',
    );
    expect(linesOf(entries).filter((line) => line.includes('held back'))).toEqual([
      expect.stringContaining('since it cools down for host web-1 until'),
      expect.stringContaining('since it cools down for host web-2 until'),
      expect.stringContaining('since it cools down for host web-1 until'),
      expect.stringContaining('since it cools down for host web-2 until'),
      expect.stringContaining('since it cools down without a host until'),
    ]);
  });

  it('is not as before where another strategy goes before it', () => {
    const entries = played(
      `strategy a { WHEN every 1m  THEN set calm = false }
       strategy s1 { priority 5  WHEN at "2026-12-01T09:01Z"  THEN set calm = true }
       strategy s2 { priority 6  WHEN at "2026-12-01T09:02Z"  THEN set calm = true }`,
      'length: 2m',
    );
    expect(linesOf(entries).filter((line) => line.includes('held back'))).toEqual([
      expect.stringContaining('since s1 goes before it'),
      expect.stringContaining('since s2 goes before it'),
    ]);
  });
});

describe('what is told', () => {
  it('names who has to agree before anything is done', () => {
    const entries = played(
      'strategy grow { approval by "leads"  WHEN at "2026-12-01T09:01Z"  THEN set calm = false }',
      'length: 3m, approvals: { leads: [{ agrees: true, after: 20s }, false] }',
    );
    expect(linesOf(entries)).toEqual([
      '2026-12-01',
      '09:01:00 grow acts if leads agrees: no constraint (at "2026-12-01T09:01Z")',
      expect.stringContaining('→ set calm = false'),
      '09:01:20 leads agrees',
      '09:01:20 ✓ set calm = false',
    ]);
  });

  it('has units, in texts for people too', () => {
    const entries = played(
      `strategy grow {
         WHEN at "2026-12-01T09:03Z"
         IF   logged-mean("outlier", experiment: "x") over 1h < 20%
         THEN notify(secret alerts.url, "\${request-rate(serve)} of \${20/s}, \${logged-mean("outlier", experiment: "x") over 1h}")
       }`,
      `length: 5m, ${rate}, observations: [{ at: 1m, experiment: x, metric: outlier, value: 0.06 }]`,
    );
    const text = linesOf(entries).join('\n');
    expect(text).toContain('over 1h = 6% is < 20%');
    expect(text).toContain('is told: 30/s of 20/s, 0.06');
  });
});
