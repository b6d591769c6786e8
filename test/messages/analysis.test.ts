import { describe, expect, it } from 'vitest';
import { app, expectMessages } from '../support/marked.ts';

const world = (text: string): string =>
  `import { request-rate, failure-rate } from "std/istio"\n${app(`workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" }  replicas 1..9 scale on request-rate(serve) per replica to 20/s }
workflow other : online { service s : transformer { image "a:1" } }
sensor x : Number from prometheus { query: "x", unit: 1 }
sensor n : Count from prometheus { query: "n", unit: 1 }
${text}`)}`;

const agent = (text: string): string => world(`agent a { state s : Int = 0  ${text} }`);
const when = (trigger: string): string => agent(`strategy p { WHEN ${trigger} THEN runWorkflow(train) }`);
const given = (constraint: string): string =>
  agent(`strategy p { WHEN every 1h IF ${constraint} THEN runWorkflow(train) }`);

describe('triggers that nothing fires', () => {
  it('share no instant', () => {
    for (const trigger of [
      'every 86399s from "2026-12-01T00:00Z" and cron "0 0 * * *" in "Europe/Madrid"',
      'at "2026-12-01T09:00Z" and at "2026-12-01T10:00Z"',
      'at "2026-12-01T09:00Z" and cron "0 3 * * *"',
      'cron "0 3 * * *" and cron "0 4 * * *"',
      'cron "0 3 * * 1-5" and cron "0 3 * * 6"',
      'cron "0 3 30 * *" and cron "0 3 * 2 *"',
      'every 1h from "2026-12-01T09:30Z" and cron "0 * * * *"',
      'every 1h from "2026-12-01T09:00Z" and at "2026-12-01T10:30Z"',
      'every 1h from "2026-12-01T09:00Z" and at "2026-12-01T08:00Z"',
      'every 2h from "2026-12-01T09:00Z" and every 4h from "2026-12-01T10:00Z"',
      'every 1h from "2026-11-01T00:00Z" until "2026-12-01T09:00Z" and every 1h from "2026-12-02T09:00Z"',
      // Each two of them share instants, and all three do not.
      'every 2h from "2026-12-01T00:00Z" and every 3h from "2026-12-01T00:00Z" and cron "0 2,3 * * *"',
      'cron "0 3 1,2 * *" and cron "0 3 2,3 * *" and cron "0 3 1,3 * *"',
      'every 2h from "2026-12-01T00:00Z" and every 3h from "2026-12-01T00:00Z" until "2026-12-01T05:00Z" and cron "0 2,3 * * *"',
      'at "2026-12-01T09:00Z" and at "2026-12-01T10:00Z" within 30m',
      'at "2026-12-01T09:00Z" and cron "0 3 * * *" within 30m',
      'every 1m from "2026-12-01T00:00Z" until "2026-12-01T01:00Z" and at "2026-12-01T02:00Z" within 30m',
      'cron "0 0 2 * *" and every 3m from "2026-12-01T00:00Z" until "2026-12-01T01:00Z"',
      'every 7d from "2026-12-01T00:00Z" and cron "0 0 * * mon"',
      `(${'at "2027-01-01T00:00Z" or '.repeat(8)}at "2027-01-02T00:00Z") and (${'at "2027-02-01T00:00Z" or '.repeat(8)}at "2027-02-02T00:00Z")`,
      '(at "2026-12-01T09:00Z" or at "2026-12-02T09:00Z") and cron "0 3 * * *"',
      'every 10m jitter 30s and every 20m jitter 30s',
      'every 1h from "2026-12-01T00:00Z" jitter 1m and cron "0 * * * *"',
    ]) {
      expectMessages(when(`«${trigger}»`), ['never-due']);
    }
  });

  it('share some', () => {
    for (const trigger of [
      'at "2026-12-01T03:00Z" and cron "0 3 * * *"',
      'every 2h from "2026-12-01T00:00Z" and every 3h from "2026-12-01T00:00Z" and cron "0 6 * * *"',
      'cron "0 3 1,2 * *" and cron "0 3 2,3 * *" and cron "0 3 * * 1"',
      'cron "0 3 * * *" and cron "*/30 * * * 1"',
      'cron "0 3 29 * *" and cron "0 3 * 2 *"',
      'cron "30 2 * * *" in "Europe/Madrid" and cron "0 3 * * *" in "Europe/Madrid"',
      'every 1h from "2026-12-01T09:00Z" and cron "0 3 * * *" in "Asia/Tokyo"',
      'every 2h from "2026-12-01T09:00Z" and every 3h from "2026-12-01T10:00Z"',
      'every 2h and every 3h',
      '(at "2026-12-01T09:00Z" or at "2026-12-02T03:00Z") and cron "0 3 * * *"',
      'at "2026-12-01T09:00Z" and at "2026-12-01T10:00Z" within 1h',
    ]) {
      expectMessages(when(trigger), []);
    }
  });

  it('count from the start of the agent', () => {
    expectMessages(when('«every 5m» and cron "0 3 * * *"'), [['interval-adrift', 'every 1h from']]);
    expectMessages(when('at "2026-12-01T03:00Z" and «every 5m»'), ['interval-adrift']);
  });

  it('are told of in the agent where a template has them', () => {
    const template = 'strategy t(at-time: String) { WHEN at at-time and cron "0 3 * * *" THEN runWorkflow(train) }\n';
    const text = world(`${template}agent a { strategy «p» = t("2026-12-01T09:00Z") }`);
    const { diagnostics } = expectMessages(text, ['never-due']);
    expect(diagnostics[0]?.labels.map((label) => label.text)).toEqual(['this is what the template does with it']);
  });
});

