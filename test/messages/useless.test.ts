import { describe, expect, it } from 'vitest';
import { loadWorld } from '../../src/agent/simulate/world-file.ts';
import { play } from '../../src/agent/simulate/simulate.ts';
import { compile } from '../../src/api/index.ts';
import { withImports } from '../../src/api/prepare.ts';
import { app, compileTexts, expectMessages } from '../support/marked.ts';

const world = (text: string): string => `import { request-rate, request-count, failure-rate } from "std/istio"
import { logged-sum } from "std/mlflow"
${app(`workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" }  backup spare }
workflow spare : online { service s : transformer { image "a:1" } }
sensor x : Number from prometheus { query: "x", unit: 1 }
sensor y : Number from prometheus { query: "y", unit: 1 }
${text}`)}`;

const agent = (text: string): string => world(`agent a { state s : Int = 0  ${text} }`);

describe('requests that go to a backup', () => {
  const over = 'strategy over { WHEN every 1m IF x > 5 for 3m THEN «updateWorkflowTraffic(serve, backup: 100%)» }';
  const plain = over.replaceAll(/[«»]/g, '');
  const back = (share: string): string =>
    `strategy back { WHEN every 1m IF x < 2 for 3m THEN updateWorkflowTraffic(serve, backup: ${share}) }`;

  it('stay there where nothing sends them back', () => {
    expectMessages(agent(over), [['no-way-back', 'updateWorkflowTraffic(serve, backup: 0%)']]);
    expectMessages(agent(`${over} ${back('20%')}`), ['no-way-back']);
    expectMessages(agent(`${over} ${back('0%').replace('WHEN', 'dry-run WHEN')}`), ['no-way-back']);
  });

  it('have a way back, wherever it stands', () => {
    expectMessages(agent(`${plain} ${back('0%')}`), []);
    expectMessages(
      agent(`${plain} strategy back { WHEN on serve.available THEN updateWorkflowTraffic(serve, backup: 0%) }`),
      [],
    );
    expectMessages(agent(plain.replace(' }', ' ELSE updateWorkflowTraffic(serve, backup: 0%) }')), []);
    expectMessages(world(`agent a { ${plain} }\nagent b { ${back('0%')} }`), []);
    // A person may ask for it.
    const asked = 'strategy move { WHEN called move(share: Ratio) THEN updateWorkflowTraffic(serve, backup: share) }';
    expectMessages(world(`agent a { ${plain} }\nagent b { ${asked} }`), []);
    expectMessages(agent(plain.replace('strategy over {', 'strategy over { dry-run')), []);
  });

  it('may have it in a file that was not read', () => {
    const text = agent(plain);
    const loaded = {
      root: '.',
      sources: withImports([{ path: 'a.sflow', text }]),
      entries: ['a.sflow'],
      diagnostics: [],
    };
    const said = (isPartial: boolean): readonly string[] =>
      compile({ ...loaded, areAll: !isPartial })
        .diagnostics.map(({ name }) => name)
        .filter((name) => !name.startsWith('unused'));
    expect([said(false), said(true)]).toEqual([['no-way-back'], []]);
  });
});

