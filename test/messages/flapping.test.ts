import { describe, expect, it } from 'vitest';
import { app, compileTexts, expectMessages } from '../support/marked.ts';

const world = (text: string): string =>
  `import { request-rate, failure-rate } from "std/istio"\nimport { ready-replicas } from "std/kubernetes"\n${app(`workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" }  replicas 1..9 scale on request-rate(serve) per replica to 20/s }
workflow other : online { service s : transformer { image "a:1" } }
sensor x : Number from prometheus { query: "x", unit: 1 }
sensor y : Number from prometheus { query: "y", unit: 1 }
sensor n : Count from prometheus { query: "n", unit: 1 }
${text}`)}`;

const agent = (text: string): string => world(`agent a { state s : Int = 0  ${text} }`);

describe('flapping', () => {
  const turns = (grow: string, shrink: string, modifier = '', interval = '1m'): string =>
    agent(`strategy grow { ${modifier} WHEN every ${interval} IF ${grow} THEN updateWorkflowReplica(serve, by: +1) }
strategy shrink { WHEN every ${interval} IF ${shrink} THEN updateWorkflowReplica(serve, by: -1) }`);

  it('at one limit', () => {
    expectMessages(turns('x > 5', '«x» <= 5'), [['flapping', 'leave room']]);
    expectMessages(turns('request-rate(serve) >= 20/s', '«request-rate(serve)» < 20/s and x > 1'), ['flapping']);
    // The next host may act.
    const host = 'every 1m or called report(host: String)';
    for (const modifier of ['cooldown 5m per host', 'limit 2 per 1d per host'])
      expectMessages(turns('x > 5', '«x» <= 5', modifier).replace('every 1m', host), ['flapping']);
  });

  it('not with room, or with rest between', () => {
    expectMessages(turns('x > 5', 'x < 4'), []);
    expectMessages(turns('x > 5', 'x <= 5', 'cooldown 5m'), []);
    expectMessages(turns('x > 5', 'x <= 5', 'limit 2 per 1d'), []);
    const names = compileTexts(turns('x > 5 for 5m', 'x <= 5')).diagnostics.map(({ name }) => name);
    expect(names).not.toContain('flapping');
    expectMessages(turns('x > 5', 'x <= 5', '', '1h'), []);
    expectMessages(turns('x rises above 20 falls below 15', 'x < 15'), []);
    expectMessages(turns('s == 0', 's != 0'), []);
    // Between y's limits there is room, which has to be crossed, too.
    expectMessages(turns('x > 5 and y > 9', 'x <= 5 and y < 3'), []);
  });

  it('where limits overlap', () => {
    const { diagnostics } = expectMessages(turns('x > 1', '«x» < 2', 'priority 10'), ['flapping']);
    expect(diagnostics[0]?.message).toContain('as long as x stays near this limit');
    const flags =
      agent(`strategy up { WHEN every 1m IF s == 0 and x > 1 THEN { updateWorkflowReplica(serve, by: +1)  set s = 1 } }
strategy down { WHEN every 1m IF s == 1 and «x» < 2 THEN { updateWorkflowReplica(serve, by: -1)  set s = 0 } }`);
    expect(expectMessages(flags, ['flapping']).diagnostics[0]?.message).toContain('x is where both act');
    const apart = (first: string, second: string): string =>
      agent(`strategy up { WHEN every 1m from "2026-12-01T00:00Z" ${first} THEN updateWorkflowReplica(serve, by: +1) }
strategy down { WHEN every 1m from "2026-12-01T00:00:30Z" ${second} THEN updateWorkflowReplica(serve, by: -1) }`);
    expectMessages(apart('IF x > 1', 'IF «x» < 2'), ['flapping']);
    const always = expectMessages(apart('', '').replace('strategy down', 'strategy «down»'), ['flapping']);
    expect(always.diagnostics[0]?.message).toContain('with nothing else changing');
  });

  it('by any schedule', () => {
    const by = (trigger: string, modifier = '', at = '«x»'): string =>
      agent(`strategy grow { ${modifier} WHEN ${trigger} IF x > 5 THEN updateWorkflowReplica(serve, by: +1) }
strategy shrink { WHEN ${trigger} IF ${at} <= 5 THEN updateWorkflowReplica(serve, by: -1) }`);
    expectMessages(by('cron "* * * * *"'), ['flapping']);
    expectMessages(by('every 1m or on train.succeeded'), ['flapping']);
    expectMessages(by('on train.succeeded', '', 'x'), []);
    expectMessages(by('cron "0 8,20 * * *"', '', 'x'), []);
  });

  it('not silenced by a cooldown that is over at the next look, or before readings show what was done', () => {
    for (const rest of ['cooldown 1s', 'cooldown 1m', 'cooldown 2m', 'limit 1 per 1s'])
      expectMessages(turns('x > 5', '«x» <= 5', rest), [['flapping', 'longer than from look to look']]);
    expectMessages(turns('x > 5', '«x» <= 5', 'cooldown 25s', '10s'), ['flapping']);
    expectMessages(turns('x > 5', 'x <= 5', 'cooldown 5m', '10s'), []);
  });

  it('of one strategy, whose ELSE takes back what its THEN does', () => {
    const both = (constraint: string, modifier = '', otherwise = 'updateWorkflowReplica(serve, minimum: 1)'): string =>
      agent(
        `strategy grow { ${modifier} WHEN every 1m IF ${constraint} THEN updateWorkflowReplica(serve, minimum: 5) ELSE ${otherwise} }`,
      );
    const { diagnostics } = expectMessages(both('«x» > 5'), [['flapping', 'x rises above … falls below …']]);
    expect(diagnostics[0]?.labels.map(({ text }) => text)).toEqual([
      'here grow changes it to 5',
      'here grow changes it to 1',
    ]);
    expectMessages(both('x > 5 for 5m'), []);
    expectMessages(both('x > 5', 'cooldown 5m'), []);
    expectMessages(both('x rises above 5 falls below 4'), []);
    expectMessages(both('x > 5', '', 'updateWorkflowReplica(serve, minimum: 5)'), []);
    expectMessages(both('x > 5', '', 'updateWorkflowReplica(serve, maximum: 9)'), []);
  });

  it('through calls', () => {
    const calls = (rest: string): string =>
      agent(`strategy grow { WHEN every 1m IF x > 5 THEN call b.grow() }
strategy shrink { WHEN every 1m IF «x» <= 5 THEN call b.shrink() } }
agent b {
  strategy grow { ${rest} WHEN called grow() THEN updateWorkflowReplica(serve, by: +1) }
  strategy shrink { WHEN called shrink() THEN updateWorkflowReplica(serve, by: -1) }`);
    expectMessages(calls(''), ['flapping']);
    expectMessages(calls('cooldown 10m').replaceAll(/[«»]/g, ''), []);
  });
});