describe('constraints that are decided', () => {
  it('never hold', () => {
    expectMessages(given('«x > 5 and x < 3»'), ['never-holds']);
    expectMessages(given('x > 1 and «n < 0»'), ['never-holds']);
    expectMessages(given('«failure-rate(serve) > 120%»'), ['never-holds']);
    expectMessages(given('«1 > 2»'), ['never-holds']);
    expectMessages(given('«x > 5 and not (x > 3)»'), ['never-holds']);
    expectMessages(given('«x < 15 and x rises above 20 falls below 15»'), ['never-holds']);
  });

  it('always hold', () => {
    expectMessages(given('«n >= 0»'), ['always-holds']);
    expectMessages(given('x > 9 or «n >= 0»'), ['always-holds']);
    expectMessages(given('«x > 3 or x < 5»'), ['always-holds']);
  });

  it('depend on what is read, or were meant so', () => {
    for (const constraint of ['x > 3 and x < 5', 'n - 5 < 0', 'x < 0', 'n == 0', 'x default 0 >= 0', 'true', 's < 0'])
      expectMessages(given(constraint), []);
  });
});

describe('circles of calls', () => {
  const circle = (modifier: string, constraint = ''): string =>
    world(`agent a { strategy p { ${modifier} WHEN called p(i: Int) ${constraint} THEN «call b.q()» } }
agent b { strategy q { WHEN called q() THEN call a.p(i: 1) } }`);

  it('without an end', () => {
    expectMessages(circle(''), [['endless-circle', 'cooldown 10m']]);
    expectMessages(circle('', 'IF x > 3'), ['endless-circle']);
    expectMessages(
      world('agent a { strategy p { WHEN called p() or every 1h THEN runWorkflow(train) on failure «call a.p()» } }'),
      ['endless-circle'],
    );
  });

  it('of runs and what they bring about', () => {
    const again = (rest: string): string => world(`agent a { strategy p { ${rest} } }`);
    for (const state of ['ended', 'failed', 'submitted'])
      expectMessages(again(`WHEN on train.${state} THEN «runWorkflow(train)»`), ['endless-circle']);
    expectMessages(again('WHEN on train.ended or every 1d THEN «runWorkflow(train)»'), ['endless-circle']);
    expectMessages(
      world(`agent a { strategy p { WHEN on train.ended THEN «call b.q()» } }
agent b { strategy q { WHEN called q() THEN runWorkflow(train) } }`),
      ['endless-circle'],
    );
    // Something else has to happen, or to hold.
    expectMessages(again('WHEN on train.ended and called go() within 1h THEN runWorkflow(train)'), []);
    expectMessages(again('WHEN on train.failed IF x > 3 THEN runWorkflow(train)'), []);
    expectMessages(again('limit 3 per 1d WHEN on train.failed THEN runWorkflow(train)'), []);
    expectMessages(again('WHEN on train.ended THEN stopWorkflow(train)'), []);
  });

  it('that end, or go on in their own time', () => {
    const plain = (text: string): string => text.replaceAll(/[«»]/g, '');
    expectMessages(plain(circle('cooldown 10m')), []);
    expectMessages(plain(circle('limit 3 per 1d')), []);
    expectMessages(plain(circle('', 'IF i < 3')), []);
    expectMessages(plain(circle('', 'IF count(p) over 1h < 3')), []);
    expectMessages(plain(circle('cooldown 10m per i')), []);
    expectMessages(plain(circle('')).replace('call a.p(i: 1)', 'runWorkflow(train)'), []);
  });
});

