import { describe, expect, it } from 'vitest';
import { app, compileTexts, expectMessages } from '../support/marked.ts';

const world = (text: string): string =>
  `import { request-rate } from "std/istio"\n${app(`model m { registered "m"  better accuracy }
workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" }  replicas 1..9 scale on request-rate(serve) per replica to 20/s  backup spare }
workflow spare : online { service s : transformer { image "a:1" }  replicas 1..9 scale on request-rate(spare) per replica to 20/s }
sensor x : Number from prometheus { query: "x", unit: 1 }
sensor y : Number from prometheus { query: "y", unit: 1 }
sensor n : Count from prometheus { query: "n", unit: 1 }
endpoint judge : external { at "https://judge.example.org" }
sensor far : Int from http { endpoint: judge }
sensor near : Int from http { endpoint: judge }
${text}`)}`;

interface Pair {
  readonly first?: string;
  readonly second?: string;
  readonly when?: readonly [string, string];
  readonly actions?: readonly [string, string];
}

const traffic = ['updateWorkflowTraffic(serve, backup: 100%)', 'updateWorkflowTraffic(serve, backup: 0%)'] as const;

/** Two strategies of one agent. */
function pair(
  { first = '', second = '', when = ['every 1m', 'every 1m'], actions = traffic }: Pair,
  mark = true,
): string {
  const name = mark ? '«back»' : 'back';
  return world(`agent a {
  state s : Int = 0
  strategy over { WHEN ${when[0]} ${first} THEN ${actions[0]} }
  strategy ${name} { WHEN ${when[1]} ${second} THEN ${actions[1]} }
}`);
}

/** A trigger of as many alternatives, of which only the last is due then. */
const many = (due: string, count: number): string =>
  [...Array.from({ length: count - 1 }, (_, index) => `at "2027-01-0${String(index + 1)}T00:00Z"`), due].join(' or ');

const fight = (given: Pair): unknown => expectMessages(pair(given), [['conflict', 'priority']]);
const peace = (given: Pair): void => {
  // What takes turns at one limit, does the same, or stays where it was sent is not in conflict, and other laws' business.
  const others = ['flapping', 'repeated', 'no-way-back'];
  const found = compileTexts(pair(given, false)).diagnostics.map(({ name }) => name);
  expect(found.filter((name) => !others.includes(name))).toEqual([]);
};

