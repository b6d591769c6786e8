import { describe, expect, it } from 'vitest';
import { app, expectMessages, strategy } from '../support/marked.ts';

const when = (trigger: string): string => strategy(`WHEN ${trigger} THEN runWorkflow(train)`);

describe('strategies', () => {
  it('with primitives of the wrong kind, or of none', () => {
    expectMessages(strategy('WHEN every 1h THEN runWorkflow(«serve»)'), [['wrong-primitive', 'deployWorkflow']]);
    expectMessages(strategy('WHEN every 1h THEN deployWorkflow(«train»)'), [['wrong-primitive', 'runWorkflow']]);
    expectMessages(strategy('WHEN every 1h THEN «runWorkfow»(train)'), [
      ['unknown-primitive', 'did you mean runWorkflow?'],
    ]);
    expectMessages(strategy('WHEN every 1h THEN upgradeWorkflow(train, image: "a:2")'), []);
  });

  it('with calls that nobody receives', () => {
    const two = (call: string): string =>
      app(`agent b { strategy s { WHEN called go(x: Count) THEN promote(m@1, to: production) } }
model m { registered "m"  better accuracy }
agent a { strategy s { WHEN every 1h THEN ${call} } }`);
    expectMessages(two('call b.«goo»(x: 1)'), [['not-received', 'did you mean go?']]);
    expectMessages(two('call «c».go(x: 1)'), ['unknown-name']);
    expectMessages(two('call b.go(«y»: 1)'), ['unknown-argument']);
    expectMessages(two('call «b.go()»'), [['missing-argument', 'add x']]);
    expectMessages(two('call b.go(x: «1h»)'), ['wrong-unit']);
    expectMessages(two('call b.go(x: «"1"»)'), ['wrong-type']);
    expectMessages(two('«b.go»(x: 1)'), [['bad-call', 'call b.go(x: 1)']]);
    expectMessages(two('call «go»'), ['bad-call']);
  });

  it('with arguments of a run that the workflow does not take', () => {
    const run = (call: string): string =>
      app(`workflow w : batch { param data : Dataset\nparam n : Int = 1\nexecutor step { image "a:1" } }
sensor d = latest-artifact("x", experiment: "y")
agent a { strategy s { WHEN every 1h THEN ${call} } }`);
    const library = 'import { latest-artifact } from "std/mlflow"\n';
    expectMessages(library + run('runWorkflow(w, data: d, «zz»: 2)'), [['unknown-argument', 'it takes']]);
    expectMessages(library + run('«runWorkflow(w, n: 2)»'), ['missing-argument']);
    expectMessages(library + run('runWorkflow(w, data: d, n: «"2"»)'), ['wrong-type']);
    expectMessages(library + run('runWorkflow(w, data: d)'), []);
  });

  it('of an agent that should run more than once', () => {
    const agent = (replicas: string): string =>
      app(`workflow w : batch { executor step { image "a:1" } }
agent a { ${replicas} strategy s { WHEN every 1h THEN runWorkflow(w) } }`);
    for (const several of ['2', '1..3', '0']) {
      const { diagnostics } = expectMessages(agent(`replicas «${several}»`), [['bad-range', 'leave it at one']]);
      expect(diagnostics[0]?.fix?.text).toBe('1');
    }
    expectMessages(agent('replicas 1'), []);
    for (const journal of ['volume "fast"', 'postgres secret x.url'])
      expectMessages(agent('replicas «2»').replace('  storage', `  journal ${journal}\n  storage`), ['bad-range']);
  });

  it('with wrong times', () => {
    expectMessages(when('every «500ms»'), ['bad-interval']);
    expectMessages(when('every «20/s»'), ['wrong-unit']);
    expectMessages(when('cron «"0 25 * * *"»'), ['bad-cron']);
    expectMessages(when('cron «"0 3 * *"»'), ['bad-cron']);
    expectMessages(when('cron «"@daily"»'), ['bad-cron']);
    expectMessages(when('cron «"0 0 30 2 *"»'), ['bad-cron']);
    expectMessages(when('cron «"*/0 * * * *"»'), ['bad-cron']);
    expectMessages(when('cron "0 3 * * mon-fri" in «"Europe/Madird"»'), [['bad-zone', 'Europe/Madrid']]);
    expectMessages(when('at «"2026-02-30T09:00Z"»'), ['bad-date']);
    expectMessages(when('at «"2026-12-01T09:00"»'), ['bad-date']);
    expectMessages(when('at «"soon"»'), ['bad-date']);
    expectMessages(when('at "2028-02-29T09:00+01:00" or cron "*/15 2 * * 1,3" in "Asia/Kolkata"'), []);
  });

  it('without strategies, or with two that receive one call differently', () => {
    expectMessages(app('agent «a» { }'), ['no-strategies']);
    expectMessages(
      app(`model m { registered "m"  better accuracy }
agent a { strategy s { WHEN called go(x: Int) THEN promote(m@1, to: production) }
strategy t { WHEN called «go»(x: String) THEN promote(m@1, to: production) } }`),
      ['received-twice'],
    );
  });

  it('about parts that the workflow does not have', () => {
    const kills = 'import { executor-oom-kills } from "std/kube-state-metrics"\n';
    const reading = (executor: string): string =>
      kills + strategy(`WHEN every 1h IF executor-oom-kills(train, executor: ${executor}) > 0 THEN runWorkflow(train)`);
    expectMessages(reading('«stap»'), [['unknown-node', 'did you mean step?']]);
    expectMessages(reading('«serve»'), [['unknown-node', 'it has step']]);
    expectMessages(reading('step'), []);
    expectMessages(strategy('WHEN every 1h THEN stopExecutor(train, executor: «stop»)'), [
      ['unknown-node', 'did you mean step?'],
    ]);
    expectMessages(strategy('WHEN every 1h THEN updateWorkflowResource(serve, service: «step», cpu: 2)'), [
      ['unknown-node', 'it has s'],
    ]);
    const nested = `workflow whole : batch { run train() as first }
agent b { strategy s { WHEN every 1h THEN stopExecutor(whole, executor: first-step) } }`;
    expectMessages(`${strategy('WHEN every 1h THEN runWorkflow(train)')}\n${nested}`, []);
    expectMessages(
      `${strategy('WHEN every 1h THEN runWorkflow(train)')}\n${nested.replace('first-step', '«first-stop»')}`,
      [['unknown-node', 'did you mean first-step?']],
    );
  });

  it('that read what is not known at the event', () => {
    expectMessages(
      `import { score } from "std/mlflow"\n${app(`model m { registered "m"  better accuracy }
agent a { strategy s { WHEN called go(v: ModelVersion) IF «score(v)» > 0.9 THEN promote(v, to: production) } }`)}`,
      ['not-readable'],
    );
    expectMessages(
      `import { request-rate } from "std/istio"\n${strategy('WHEN called go(d: Duration) IF «request-rate(serve, over: d)» > 1/s THEN runWorkflow(train)')}`,
      ['not-constant'],
    );
  });

  it('outside of agents', () => {
    expectMessages(
      app(
        'workflow train : batch { executor step { image "a:1" } }\nstrategy «s» { WHEN every 1h THEN runWorkflow(train) }',
      ),
      ['wrong-declaration'],
    );
  });
});
