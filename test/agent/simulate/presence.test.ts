import { describe, expect, it } from 'vitest';
import { play } from '../../../src/agent/simulate/simulate.ts';
import { unseen } from '../../../src/agent/simulate/unseen.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import { formatDuration } from '../../../src/base/values/quantity.ts';
import { app, compileTexts } from '../../support/marked.ts';

const source = (agents: string): string => `import { ready-replicas, share } from "std/kubernetes"
import { request-rate } from "std/istio"
import { replace-if-better } from "std/strategies"
${app(`model m { registered "m"  better accuracy }
workflow training : batch { executor fit { image "fit:1"  metric accuracy : Ratio }  register m from fit }
workflow serve : online {
  service p : model { server tensorflow  model m@production }
  canary next at 10% { p { model m@production } }
  deployed by keeper
}
agent keeper { strategy select = replace-if-better(m, serve) }
${agents}`)}`;

const WORLD = `start: 2026-12-01T09:00Z
length: 2h
models: { m: { metric: accuracy, scores: [] } }
workflows: { training: { takes: 5m, starts: [30m, 90m], registers: { model: m, scores: [0.8, 0.9] } } }
online: { serve: { ready: { 0m: 2, 20m: 0, 21m: 3, 100m: 0 }, desired: 3 } }
metrics: { request-rate(serve): 5/s }`;

/** What happened, as `time since the start: …`, and what was not seen. */
function played(
  agents: string,
  text = WORLD,
): { readonly told: readonly string[]; readonly notSeen: readonly string[] } {
  const { plan } = compileTexts(source(agents));
  expect(plan).toBeDefined();
  const graphs = plan?.teams.flatMap((team) => team.agents.map(({ graph }) => graph)) ?? [];
  const { world, problems } = loadWorld(text, 'world.yaml');
  expect(problems).toEqual([]);
  const entries = play(graphs, world);
  const told = entries.flatMap((entry) => {
    const at = formatDuration((entry.at - world.start) / 1000);
    if (entry.kind === 'world') return [`${at}: ${entry.text}`];
    if (entry.trace.kind !== 'action') return [];
    const { strategy, text, result } = entry.trace;
    return [`${at}: ${strategy}, ${text}${'failed' in result ? `: ${result.failed}` : ''}`];
  });
  return { told, notSeen: unseen(graphs, world, entries) };
}

const told = (agents: string): readonly string[] =>
  played(agents).told.filter((line) => /serve|watch|alarm/.test(line));

describe('a workflow that is left to an agent', () => {
  it('is there from its first upgrade on, with that version, and is upgraded by the next', () => {
    expect(told('')).toEqual([
      '35m: upgradeWorkflow on serve.p (model: m@1), which was not there and is deployed',
      '35m: select, upgradeWorkflow(serve, model: m@latest)',
      '1h35m: upgradeWorkflow on serve.p (model: m@2)',
      '1h35m: select, upgradeWorkflow(serve, model: m@latest)',
      '1h40m: serve has 0 ready replicas',
    ]);
  });

  it('is there from the start where the world says so', () => {
    const { told: seen } = played('', WORLD.replace('desired: 3', 'deployed: true'));
    expect(seen).toContain('35m: upgradeWorkflow on serve.p (model: m@1)');
  });

  it('is unknown before, to whatever reads it, and what was not there was not missed', () => {
    const watching = (constraint: string): string => `agent watcher { strategy watch {
  WHEN every 10m  IF ${constraint}  THEN notify(secret x.url, "watch")
} }`;
    for (const constraint of ['ready-replicas(serve) >= 1', 'share(serve.next) > 0%', 'request-rate(serve) > 1/s']) {
      const seen = told(watching(constraint)).filter((line) => line.includes('watch,'));
      expect(seen[0], constraint).toMatch(/^40m: /);
      expect(played(watching(constraint)).notSeen).toEqual([]);
    }
  });

  it('is available once it is brought up, if its replicas are ready', () => {
    const waiting = `agent watcher { strategy alarm { WHEN on serve.available or on serve.unavailable
  THEN notify(secret x.url, "alarm") } }`;
    const seen = told(waiting).filter((line) => line.includes('alarm,'));
    expect(seen.map((line) => line.split(':')[0])).toEqual(['35m', '1h40m']);
  });

  it('cannot be changed before, by another agent either', () => {
    const others = `agent other {
  strategy watch-a { WHEN every 20m  THEN updateWorkflowResource(serve, service: p, memory: 2Gi) }
}
agent router {
  strategy watch-b { WHEN every 20m  THEN updateWorkflowTraffic(serve.next, share: 20%) }
}`;
    const seen = played(others).told.filter((line) => line.includes('watch-') || line.includes('deployed'));
    expect(seen.slice(0, 4)).toEqual([
      '20m: watch-a, updateWorkflowResource(serve, service: p, memory: 2Gi): serve is not there',
      '20m: watch-b, updateWorkflowTraffic(serve.next, share: 20%): serve is not there',
      '35m: upgradeWorkflow on serve.p (model: m@1), which was not there and is deployed',
      '40m: watch-a, updateWorkflowResource(serve, service: p, memory: 2Gi)',
    ]);
  });

  it('is gone when it is deleted, and comes back as the sources say', () => {
    const others = `agent other {
  strategy watch-a { WHEN at "2026-12-01T09:40Z"  THEN updateWorkflowTraffic(serve.next, share: 50%) }
  strategy watch-b { WHEN at "2026-12-01T09:50Z"  THEN deleteWorkflow(serve) }
  strategy watch-c { WHEN every 15m  IF share(serve.next) > 0%  THEN notify(secret x.url, "some") }
  strategy watch-d { WHEN every 15m  IF share(serve.next) > 10%  THEN notify(secret x.url, "more") }
}`;
    const seen = told(others).filter((line) => /watch-[cd],|deployed/.test(line));
    expect(seen.map((line) => line.replace(/, notify.*|upgradeWorkflow on .*, which/, ''))).toEqual([
      '35m:  was not there and is deployed',
      '45m: watch-c',
      '45m: watch-d',
      '1h35m:  was not there and is deployed',
      '1h45m: watch-c',
      '2h: watch-c',
    ]);
  });
});