describe('windows', () => {
  const look = (when: string, constraint: string): string =>
    agent(`strategy s { cooldown 1d WHEN ${when} IF ${constraint} THEN runWorkflow(train) }`);

  it('that do not reach back to the look before', () => {
    for (const when of ['every 1h', 'every 7m or every 1h', 'cron "0,20 * * * *"', 'every 1d'])
      expectMessages(look(when, '«logged-sum("n", experiment: "e") over 5m» > 1'), ['short-window']);
    expectMessages(look('every 1h', '«failure-rate(serve, over: 5m)» > 5%'), [['short-window', 'over: 1h']]);
    expectMessages(look('every 1h', '«logged-sum("n", experiment: "e") over 5m» > 1'), [['short-window', 'over 1h']]);
    expectMessages(look('every 1h', 'x > 1 and «request-count(serve)» > 5'), ['short-window']);
    const named = `sensor load = request-rate(serve, over: 10m)\n${look('every 1h', '«load» > 5/s')}`;
    expectMessages(named, ['short-window']);
  });

  it('that do', () => {
    for (const when of ['every 5m', 'every 5m or every 1h', 'cron "*/5 * * * *"'])
      expectMessages(look(when, 'logged-sum("n", experiment: "e") over 5m > 1'), []);
    expectMessages(look('every 1h', 'logged-sum("n", experiment: "e") since last fired > 1'), []);
  });

  it('of looks at times that were chosen, or with events', () => {
    for (const when of [
      'cron "0 3 * * *"',
      'every 1d from "2026-12-01T03:00Z"',
      'at "2026-12-01T03:00Z"',
      'on train.succeeded',
      'every 1h or on train.succeeded',
    ])
      expectMessages(look(when, 'logged-sum("n", experiment: "e") over 5m > 1'), []);
  });

  it('of which nobody said anything: how things are now', () => {
    expectMessages(look('every 1h', 'failure-rate(serve) > 5%'), []);
  });

  it('in which Prometheus has too little', () => {
    expectMessages(look('every 20s', '«failure-rate(serve, over: 20s)» > 5%'), [['few-samples', 'over: 1m']]);
    expectMessages(look('every 1m', 'failure-rate(serve, over: 1m) > 5%'), []);
    expectMessages(look('every 20s', 'logged-sum("n", experiment: "e") over 20s > 1'), []);
    const scaled = 'replicas 1..5 scale on «request-rate(serve, over: 30s)» per replica to 20/s  backup spare';
    expectMessages(look('every 1h', 'x > 1').replace('backup spare', scaled), ['few-samples']);
  });
});

