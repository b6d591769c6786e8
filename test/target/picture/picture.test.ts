import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/api/compile.ts';
import { load } from '../../../src/api/load.ts';
import type { FlowBox, Picture } from '../../../src/target/picture/picture.ts';
import { drawable, pictureOf } from '../../../src/target/picture/picture-of.ts';
import { app, batch } from '../../support/marked.ts';
import { linksIn, pictureOfFolder, pictureOfText } from '../../support/pictures.ts';

const flow = (picture: Picture, name: string): FlowBox => {
  const box = picture.groups.flatMap(({ boxes }) => boxes).find((one) => one.name === name && one.form === 'flow');
  if (box?.form !== 'flow') throw new Error(`no workflow ${name}`);
  return box;
};

/** `from -> to (label)`, of each edge, by the names of the parts. */
function edgesOf({ parts, edges }: FlowBox): string[] {
  const name = (id: string): string => parts.find((part) => part.id === id)?.name ?? `no ${id}`;
  return edges.map(
    ({ from, to, label, isSide }) =>
      `${name(from)} ${isSide ? '..>' : '->'} ${name(to)}${label === '' ? '' : ` (${label})`}`,
  );
}

const boxesIn = (picture: Picture): string[] =>
  picture.groups.flatMap(({ name, boxes }) => boxes.map((box) => `${name}: ${box.kind} ${box.name}`));

describe('the picture of the MNIST case', () => {
  it('shows both teams, who calls whom, and what acts on what', async () => {
    const picture = await pictureOfFolder('examples/mnist');
    expect(boxesIn(picture)).toEqual([
      'mnist, team dataengineer: sensors what tracker-agent reads',
      'mnist, team dataengineer: agent tracker-agent',
      'mnist, team dataengineer: agent checker-agent',
      'mnist, team dataengineer: sensors what planner-agent reads',
      'mnist, team dataengineer: agent planner-agent',
      'mnist, team dataengineer: agent executor-agent',
      'mnist, team dataengineer: batch batch-inference',
      'mnist, team dataengineer: batch detector',
      'mnist, team dataengineer: online inference',
      'mnist, team datascience: batch training',
      'mnist, team datascience: batch train-detector',
    ]);
    const links = linksIn(picture);
    expect(links.filter((link) => !link.startsWith('reads')).sort()).toEqual([
      'acts: checker-agent/check-predictions -> detector (runWorkflow)',
      'acts: executor-agent/change-model -> inference (upgradeWorkflow)',
      'acts: executor-agent/change-model -> model registry (promote)',
      'acts: planner-agent/retrain-model -> training (runWorkflow)',
      'calls: planner-agent/update-model -> executor-agent/change-model',
      'calls: tracker-agent/count-predictions -> checker-agent/check-predictions',
      'registers: train-detector/register mnist-detector -> model registry/mnist-detector',
      'registers: training/register mnist-cnn -> model registry/mnist-cnn',
      'serves: model registry/mnist-cnn -> inference/predictor (production)',
    ]);
    expect(links).toContain(
      'reads: what tracker-agent reads/predictions since last fired -> tracker-agent/count-predictions',
    );
    expect(links.filter((link) => link.endsWith('-> planner-agent/update-model'))).toHaveLength(3);
    expect(picture.title).toBe('mnist, team dataengineer and mnist, team datascience');
    expect(picture.description).toContain('agents tracker-agent, checker-agent, planner-agent, executor-agent');
  });

  it('says of strategies what their sources say', async () => {
    const picture = await pictureOfFolder('examples/mnist', 'executor-agent');
    const agent = picture.groups[0]?.boxes.find(({ name }) => name === 'executor-agent');
    expect(
      agent?.form === 'table' ? agent.rows.map(({ lines }) => lines.map(({ keyword, text }) => [keyword, text])) : [],
    ).toEqual([
      [
        ['WHEN', 'called change-model(version: ModelVersion)'],
        ['THEN', 'promote(version, to: production)'],
        ['', 'upgradeWorkflow(inference, model: version)'],
      ],
    ]);
  });
});

describe('an action on the model registry', () => {
  it('is on the model, where it is known which', async () => {
    const links = linksIn(await pictureOfFolder('examples/canary'));
    expect(links).toContain('acts: judge/take-over -> model registry/fraud (promote)');
  });
});

describe('an action on a variant', () => {
  it('is on that part of its workflow', async () => {
    const links = linksIn(await pictureOfFolder('examples/canary'));
    expect(links).toContain('acts: judge/try-it -> scoring/shadow trial (upgradeWorkflow)');
    expect(links).toContain('acts: judge/take-over -> scoring (upgradeWorkflow)');
  });
});

describe('an action of the user’s own', () => {
  it('is on the endpoint that does it', () => {
    const picture = pictureOfText(
      app(`endpoint desk : external { at "https://desk.example.org" }
sensor open-tickets : Count from http { endpoint: desk }
action page(text: String) from http { endpoint: desk }
agent a { strategy watch { WHEN every 1h  IF open-tickets > 10  THEN page("too many") } }`),
    );
    expect(linksIn(picture)).toEqual([
      'reads: what a reads/open-tickets -> a/watch',
      'acts: a/watch -> endpoints/desk (page)',
    ]);
  });
});

