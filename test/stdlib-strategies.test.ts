import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { app, compileTexts, expectMessages } from './support/marked.ts';
import { play } from '../src/agent/simulate/simulate.ts';
import { loadWorld } from '../src/agent/simulate/world-file.ts';

const imports = `import { retrain-on-drift, replace-if-better, replace-if-evaluated-better, evaluate-newest, roll-back,
  tune, early-stop, restart-with-memory, stop-when-one-is-done, keep-apart, keep-promise, release-replica, fail-over,
  fail-back, alert, progress, withdraw } from "std/strategies"
import { logged-mean, logged-max } from "std/mlflow"
import { failure-rate } from "std/istio"
`;

const uses = `
  strategy a = retrain-on-drift(logged-mean("outlier", experiment: "serving") over 6h, above: 0.2, training: training)
  strategy b = replace-if-better(m, serve, by: 1%)
  strategy c = roll-back(m, serve)
  strategy d = tune(training, m, target: 0.99)
  strategy e = early-stop(training, logged-max("accuracy", experiment: "x") over 1h, target: 0.9)
  strategy f = restart-with-memory(training, fit, memory: 16Gi)
  strategy g = stop-when-one-is-done(training, fit)
  strategy h = keep-apart(training, serve)
  strategy i = keep-promise(serve, promise: 50ms)
  strategy j = release-replica(serve, promise: 50ms)
  strategy k = fail-over(serve)
  strategy l = fail-back(serve, ready: 3)
  strategy r = evaluate-newest(m, evaluation)
  strategy q = replace-if-evaluated-better(m, serve, evaluation, experiment: "evaluation")
  strategy o = progress(spare.next, while: failure-rate(spare.next) <= 1%)
  strategy p = withdraw(spare.next, once: failure-rate(spare.next) > 3%)
  strategy n = alert(failure-rate(serve), above: 0.05, to: secret alerts.url, text: "failures: \${failure-rate(serve)}")
`;

const source = (agent: string): string =>
  imports +
  app(`model m { registered "m"  better accuracy }
workflow training : batch { executor fit { image "fit:1"  metric accuracy : Ratio }  register m from fit }
workflow evaluation : batch { executor compare { image "compare:1" } }
workflow serve : online { service p : model { server tensorflow  model m@production }  backup spare
  replicas 1..9 scale on failure-rate(serve) to 5% }
workflow spare : online { service p : model { server tensorflow  model m@previous }
  canary next at 10% { p { model m@candidate } } }
agent keeper {${agent}}`);

describe('the ready strategies', () => {
  it('are made real by their arguments, all of them', () => {
    const { plan } = expectMessages(source(uses), []);
    const graph = plan?.teams[0]?.agents[0]?.graph;
    const text = readFileSync('stdlib/strategies.sflow', 'utf8');
    expect(graph?.strategies).toHaveLength([...text.matchAll(/^strategy /gm)].length);
    const told = Object.fromEntries((graph?.strategies ?? []).map((each) => [each.name, each]));
    expect(told['f']?.trigger.text).toBe('on training.fit.out-of-memory');
    expect(told['a']?.constraint?.text).toBe('logged-mean("outlier", experiment: "serving") over 6h > 0.2');
    expect(told['l']?.constraint?.text).toBe('ready-replicas(serve) >= 3');
    expect(told['c']).toMatchObject({ cooldownSeconds: 86_400, heldSeconds: 300 });
  });

  it('go by the direction of the metric of a model', () => {
    const agent = 'strategy a = replace-if-better(m, serve, by: 0.1)  strategy b = tune(training, m, target: 0.5)';
    /** What is done once a second version with that score is registered; the first has 0.8. */
    const done = (better: string, score: number): string[] => {
      const { plan } = expectMessages(source(agent).replace('better accuracy', `better ${better}`), []);
      const { world, problems } = loadWorld(
        `{ start: 2026-12-01T09:30Z, length: 29m, models: { m: { metric: accuracy, scores: [0.8], aliases: { production: 1 } } },
           workflows: { training: { starts: [1m], takes: 5m, registers: { model: m, scores: [${String(score)}] } } } }`,
        'world.yaml',
      );
      expect(problems).toEqual([]);
      const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
      const actions = play(graphs, world).flatMap((entry) =>
        entry.kind === 'trace' && entry.trace.kind === 'action'
          ? [`${entry.trace.strategy} ${entry.trace.text.split('(')[0] ?? ''}`]
          : [],
      );
      return [...new Set(actions)].sort();
    };
    const replaced = ['a promote', 'a upgradeWorkflow'];
    expect(done('accuracy', 0.95)).toEqual(replaced);
    expect(done('accuracy', 0.85)).toEqual([]);
    expect(done('accuracy', 0.4)).toEqual(['b runWorkflow']);
    expect(done('lower accuracy', 0.4)).toEqual(replaced);
    expect(done('lower accuracy', 0.6)).toEqual([...replaced, 'b runWorkflow']);
    expect(done('lower accuracy', 0.75)).toEqual(['b runWorkflow']);
    expect(done('lower accuracy', 0.9)).toEqual(['b runWorkflow']);
  });

  it('do not promote again what was taken back', () => {
    const { plan } = expectMessages(source('strategy a = replace-if-better(m, serve)'), []);
    const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
    /** How often the agent acts in three hours, with one version that is better than what serves. */
    const acts = (aliases: string): number => {
      const { world } = loadWorld(
        `{ start: 2026-12-01T09:30Z, length: 3h, models: { m: { metric: accuracy, scores: [0.8, 0.7, 0.95], aliases: ${aliases} } } }`,
        'world.yaml',
      );
      return play(graphs, world).filter(
        ({ kind, ...entry }) => kind === 'trace' && JSON.stringify(entry).includes('"promote"'),
      ).length;
    };
    expect(acts('{ production: 1, rejected: 2 }')).toBe(1);
    expect(acts('{ production: 1, rejected: 3 }')).toBe(0);
  });

  it('name the key of a Secret and hold nothing of it', () => {
    const { manifests = [], plan } = expectMessages(source(uses), []);
    expect(plan?.teams[0]?.agents[0]?.secrets).toEqual([{ kind: 'secret', name: 'alerts', key: 'url' }]);
    expect(JSON.stringify(manifests)).toContain(
      '{"secret":{"name":"alerts","items":[{"key":"url","path":"alerts/url"}]}}',
    );
  });

  it('tell what is wrong with their arguments at the arguments', () => {
    expectMessages(source('strategy a = restart-with-memory(training, «fti», memory: 16Gi)'), ['unknown-field']);
    expectMessages(source('strategy a = keep-promise(serve, promise: «50»)'), ['wrong-unit']);
    expectMessages(source('strategy a = alert(failure-rate(serve), above: 0.05, to: «secret alerts», text: "x")'), [
      ['missing-clause', 'name the key'],
    ]);
    expectMessages(source('strategy a = alert(failure-rate(serve), above: 0.05, to: «"https://x"», text: "x")'), [
      'secret-as-text',
    ]);
    expect(compileTexts(source('strategy a = fail-over(training)')).diagnostics.map(({ name }) => name)).toEqual([
      'wrong-type',
    ]);
  });
});