describe('strategies that others leave nothing to', () => {
  const grow = 'updateWorkflowReplica(scaled, minimum: 3)';
  const more = 'updateWorkflowReplica(scaled, minimum: 6)';
  const scaled = `workflow scaled : online { service s : transformer { image "a:1" }
  replicas 1..9 scale on request-rate(scaled) per replica to 20/s }\n`;
  interface Given {
    readonly first?: string;
    readonly second?: string;
    readonly when?: readonly [string, string];
    readonly then?: readonly [string, string];
    readonly before?: readonly [string, string];
  }
  const pair = (
    { first = 'IF x > 5', second = 'IF x > 9', when = ['every 1m', 'every 1m'], ...rest }: Given,
    [p, q]: readonly [string, string] = ['p', '«q»'],
  ): string => {
    const { then = [grow, more], before = ['priority 10', ''] } = rest;
    return world(`${scaled}agent a { state s : Int = 0
  strategy ${p} { ${before[0]} WHEN ${when[0]} ${first} THEN ${then[0]} }
  strategy ${q} { ${before[1]} WHEN ${when[1]} ${second} THEN ${then[1]} } }`);
  };
  const told = (given: Given): unknown => expectMessages(pair(given), [['shadowed', 'give q the larger priority']]);
  const toldOf = (text: string): readonly string[] =>
    compileTexts(text)
      .diagnostics.map(({ name }) => name)
      .filter((name) => name === 'shadowed' || name === 'repeated');
  const silent = (given: Given): void => {
    expect(toldOf(pair(given, ['p', 'q'])), JSON.stringify(given)).toEqual([]);
  };

  it('never come to act', () => {
    told({});
    told({ first: '' });
    told({ second: 'IF x > 5 and y < 3' });
    told({ first: 'IF x > 5 or y > 5', second: 'IF y > 6' });
    told({ when: ['every 1m', 'every 5m'] });
    told({ when: ['every 1m or on train.ended', 'on train.failed'] });
    told({ when: ['cron "0 * * * *"', 'cron "0 * * * *"'] });
    told({ when: ['called go(n: Int)', 'called go(n: Int)'], first: 'IF n > 5', second: 'IF n > 6' });
    told({ first: 'IF x > 5 for 5m', second: 'IF x > 5 for 6m' });
  });

  it('are seen not to act, whatever is read', () => {
    const steps = Array.from({ length: 60 }, (_, minute) => minute);
    // All of 0 to 12 with each other, and nothing at times.
    const series = (times: number): string =>
      steps.map((at) => `${String(at)}m: ${at % 11 === 5 ? 'unknown' : String((at * times) % 13)}`).join(', ');
    const text = `{ start: 2026-12-01T09:00Z, length: 1h, metrics: { x: { ${series(5)} }, y: { ${series(8)} } } }`;
    const { world: played } = loadWorld(text, 'world.yaml');
    const actors = (given: Given): ReadonlySet<string> => {
      const { plan } = expectMessages(pair(given), ['shadowed']);
      const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
      const actions = play(graphs, played).flatMap((entry) =>
        entry.kind === 'trace' && entry.trace.kind === 'action' ? [entry.trace.strategy] : [],
      );
      return new Set(actions);
    };
    for (const given of [
      {},
      { second: 'IF x > 5 and y < 3' },
      { first: 'IF x > 5 or y > 5', second: 'IF y > 6' },
      { first: 'IF x > 2 for 2m', second: 'IF x > 2 for 3m' },
      { when: ['every 1m', 'every 3m'] as const },
    ])
      expect([...actors(given)]).toEqual(['p']);
  });

  it('come to act where the other does not', () => {
    silent({ second: 'IF x > 5 or y > 5' });
    silent({ first: 'IF x > 9', second: 'IF x > 5' });
    silent({ when: ['every 5m', 'every 1m'] });
    silent({ when: ['every 1m jitter 1s', 'every 1m jitter 1s'] });
    silent({ when: ['every 2m from "2026-12-01T00:01Z"', 'every 2m from "2026-12-01T00:00Z"'], second: 'IF x > 4' });
    silent({ when: ['every 1m', 'on train.failed'], second: 'IF x > 4' });
    silent({ first: 'IF x > 5 for 6m', second: 'IF x > 5 for 5m' });
    silent({ first: 'IF x > 5 for 5m', second: 'IF x > 6 for 6m' });
    for (const rests of ['cooldown 10m', 'limit 1 per 1d', 'approval by "somebody"', 'dry-run'])
      silent({ before: [`priority 10 ${rests}`, ''] });
    silent({ before: ['', 'priority 10'] });
    // Where a reading is unknown that it is given, it does nothing.
    silent({
      then: [
        'updateWorkflowReplica(scaled, per-replica: request-rate(spare))',
        'updateWorkflowReplica(scaled, per-replica: 5/s)',
      ],
    });
    // What was counted since each of them fired differs.
    const counted = 'IF logged-sum("n", experiment: "e") since last fired';
    silent({ first: `${counted} > 5`, second: `${counted} > 9` });
  });

  it('come to act where a third keeps the other back', () => {
    const third = 'strategy r { priority 20 WHEN every 1m IF x > 9 THEN updateWorkflowTraffic(serve, backup: 0%) }';
    const first = `{ ${grow}  updateWorkflowTraffic(serve, backup: 10%) }`;
    const text = pair({ then: [first, more] }, ['p', 'q']);
    expect(toldOf(text.replace('state s', `${third} state s`))).toEqual([]);
  });

  it('repeat what the other does', () => {
    const twice = (given: Given): unknown =>
      expectMessages(
        pair({ before: ['', ''], ...given, then: given.then ?? ['runWorkflow(train)', 'runWorkflow(train)'] }),
        [['repeated', 'leave one of them out']],
      );
    twice({});
    twice({ second: 'IF x > 5' });
    twice({ before: ['cooldown 1h', 'cooldown 1h'], second: 'IF x > 5' });
    twice({ then: [grow, grow] });
    twice({
      then: [`{ ${grow}  runWorkflow(train) }`, `{ ${grow}  runWorkflow(train) }`],
      when: ['every 1m', 'every 2m'],
    });
  });

  it('do what the other does not do then', () => {
    const once = (given: Given): void => {
      silent({ before: ['', ''], ...given, then: given.then ?? ['runWorkflow(train)', 'runWorkflow(train)'] });
    };
    once({ second: 'IF y > 5' });
    once({ when: ['every 1m', 'on train.failed'], first: 'IF x > 5', second: 'IF x > 5' });
    once({ before: ['cooldown 1h', 'cooldown 1h'] });
    once({ before: ['cooldown 1h', ''] });
    once({ before: ['', 'dry-run'] });
    once({ then: ['runWorkflow(train)', '{ runWorkflow(train)  set s = 1 }'] });
    once({ then: ['runWorkflow(train)', 'runWorkflow(train) ELSE notify(secret a.b, "no")'], second: 'IF x > 9' });
    // A mistake of its own.
    expectMessages(pair({ when: ['called go(n: Int)', 'called «go»(m: Int)'] }, ['p', 'q']), ['received-twice']);
  });
});