describe('constraints', () => {
  it('that can hold together', () => {
    fight({});
    fight({ first: 'IF x > 5', second: 'IF y < 3' });
    fight({ first: 'IF x > 5', second: 'IF x < 6' });
    fight({ first: 'IF x > 5 or y > 5', second: 'IF x < 3' });
    fight({ first: 'IF x default 9 > 5', second: 'IF y < 3' });
    fight({ first: 'IF not (x > 5 and y > 5)', second: 'IF x > 5' });
    fight({ first: 'IF x rises above 20 falls below 15', second: 'IF x < 16' });
    fight({ first: 'IF x > y', second: 'IF y <= x' });
    fight({ first: 'IF x / n > 2', second: 'IF x < 4' });
    fight({ first: 'IF x / 3 * 3 < 1', second: 'IF x == 1' });
    fight({ first: 'IF far > near', second: 'IF near < 1' });
  });

  it('that exclude each other', () => {
    peace({ first: 'IF n == 0 for 1m', second: 'IF n >= 3 for 2m' });
    peace({ first: 'IF x > 5', second: 'IF x < 3' });
    peace({ first: 'IF 5 < x and y > 1', second: 'IF x <= 5 or y < 0', actions: ['set s = 1', 'runWorkflow(train)'] });
    peace({ first: 'IF x > 5 and y > 1', second: 'IF (x < 3 and y > 0) or y < 0' });
    peace({ first: 'IF x == 5', second: 'IF x == 6' });
    peace({ first: 'IF x == 5', second: 'IF x != 5' });
    peace({ first: 'IF x > y', second: 'IF x < y' });
    peace({ first: 'IF x > y', second: 'IF not (y < x)' });
    peace({ first: 'IF x / n > 2', second: 'IF x / n < 1' });
    peace({ first: 'IF x + 1 > y', second: 'IF x < y - 2' });
    peace({ first: 'IF x - y > 1 and y > 2', second: 'IF x <= 3' });
    peace({ first: 'IF s > far', second: 'IF far > near and near >= s' });
    peace({ first: 'IF s == 0', second: 'IF s == 1' });
    peace({ first: 'IF x default 9 > 5', second: 'IF x < 3' });
    peace({ first: 'IF x rises above 20 falls below 15', second: 'IF x < 15' });
    peace({ first: 'IF x rises above 20 falls below 15', second: 'IF x falls below 15 rises above 20' });
    peace({ first: 'IF x rises above 20 falls below 15', second: 'IF not (x rises above 20 falls below 15)' });
  });

  it('whose latches are one, whoever looks', () => {
    peace({
      first: 'IF x rises above 20 falls below 15',
      second: 'IF x falls below 15 rises above 20',
      when: ['every 1m', 'every 2m'],
    });
    fight({ first: 'IF x rises above 20 falls below 15', second: 'IF x falls below 15 rises above 21' });
  });

  it('that count what comes: whoever is due by one event counts the same', () => {
    const when = ['called go(h: String)', 'called go(h: String) or every 1h'] as const;
    const often = 'count(go, h: h) over 1m >= 3';
    peace({ first: `IF ${often}`, second: 'IF count(go, h: h) over 1m < 3', when: [when[0], when[0]] });
    peace({ first: 'IF count(go) over 1m > 2', second: 'IF count(go) over 1m < 3', when });
    peace({ first: 'IF count(train.failed) over 1d == 0', second: 'IF count(train.failed) over 1d >= 1' });
    fight({ first: `IF ${often}`, second: 'IF count(go) over 1m < 4', when: [when[0], when[0]] });
    fight({ first: 'IF count(train.failed) over 1d == 0', second: 'IF count(train.failed) over 2d >= 1' });
    fight({ first: 'IF count(train.failed) over 1d == 0', second: 'IF count(train.succeeded) over 1d >= 1' });
    // Between two calls another event may come.
    expectMessages(
      world(`agent a {
  strategy over { WHEN every 1m THEN call b.up() }
  strategy «back» { WHEN every 1m THEN call b.down() }
}
agent b {
  strategy up   { WHEN called up()   IF count(train.failed) over 1d >= 1 THEN ${traffic[0]} }
  strategy down { WHEN called down() IF count(train.failed) over 1d == 0 THEN ${traffic[1]} }
}`),
      [['conflict', 'priority']],
    );
  });

  it('of which nobody can tell', () => {
    expectMessages(pair({ first: 'IF x * x < y * 0' }), [['undecided-conflict', 'priority']]);
  });
});

describe('triggers', () => {
  it('that can be due at one instant', () => {
    fight({ when: ['every 1m', 'cron "0 20 * * *"'] });
    fight({ when: ['cron "0 8 * * *"', 'cron "0 */4 * * *"'] });
    fight({ when: ['cron "30 2 * * *" in "Europe/Madrid"', 'cron "0 3 * * *" in "Europe/Madrid"'] });
    fight({ when: ['on train.failed', 'on train.ended'] });
    fight({ when: ['called go()', 'called go() or every 1h'] });
    fight({ when: ['called go() and every 10m within 5m', 'every 10m'] });
    fight({
      when: [
        `(${many('at "2026-12-01T00:00Z"', 9)}) and (${many('every 3m from "2026-12-01T00:00Z"', 9)})`,
        'every 1h from "2026-12-01T00:00Z"',
      ],
    });
    fight({ when: ['every 6h from "2026-12-01T00:00Z"', 'every 4h from "2026-12-01T02:00Z"'] });
  });

  it('that are not', () => {
    peace({ when: ['cron "0 8 * * *"', 'cron "0 20 * * *"'] });
    peace({ when: ['cron "0 8 * * *" in "Europe/Madrid"', 'cron "30 8 * * *" in "America/New_York"'] });
    peace({ when: ['cron "0 8 * * 1-5"', 'cron "0 8 * * 0,6"'] });
    peace({ when: ['on train.failed', 'on train.succeeded'] });
    peace({ when: ['called over()', 'called back()'] });
    peace({ when: ['every 7d from "2026-12-01T00:00Z"', 'cron "0 0 * * mon"'] });
    peace({ when: ['on serve.unavailable', 'every 1m'] });
    peace({ when: ['every 1h from "2026-12-01T00:00Z"', 'every 1h from "2026-12-01T00:30Z"'] });
    peace({ when: ['at "2026-12-01T00:00Z"', 'at "2026-12-02T00:00Z"'] });
    peace({
      when: ['every 1h from "2026-12-01T00:00Z" until "2026-12-31T00:00Z"', 'every 1h from "2027-01-01T00:00Z"'],
    });
  });
});