describe('a platform for production', () => {
  const production = (grow: string, shrink = 'WHEN every 1m IF x < 4', name = '«shrink»'): string =>
    agent(`strategy grow { ${grow} THEN updateWorkflowReplica(serve, minimum: 5) }
strategy ${name} { ${shrink} THEN updateWorkflowReplica(serve, minimum: 1) }`).replace(
      'storage',
      'profile production  storage',
    );

  it('wants a bound on how often agents undo each other, which room is not', () => {
    expectMessages(production('WHEN every 1m IF x > 5'), [['unbounded-reversals', 'cooldown 10m']]);
    expectMessages(production('WHEN every 1m IF x > 5', 'cooldown 1s WHEN every 1m IF x < 4'), ['unbounded-reversals']);
    const events = production('WHEN on serve.available', 'WHEN on serve.unavailable');
    const { diagnostics } = expectMessages(events, ['unbounded-reversals']);
    expect(diagnostics[0]?.message).toContain('as often as they are set off');
    // The other looks at other instants, so that what holds at each look of one may not hold between them.
    expectMessages(production('WHEN every 1m IF x > 5 for 5m', 'WHEN every 1m jitter 10s IF x < 4'), [
      'unbounded-reversals',
    ]);
  });

  it('is content with what lets one of them rest', () => {
    for (const [grow, shrink] of [
      ['cooldown 10m WHEN every 1m IF x > 5'],
      ['limit 6 per 1d WHEN on serve.available', 'WHEN on serve.unavailable'],
      ['WHEN every 1m IF x > 5 for 5m'],
      ['WHEN every 1m IF x > 5', 'WHEN every 1h IF x < 4'],
      ['approval by "ml" WHEN every 1m IF x > 5'],
    ] as const)
      expectMessages(production(grow, shrink, 'shrink'), []);
    expectMessages(
      production('WHEN every 1m IF x > 5').replace('production', 'development').replaceAll(/[«»]/g, ''),
      [],
    );
  });

  it('is no other profile', () => {
    const text = production('WHEN every 1h IF x > 5', undefined, 'shrink');
    expectMessages(text.replace('production', '«staging»'), ['unknown-word']);
    expectMessages(text.replace('production', '«"production"»'), ['wrong-type']);
  });
});