describe('what is done at every look', () => {
  const held = (then: string, modifier = '', when = 'every 1m', condition = 'x > 5'): string =>
    agent(`strategy p { ${modifier} WHEN ${when} IF ${condition} for 5m THEN ${then} }`);

  it('is told where it is done again', () => {
    for (const then of ['«runWorkflow(train)»', '{ set s = 1  «updateWorkflowReplica(serve, by: +1)» }'])
      expectMessages(held(then), [['acts-at-every-look', 'cooldown']]);
    // It is over at the next look.
    expectMessages(held('«runWorkflow(train)»', 'cooldown 1m'), [['acts-at-every-look', 'cooldown 1h']]);
    // The next host may act.
    for (const modifier of ['cooldown 1h per host', 'limit 1 per 1d per host'])
      expectMessages(held('«runWorkflow(train)»', modifier, 'every 1m or called report(host: String)'), [
        ['acts-at-every-look', 'cooldown'],
      ]);
  });

  it('is not where it changes nothing, or rests', () => {
    expectMessages(held('updateWorkflowReplica(serve, minimum: 2)'), []);
    expectMessages(held('runWorkflow(train)', 'cooldown 1h'), []);
    expectMessages(held('runWorkflow(train)', 'limit 1 per 1d'), []);
    expectMessages(held('{ runWorkflow(train)  set s = 1 }', '', 'every 1m', 's == 0 and x > 5'), []);
  });
});

describe('a promotion', () => {
  const promotion = (better: string, constraint: string, promoted: string): string =>
    `import { score } from "std/mlflow"\n${app(`model cnn { registered "cnn"  better ${better} }
model other { registered "other"  better accuracy }
agent a { strategy p { WHEN every 1h  IF ${constraint}  THEN ${promoted} } }`)}`;
  const latest = 'promote(cnn@latest, to: production)';

  it('of the version that is worse is told', () => {
    for (const [better, constraint] of [
      ['lower rmse', 'score(cnn@latest) > score(cnn@production)'],
      ['lower rmse', 'score(cnn@production) * 99% <= score(cnn@latest)'],
      ['accuracy', 'score(cnn@latest) + 1% < score(cnn@production) and score(other@1) > 0'],
    ] as const) {
      const { diagnostics } = expectMessages(promotion(better, constraint, `«${latest}»`), ['promotes-worse']);
      expect(diagnostics[0]?.message).toContain(better === 'accuracy' ? 'more is better' : 'less is better');
    }
  });

  it('of one that is better, or of which nothing is said, is not', () => {
    for (const [better, constraint] of [
      ['lower rmse', 'score(cnn@latest) < score(cnn@production)'],
      ['accuracy', 'score(cnn@latest) > score(cnn@production)'],
      ['accuracy', 'score(cnn@latest) < score(cnn@production) or score(cnn@latest) > 90%'],
      ['accuracy', 'score(cnn@candidate) < score(cnn@production)'],
    ] as const) {
      expectMessages(promotion(better, constraint, latest), []);
    }
    const other = '«score(cnn@latest) < score(other@production)»';
    expectMessages(promotion('accuracy', other, 'promote(other@production, to: champion)'), ['scores-apart']);
  });
});