describe('actions', () => {
  it('that write one field', () => {
    fight({ actions: ['stopWorkflow(train)', 'runWorkflow(train)'] });
    fight({ actions: ['deployWorkflow(serve)', 'deleteWorkflow(serve)'] });
    fight({ actions: ['updateWorkflowReplica(serve, by: 1)', 'updateWorkflowReplica(serve, by: -1)'] });
    fight({ actions: ['updateWorkflowReplica(serve, minimum: 2)', 'updateWorkflowReplica(serve, minimum: 3)'] });
    fight({ actions: ['promote(m@1, to: production)', 'promote(m@latest, to: production)'] });
    fight({ actions: ['set s = 1', 'set s = 2'] });
    fight({ actions: ['parallel { set s = 1  stopWorkflow(train) }', 'set s = s + 1'] });
    fight({
      actions: ['updateWorkflowAffinity(train, away-from: serve)', 'updateWorkflowAffinity(train, near: serve)'],
    });
  });

  it('that do not, or give it the same value', () => {
    peace({ actions: ['runWorkflow(train)', 'runWorkflow(train)'] });
    peace({ actions: ['updateWorkflowReplica(serve, by: 1)', 'updateWorkflowReplica(serve, by: 2)'] });
    peace({ actions: ['updateWorkflowReplica(serve, minimum: 2)', 'updateWorkflowReplica(serve, maximum: 3)'] });
    peace({ actions: ['promote(m@1, to: production)', 'promote(m@2, to: previous)'] });
    peace({
      actions: ['updateWorkflowTraffic(serve, backup: 100%)', 'updateWorkflowTraffic(serve, backup: 50% + 50%)'],
    });
    peace({ actions: ['set s = s + 1', 'set s = s + 1'] });
  });
});

describe('branches', () => {
  const [over, back] = traffic;

  it('behind ELSE are taken where a constraint does not hold', () => {
    fight({ first: 'IF x > 5', actions: [`set s = 1 ELSE ${over}`, back] });
    fight({ first: 'IF x > 5 for 5m', second: 'IF x < 3', actions: [`set s = 1 ELSE ${over}`, back] });
    peace({ first: 'IF x > 5', second: 'IF x > 6', actions: [`set s = 1 ELSE ${over}`, back] });
    peace({ first: 'IF x > 5', second: 'IF x > 5', actions: [`runWorkflow(train) ELSE ${over}`, back] });
    peace({ first: 'IF x > 5 for 5m', second: 'IF x > 5', actions: [`${over} ELSE ${back}`, `${over} ELSE ${back}`] });
  });

  it('behind `when unknown` are taken where it is unknown', () => {
    const unknown = (action: string): string => `runWorkflow(train) when unknown ${action}`;
    fight({ first: 'IF x > 5', second: 'IF y > 5', actions: [unknown(over), back] });
    fight({ first: 'IF x > 5', second: 'IF x > 7', actions: [unknown(over), unknown(back)] });
    peace({ first: 'IF x > 5', second: 'IF x < 7', actions: [unknown(over), back] });
    peace({ first: 'IF x > y', second: 'IF y < 7', actions: [unknown(back), `runWorkflow(train) ELSE ${back}`] });
    peace({ first: 'IF x > 5', second: 'IF x > y', actions: [unknown(over), back] });
  });

  it('behind `on failure` are taken where it holds', () => {
    const failing = (action: string): string => `runWorkflow(train) on failure ${action}`;
    fight({ first: 'IF x > 5', second: 'IF x > 7', actions: [failing(over), back] });
    peace({ first: 'IF x > 5', second: 'IF x < 3', actions: [failing(over), back] });
    // One strategy does one after the other.
    peace({ actions: [`${over} on failure ${back}`, 'runWorkflow(train)'] });
  });

  it('that are no firing are not put in order by a priority', () => {
    const text = pair({ first: 'IF x > 5', actions: [`set s = 1 ELSE ${over}`, back] });
    expectMessages(text.replace('over {', 'over { priority 10'), [['conflict', 'THEN, not ELSE']]);
    const failing = pair({ actions: [`runWorkflow(train) on failure ${over}`, back] });
    const { plan } = expectMessages(failing.replace('over {', 'over { priority 10'), ['shadowed']);
    expect(plan?.teams[0]?.agents[0]?.graph.strategies[0]?.yieldsTo).toEqual(['over']);
  });
});

