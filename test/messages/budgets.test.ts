import { describe, expect, it } from 'vitest';
import { app, compileTexts, expectMessages } from '../support/marked.ts';

const world = (text: string): string =>
  `import { ready-replicas } from "std/kubernetes"
${app(`model m { registered "m"  better accuracy }
workflow train : batch { executor step { image "a:1" } }
workflow spare : online { service s : transformer { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" }  backup spare }
${text}`)}`;
const trains = 'strategy p { WHEN called go() THEN runWorkflow(train) }';
const agent = (budget: string, strategies = trains): string => world(`agent a { ${budget} ${strategies} }`);

describe('budgets', () => {
  it('are of four kinds, each once', () => {
    expectMessages(agent('budget runs 24 per 1d  budget traffic 10%'), []);
    expectMessages(agent('budget «run» 24 per 1d'), [['unknown-budget', 'did you mean runs?']]);
    expectMessages(agent('budget «money» 24 per 1d'), ['unknown-budget']);
    expectMessages(agent('budget runs 24 per 1d «budget runs 12 per 1d»'), ['duplicate-clause']);
    expectMessages(agent('«quota» runs 24 per 1d'), [['unknown-clause', 'this is called budget here']]);
    expectMessages(agent('budget «{» runs: 24 per 1d, promotions: 2 per 1d }'), [
      ['unexpected', 'budget runs 24 per 1d'],
    ]);
    expectMessages(agent('budget runs«:» 24 per 1d'), [['unexpected', 'budget runs 24 per 1d']]);
  });

  it('count within a time, but for traffic', () => {
    expectMessages(agent('«budget runs 24»'), [['budget-time', 'budget runs 24 per 1d']]);
    expectMessages(agent('budget traffic 10% per «1d»'), [['budget-time', 'budget traffic 10%']]);
    expectMessages(agent('budget runs 24 per «day»'), [['unknown-name', 'a time is written 1d']]);
  });

  it('are numbers that allow something', () => {
    expectMessages(agent('budget runs «0» per 1d'), ['bad-range']);
    expectMessages(agent('budget runs «1.5» per 1d'), ['wrong-unit']);
    expectMessages(agent('budget runs «10%» per 1d'), ['wrong-unit']);
    expectMessages(agent('budget runs 24 per «0s»'), ['bad-range']);
    expectMessages(agent('budget runs 24 per «5»'), ['wrong-unit']);
    expectMessages(agent('budget traffic «0%»'), ['bad-range']);
    expectMessages(agent('budget traffic «150%»'), ['bad-range']);
    expectMessages(agent('budget traffic «10m»'), ['wrong-unit']);
  });

  it('are those of a template, unless the agent says its own', () => {
    const template = `template careful(most: Int) { budget runs most per 1d  budget promotions 1 per 1d  ${trains} }`;
    const budgetOf = (text: string): unknown =>
      compileTexts(world(`${template}\n${text}`)).plan?.teams[0]?.agents[0]?.graph.budget;
    expect(budgetOf('agent a : careful(3) { }')).toEqual({
      runs: { count: 3, seconds: 86_400 },
      promotions: { count: 1, seconds: 86_400 },
    });
    expect(budgetOf('agent a : careful(3) { budget runs 5 per 1h }')).toEqual({
      runs: { count: 5, seconds: 3600 },
      promotions: { count: 1, seconds: 86_400 },
    });
  });

  it('stop a strategy that needs more at once', () => {
    const twice = (name: string): string =>
      `strategy ${name} { WHEN called go() THEN { runWorkflow(train) runWorkflow(train) } }`;
    expectMessages(agent('budget runs 1 per 1d', twice('«p»')), ['budget-too-small']);
    expectMessages(agent('budget runs 2 per 1d', twice('p')), []);
    expectMessages(
      agent(
        'budget runs 1 per 1d',
        'strategy «p» { WHEN called go() THEN parallel { runWorkflow(train) runWorkflow(train) } }',
      ),
      ['budget-too-small'],
    );
  });

  it('bound something', () => {
    const hourly = (modifier = ''): string => `strategy p { ${modifier} WHEN every 1h THEN runWorkflow(train) }`;
    expectMessages(agent('budget runs 24 per 1d', hourly()), []);
    expectMessages(agent('«budget runs 25 per 1d»', hourly()), [['budget-out-of-reach', 'budget runs 24 per 1d']]);
    expectMessages(agent('«budget runs 4 per 1d»', hourly('limit 3 per 1d')), ['budget-out-of-reach']);
    expectMessages(agent('«budget runs 4 per 1h»', hourly('cooldown 20m')), ['budget-out-of-reach']);
    expectMessages(agent('«budget promotions 1 per 1d»', hourly()), ['budget-out-of-reach']);
    expectMessages(agent('budget runs 100 per 1m'), []);
    // What fails counts for no limit, and is mended at each event.
    expectMessages(
      agent(
        'budget runs 20 per 1d',
        'strategy p { limit 1 per 1d WHEN every 1h THEN stopWorkflow(train) on failure runWorkflow(train) }',
      ),
      [],
    );
  });

  it('leave a way for the requests', () => {
    const moves = (...shares: readonly string[]): string =>
      shares
        .map(
          (share, index) =>
            `strategy p${String(index)} { WHEN called go${String(index)}() THEN «updateWorkflowTraffic(serve, backup: ${share})» }`,
        )
        .join(' ');
    const back = 'strategy back { WHEN called back() THEN updateWorkflowTraffic(serve, backup: 0%) }';
    const unmarked = (text: string): string => text.replaceAll(/[«»]/g, '');
    expectMessages(agent('budget traffic 50%', `${moves('100%')} ${back}`), ['budget-step']);
    expectMessages(agent('budget traffic 50%', unmarked(moves('50%', '100%', '0%'))), []);
    expectMessages(agent('budget traffic 30%', `${moves('50%', '90%')} ${back}`), ['budget-step', 'budget-step']);
    expectMessages(agent('budget traffic 100%', unmarked(`${moves('100%')} ${back}`)), []);
  });
});