describe('what is left out', () => {
  it('is all of the other kind, but for what is referred to', async () => {
    const workflows = await pictureOfFolder('examples/mnist', 'workflows');
    expect(boxesIn(workflows).filter((box) => box.includes(': agent') || box.includes(': sensors'))).toEqual([]);
    const agents = await pictureOfFolder('examples/mnist', 'agents');
    expect(flow(agents, 'training').parts).toEqual([]);
    expect(boxesIn(agents)).not.toContain('mnist, team dataengineer: batch batch-inference');
  });

  it('is everything but the one that is named, and what that one has to do with', async () => {
    expect(boxesIn(await pictureOfFolder('examples/mnist', 'checker-agent'))).toEqual([
      'mnist, team dataengineer: agent checker-agent',
      'mnist, team dataengineer: batch detector',
    ]);
    const graph = await pictureOfFolder('examples/mlperf', 'online-inference-graph');
    expect(linksIn(graph)).toContain('backup: online-inference-graph -> online-inference-backup');
    expect(flow(graph, 'online-inference-backup').parts).toEqual([]);
    expect(flow(graph, 'online-inference-graph').parts).toHaveLength(4);
  });

  it('is what is not deployed, which is closed where it is referred to', async () => {
    const { applications, graphs } = compile(await load('examples/mnist/dataengineer.sflow'));
    const picture = pictureOf(applications, graphs);
    if (!picture) throw new Error('no picture');
    expect(flow(picture, 'training').parts).toEqual([]);
    expect(boxesIn(picture)).not.toContain('mnist, team datascience: batch train-detector');
    expect(pictureOf(applications, graphs, 'train-detector')).toBeUndefined();
    expect(pictureOf(applications, [], 'agents')).toBeUndefined();
    expect(pictureOf([], [])).toBeUndefined();
    expect(drawable(applications)).not.toContain('train-detector');
    expect(drawable(applications)).toContain('planner-agent');
  });
});

describe('a batch workflow', () => {
  it('shows repeats, conditions, and what comes at its end', () => {
    const picture = pictureOfText(
      batch(`
  executor data { image "a:1"  output rows : Int from "/tmp/rows" default 0 }
  executor fit for rate in [0.1, 0.2], depth in [1, 2] after data when data.rows >= 10 { image "b:1" }
  executor report after data { image "c:1" }
  finally tidy on success { image "d:1" }
  notify secret alerts.url on failure`),
    );
    const box = flow(picture, 'train');
    expect(edgesOf(box)).toEqual([
      'data -> fit',
      'data -> report',
      'fit ..> tidy (on success)',
      'report ..> tidy (on success)',
      'fit ..> notify (on failure)',
      'report ..> notify (on failure)',
    ]);
    expect(box.parts.find(({ name }) => name === 'fit')).toMatchObject({
      isMany: true,
      isOptional: true,
      notes: ['b:1', 'for rate in [0.1, 0.2], depth in [1, 2]', 'when data.rows >= 10'],
    });
  });

  it('shows a workflow that is a step of it, and its schedule', () => {
    const picture = pictureOfText(
      app(`workflow inner : batch { executor e { image "a:1" } }
workflow outer : batch {
  schedule cron "0 3 * * *" in "Europe/Madrid"
  executor first { image "a:1" }
  run inner after first
}`),
    );
    const box = flow(picture, 'outer');
    expect(edgesOf(box)).toEqual(['first -> inner']);
    expect(box.parts[1]).toMatchObject({ kind: 'nested', notes: ['runs inner'] });
    expect(box.notes).toEqual(['cron 0 3 * * * in Europe/Madrid']);
  });

  it('shows how a step has to have ended, where that is not success', () => {
    const steps = `executor a { image "a:1" }
executor b after a { image "a:1" }
executor c after a.failed, b.ended { image "a:1" }`;
    const box = flow(pictureOfText(app(`workflow w : batch { ${steps} }`)), 'w');
    expect(edgesOf(box)).toEqual(['a -> b', 'a -> c (failed)', 'b -> c (ended)']);
  });
});

describe('an online workflow', () => {
  it('shows its graph from where requests come in, and its variants', async () => {
    const box = flow(await pictureOfFolder('examples/canary'), 'scoring');
    expect(edgesOf(box)).toEqual([
      'fraud.example.org -> features (90%)',
      'features -> score',
      'fraud.example.org -> canary next (10%)',
      'fraud.example.org ..> shadow trial (copies of 100%)',
    ]);
    expect(box.notes).toEqual(['2..10 replicas by cpu to 70%']);
  });

  it('shows branches', () => {
    const picture = pictureOfText(
      app(`model m { registered "m"  better accuracy }
workflow serve : online {
  service pick : router { image "r:1" }
  service one : model { server sklearn  model m@1 }
  service two : model { server sklearn  model m@2 }
  service before : transformer { image "o:1" }
  graph before -> pick -> [one, two]
}`),
    );
    expect(edgesOf(flow(picture, 'serve'))).toEqual([
      'requests -> before',
      'before -> pick',
      'pick -> one',
      'pick -> two',
    ]);
  });
});