describe('calls', () => {
  const called = (over: string, back: string, first = '', second = ''): string =>
    world(`agent a {
  strategy over { WHEN every 1m ${first} THEN call b.${over} }
  strategy «back» { WHEN every 1m ${second} THEN call b.${back} }
}
agent b {
  state last : Ratio = 0%
  strategy change { WHEN called change(share: Ratio) THEN updateWorkflowTraffic(serve, backup: share) }
  strategy less { WHEN called less() IF x < 3 THEN updateWorkflowTraffic(serve, backup: 0%) }
  strategy note { WHEN called note(share: Ratio) THEN set last = share }
  strategy hop { WHEN called hop(share: Ratio) THEN call c.change(share: share) }
}
agent c { strategy change { WHEN called change(share: Ratio) THEN updateWorkflowTraffic(serve, backup: share) } }`);
  const unmarked = (text: string): string => text.replaceAll(/[«»]/g, '');

  it('lead to what those write that answer, with the values that they carry', () => {
    expectMessages(called('change(share: 100%)', 'change(share: 0%)'), [['conflict', 'priority 10']]);
    expectMessages(called('hop(share: 100%)', 'less()'), ['conflict']);
    expectMessages(called('change(share: 50%)', 'change(share: 50%)'), ['repeated']);
    expectMessages(unmarked(called('hop(share: 0%)', 'less()')), []);
  });

  it('are compared with all constraints on the way', () => {
    expectMessages(unmarked(called('change(share: 100%)', 'less()', 'IF x > 5')), []);
    expectMessages(called('change(share: 100%)', 'less()', 'IF x > 2'), ['conflict']);
  });

  it('do not fight over what the other agent remembers of them', () => {
    expectMessages(unmarked(called('note(share: 100%)', 'note(share: 0%)')), []);
  });

  it('are put in order by a priority of the callers', () => {
    const text = called('change(share: 100%)', 'change(share: 0%)').replace('over {', 'over { priority 10');
    const { plan } = expectMessages(text, ['shadowed']);
    expect(plan?.teams[0]?.agents[0]?.graph.strategies[0]?.yieldsTo).toEqual(['over']);
  });

  it('in a circle end', () => {
    const text = world(`agent a {
  strategy p { cooldown 1m WHEN called p() THEN { call a.q()  «${traffic[0]}» } }
  strategy q { WHEN called q() THEN { call a.p()  ${traffic[0]} } }
}`);
    expectMessages(text, ['no-way-back']);
  });
});

describe('what is written', () => {
  it('may be one where an argument tells which', () => {
    const when: Pair['when'] = ['every 1m', 'every 1m'];
    const promotes = (first: string, second: string, by = 'called go(v: ModelVersion)'): Pair => ({
      when: [by, by],
      actions: [`promote(${first}, to: production)`, `promote(${second}, to: production)`],
    });
    fight(promotes('v', 'm@latest'));
    peace(promotes('v', 'v'));
    fight({ when, actions: ['promote(m@1, to: production)', 'promote(m@2, to: production)'] });
    peace({ when, actions: ['promote(m@1, to: production)', 'promote(m@2, to: staging)'] });
  });

  it('adds up where each adds to it', () => {
    peace({ actions: ['set s = s + 1', 'set s = 2 + s'] });
    peace({ actions: ['set s = s + n', 'set s = s - 1'] });
    fight({ actions: ['set s = s + 1', 'set s = 0'] });
    fight({ actions: ['set s = s + 1', 'set s = s * 2'] });
  });
});

