import { describe, expect, it } from 'vitest';
import { app, compileTexts, expectMessages, strategy } from '../support/marked.ts';

const when = (trigger: string): string => strategy(`WHEN ${trigger} THEN stopWorkflow(train)`);
const rate = (text: string): string => `import { request-rate } from "std/istio"\n${strategy(text)}`;
const model = 'model m { registered "m"  better accuracy }\n';
const agent = (text: string): string =>
  app(`${model}workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" } }
agent a { ${text} }`);

describe('triggers', () => {
  it('every, from, until, with jitter', () => {
    expectMessages(when('every 1h from "2026-12-01T09:00Z" until "2027-01-01T00:00Z" jitter 5m'), []);
    expectMessages(when('every 1h from "2026-12-01T09:00Z" until «"2026-11-01T00:00Z"»'), ['bad-interval']);
    expectMessages(when('every 1h jitter «1h»'), ['bad-interval']);
    expectMessages(when('every 1h jitter «0s»'), ['bad-interval']);
    expectMessages(when('every 1h from «"tomorrow"»'), ['bad-date']);
  });

  it('on a state', () => {
    expectMessages(when('on train.succeeded or on serve.unavailable or on train.step.failed'), []);
    expectMessages(when('on train.«suceeded»'), [['unknown-state', 'did you mean succeeded?']]);
    expectMessages(when('on train.step.«available»'), ['unknown-state']);
    expectMessages(when('on «train»'), [['unknown-state', 'on train.submitted']]);
    expectMessages(when('on train.«stpe».failed'), [['unknown-field', 'did you mean step?']]);
    expectMessages(when('on «a».failed'), ['no-states']);
    expectMessages(when('on «tarin».failed'), [['unknown-name', 'did you mean train?']]);
    expectMessages(agent('strategy s { WHEN on m.registered THEN promote(m@latest, to: production) }'), []);
  });

  it('joined by and', () => {
    expectMessages(when('on train.succeeded and called go() within 5m'), []);
    expectMessages(when('every 5m from "2026-12-01T09:00Z" and cron "0 3 * * *"'), []);
    expectMessages(when('every 5m and «on train.succeeded»'), [['and-without-within', 'within 5m']]);
    expectMessages(when('every 5m within «5m»'), ['needless-within']);
    expectMessages(when('on train.succeeded and called go() within «0s»'), ['bad-interval']);
    expectMessages(when('(every 5m or on train.failed) and on serve.available within 1h'), []);
  });
});

describe('modifiers', () => {
  it('before WHEN, each once', () => {
    expectMessages(
      strategy(
        'cooldown 6h limit 3 per 1d priority 10 timeout 10m approval by "ml-leads" dry-run WHEN every 1h THEN runWorkflow(train)',
      ),
      [],
    );
    // What is given without a name arrives.
    const given = app(`workflow w : batch { param weeks : Int = 3  executor e { image "e:1"  args { weeks: weeks } } }
agent a { strategy s { WHEN every 1h  THEN runWorkflow(w, 26) } }`);
    const [action] = expectMessages(given, []).plan?.teams[0]?.agents[0]?.graph.strategies[0]?.actions ?? [];
    expect(action).toMatchObject({ target: { parameters: { weeks: { value: 26 } } } });
    expectMessages(given.replace('26)', '26, «27»)'), ['too-many-arguments']);
    expectMessages(strategy('cooldown 6h «cooldown 7h» WHEN every 1h THEN runWorkflow(train)'), ['duplicate-clause']);
    expectMessages(strategy('cooldown «6» WHEN every 1h THEN runWorkflow(train)'), ['wrong-unit']);
    expectMessages(strategy('cooldown «0s» WHEN every 1h THEN runWorkflow(train)'), ['bad-range']);
    expectMessages(strategy('limit «0» per 1d WHEN every 1h THEN runWorkflow(train)'), ['bad-range']);
    expectMessages(strategy('limit 3 «WHEN» every 1h THEN runWorkflow(train)'), ['unexpected']);
    expectMessages(strategy('priority «1.5» WHEN every 1h THEN runWorkflow(train)'), ['wrong-unit']);
    expectMessages(strategy('approval by «""» WHEN every 1h THEN runWorkflow(train)'), ['bad-range']);
    expectMessages(strategy('«coldown» 6h WHEN every 1h THEN runWorkflow(train)'), [
      ['unknown-clause', 'did you mean cooldown?'],
    ]);
  });
});

