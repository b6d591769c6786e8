import { describe, expect, it } from 'vitest';
import { app, expectMessages } from '../support/marked.ts';

const world = (agents: string): string => `import { request-rate, latency, failure-rate } from "std/istio"
${app(`model m { registered "m"  better accuracy }
model other { registered "other"  better accuracy }
workflow train : batch { executor fit { image "fit:1" } }
workflow fixed : online { service s : model { server sklearn  model m@production }  replicas 3 }
workflow busy : online { service s : model { server sklearn  model m@1  resources { cpu: 1 } }  replicas 1..5 scale on cpu to 70% }
workflow cores : online { service s : model { server sklearn  model m@1 }  replicas 1..5 scale on cpu to 8 }
workflow large : online { service s : model { server sklearn  model m@1 }  replicas 1..5 scale on memory to 2Gi }
workflow failing : online { service s : model { server sklearn  model m@1 }  replicas 1..5 scale on failure-rate(failing) per replica to 10% }
workflow slow : online { service s : model { server sklearn  model m@1 }  replicas 1..5 scale on latency(slow) to 50ms }
workflow scaled : online {
  service s : model { server sklearn  model m@production }
  replicas 2..5 scale on request-rate(scaled) per replica to 20/s
  backup fixed
  canary next at 10% { s { model other@candidate } }
}
${agents}`)}`;
const action = (text: string, behind = 'THEN'): string =>
  world(
    `agent a { state n : Int = 0  strategy s { WHEN every 1h ${behind === 'THEN' ? '' : 'IF n > 1 THEN set n = 1'} ${behind} ${text} } }`,
  );

describe('replicas', () => {
  it('are tuned where a reading scales them', () => {
    for (const text of ['minimum: 3', 'by: +1', 'per-replica: 20/s']) {
      expectMessages(action(`«updateWorkflowReplica(fixed, ${text})»`), [
        ['no-scaling-rule', 'duplicateWorkflowInstance(fixed, replicas: 3)'],
      ]);
      expectMessages(action(`updateWorkflowReplica(scaled, ${text})`), []);
    }
    expectMessages(action('duplicateWorkflowInstance(fixed, replicas: 3)'), []);
  });

  it('are within what can be', () => {
    for (const text of [
      'minimum: «0»',
      'minimum: «-1»',
      'maximum: «0»',
      'minimum: 5, maximum: «2»',
      'minimum: «9»',
      'per-replica: «0/s»',
      'minimum: 1 + 1, maximum: «3 - 2»',
    ])
      expectMessages(action(`updateWorkflowReplica(scaled, ${text})`), ['bad-range']);
    expectMessages(action('duplicateWorkflowInstance(scaled, replicas: «-1»)'), ['bad-range']);
    expectMessages(action('updateWorkflowReplica(scaled, minimum: 9, maximum: 12)'), []);
    expectMessages(action('updateWorkflowReplica(scaled, minimum: n + 1)'), []);
  });
});

describe('the threshold of a scaling rule', () => {
  it.each([
    ['scaled', '15/s', '«15»', 'did you mean 15/s?'],
    ['scaled', 'request-rate(scaled)', '«20%»', 'a ratio has no unit but %'],
    ['slow', '80ms', '«20/s»', 'did you mean 20s?'],
    ['failing', '20%', '«20»', 'did you mean 20%?'],
    ['failing', '0.2', '«20/s»', ''],
    ['busy', '60%', '«60»', 'did you mean 60%?'],
    ['cores', '5', '«5%»', 'a ratio has no unit but %'],
    ['large', '4Gi', '«4»', 'did you mean 4Gi?'],
  ])('of %s is %s and not %s, as the rule has it', (workflow, right, wrong, help) => {
    expectMessages(action(`updateWorkflowReplica(${workflow}, per-replica: ${right})`), []);
    const { diagnostics } = expectMessages(action(`updateWorkflowReplica(${workflow}, per-replica: ${wrong})`), [
      ['wrong-unit', help],
    ]);
    expect(diagnostics[0]?.labels[0]?.text).toContain(`${workflow} is scaled on `);
  });

  it('is a quantity, and above nothing', () => {
    expectMessages(action('updateWorkflowReplica(failing, per-replica: «"20%"»)'), ['wrong-type']);
    expectMessages(action('updateWorkflowReplica(failing, per-replica: «0%»)'), ['bad-range']);
  });
});