describe('what is shown of a conflict', () => {
  const shown = (given: Pair): readonly string[] =>
    expectMessages(pair(given), ['conflict']).diagnostics[0]?.labels.map(({ text }) => text) ?? [];
  const example = (given: Pair): string | undefined => shown(given).find((text) => text.includes('for example'));

  it('are both actions, and values for which both are done', () => {
    expect(shown({ first: 'IF x > 5', second: 'IF n < 3' })).toEqual([
      'over changes it to 100% for the backup here',
      'back changes it to 0% for the backup here',
      'both come together for example where x is 5.5 and n is 0',
    ]);
    expect(shown({ first: 'IF x > 5', actions: [`set s = 1 ELSE ${traffic[0]}`, traffic[1]] })).toEqual([
      'over changes it to 100% for the backup here, behind ELSE',
      'back changes it to 0% for the backup here',
      'both come together for example where x is 5',
    ]);
  });

  it('is no example that contradicts itself', () => {
    expect(example({})).toBeUndefined();
    expect(example({ first: 'IF x > y', second: 'IF y >= 1 or x > 7' })).toContain('where y is 1 and x is 1.1');
    expect(example({ first: 'IF x > y', second: 'IF n > 2' })).toContain('where x is 1 and y is 0.9 and n is 3');
    expect(example({ first: 'IF x rises above 20 falls below 15', second: 'IF x < 16' })).toContain(
      'where `x rises above 20 falls below 15` is still true and x is 15',
    );
  });

  it('is each conflict of strategies that a template gives to an agent', () => {
    const text = world(`template keeper(of: Online) {
  strategy p { WHEN every 1m THEN updateWorkflowReplica(of, minimum: 1) }
  strategy q { WHEN every 1m IF x > 5 THEN updateWorkflowReplica(of, minimum: 2) }
  strategy r { WHEN every 1m IF y > 5 THEN updateWorkflowReplica(of, minimum: 3) }
}
agent «a» : keeper(serve) {}
agent b : keeper(spare) { replicas 1 }`).replace('agent b', 'agent «b»');
    const { diagnostics } = expectMessages(text, ['conflict', 'conflict']);
    const [first] = diagnostics;
    expect(first?.labels.map((label) => label.text)).toEqual([
      'p changes it to 1 here',
      'q changes it to 2 here',
      'r changes it to 3 here',
      'both come together for example where x is 5.5',
    ]);
  });

  it('is the priority that would put it in order, where the text is the own one', () => {
    const { diagnostics } = expectMessages(pair({ second: 'IF x > 5' }), ['conflict']);
    const text = pair({ second: 'IF x > 5' }, false);
    expect(diagnostics[0]?.fix).toMatchObject({ text: 'priority 10 ', unsure: true });
    const at = diagnostics[0]?.fix?.span.start ?? 0;
    expect(text.slice(0, at)).toMatch(/strategy back \{ $/);
    // With a priority, one of them acts on this side of the limit and the other on that side.
    expectMessages(`${text.slice(0, at)}priority 10 ${text.slice(at).replace('x > 5', '«x» > 5')}`, ['flapping']);
  });

  it('stands before the word WHEN, not before one in a comment', () => {
    const commented = pair({ second: 'IF x > 5', when: ['every 1m', '// WHEN it is late\n every 1m'] }, false);
    const at = compileTexts(commented).diagnostics[0]?.fix?.span.start ?? 0;
    expect(commented.slice(0, at)).toMatch(/strategy back \{ $/);
  });
});

describe('an order', () => {
  it('is a priority, and the other yields', () => {
    const text = pair({ first: 'IF x > 5', second: 'IF x > 6' }).replace('over {', 'over { priority 10');
    const { plan } = expectMessages(text, ['shadowed']);
    const strategies = plan?.teams[0]?.agents[0]?.graph.strategies.map(({ name, yieldsTo }) => [name, yieldsTo]);
    expect(strategies).toEqual([
      ['back', ['over']],
      ['over', undefined],
    ]);
    expectMessages(text.replace('back» {', 'back» { priority 10'), ['conflict']);
  });

  it('is not between what never fights', () => {
    const text = pair({ first: 'IF x > 5', second: 'IF x < 3' }, false).replace('over {', 'over { priority 10');
    const { plan } = expectMessages(text, []);
    expect(plan?.teams[0]?.agents[0]?.graph.strategies.map(({ yieldsTo }) => yieldsTo)).toEqual([undefined, undefined]);
  });

  it('is not between agents', () => {
    const agent = (name: string, share: string, strategy: string): string =>
      `agent ${name} { strategy ${strategy} { priority ${share} WHEN every 1m THEN updateWorkflowTraffic(serve, backup: ${share}%) } }\n`;
    expectMessages(world(agent('a', '1', 'p') + agent('b', '2', '«q»')), [['conflict', 'let one agent have them']]);
  });

  it('is not needed by what is only tried', () => {
    expectMessages(pair({}, false).replace('over {', 'over { dry-run'), []);
  });

  it('is asked for once of a strategy, with all others', () => {
    const strategy = (name: string, minimum: number): string =>
      `strategy ${name} { WHEN every 1m THEN updateWorkflowReplica(serve, minimum: ${String(minimum)}) }\n`;
    const text = world(`agent a { ${strategy('p', 1)}${strategy('«q»', 2)}${strategy('«r»', 3)} }`);
    const { diagnostics } = expectMessages(text, ['conflict', 'conflict']);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'q and p can act at one instant, and change the smallest number of replicas of serve to 2 and to 1',
      'r and p, q can act at one instant, and change the smallest number of replicas of serve to 3 and to 1',
    ]);
    expect(diagnostics[1]?.labels).toHaveLength(3);
  });
});
