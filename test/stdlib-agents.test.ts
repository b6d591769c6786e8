import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play } from '../src/agent/simulate/simulate.ts';
import { loadWorld } from '../src/agent/simulate/world-file.ts';
import { formatDuration } from '../src/base/values/quantity.ts';
import { app, expectMessages } from './support/marked.ts';

const source = (agents: string): string => `import { tracker, checker, planner, executor, improver } from "std/agents"
import { logged-sum, latest-artifact } from "std/mlflow"
${app(`model m { registered "m"  better accuracy }
workflow training : batch {
  param data : Dataset
  executor fit { image "fit:1"  args { data: data.uri }  metric accuracy : Ratio }
  register m from fit
}
workflow detector : batch { param data : Dataset  executor detect { image "detect:1"  args { data: data.uri } } }
workflow serve : online { service p : model { server tensorflow  model m@production } }
sensor predictions = logged-sum("n_predictions", experiment: "predictor")
sensor picked      = logged-sum("n_critical_data", experiment: "pick-data")
sensor new-data    = latest-artifact("x_inference", experiment: "predictor")
sensor picked-data = latest-artifact("x_picked", experiment: "pick-data")
${agents}`)}`;

/** What agents did in a world, as `minutes since the start: agent, action`; calls take a second. */
function done(agents: string, world: string): string[] {
  const { plan } = expectMessages(source(agents), []);
  const loaded = loadWorld(`start: 2026-12-01T09:00Z\n${world}`, 'world.yaml');
  expect(loaded.problems).toEqual([]);
  const graphs = plan?.teams.flatMap((team) => team.agents.map(({ graph }) => graph)) ?? [];
  const start = Date.UTC(2026, 11, 1, 9);
  return play(graphs, loaded.world).flatMap((entry) =>
    entry.kind === 'trace' && entry.trace.kind === 'action'
      ? [`${formatDuration(Math.floor((entry.at - start) / 60_000) * 60)}: ${entry.trace.agent}, ${entry.trace.text}`]
      : [],
  );
}

describe('the agents of the library', () => {
  it('are those of Table V, and with it go around: counted, checked, retrained, compared, changed', () => {
    const agents = `
agent watcher : tracker(predictions since last fired, data: new-data, to: finder) { }
agent finder : checker(detector) { }
agent decider : planner(picked since last fired, data: picked-data, training: training, model: m, to: doer) { }
agent doer : executor(serve) { }`;
    const world = `length: 4h
observations:
  - { at: 10m, experiment: predictor, metric: n_predictions, value: 1200, artifact: x_inference }
  - { at: 90m, experiment: pick-data, metric: n_critical_data, value: 150, artifact: x_picked }
models: { m: { metric: accuracy, scores: [0.9], aliases: { production: 1 } } }
workflows:
  detector: { takes: 5m }
  training: { takes: 30m, registers: { model: m, scores: [0.95] } }`;
    expect(done(agents, world)).toEqual([
      '1h: watcher, call finder.check-predictions(data: new-data)',
      '1h: finder, runWorkflow(detector, data: data)',
      '2h: decider, runWorkflow(training, data: picked-data)',
      '3h: decider, call doer.change-model(version: m@latest)',
      '3h: doer, promote(version, to: production)',
      '3h: doer, upgradeWorkflow(serve, model: version)',
    ]);
  });

  it('improve by themselves, as in Algorithm 1', () => {
    const agents = `
agent doer : executor(serve) { }
agent better : improver(training, model: m, to: doer) { strategy go { WHEN at "2026-12-01T09:30Z" THEN call better-self.improve(data: picked-data) } }
agent better-self : improver(training) { }`;
    const world = `length: 2h
observations: [{ at: 10m, experiment: pick-data, metric: n_critical_data, value: 150, artifact: x_picked }]
models: { m: { metric: accuracy, scores: [0.9], aliases: { production: 1 } } }
workflows: { training: { takes: 30m, registers: { model: m, scores: [0.95] } } }`;
    expect(done(agents, world)).toEqual([
      '30m: better, call better-self.improve(data: picked-data)',
      '30m: better-self, runWorkflow(training, data: data)',
      '1h: better, call doer.change-model(version: m@latest)',
      '1h: doer, promote(version, to: production)',
      '1h: doer, upgradeWorkflow(serve, model: version)',
    ]);
  });

  it('say what they are for, and which of their strategies there are', () => {
    const { plan } = expectMessages(
      source(`
agent watcher : tracker { strategy own { WHEN every 1h THEN runWorkflow(training, data: new-data) } }
agent other { role "audit"  strategy own { WHEN every 1h THEN runWorkflow(training, data: picked-data) } }
agent reader : tracker(predictions since last fired, data: new-data, to: finder) { role "count" }
agent finder : checker(detector) { }`),
      [],
    );
    const graphs = plan?.teams.flatMap((team) => team.agents.map(({ graph }) => graph)) ?? [];
    expect(
      graphs.map(({ agent, strategies }) => [
        agent.name,
        agent.template,
        agent.role,
        strategies.map((one) => one.name),
      ]),
    ).toEqual([
      ['finder', 'checker', 'analyse', ['check-predictions']],
      ['other', undefined, 'audit', ['own']],
      ['reader', 'tracker', 'count', ['count-predictions']],
      ['watcher', 'tracker', 'monitor', ['own']],
    ]);
  });

  it('are told what they want, where they are given something for nothing', () => {
    expectMessages(source('agent a : «planner»(picked since last fired, data: picked-data, model: m) { }'), [
      'missing-argument',
    ]);
    expectMessages(source('agent «a» : checker { }'), ['no-strategies']);
    // It trains, and compares nothing.
    expectMessages(source('agent a : improver(training) { }'), []);
  });

  it('hear only what a strategy of theirs answers', () => {
    expectMessages(
      source(`agent «finder» : checker { }
agent watcher : «tracker»(predictions since last fired, data: new-data, to: finder) { }`),
      ['no-strategies', 'not-received'],
    );
  });

  it('are all of the library', () => {
    const text = readFileSync('stdlib/agents.sflow', 'utf8');
    expect([...text.matchAll(/^template ([a-z-]+)/gm)].map((match) => match[1])).toEqual([
      'tracker',
      'checker',
      'planner',
      'executor',
      'improver',
    ]);
  });
});