describe('an action that changes nothing', () => {
  it.each([
    '«updateWorkflowReplica(scaled)»',
    'updateWorkflowReplica(scaled, by: «0»)',
    '«updateWorkflowAffinity(train)»',
    '«updateExecutorResource(train, fit)»',
    '«promote(m@production, to: production)»',
    '«upgradeWorkflow(train)»',
    'updateWorkflowAffinity(scaled, near: «scaled»)',
  ])('is told: %s', (text) => {
    expectMessages(action(text), ['changes-nothing']);
  });

  it('is told wherever it stands', () => {
    for (const behind of ['ELSE', 'when unknown', 'on failure'])
      expectMessages(action('{ «updateWorkflowReplica(scaled)» }', behind), ['changes-nothing']);
    expectMessages(action('parallel { «updateWorkflowReplica(scaled)»  runWorkflow(train) }'), ['changes-nothing']);
  });
});

describe('requests', () => {
  it('go to a backup, if there is one', () => {
    expectMessages(action('«updateWorkflowTraffic(fixed, backup: 50%)»'), [['no-backup', 'backup fixed-backup']]);
    expectMessages(action('updateWorkflowTraffic(scaled, backup: «130%»)'), ['bad-range']);
    expectMessages(action('updateWorkflowTraffic(scaled, backup: «-10%»)'), ['bad-range']);
    expectMessages(action('updateWorkflowTraffic(scaled, backup: 0%)'), []);
  });
});

describe('resources', () => {
  it('are more than nothing', () => {
    expectMessages(action('updateExecutorResource(train, fit, memory: «0Gi»)'), ['bad-range']);
    expectMessages(action('updateWorkflowResource(scaled, service: s, cpu: «0»)'), ['bad-range']);
    expectMessages(action('updateWorkflowResource(scaled, service: s, cpu: 0.5)'), []);
  });
});

describe('an upgrade', () => {
  it('is to a version of what is served', () => {
    const { diagnostics } = expectMessages(action('upgradeWorkflow(fixed, model: «other@latest»)'), ['other-model']);
    expect(diagnostics[0]?.message).toBe('fixed serves m, not other');
    // What a variant serves is the variant's.
    expectMessages(action('upgradeWorkflow(scaled, model: «other@latest»)'), ['other-model']);
    expectMessages(action('upgradeWorkflow(train, model: «other@latest»)'), ['which-param']);
  });
});

describe('an upgrade of a workflow with several models', () => {
  const strategy = (action: string): string =>
    world(`workflow pair : online {
  service a : model { server sklearn  model m@production }
  service b : model { server sklearn  model other@production }
  service c : model { server sklearn  model other@previous }
  service j : combiner { image "j:1" }
  graph [a, b, c] -> j
}
agent a { strategy s { WHEN called go(version: ModelVersion) THEN ${action} } }`);

  it('is one of a single service, which is named where it could be another', () => {
    expectMessages(strategy('upgradeWorkflow(pair, model: m@latest)'), []);
    expectMessages(strategy('upgradeWorkflow(pair, model: other@latest, service: c)'), []);
    expectMessages(strategy('upgradeWorkflow(pair, version, a)'), []);
    const { diagnostics } = expectMessages(strategy('«upgradeWorkflow(pair, model: other@latest)»'), [
      ['which-service', 'service: b'],
    ]);
    expect(diagnostics[0]?.message).toBe('this may be meant for b or c of pair');
    expectMessages(strategy('«upgradeWorkflow(pair, model: version)»'), ['which-service']);
  });

  it('is not one of a service that serves another model or none', () => {
    const { diagnostics } = expectMessages(strategy('upgradeWorkflow(pair, model: «m@latest», service: b)'), [
      'other-model',
    ]);
    expect(diagnostics[0]?.message).toBe('b of pair serves other, not m');
    expectMessages(strategy('upgradeWorkflow(pair, model: «m@latest», service: j)'), ['other-model']);
    expectMessages(strategy('upgradeWorkflow(pair, model: m@latest, service: «d»)'), ['unknown-node']);
  });
});

