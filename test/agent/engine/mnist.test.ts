import { beforeAll, describe, expect, it } from 'vitest';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { play, type Entry } from '../../../src/agent/simulate/simulate.ts';
import type { World, WorldObservation } from '../../../src/agent/simulate/world.ts';
import { compileFolder } from '../../support/compile.ts';

/** Table V of the paper, run: compiled from the example, played against small worlds. */

const HOUR = 3_600_000;
const MINUTE = 60_000;
const START = Date.UTC(2026, 11, 1);

let graphs: readonly StrategyGraph[] = [];
beforeAll(async () => {
  const { plan } = await compileFolder('examples/mnist');
  graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
});

const predictions = (minutes: number, value: number): WorldObservation => ({
  at: START + minutes * MINUTE,
  experiment: 'predictor',
  metric: 'n_predictions',
  value,
  artifact: 'x_inference',
});

function world(observations: readonly WorldObservation[], change: Partial<World> = {}): World {
  return {
    start: START,
    end: START + 8 * HOUR,
    models: [{ name: 'mnist_cnn', metric: 'accuracy', scores: [0.9], aliases: { production: '1' } }],
    observations,
    metrics: [],
    sensors: new Map(),
    actions: new Map(),
    workflows: new Map([
      [
        'detector',
        {
          takes: 10 * MINUTE,
          logs: [{ experiment: 'pick-data', metric: 'n_critical_data', value: 100, artifact: 'x_picked' }],
        },
      ],
      ['training', { takes: 30 * MINUTE, logs: [], registers: { model: 'mnist_cnn', scores: [0.91] } }],
    ]),
    ...change,
  };
}

/** What was done, as `hour:minute agent action`. */
const actions = (entries: readonly Entry[]): string[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'trace' || entry.trace.kind !== 'action') return [];
    const { agent, text, result } = entry.trace;
    const minutes = Math.floor((entry.at - START) / MINUTE);
    const name = text.replace(/^call /, '').replace(/\(.*$/, '');
    return [
      `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')} ${agent} ${name}${'ok' in result ? '' : ' failed'}`,
    ];
  });

const decisions = (entries: readonly Entry[], strategy: string) =>
  entries.flatMap((entry) =>
    entry.kind === 'trace' && entry.trace.kind === 'decision' && entry.trace.strategy === strategy ? [entry.trace] : [],
  );

describe('the agents of MNIST', () => {
  it('go the whole way at 1000 predictions: in order, and once', () => {
    const entries = play(graphs, world([predictions(20, 400), predictions(40, 600)]));
    expect(actions(entries)).toEqual([
      '1:00 tracker-agent checker-agent.check-predictions',
      '1:00 checker-agent runWorkflow',
      '2:00 planner-agent runWorkflow',
      '3:00 planner-agent executor-agent.change-model',
      '3:00 executor-agent promote',
      '3:00 executor-agent upgradeWorkflow',
    ]);
    const notes = entries.flatMap((entry) => (entry.kind === 'world' ? [entry.text] : []));
    expect(notes).toContain('mnist_cnn@production is version 2 now, was 1');
  });

  it('do nothing at 999, and say by which clause', () => {
    const entries = play(graphs, world([predictions(20, 400), predictions(40, 599)]));
    expect(actions(entries)).toEqual([]);
    const [first] = decisions(entries, 'count-predictions');
    expect(first?.verdict).toBe('quiet');
    expect(first?.constraint).toMatchObject({
      text: 'predictions since last fired >= 1000',
      truth: 'false',
      decided: true,
      sides: [{ value: { known: true, value: 999 } }, { value: { known: true, value: 1000 } }],
    });
  });

  it('add up what several looks saw, and count nothing twice', () => {
    const entries = play(graphs, world([predictions(30, 600), predictions(90, 500), predictions(150, 999)]));
    const counted = decisions(entries, 'count-predictions').map(({ constraint, verdict }) => [
      constraint?.kind === 'leaf' && constraint.sides[0]?.value.known === true
        ? constraint.sides[0].value.value
        : undefined,
      verdict,
    ]);
    expect(counted.slice(0, 4)).toEqual([
      [600, 'quiet'],
      [1100, 'act'],
      [999, 'quiet'],
      [999, 'quiet'],
    ]);
  });

  it('count an observation at the instant of a look in the next window, not in both', () => {
    const entries = play(graphs, world([predictions(30, 1000), predictions(60, 1000)]));
    const windows = decisions(entries, 'count-predictions')
      .slice(0, 2)
      .map(({ readings }) => readings.find(({ label }) => label.startsWith('predictions')));
    expect(windows.map((reading) => reading?.value)).toEqual([
      { known: true, value: 1000 },
      { known: true, value: 1000 },
    ]);
    expect(windows.map((reading) => reading?.window)).toEqual([
      { from: START, to: START + HOUR },
      { from: START + HOUR, to: START + 2 * HOUR },
    ]);
  });

  it('do not promote what is worse', () => {
    const training = { takes: 30 * MINUTE, logs: [], registers: { model: 'mnist_cnn', scores: [0.89] } };
    const base = world([predictions(20, 1000)]);
    const entries = play(graphs, { ...base, workflows: new Map([...base.workflows, ['training', training]]) });
    expect(actions(entries).at(-1)).toBe('2:00 planner-agent runWorkflow');
  });

  it('do nothing where a score is unknown, and say so', () => {
    const entries = play(
      graphs,
      world([], { models: [{ name: 'mnist_cnn', metric: 'accuracy', scores: [], aliases: {} }] }),
    );
    const [first] = decisions(entries, 'update-model');
    expect(first?.verdict).toBe('unknown');
    expect(JSON.stringify(first?.readings)).toContain('mnist_cnn has no version latest');
    expect(actions(entries)).toEqual([]);
  });

  it('promote the first version there is, and deploy what serves it', () => {
    const entries = play(
      graphs,
      world([], { models: [{ name: 'mnist_cnn', metric: 'accuracy', scores: [0.4], aliases: {} }] }),
    );
    expect(actions(entries)).toEqual([
      '1:00 planner-agent executor-agent.change-model',
      '1:00 executor-agent promote',
      '1:00 executor-agent upgradeWorkflow',
    ]);
    expect(entries.flatMap((entry) => (entry.kind === 'world' ? [entry.text] : []))).toEqual([
      'mnist_cnn@production is version 1 now',
      'upgradeWorkflow on inference.predictor (model: mnist_cnn@1), which was not there and is deployed',
    ]);
  });

  it('count again what a failed action left undone', () => {
    const alone = graphs.filter(({ agent }) => agent.name !== 'checker-agent');
    const entries = play(alone, world([predictions(20, 1000)], { end: START + 2 * HOUR }));
    expect(actions(entries)).toEqual([
      '1:00 tracker-agent checker-agent.check-predictions failed',
      '2:00 tracker-agent checker-agent.check-predictions failed',
    ]);
  });

  it('give the same entries for the same world', () => {
    const script = world([predictions(20, 1000)]);
    expect(JSON.stringify(play(graphs, script))).toBe(JSON.stringify(play(graphs, script)));
  });
});
