import { describe, expect, it } from 'vitest';
import { compile } from '../../src/api/index.ts';
import { withImports } from '../../src/api/prepare.ts';
import { app, expectMessages } from '../support/marked.ts';

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