describe('a promotion', () => {
  it('is not to the version that was registered last, whichever that is', () => {
    expectMessages(action('promote(m@production, to: «latest»)'), ['bad-range']);
  });
});

describe('affinity', () => {
  it('is not near and away from one workflow', () => {
    expectMessages(action('updateWorkflowAffinity(train, away-from: scaled, near: «scaled»)'), ['bad-range']);
    expectMessages(action('updateWorkflowAffinity(train, away-from: scaled, near: fixed)'), []);
  });
});

describe('what an agent may change', () => {
  const allowed = (text: string): readonly string[] => {
    const { plan } = expectMessages(action(text), []);
    const permissions = plan?.teams[0]?.agents[0]?.permissions ?? [];
    return permissions.flatMap(({ resource, names = [] }) =>
      /scaledobjects|autoscalers/.test(resource) ? [`${resource} ${names.join()}`] : [],
    );
  };

  it('is the autoscaler that the workflow has', () => {
    expect(allowed('updateWorkflowReplica(scaled, by: +1)')).toEqual(['scaledobjects scaled-scale']);
    expect(allowed('deleteWorkflow(busy)')).toEqual(['horizontalpodautoscalers busy-scale']);
    expect(allowed('deleteWorkflow(fixed)')).toEqual([]);
    const { plan } = expectMessages(action('duplicateWorkflowInstance(busy, replicas: 2)'), []);
    expect(plan?.teams[0]?.agents[0]?.graph.strategies[0]?.actions[0]).toMatchObject({
      target: { horizontalPodAutoscalers: ['busy-scale'] },
    });
  });
});

describe('what runs side by side', () => {
  it('writes no field twice', () => {
    const { diagnostics } = expectMessages(action('parallel { runWorkflow(train)  «stopWorkflow(train)» }'), [
      'parallel-conflict',
    ]);
    expect(diagnostics[0]?.message).toBe('these change train side by side, to running and to stopped');
    expectMessages(action('parallel { set n = 1  «set n = 2» }'), ['parallel-conflict']);
    expectMessages(action('parallel { set n = 1  set n = 1  runWorkflow(train) }'), []);
    expectMessages(action('{ set n = 1  set n = 2 }'), []);
  });
});

describe('what is no action of the library', () => {
  it.each([
    ['«scaleWorkflow»(scaled, 3)', 'updateWorkflowReplica does that'],
    ['«retrain»(train)', 'runWorkflow does that'],
    ['«sendEmail»("x")', 'notify does that'],
    ['«rollback»(m)', 'promote does that'],
    ['«updateTraffic»(scaled)', 'updateWorkflowTraffic does that'],
    ['«update_memory»(train)', 'updateExecutorResource does that'],
    ['«latency»(scaled)', 'latency is a sensor'],
    ['«frobnicate»()', 'declare an action of that name'],
    ['«prune_stages»()', 'declare an action of that name'],
    ['«runWorkflows»(train)', 'did you mean runWorkflow?'],
  ])('is told with what does it: %s', (text, help) => {
    expectMessages(action(text), [['unknown-primitive', help]]);
  });
});

describe('what stands in the place of a name', () => {
  it('is a name without quotation marks', () => {
    expectMessages(action('promote(m@latest, to: «"production"»)'), [['wrong-type', 'without quotation marks']]);
  });

  it('is a part of a workflow that stands before it', () => {
    expectMessages(action('updateExecutorResource(«fit», memory: 4Gi)'), [
      ['unknown-name', 'fit is an executor of train; the workflow stands first: train, fit'],
    ]);
    expectMessages(action('updateWorkflowAffinity(scaled, away-from: «scaled»)'), ['wrong-type']);
  });
});

describe('templates', () => {
  it('are told at the use that gives them what cannot be done', () => {
    const text =
      world(`strategy scale(of: Online, least: Int) { WHEN every 1h THEN updateWorkflowReplica(of, minimum: least) }
agent a {
  strategy fine = scale(scaled, least: 3)
  strategy «over» = scale(fixed, least: 3)
}`);
    const { diagnostics } = expectMessages(text, ['no-scaling-rule']);
    expect(diagnostics[0]?.labels.map((label) => label.text)).toContain('this is what the template does with it');
  });
});