describe('what a strategy does to what it reads', () => {
  const steps = (grow: string, up: number, shrink: string, down: number): string =>
    agent(`strategy grow { ${grow} THEN «updateWorkflowReplica(serve, by: +${String(up)})» }
strategy shrink { ${shrink} THEN updateWorkflowReplica(serve, by: -${String(down)}) }`);
  const plain = (text: string): string => text.replaceAll(/[«»]/g, '');
  const of = 'ready-replicas(serve)';

  it('goes on for ever where it keeps its constraint true', () => {
    const grow = (constraint: string, modifier = '', by = '+1'): string =>
      agent(
        `strategy grow { ${modifier} WHEN every 1m IF ${constraint} THEN «updateWorkflowReplica(serve, by: ${by})» }`,
      );
    expectMessages(grow(`${of} > 3`), [['feeds-itself', 'cooldown']]);
    expectMessages(grow(`${of} >= 1 and not (${of} < 3)`), ['feeds-itself']);
    expectMessages(grow(`${of} > 3`, 'cooldown 1s'), ['feeds-itself']);
    // It comes to rest, rests, or waits for something else.
    for (const text of [
      grow(`${of} < 9`),
      grow(`${of} > 3`, '', '-1'),
      grow(`${of} > 3`, 'cooldown 10m'),
      grow(`${of} > 3`, 'limit 3 per 1d'),
      grow(`${of} > 3 and x > 5`),
      grow('ready-replicas(other) > 3'),
    ])
      expectMessages(plain(text), []);
  });

  it('goes on for ever where two step over to each other', () => {
    expectMessages(steps(`WHEN every 1m IF ${of} < 4`, 4, `WHEN every 1m IF ${of} > 6`, 4), [['feeds-itself', 'room']]);
    for (const text of [
      steps(`WHEN every 1m IF ${of} < 4`, 1, `WHEN every 1m IF ${of} > 6`, 1),
      steps(`WHEN every 1m IF ${of} < 4`, 4, `WHEN every 1m IF ${of} > 6`, 2),
      steps(`cooldown 10m WHEN every 1m IF ${of} < 4`, 4, `WHEN every 1m IF ${of} > 6`, 4),
      steps(`WHEN every 1m IF ${of} < 4`, 4, 'WHEN every 1m IF x > 6', 4).replace(
        'x > 6',
        'x > 6 and ready-replicas(serve) > 6',
      ),
    ])
      expectMessages(plain(text), []);
  });
});

describe('a promotion that is taken back', () => {
  const registry = (
    select: string,
    back = 'WHEN every 1m IF failure-rate(serve) > 5% for 5m',
    version = 'cnn@latest',
  ): string =>
    `import { failure-rate } from "std/istio"\nimport { gain, score } from "std/mlflow"\n${app(`model cnn { registered "cnn"  better accuracy }
workflow serve : online { service s : model { server sklearn  model cnn@production } }
agent a { state bad : Bool = false
strategy select { ${select} THEN «promote(${version}, to: production)» }
strategy back { priority 10 ${back} THEN promote(cnn@previous, to: production) } }`)}`;
  const gain = 'IF gain(cnn@latest, than: cnn@production) > 1%';

  it('is made again where nothing remembers it', () => {
    for (const select of [
      `WHEN every 1h ${gain}`,
      `cooldown 1d WHEN every 1h ${gain}`,
      `WHEN every 1h or on cnn.registered ${gain}`,
      'WHEN every 1h IF score(cnn@latest) > 90%',
    ])
      expectMessages(registry(select), [['promotes-again', 'cnn.registered']]);
    const asked = registry('WHEN every 1h').replace(
      '«promote(cnn@latest, to: production)»',
      'call b.change(v: cnn@latest)',
    );
    const caller = asked.replace('THEN call', `${gain} THEN call`);
    expectMessages(
      `${caller}\nagent b { strategy change { WHEN called change(v: ModelVersion) THEN promote(v, to: production) } }`.replace(
        'strategy select',
        'strategy «select»',
      ),
      ['promotes-again'],
    );
  });

  it('is not where it is done once, something else has to hold, or somebody agrees', () => {
    for (const select of [
      `WHEN on cnn.registered ${gain}`,
      `WHEN every 1h ${gain} and not bad`,
      `WHEN every 1h ${gain} and score(cnn@latest) != (score(cnn@previous) default 0)`,
      `WHEN every 1h ${gain} and failure-rate(serve) < 1%`,
      `approval by "ml" WHEN every 1h ${gain}`,
    ])
      expectMessages(registry(select).replaceAll(/[«»]/g, ''), []);
    expectMessages(registry(`WHEN every 1h ${gain}`).replace('cnn@previous', 'cnn@3').replaceAll(/[«»]/g, ''), []);
  });
});