describe('replicas for failures', () => {
  const mend = (constraint: string, actions: string): string =>
    agent(`strategy p { WHEN every 5m IF ${constraint} THEN ${actions} }`);
  const grow = 'updateWorkflowReplica(serve, by: +1)';

  it('seldom mend anything', () => {
    expectMessages(mend('failure-rate(serve, over: 5m) > 90%', `«${grow}»`), [
      ['replicas-for-failures', 'upgradeWorkflow'],
    ]);
    expectMessages(mend('x > 1 and failure-rate(serve) >= 10%', `«${grow}»`), ['replicas-for-failures']);
  });

  it('may, where something else is read or done', () => {
    expectMessages(mend('x > 3', grow), []);
    expectMessages(mend('failure-rate(other) > 90%', grow), []);
    expectMessages(mend('failure-rate(serve) < 1%', grow), []);
    expectMessages(mend('failure-rate(serve) > 90% or x > 3', grow), []);
    expectMessages(mend('failure-rate(serve) > 90%', `{ ${grow} runWorkflow(train) }`), []);
    expectMessages(mend('failure-rate(serve) > 90%', 'updateWorkflowReplica(serve, by: -1)'), []);
  });
});

describe("a sensor of the user's own", () => {
  const own = (signature: string, rest = ''): string =>
    `import { request-rate } from "std/istio"\n${app(`endpoint judge : service { image "judge:1.0" }
model cnn { registered "cnn"  better accuracy }
workflow serve : online { service s : model { server sklearn  model cnn@1 }  replicas 1..9 scale on request-rate(serve) per replica to 20/s }
sensor ${signature} from http { endpoint: judge }
${rest}`)}`;
  const judged = (signature: string, constraint: string, action: string): string =>
    own(signature, `agent a { strategy p { WHEN every 5m  IF ${constraint}  THEN ${action} } }`);

  it('is taken for what it says that it is', () => {
    const grow = 'updateWorkflowReplica(serve, by: +1)';
    const wrong = 'wrong(of: Online) : Ratio';
    expectMessages(judged(`${wrong} is [share, failures]`, 'wrong(serve) > 20%', `«${grow}»`), [
      'replicas-for-failures',
    ]);
    expectMessages(judged(wrong, 'wrong(serve) > 20%', grow), []);
    expectMessages(judged(`${wrong} is [share]`, '«wrong(serve) > 200%»', grow), ['never-holds']);
    expectMessages(judged(wrong, 'wrong(serve) > 200%', grow), []);
    const promote = 'promote(cnn@latest, to: production)';
    const less = 'rating(cnn@latest) < rating(cnn@production)';
    expectMessages(judged('rating(of: ModelVersion) : Number is [score]', less, `«${promote}»`), ['promotes-worse']);
    expectMessages(judged('rating(of: ModelVersion) : Number', less, promote), []);
  });

  it('is so by another name, too', () => {
    const rest =
      'sensor bad = wrong(serve)\nagent a { strategy p { WHEN every 5m  IF «bad > 200%»  THEN deployWorkflow(serve) } }';
    expectMessages(own('wrong(of: Online) : Ratio is [share]', rest), ['never-holds']);
  });

  it('cannot be what does not fit its type or its parameters', () => {
    expectMessages(own('s : Ratio is [«shares»]'), [['unknown-variant', 'did you mean share?']]);
    expectMessages(own('s : Ratio is «share»'), ['unexpected']);
    expectMessages(own('s : Duration is [«share»]'), ['wrong-type']);
    expectMessages(own('s : String is [«failures»]'), ['wrong-type']);
    expectMessages(own('s : Count is [failures]'), []);
    expectMessages(own('s : Number is [«score»]'), ['wrong-type']);
    expectMessages(own('s(of: ModelVersion) : String is [«score»]'), ['wrong-type']);
    expectMessages(own('s(of: ModelVersion, than: ModelVersion) : Number is [«score»]'), ['wrong-type']);
  });
});