describe('constraints', () => {
  it('that held for some time', () => {
    expectMessages(rate('cooldown 1h WHEN every 1m IF request-rate(serve) > 1/s for 5m THEN runWorkflow(train)'), []);
    expectMessages(rate('WHEN every 1h IF request-rate(serve) > 1/s for «5m» THEN runWorkflow(train)'), [
      'held-too-short',
    ]);
    expectMessages(rate('WHEN every 1m IF request-rate(serve) > 1/s for «0s» THEN runWorkflow(train)'), [
      'bad-interval',
    ]);
  });

  it('that are looked at too seldom to know, or near enough by chance', () => {
    const held = (when: string, time: string): string =>
      rate(`cooldown 1d WHEN ${when} IF request-rate(serve) > 1/s for ${time} THEN runWorkflow(train)`);
    const never = [
      ['every 1h from "2026-12-01T09:00Z" until "2026-12-01T10:30Z"', '2h'],
      ['cron "0 * * * *"', '30m'],
      ['cron "*/40 * * * *"', '30m'],
      ['every 1h and every 2h', '1h'],
      ['every 1h or every 2h', '30m'],
      ['at "2026-12-01T00:00Z" or at "2026-12-01T01:00Z"', '30m'],
    ] as const;
    for (const [when, time] of never) expectMessages(held(when, `«${time}»`), ['held-too-short']);
    const byChance = [
      ['every 10m jitter 1m', '10m'],
      ['every 1h or called go()', '30m'],
      ['on serve.unavailable', '5m'],
    ] as const;
    for (const [when, time] of byChance) expectMessages(held(when, `«${time}»`), ['held-by-chance']);
    const watched = [
      ['every 9m jitter 1m', '10m'],
      ['cron "*/5 8-18 * * mon-fri" in "Europe/Madrid"', '10m'],
      ['cron "0 * * * *"', '1h'],
      ['cron "*/40 * * * *"', '40m'],
      ['every 1h and every 2h', '2h'],
      ['every 1h from "2026-12-01T00:00Z" or every 1h from "2026-12-01T00:30Z"', '30m'],
      ['every 5m or called go()', '30m'],
    ] as const;
    for (const [when, time] of watched) expectMessages(held(when, time), []);
  });

  it('that rise and fall', () => {
    const latch = (text: string): string =>
      rate(`WHEN every 1m IF request-rate(serve) ${text} THEN runWorkflow(train)`);
    expectMessages(latch('rises above 20/s falls below 15/s'), []);
    expectMessages(latch('falls below 15/s rises above 20/s and request-rate(serve, over: 1m) > 1/s'), []);
    expectMessages(latch('rises above 20/s falls below «25/s»'), ['latch-order']);
    expectMessages(latch('rises above «20s» falls below 15/s'), ['incomparable']);
    expectMessages(latch('rises above 20/s falls «above» 15/s'), ['unexpected']);
    expectMessages(
      `import { request-rate } from "std/istio"
${agent(`state busy : Bool = false
strategy s { WHEN every 1m THEN set busy = «high» }`).replace(
  'agent a',
  'sensor high = request-rate(serve) rises above 2/s falls below 1/s\nagent a',
)}`,
      ['latch-misplaced'],
    );
  });

  it('of what may be unknown', () => {
    expectMessages(
      rate(
        'WHEN every 1m IF request-rate(serve) default 0/s > 1/s THEN runWorkflow(train) when unknown runWorkflow(train)',
      ),
      [],
    );
    expectMessages(rate('WHEN every 1m IF request-rate(serve) default «0» > 1/s THEN runWorkflow(train)'), [
      'wrong-unit',
    ]);
    const logged = (text: string): string =>
      `import { logged-sum } from "std/mlflow"\n${strategy(`WHEN every 1m IF ${text} THEN runWorkflow(train)`)}`;
    expectMessages(logged('«logged-sum("n", experiment: "e")» default 0 > 1'), ['window-missing']);
    expectMessages(logged('«logged-sum("n", experiment: "e")» rises above 2 falls below 1'), ['window-missing']);
    expectMessages(strategy('WHEN called go(x: Int) IF x default «0» > 1 THEN runWorkflow(train)'), [
      'default-needless',
    ]);
  });
});

