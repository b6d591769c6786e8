import { beforeAll, describe, expect, it } from 'vitest';
import { promote, register } from '../../src/agent/runtime/actuators/registry.ts';
import { registerBest } from '../../src/agent/runtime/commands/register.ts';
import { watchModels } from '../../src/agent/runtime/tracker-changes.ts';
import type { Value } from '../../src/base/values/value.ts';
import { aliasesOf } from '../../src/tracker/registry.ts';
import { versionOf } from '../../src/tracker/mlflow.ts';
import { endRun, experiment, log, post, putArtifact, startRun, TRACKER } from './mlflow.ts';

const name = `registry-${String(Date.now())}`;
const access = { address: TRACKER };

/** A run that a step started by MLflow's client, with a model as MLflow 3 logs it, or as MLflow 2 did. */
async function trained(
  of: string,
  step: string,
  accuracy: number,
  kind: 'logged' | 'artifact' | 'none',
): Promise<string> {
  const history = kind === 'artifact' ? { 'mlflow.log-model.history': '[{"artifact_path":"model"}]' } : {};
  const run = await startRun(of, { 'sflow.dev/run': name, 'sflow.dev/step': step, ...history });
  await log(run, 'accuracy', [[Date.now(), accuracy]]);
  if (kind === 'artifact') await putArtifact(of, run, 'model/MLmodel');
  if (kind === 'logged') {
    const { model } = await post('logged-models', { experiment_id: of, name: 'cnn', source_run_id: run });
    const { model_id: id } = (model as { info: { model_id: string } }).info;
    await post('runs/outputs', { run_id: run, models: [{ model_id: id, step: 0 }] });
  }
  await endRun(run);
  return run;
}

describe.skipIf(TRACKER === '')('the registry of a real tracker', () => {
  let [good, better, of] = ['', '', ''];
  const environment = { MLFLOW_TRACKING_URI: TRACKER };
  const best = async (more: object = {}): Promise<[number, string]> => {
    const lines: string[] = [];
    const io = {
      say: (line: string) => void lines.push(line),
      complain: (line: string) => void lines.push(`! ${line}`),
    };
    const flags = {
      model: name,
      run: name,
      candidate: ['fit', 'boost'],
      metric: 'accuracy',
      better: 'higher',
      ...more,
    };
    return [await registerBest(flags, environment, io), lines.join('\n')];
  };

  beforeAll(async () => {
    of = await experiment(name);
    good = await trained(of, 'fit', 0.8, 'artifact');
    better = await trained(of, 'boost', 0.9, 'logged');
    await trained(of, 'boost', 0.95, 'none');
    await trained(of, 'other', 0.99, 'logged');
  });

  it('gets the best of the candidates, once for each run of the workflow, in a model that it makes', async () => {
    expect(await best()).toEqual([
      0,
      `${name} has a version 1, of boost with accuracy 0.9 (run ${better}); of 1 run before it no model was logged`,
    ]);
    expect(await best()).toEqual([0, `${name} has version 1 of this run already`]);
    expect(await best({ model: `${name}-lower`, better: 'lower' })).toEqual([
      0,
      `${name}-lower has a version 1, of fit with accuracy 0.8 (run ${good})`,
    ]);
    expect(await versionOf(access, `${name}-lower`, '1')).toMatchObject({
      found: { address: expect.stringMatching(`${good}/artifacts/model$`) as unknown, files: ['MLmodel'] },
    });
    expect(await versionOf(access, name, '1')).toMatchObject({ found: { number: '1' } });
    expect((await best({ run: `${name}-none` }))[0]).toBe(1);
  });

  it('is promoted and registered in by agents, who hear of it', async () => {
    const told: string[] = [];
    const known: string[] = [];
    const host = {
      known: (all: readonly { change: string }[]) => void known.push(...all.map(({ change }) => change)),
      changed: (_: string, { id, state }: { id: string; state: string }) => {
        if (!told.includes(`${id} ${state}`)) told.push(`${id} ${state}`);
      },
    };
    const end = watchModels([{ name, tracker: TRACKER }], host, { period: 50 });
    await expect.poll(() => known.length).toBeGreaterThan(0);
    const act = (does: ReturnType<typeof promote>, given: Record<string, Value>, key: string): Promise<unknown> =>
      does(
        { kind: 'primitive', name: '', target: { kind: 'registry', tracker: TRACKER }, arguments: given },
        { key, id: key, occurrence: 'o' },
        { signal: new AbortController().signal, intents: [], intend: () => Promise.resolve() },
      );
    const data = { run: good, path: 'model', uri: `runs:/${good}/model` };
    expect(await act(register(), { model: { name }, data }, 'k1')).toEqual({ ok: '2' });
    expect(await act(register(), { model: { name }, data }, 'k1')).toEqual({ ok: '2' });
    await expect.poll(() => told.length).toBe(1);
    const version = (number: string): Value => ({ name, version: number, uri: `models:/${name}/${number}` });
    expect(await act(promote(), { version: version('1'), to: 'production' }, 'k2')).toEqual({ ok: null });
    await expect.poll(() => told.length).toBe(2);
    expect(await act(promote(), { version: version('2'), to: 'production' }, 'k3')).toEqual({ ok: null });
    await expect.poll(() => told.length).toBe(3);
    expect(await act(promote(), { version: version('7'), to: 'production' }, 'k4')).toEqual({
      failed: `${name} has no version 7`,
    });
    expect(await aliasesOf(access, name)).toEqual({ found: { production: '2', previous: '1' } });
    expect(told.map((text) => text.split(' ').at(-1))).toEqual(['registered', 'promoted', 'promoted']);
    end();
  });
});
