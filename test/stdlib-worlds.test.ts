import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play } from '../src/agent/simulate/simulate.ts';
import { loadWorld } from '../src/agent/simulate/world-file.ts';
import { formatDuration } from '../src/base/values/quantity.ts';
import { app, expectMessages } from './support/marked.ts';

/** An agent that uses templates of the library, among a training, an evaluation and three online workflows. */
const source = (agent: string): string => {
  const names = [...agent.matchAll(/(?:=|agent [a-z]+ :) ([a-z-]+)\(/g)].map((match) => match[1] ?? '');
  return `import { ${[...new Set(names)].join(', ')} } from "std/strategies"
import { logged-mean, logged-max } from "std/mlflow"
import { failure-rate, request-rate } from "std/istio"
${app(`model m { registered "m"  better accuracy }
workflow training : batch { executor fit { image "fit:1"  metric accuracy : Ratio }  register m from fit }
workflow evaluation : batch { executor compare { image "compare:1" } }
workflow serve : online { service p : model { server tensorflow  model m@production }  backup spare
  replicas 1..9 scale on request-rate(serve) per replica to 20/s }
workflow spare : online { service p : model { server tensorflow  model m@previous } }
workflow canaries : online { service p : model { server tensorflow  model m@production }
  canary next at 10% { p { model m@candidate } } }
${agent}`)}`;
};

/** What an agent with these strategies did in a world, as `time since the start: strategy, action`. */
const done = (strategies: string, world: string): string[] => doneBy(`agent keeper {\n  ${strategies}\n}`, world);

function doneBy(agent: string, world: string): string[] {
  const { plan } = expectMessages(source(agent), []);
  const loaded = loadWorld(`start: 2026-12-01T09:00Z\n${world}`, 'world.yaml');
  expect(loaded.problems).toEqual([]);
  const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
  const start = Date.UTC(2026, 11, 1, 9);
  return play(graphs, loaded.world).flatMap((entry) =>
    entry.kind === 'trace' && entry.trace.kind === 'action'
      ? [`${formatDuration((entry.at - start) / 1000)}: ${entry.trace.strategy}, ${entry.trace.text}`]
      : [],
  );
}

const played = new Set<string>();
const template = (name: string, tell: string, test: () => void): void => {
  for (const each of name.split(' and ')) played.add(each);
  it(`${name} ${tell}`, test);
};

describe('the templates of the library, played', () => {
  template('retrain-on-drift', 'trains when the data have drifted, so often a day', () => {
    const use =
      'strategy a = retrain-on-drift(logged-mean("drift", experiment: "x") over 1h, above: 20%, training: training)';
    const world = `length: 3h
observations: [{ at: 65m, every: 10m, experiment: x, metric: drift, value: 0.5 }]
workflows: { training: { takes: 5m } }`;
    expect(done(use, world)).toEqual(['1h30m: a, runWorkflow(training)', '2h: a, runWorkflow(training)']);
  });

  template('tune', 'searches on until the target is reached', () => {
    const world = `length: 2h
models: { m: { metric: accuracy, scores: [0.5] } }
workflows: { training: { takes: 10m, starts: [5m], registers: { model: m, scores: [0.8, 0.85, 0.95] } } }`;
    expect(done('strategy a = tune(training, m, target: 0.9)', world)).toEqual([
      '15m: a, runWorkflow(training)',
      '25m: a, runWorkflow(training)',
    ]);
  });

  template('early-stop', 'stops a run that has what it was started for', () => {
    const use = 'strategy a = early-stop(training, logged-max("accuracy", experiment: "x") over 1h, target: 0.9)';
    const world = `length: 30m
observations: [{ at: 10m30s, experiment: x, metric: accuracy, value: 0.93 }]
workflows: { training: { takes: 20m, starts: [5m] } }`;
    expect(done(use, world)[0]).toBe('11m: a, stopWorkflow(training)');
  });

  template('restart-with-memory', 'runs again what was killed, once, with more', () => {
    const world = `length: 1h
workflows: { training: { takes: 10m, starts: [5m, 30m], executors: [{ executor: fit, state: out-of-memory, after: 2m }] } }`;
    expect(done('strategy a = restart-with-memory(training, fit, memory: 16Gi)', world)).toEqual([
      '7m: a, updateExecutorResource(training, fit, memory: 16Gi)',
      '7m: a, runExecutor(training, fit)',
    ]);
  });

  template('stop-when-one-is-done', 'stops the other copies', () => {
    const world = `length: 30m
workflows: { training: { takes: 10m, starts: [5m], executors: [{ executor: fit, state: succeeded, after: 4m }] } }`;
    expect(done('strategy a = stop-when-one-is-done(training, fit)', world)).toEqual([
      '9m: a, stopExecutor(training, fit)',
    ]);
  });

  template('keep-apart', 'moves jobs away when they come', () => {
    const world = 'length: 30m\nworkflows: { training: { takes: 10m, starts: [5m] } }';
    expect(done('strategy a = keep-apart(training, serve)', world)).toEqual([
      '5m: a, updateWorkflowAffinity(training, away-from: serve, across: hosts)',
    ]);
  });

  template('keep-promise and release-replica', 'follow the load, and rest between', () => {
    const use = 'strategy a = keep-promise(serve, promise: 100ms)  strategy b = release-replica(serve, promise: 100ms)';
    const world = `length: 40m
metrics: { latency(serve): { 0m: 80ms, 5m: 150ms, 12m: 80ms, 20m: 20ms } }`;
    // Three minutes above, and again after the cooldown of five; fifteen minutes far below.
    expect(done(use, world)).toEqual([
      '8m: a, updateWorkflowReplica(serve, by: +1)',
      '35m: b, updateWorkflowReplica(serve, by: -1)',
    ]);
  });

  template('release-replica', 'lets go what nobody calls, whose answers have no time', () => {
    const use = 'strategy a = keep-promise(serve, promise: 100ms)  strategy b = release-replica(serve, promise: 100ms)';
    const world = (rate: string): string => `length: 60m
metrics: { latency(serve): { 0m: 150ms, 8m: unknown }, request-rate(serve): { 0m: 5/s, 10m: ${rate} } }`;
    const taken = (rate: string): string[] => done(use, world(rate)).filter((act) => act.includes('-1'));
    expect(taken('0/s')).toEqual([
      '25m: b, updateWorkflowReplica(serve, by: -1)',
      '40m: b, updateWorkflowReplica(serve, by: -1)',
      '55m: b, updateWorkflowReplica(serve, by: -1)',
    ]);
    // Where the mesh is away nobody knows that.
    expect(taken('unknown')).toEqual([]);
  });

  template('fail-over and fail-back', 'go to the backup and come back', () => {
    const use = 'strategy a = fail-over(serve)  strategy b = fail-back(serve)';
    const world = 'length: 20m\nonline: { serve: { ready: { 0m: 3, 5m: 0, 10m: 3 } } }';
    const acts = done(use, world);
    expect(acts.filter((act) => act.includes('a,'))[0]).toBe('5m30s: a, updateWorkflowTraffic(serve, backup: 100%)');
    expect(acts.filter((act) => act.includes('b,') && act.startsWith('1'))[0]).toBe(
      '12m: b, updateWorkflowTraffic(serve, backup: 0%)',
    );
    const during = acts.filter((act) => /^(?:[6-9]m|10m)/.test(act));
    expect(during.every((act) => act.includes('100%'))).toBe(true);
  });

  template('alert', 'tells once an hour', () => {
    const use = 'strategy a = alert(failure-rate(serve), above: 5%, to: secret alerts.url, text: "failing")';
    const world = 'length: 100m\nmetrics: { failure-rate(serve): { 0m: 0%, 10m: 20% } }';
    expect(done(use, world).map((act) => act.split(':')[0])).toEqual(['15m', '1h15m']);
  });

  template('replace-if-better and roll-back', 'do not go round with a version that fails', () => {
    const use = 'strategy a = replace-if-better(m, serve)  strategy b = roll-back(m, serve)';
    const world = `length: 3d
models: { m: { metric: accuracy, scores: [0.8], aliases: { production: 1 } } }
workflows: { training: { takes: 10m, starts: [5m, 50h], registers: { model: m, scores: [0.9, 0.95] } } }
metrics: { failure-rate(serve): { 0m: 0%, 20m: 30%, 40m: 0% } }`;
    expect(done(use, world)).toEqual(
      [
        '15m: a, promote(m@latest, to: production)',
        '15m: a, upgradeWorkflow(serve, model: m@latest)',
        '25m: b, promote(m@production, to: rejected)',
        '25m: b, promote(m@previous, to: production)',
        '25m: b, upgradeWorkflow(serve, model: m@previous)',
        // The second version is looked at each hour and left alone; the third is another one.
        '50h10m: a, promote(m@latest, to: production)',
        '50h10m: a, upgradeWorkflow(serve, model: m@latest)',
      ].map((act) => act.replace('50h10m', '2d2h10m')),
    );
  });

  template('roll-back', 'does not go back to what was taken back', () => {
    const world = `length: 4d
models: { m: { metric: accuracy, scores: [0.8, 0.9], aliases: { production: 2, previous: 1 } } }
metrics: { failure-rate(serve): 30% }`;
    expect(done('strategy b = roll-back(m, serve)', world)).toHaveLength(3);
  });

  template('replace-if-better', 'gets from nothing to the first promotion', () => {
    const world = `length: 2h
models: { m: { metric: accuracy, scores: [] } }
workflows: { training: { takes: 10m, starts: [5m], registers: { model: m, scores: [0.4] } } }`;
    expect(done('strategy a = replace-if-better(m, serve, by: 1%)', world)).toEqual([
      '15m: a, promote(m@latest, to: production)',
      '15m: a, upgradeWorkflow(serve, model: m@latest)',
    ]);
  });

  template('progress and withdraw', 'give a canary more by steps, and take it all back', () => {
    const use = `strategy a = progress(canaries.next, while: failure-rate(canaries.next) <= 1%, step: 20%, up-to: 50%)
      strategy b = withdraw(canaries.next, once: failure-rate(canaries.next) > 3%)`;
    const world = 'length: 50m\nmetrics: { failure-rate(canaries.next): { 0m: 0%, 32m: 10% } }';
    // From 10% by 20% to 50%; withdrawn after three minutes of failures, and not begun again.
    expect(done(use, world)).toEqual([
      '10m: a, updateWorkflowTraffic(canaries.next, share: +20%, at-most: 50%)',
      '20m: a, updateWorkflowTraffic(canaries.next, share: +20%, at-most: 50%)',
      '35m: b, updateWorkflowTraffic(canaries.next, share: 0%)',
    ]);
  });

  template('rollout', 'gives a canary more by steps, takes misses, and withdraws it after too many', () => {
    const agent = `agent judge : rollout(
  canaries.next, while: failure-rate(canaries.next) <= 1%, once: failure-rate(canaries.next) > 3%, step: 15%, up-to: 50%,
) {
  strategy begin { priority 30  WHEN on m.registered  THEN updateWorkflowTraffic(canaries.next, share: 20%) }
}`;
    const world = `length: 1h
models: { m: { metric: accuracy, scores: [] } }
workflows: { training: { takes: 5m, starts: [36m], registers: { model: m, scores: [0.9] } } }
metrics:
  failure-rate(canaries.next): { 0m: 0%, 12m30s: 5%, 13m30s: 2%, 15m30s: unknown, 17m30s: 5%, 18m30s: 1%, 24m30s: 5%, 26m: 0%, 44m30s: 5% }`;
    expect(doneBy(agent, world)).toEqual([
      '10m: up, updateWorkflowTraffic(canaries.next, share: +15%, at-most: 50%)',
      '13m: judge, set missed = missed + 1',
      '18m: judge, set missed = missed + 1',
      '20m: up, updateWorkflowTraffic(canaries.next, share: +15%, at-most: 50%)',
      '25m: back, updateWorkflowTraffic(canaries.next, share: 0%)',
      '26m: anew, set missed = 0',
      '41m: begin, updateWorkflowTraffic(canaries.next, share: 20%)',
      '45m: judge, set missed = missed + 1',
      '46m: judge, set missed = missed + 1',
      '47m: back, updateWorkflowTraffic(canaries.next, share: 0%)',
      '48m: anew, set missed = 0',
    ]);
  });

  template('evaluate-newest and replace-if-evaluated-better', 'compare on one set of data', () => {
    const use = `strategy a = evaluate-newest(m, evaluation)
      strategy b = replace-if-evaluated-better(m, serve, evaluation, experiment: "evaluation", by: 5%)`;
    // On drifted data the better model logs the lower score of its own: 0.93 after 0.96.
    const world = (second: number): string => `length: 2h
models: { m: { metric: accuracy, scores: [0.96], aliases: { production: 1 } } }
workflows:
  training: { takes: 10m, starts: [5m], registers: { model: m, scores: [0.93] } }
  evaluation:
    takes: 5m
    logs:
      - { experiment: evaluation, metric: accuracy/1, value: 0.65 }
      - { experiment: evaluation, metric: accuracy/2, value: ${String(second)} }`;
    expect(done(use, world(0.92))).toEqual([
      '15m: a, runWorkflow(evaluation)',
      '20m: b, promote(m@latest, to: production)',
      '20m: b, upgradeWorkflow(serve, model: m@latest)',
    ]);
    expect(done(use, world(0.6))).toEqual(['15m: a, runWorkflow(evaluation)']);
    // What each training has logged says the contrary.
    expect(done('strategy c = replace-if-better(m, serve)', world(0.92))).toEqual([]);
  });

  it('are all of them', () => {
    const text = readFileSync('stdlib/strategies.sflow', 'utf8');
    expect([...played].sort()).toEqual(
      [...text.matchAll(/^(?:strategy|template) ([a-z-]+)/gm)].map((match) => match[1]).sort(),
    );
  });
});