describe('outcomes', () => {
  it('other than THEN', () => {
    expectMessages(
      rate(`cooldown 1h WHEN every 1m IF request-rate(serve) > 1/s for 5m
THEN { runWorkflow(train) retry 3 backoff 30s..5m  parallel { stopWorkflow(train)  deployWorkflow(serve) } }
ELSE stopWorkflow(train)
when unknown stopWorkflow(train)
on failure { stopWorkflow(train) }`),
      [],
    );
    expectMessages(strategy('WHEN every 1m THEN runWorkflow(train) «ELSE stopWorkflow(train)»'), [
      'branch-without-constraint',
    ]);
    expectMessages(strategy('WHEN every 1m THEN runWorkflow(train) «when unknown stopWorkflow(train)»'), [
      'branch-without-constraint',
    ]);
    expectMessages(
      strategy('WHEN every 1m THEN runWorkflow(train) on failure stopWorkflow(train) «on failure stopWorkflow(train)»'),
      ['duplicate-clause'],
    );
    expectMessages(strategy('WHEN every 1m THEN parallel { «parallel { runWorkflow(train) }» }'), ['nested-parallel']);
    expectMessages(strategy('WHEN every 1m THEN runWorkflow(train) retry «0»'), ['bad-range']);
  });
});

describe('state', () => {
  it('that agents remember', () => {
    expectMessages(
      agent(`state failures : Int = 0
state last : ModelVersion?
strategy s { WHEN on train.failed IF failures < 3 THEN { set failures = failures + 1  set last = m@latest } }`),
      [],
    );
    expectMessages(agent('state «failures» : Int\nstrategy s { WHEN every 1h THEN set failures = 1 }'), [
      'state-without-value',
    ]);
    expectMessages(agent('state failures : Int = «1h»\nstrategy s { WHEN every 1h THEN runWorkflow(train) }'), [
      'wrong-unit',
    ]);
    expectMessages(agent('state failures : Int = 0\nstrategy s { WHEN every 1h THEN set «failure» = 1 }'), [
      ['unknown-name', 'did you mean failures?'],
    ]);
    expectMessages(agent('state failures : Int = 0\nstrategy s { WHEN every 1h THEN set failures = «"x"» }'), [
      'wrong-type',
    ]);
    expectMessages(agent('state n : Int = 0\nstate «n» : Int = 1\nstrategy s { WHEN every 1h THEN set n = 1 }'), [
      'duplicate-name',
    ]);
  });
});

