import { describe, expect, it } from 'vitest';
import { app, expectMessages } from '../support/marked.ts';

const world = (agents: string): string => `import { failure-rate } from "std/istio"
import { share } from "std/kubernetes"
${app(`model m { registered "m"  better accuracy }
model k { registered "k"  better accuracy }
workflow train : batch { executor fit { image "fit:1" } }
workflow spare : online { service s : model { server sklearn  model m@previous } }
workflow serve : online {
  service s : model { server sklearn  model m@production }
  canary next at 10%  { s { model m@candidate } }
  canary other at 5%  { s { model k@candidate } }
  shadow trial at 50% { s { model m@experiment } }
  backup spare
}
${agents}`)}`;
const strategy = (action: string): string =>
  world(`agent a { state n : Int = 0  strategy s { WHEN called go(much: Ratio) THEN ${action} } }`);

describe('a variant', () => {
  it.each([
    'upgradeWorkflow(serve.next, model: m@latest)',
    'upgradeWorkflow(serve.next, m@latest, s)',
    'upgradeWorkflow(workflow: serve.trial, model: m@latest)',
    'upgradeWorkflow(serve.other, model: k@latest)',
    'updateWorkflowTraffic(serve.next, share: 25%)',
    'updateWorkflowTraffic(serve.next, 25%)',
    'updateWorkflowTraffic(serve.next, +10%, 60%)',
    'updateWorkflowTraffic(workflow: serve.next, share: +10%, at-most: 50%)',
    'updateWorkflowTraffic(serve.next, share: -10%)',
    'updateWorkflowTraffic(serve.next, share: much)',
    'updateWorkflowTraffic(serve.next, share: +much)',
    'updateWorkflowTraffic(serve.next, share: 100% - share(serve.other))',
    'updateWorkflowTraffic(serve, backup: 0%)',
    'updateWorkflowTraffic(workflow: serve, backup: 0%)',
  ])('is acted on: %s', (action) => {
    expectMessages(strategy(action), []);
  });

  it('has the services and models that it says', () => {
    const { diagnostics } = expectMessages(strategy('upgradeWorkflow(serve.next, model: «k@latest»)'), ['other-model']);
    expect(diagnostics[0]?.message).toBe('serve.next serves m, not k');
    expectMessages(strategy('upgradeWorkflow(serve, model: «k@latest»)'), ['other-model']);
  });

  it('takes what is done to a variant, and nothing else', () => {
    expectMessages(strategy('updateWorkflowReplica(«serve.next», by: +1)'), [
      ['wrong-type', 'the whole workflow, serve'],
    ]);
    expectMessages(strategy('runWorkflow(«serve.next»)'), ['wrong-primitive']);
    expectMessages(strategy('updateWorkflowTraffic(serve.«nxt», share: 25%)'), [['unknown-field', 'next']]);
    expectMessages(strategy('updateWorkflowTraffic(spare, «share»: 25%)'), [
      ['unknown-argument', 'spare has no canary'],
    ]);
  });
});

describe('a share', () => {
  it('is of whole percents, from nothing to everything', () => {
    for (const share of ['«130%»', '«12.5%»', '«+130%»', '«-101%»', '+10%, at-most: «130%»'])
      expectMessages(strategy(`updateWorkflowTraffic(serve.next, share: ${share})`), ['bad-range']);
    expectMessages(strategy('updateWorkflowTraffic(serve.next, share: «+0%»)'), ['changes-nothing']);
    expectMessages(strategy('updateWorkflowTraffic(serve, backup: «12.5%»)'), ['bad-range']);
  });

  it('has its unit', () => {
    expectMessages(strategy('updateWorkflowTraffic(serve.next, share: «25»)'), [['wrong-unit', '25%']]);
    expectMessages(strategy('updateWorkflowTraffic(serve.next, share: «+10»)'), ['wrong-unit']);
  });

  it('is that of a variant, which stands behind the dot', () => {
    const { diagnostics } = expectMessages(strategy('updateWorkflowTraffic(serve, «next»: 25%)'), [
      ['unknown-argument', 'updateWorkflowTraffic(serve.next, share: 25%)'],
    ]);
    expect(diagnostics[0]?.fix?.text).toBe('serve.next, share: 25%');
    expectMessages(strategy('updateWorkflowTraffic(serve, «share»: 25%)'), [
      ['unknown-argument', 'serve has what its variants leave'],
    ]);
    expectMessages(strategy('updateWorkflowTraffic(serve.next, «backup»: 25%)'), [
      ['unknown-argument', 'updateWorkflowTraffic(serve, backup: 25%)'],
    ]);
  });

  it('is not that of a shadow', () => {
    expectMessages(strategy('«updateWorkflowTraffic(serve.trial, share: 25%)»'), ['only-copies']);
    const reads = (of: string): string =>
      world(`agent a { strategy s { WHEN every 1h IF ${of} > 10% THEN runWorkflow(train) } }`);
    expectMessages(reads('«share(serve.trial)»'), ['not-readable']);
    expectMessages(reads('share(serve.next)'), []);
    expectMessages(reads('share(«serve»)'), ['wrong-type']);
  });
});

describe('strategies that share the requests of one workflow out', () => {
  const both = (first: string, second: string): string =>
    world(`agent a {
  strategy one { WHEN every 10m THEN updateWorkflowTraffic(${first}) }
  strategy «two» { WHEN every 10m THEN updateWorkflowTraffic(${second}) }
}`);

  it('fight where they give one variant or several shares of one route', () => {
    for (const [first, second] of [
      ['serve.next, share: 10%', 'serve.next, share: 20%'],
      ['serve.next, share: +10%', 'serve.next, share: -10%'],
      ['serve.next, share: 10%', 'serve.next, share: +10%'],
      ['serve.next, share: 10%', 'serve.other, share: 10%'],
      ['serve.next, share: +10%', 'serve.other, share: +10%'],
      ['serve.next, share: 10%', 'serve, backup: 100%'],
    ] as const)
      expectMessages(both(first, second), ['conflict']);
    const { diagnostics } = expectMessages(both('serve, backup: 100%', 'serve.next, share: +10%'), ['conflict']);
    expect(diagnostics[0]?.message).toContain(
      'change how the requests of serve are shared by +10% for next and to 100% for the backup',
    );
  });

  it('agree where they do the same', () => {
    for (const change of ['serve.next, share: 10%', 'serve.next, share: +10%'])
      expectMessages(both(change, change), ['repeated']);
  });

  it('may not do so side by side', () => {
    const parallel =
      'parallel { updateWorkflowTraffic(serve.next, share: 10%)  «updateWorkflowTraffic(serve.other, share: 10%)» }';
    expectMessages(strategy(parallel), ['parallel-conflict']);
  });
});

describe('upgrades', () => {
  const both = (first: string, second: string): string =>
    world(`agent a {
  strategy one { WHEN every 1h THEN upgradeWorkflow(${first}) }
  strategy «two» { WHEN every 1h THEN upgradeWorkflow(${second}) }
}`);

  it('fight over one variant, and not over two', () => {
    expectMessages(both('serve.next, m@1', 'serve.next, m@2'), ['conflict']);
    expectMessages(both('serve.next, m@1', 'serve.next, m@2, service: s'), ['conflict']);
    for (const [first, second] of [
      ['serve.next, m@1', 'serve.trial, m@2'],
      ['serve, m@1', 'serve.next, m@2'],
    ] as const)
      expectMessages(both(first, second).replaceAll(/[«»]/g, ''), []);
  });
});
