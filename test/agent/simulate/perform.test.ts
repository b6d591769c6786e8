import { describe, expect, it } from 'vitest';
import type { ConcretePrimitive } from '../../../src/agent/engine/effect.ts';
import type { Outcome } from '../../../src/agent/engine/event.ts';
import { perform } from '../../../src/agent/simulate/perform.ts';
import { Routes } from '../../../src/agent/simulate/routes.ts';

/** What a primitive does to a world whose models were all at version 1. */
function done(
  action: ConcretePrimitive,
  routes = new Routes(),
): { readonly outcome: Outcome; readonly seen: readonly string[] } {
  const seen: string[] = [];
  const outcome = perform(action, {
    startRun: ({ template }) => (seen.push(`run of ${template}`), { ok: `${template}-1` }),
    promote: () => '1',
    tellOfPromotion: (model) => void seen.push(`${model} promoted`),
    isThere: () => true,
    place: (workflow, isThere) => void seen.push(`${workflow.workflow} is ${isThere ? 'there' : 'gone'}`),
    share: (...route) => routes.change(...route),
    removeRoute: (...route) => {
      routes.remove(...route);
    },
    note: (text) => void seen.push(text),
  });
  return { outcome, seen };
}

const training = { kind: 'batch', namespace: 'n', template: 'training', parameters: {} } as const;
const inference = {
  kind: 'online',
  namespace: 'n',
  serving: 'seldon',
  instance: 'serve',
  predictor: 'p',
  deployments: ['d'],
  virtualService: 'serve',
  shares: { of: 'spare', rest: 'serve', isBackup: true, declared: {} },
} as const;
const registry = { kind: 'registry', tracker: 'http://mlflow' } as const;

describe('what a primitive does to a world', () => {
  it('is a run, a promotion, or a note of what was done', () => {
    expect(done({ kind: 'primitive', name: 'runWorkflow', target: training, arguments: {} })).toEqual({
      outcome: { ok: 'training-1' },
      seen: ['run of training'],
    });
    const promotion = { version: { name: 'cnn', version: '2', uri: 'models:/cnn/2' }, to: 'production' };
    expect(done({ kind: 'primitive', name: 'promote', target: registry, arguments: promotion }).seen).toEqual([
      'cnn@production is version 2 now, was 1',
      'cnn promoted',
    ]);
    const upgrade = { name: 'upgradeWorkflow', target: training, arguments: { image: 'train:2' } };
    expect(done({ kind: 'primitive', ...upgrade }).seen).toEqual(['upgradeWorkflow on training (image: train:2)']);
  });

  it('is no step of traffic that is longer than its bound', () => {
    const routes = new Routes();
    const move = (backup: number): readonly unknown[] => {
      const step = { name: 'updateWorkflowTraffic', target: inference, arguments: { backup }, largestStep: 0.3 };
      const { outcome, seen } = done({ kind: 'primitive', ...step }, routes);
      return [outcome, ...seen];
    };
    const ok = { ok: null };
    expect(move(0.3)).toEqual([ok, 'serve leaves 30% of its requests to the backup']);
    expect(move(0.7)).toEqual([{ failed: 'it moves 40% of the requests, and a step may move 30%' }]);
    expect(move(0.6)).toEqual([ok, 'serve leaves 60% of its requests to the backup']);
    expect(move(0.2)).toEqual([{ failed: 'it moves 40% of the requests, and a step may move 30%' }]);
    expect(move(0.6)).toEqual([ok, 'serve leaves 60% of its requests to the backup']);
  });

  it('is a failure where the language has no such primitive, as in a graph of another version', () => {
    const outcome = { failed: 'there is no primitive dreamWorkflow' };
    expect(done({ kind: 'primitive', name: 'dreamWorkflow', target: training, arguments: {} })).toEqual({
      outcome,
      seen: [],
    });
    // Its name alone says too little: batch workflows are not deployed.
    expect(done({ kind: 'primitive', name: 'deployWorkflow', target: training, arguments: {} }).outcome).toHaveProperty(
      'failed',
    );
  });
});