describe('templates', () => {
  const template = `strategy replace(of: Model, by: Ratio = 0%, period: Duration = 1h) {
  WHEN every period or on of.registered
  IF   score(of@latest) > score(of@production) * (100% + by)
  THEN promote(of@latest, to: production)
}
`;
  const used = (text: string): string =>
    `import { score } from "std/mlflow"\n${agent(text).replace('agent a', `${template}agent a`)}`;

  it('for strategies, made real by a call', () => {
    const { plan } = expectMessages(used('strategy select = replace(m, by: 1%)'), []);
    const [strategy] = plan?.teams[0]?.agents[0]?.graph.strategies ?? [];
    expect(strategy).toMatchObject({ name: 'select', trigger: { kind: 'any', triggers: [{ seconds: 3600 }, {}] } });
    expect(strategy?.constraint?.text).toBe('score(m@latest) > score(m@production) * (100% + 1%)');
  });

  it('are told in the words of the caller, and so are sensors that are expressions', () => {
    const use = (text: string): string =>
      `import { score } from "std/mlflow"
sensor gain(of: ModelVersion, than: ModelVersion) = score(of) - score(than)
strategy tell(value: Number, text: Number) {
  WHEN every 1h
  IF   value > text
  THEN notify(secret alerts.url, "a text of a value: \${text}")
}
${agent(text)}`;
    const { plan } = expectMessages(
      use('strategy s = tell(gain(m@latest, than: m@3) + 1, text: 2)\nstrategy t = tell(score(m@3), text: 4)'),
      [],
    );
    const graph = plan?.teams[0]?.agents[0]?.graph;
    expect(graph?.strategies.map(({ constraint }) => constraint?.text)).toEqual([
      'gain(m@latest, than: m@3) + 1 > 2',
      'score(m@3) > 4',
    ]);
    expect(graph?.strategies.map(({ actions }) => actions.map((action) => 'text' in action && action.text))).toEqual([
      ['notify(secret alerts.url, "a text of a value: ${2}")'],
      ['notify(secret alerts.url, "a text of a value: ${4}")'],
    ]);
    expect(graph?.sensors.map(({ label }) => label).sort()).toEqual(['score(m@3)', 'score(m@latest)']);
  });

  it('whose mistakes are told at the argument of the caller', () => {
    expectMessages(used('strategy select = replace(m, period: «10ms»)'), ['bad-interval']);
    expectMessages(used('strategy select = replace(«train»)'), ['wrong-type']);
    expectMessages(used('strategy select = replace(m, «bye»: 1%)'), [['unknown-argument', 'did you mean by?']]);
    expectMessages(used('strategy select = «replace»(by: 1%)'), ['missing-argument']);
    expectMessages(used('strategy select = «replce»(m)'), [['unknown-name', 'did you mean replace?']]);
    expectMessages(used('strategy «select»(x: Int) { WHEN every 1h THEN runWorkflow(train) }'), ['misplaced-template']);
  });

  it('are blamed by what stands there, not by its letters', () => {
    const often = (constraint: string, call: string): string =>
      `import { logged-sum } from "std/mlflow"
${agent(`strategy s = often(${call})`).replace(
  'agent a',
  `strategy often(last: Number, data: Duration, since-when: Duration) {
  WHEN called ask(data: Number)
  IF   ${constraint}
  THEN notify(secret alerts.url, "\${last}")
}
agent a`,
)}`;
    const counted = 'logged-sum("last", experiment: "data") since last fired';
    expectMessages(often(`${counted} > since-when`, '100, data: 5m, since-when: «1h»'), ['incomparable']);
    // What the call carries hides the parameter.
    expectMessages(often('data + 1 > since-when', 'data: 5m, since-when: «1h», last: 1'), ['incomparable']);
  });

  it('whose own mistakes are told where they stand, once', () => {
    const broken = used('strategy s = replace(m)\nstrategy t = replace(m)').replace('promote(', '«promot»(');
    expectMessages(broken, [['unknown-primitive', 'did you mean promote?']]);
    const unused = used('strategy s { WHEN every 1h THEN runWorkflow(train) }').replace('promote(', '«promot»(');
    expectMessages(unused, ['unknown-primitive']);
  });

  it('that are none', () => {
    const found = compileTexts(
      agent('strategy s = plain').replace(
        'agent a',
        'strategy plain { WHEN every 1h THEN runWorkflow(train) }\nagent a',
      ),
    ).diagnostics.map(({ name }) => name);
    expect(found).toEqual(['wrong-declaration']);
  });

  it('for agents', () => {
    const keeper = `template keeper(of: Online, promise: Rate = 20/s) {
  role "plan"
  strategy tune { WHEN every 1m IF request-rate(of) > promise THEN notify(secret alerts.url, "more than \${promise}") }
}
`;
    const made = (call: string): string =>
      `import { request-rate } from "std/istio"\n${agent('').replace('agent a {  }', `${keeper}agent a : ${call} { }`)}`;
    const { plan } = expectMessages(made('keeper(serve, promise: 5/s)'), []);
    expect(plan?.teams[0]?.agents[0]?.graph.strategies[0]?.constraint?.text).toBe('request-rate(serve) > 5/s');
    expectMessages(made('keeper(«train»)'), ['wrong-type']);
    expectMessages(made('«keeper»'), ['missing-argument']);
  });
});

describe('what comes to an agent', () => {
  const counting = (count: string, when = 'called report(name: String, host: String)'): string =>
    agent(`state n : Int = 0  state watched : String = "a"
strategy s { WHEN ${when} IF ${count} THEN runWorkflow(train) }
strategy r { WHEN called report(name: String, host: String) THEN set n = 1 }`);

  it('is counted over a time', () => {
    for (const count of [
      'count(report) over 1m >= 3',
      'count(report, host: host, name: "down") over 1m >= 3',
      'count(train.failed) over 1d + count(train.step.out-of-memory) over 1d >= 2',
      'count(serve.unavailable) over 1h rises above 3 falls below 1',
      '(count(report) - count(report, host: "a")) over 1m > 2',
      'count(report, host: host) over 1m default 0 < 2',
    ])
      expectMessages(counting(count), []);
    // What another strategy of the agent receives.
    expectMessages(counting('count(report, host: "a") over 1m >= 3', 'every 1m'), []);
    expectMessages(counting('«count(report)» >= 3'), [['count-without-span', 'count(report) over 1h']]);
    expectMessages(counting('«count(report)» since last fired >= 3'), ['count-without-span']);
    expectMessages(counting('count(report) over «n» >= 3'), ['wrong-unit']);
    expectMessages(counting('«count(report) over 1m >= 20/s»'), ['incomparable']);
    for (const never of ['> 1000', '< 0', '> 2 and count(report) over 1m < 3'])
      expectMessages(counting(`«count(report) over 1m ${never}»`), ['never-holds']);
  });

  it('is a call that it receives, or a change', () => {
    expectMessages(counting('count(«reprot») over 1m >= 3'), [['not-counted', 'did you mean report?']]);
    expectMessages(counting('count(«go») over 1m >= 3'), [['not-counted', 'receives report']]);
    expectMessages(counting('count(«train») over 1m >= 3'), [['not-counted', 'count(train.failed)']]);
    expectMessages(counting('count(«serve») over 1m >= 3'), [['not-counted', 'count(serve.unavailable)']]);
    expectMessages(counting('count(«m») over 1m >= 3'), [['not-counted', 'count(m.registered)']]);
    expectMessages(counting('count(«3») over 1m >= 3'), ['not-counted']);
    expectMessages(counting('«count()» over 1m >= 3'), ['not-counted']);
    expectMessages(counting('count(train.«suceeded») over 1m >= 3'), [['unknown-state', 'succeeded']]);
    expectMessages(counting('count(«tarin».failed) over 1m >= 3'), [['unknown-name', 'train']]);
    const sensor = 'sensor often = «count»(train.failed) over 1h > 3\nagent a';
    expectMessages(counting('often').replace('agent a', sensor), ['count-misplaced']);
    // One of the user's own is another.
    const own = 'sensor count : Int from prometheus { query: "n", unit: 1 }\nagent a';
    expectMessages(counting('count > 3').replace('agent a', own), []);
  });

  it('is heard of: an agent may watch what it counts', () => {
    const { plan } = expectMessages(
      counting('count(train.failed) over 1d + count(serve.unavailable) over 1d + count(m.registered) over 1d >= 2'),
      [],
    );
    const [own] = plan?.teams[0]?.agents ?? [];
    const watched = own?.permissions.filter(({ verbs }) => verbs.includes('watch')) ?? [];
    expect(watched.map(({ resource }) => resource)).toEqual(['deployments', 'workflows']);
    expect(own?.graph.strategies.map(({ trigger }) => trigger.kind)).toEqual(['called', 'called']);
  });

  it('is compared by what it brings', () => {
    expectMessages(counting('count(report, «hots»: host) over 1m >= 3'), [['unknown-argument', 'host']]);
    expectMessages(counting('count(report, host: «3») over 1m >= 3'), ['wrong-type']);
    expectMessages(counting('count(report, host: «watched») over 1m >= 3'), ['count-argument']);
    expectMessages(counting('count(train.failed, «host»: host) over 1m >= 3'), ['unknown-argument']);
    expectMessages(counting('count(report, host: «host») over 1m >= 3', 'every 1m'), ['unknown-name']);
  });

  it('is counted by templates, for the agents that make them real', () => {
    const template = (count: string, receiver = 'report'): string =>
      agent(`strategy s = burst(train)  strategy t { WHEN called ${receiver}() THEN runWorkflow(train) }`).replace(
        'agent a',
        `strategy burst(of: Batch) { WHEN every 1m IF count(${count}) over 1m >= 3 THEN stopWorkflow(of) }\nagent a`,
      );
    expectMessages(template('report'), []);
    expectMessages(template('of.failed'), []);
    const { plan } = expectMessages(template('of.failed'), []);
    expect(plan?.teams[0]?.agents[0]?.graph.strategies[0]?.constraint?.text).toBe('count(train.failed) over 1m >= 3');
    expectMessages(template('«report»', 'go'), ['not-counted']);
  });

  it('has a cooldown and a limit for each value', () => {
    const kept = (modifiers: string, when = 'called report(name: String, host: String)'): string =>
      strategy(`${modifiers} WHEN ${when} THEN stopWorkflow(train)`);
    expectMessages(kept('cooldown 2s per host limit 3 per 1d per host'), []);
    expectMessages(kept('cooldown 2s per host', 'called report(host: String) or every 1m'), []);
    expectMessages(kept('cooldown 2s per «key»'), ['unknown-key']);
    expectMessages(kept('limit 3 per 1d per «hots»'), [['unknown-key', 'did you mean host?']]);
    expectMessages(kept('cooldown 2s per «host»', 'every 1m'), ['unknown-key']);
    expectMessages(strategy('cooldown 2s per «WHEN» every 1m THEN stopWorkflow(train)'), ['unexpected']);
  });
});
