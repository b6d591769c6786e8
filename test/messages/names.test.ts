import { describe, expect, it } from 'vitest';
import { PLATFORM, app, batch, expectMessages, strategy } from '../support/marked.ts';

describe('names', () => {
  it('unknown, with what was probably meant', () => {
    expectMessages(strategy('WHEN every 1h THEN runWorkflow(«trian»)'), [['unknown-name', 'did you mean train?']]);
    expectMessages(batch('executor step { image "a:1"  args { x: «nothing» } }'), ['unknown-name']);
    expectMessages(
      app(
        'agent a : «trackr» { strategy s { WHEN every 1h THEN promote(m@1, to: x) } }\nmodel m { registered "m"  better accuracy }',
      ),
      ['unknown-name'],
    );
  });

  it('unknown, but in the standard library: once, however often it is used', () => {
    expectMessages(
      strategy('WHEN every 1h IF «ready-replicas»(serve) > 1 and ready-replicas(serve) < 9 THEN runWorkflow(train)'),
      [['unknown-name', 'import { ready-replicas } from "std/kubernetes"']],
    );
  });

  it('unknown, of one name: not of what stands at the places', () => {
    const template =
      'strategy first(of: Batch, which: Executor = laod) { WHEN every 1h THEN stopExecutor(of, executor: which) }';
    const using = (second: string): string =>
      `${batch('executor load { image "a:1" }')}${template}
agent a {
  strategy one = «first»(train)
  strategy two { WHEN every 1h THEN ${second} }
}`;
    const other = expectMessages(using('runWorkflow(train, «first»: 1)'), ['unknown-node', 'unknown-argument']);
    expect(other.diagnostics.map(({ message }) => message)).toEqual([
      'the workflow train has no executor laod',
      'runWorkflow takes no argument first',
    ]);
    const same = expectMessages(using('stopExecutor(train, executor: laod)'), ['unknown-node']);
    expect(same.diagnostics[0]?.labels.map(({ text }) => text)).toContain('it is unknown here, too');
  });

  it('unknown, with the import that is missing as an edit, where there is one', () => {
    const using = (imports: string): string =>
      `${imports}${strategy('WHEN every 1h IF «cpu-throttling»(serve) > 50% THEN runWorkflow(train)')}`;
    for (const imports of [
      '',
      'import { cpu-usage } from "std/cadvisor"\n',
      'import { request-rate } from "std/istio"\nimport { tracker } from "std/agents"\n',
    ]) {
      const text = using(imports);
      const { diagnostics } = expectMessages(text, [['unknown-name', 'import { cpu-throttling } from "std/cadvisor"']]);
      const fix = diagnostics[0]?.fix;
      const plain = text.replaceAll(/[«»]/g, '');
      const mended = `${plain.slice(0, fix?.span.start)}${fix?.text ?? ''}${plain.slice(fix?.span.end)}`;
      expectMessages(mended, []);
    }
    const rate = strategy('WHEN every 1h IF «latency»(serve) > 1s THEN runWorkflow(train)');
    const { diagnostics } = expectMessages(rate, [['unknown-name', 'from "std/istio" or "std/seldon"']]);
    expect(diagnostics[0]?.fix).toBeUndefined();
    expectMessages(
      app(
        'agent a : «tracker» { strategy s { WHEN every 1h THEN promote(m@1, to: x) } }\nmodel m { registered "m"  better accuracy }',
      ),
      [['unknown-name', 'import { tracker } from "std/agents"']],
    );
  });

  it('declared twice: in a file, a workflow, an agent, a signature', () => {
    expectMessages(app('sensor x = 1\nsensor «x» = 2'), ['duplicate-name']);
    expectMessages(batch('executor step { image "a:1" }\nexecutor «step» { image "b:1" }'), ['duplicate-name']);
    expectMessages(batch('param x : Int = 1\nparam «x» : Int = 2\nexecutor step { image "a:1" }'), ['duplicate-name']);
    expectMessages(
      app(
        'agent a { strategy s { WHEN every 1h THEN promote(m@1, to: x) } strategy «s» { WHEN every 2h THEN promote(m@1, to: x) } }\nmodel m { registered "m"  better accuracy }',
      ),
      ['duplicate-name'],
    );
    expectMessages(strategy('WHEN called go(x: Int, «x»: Int) THEN runWorkflow(train)'), ['duplicate-name']);
  });

  it('of an import that is not there: once, and not at its uses', () => {
    expectMessages(
      {
        'main.sflow': `import { trees } from «"./forests"»\n${batch('executor step { image "a:1"  args { x: trees } }')}`,
        'forest.sflow': 'sensor trees = 1',
      },
      [['import-not-found', '"./forest"']],
    );
    expectMessages(
      {
        'main.sflow': `import { «tree» } from "./forest"\n${batch('executor step { image "a:1"  args { x: tree } }')}`,
        'forest.sflow': 'sensor trees = 1',
      },
      [['not-exported', 'did you mean trees?']],
    );
    expectMessages(`import { «error-ratio» } from "std/istio"`, [['not-exported', 'it declares request-rate, ']]);
  });

  it('of files that import each other', () => {
    expectMessages(
      {
        'a.sflow': 'import { b } from "./b"\nsensor a = 1',
        'b.sflow': 'import { c } from "./c"\nsensor b = 1',
        'c.sflow': 'import { a } from «"./a"»\nsensor c = 1',
      },
      ['import-circle'],
    );
  });

  it('that stand for something else', () => {
    expectMessages(
      app(
        'agent a : «cluster» { strategy s { WHEN every 1h THEN promote(m@1, to: x) } }\nmodel m { registered "m"  better accuracy }',
      ),
      ['wrong-declaration'],
    );
    expectMessages(batch('executor step { image "a:1"  args { x: «cluster» } }'), ['not-an-expression']);
  });

  it('that Kubernetes refuses', () => {
    expectMessages(app('workflow «Train» : batch { executor step { image "a:1" } }'), [['bad-name', 'write train']]);
    expectMessages(batch('executor «load_data» { image "a:1" }'), [['bad-name', 'write load-data']]);
    expectMessages(app(`workflow «${'x'.repeat(64)}» : batch { executor step { image "a:1" } }`), ['bad-name']);
  });

  it('of a workflow or an agent without an application', () => {
    expectMessages('workflow «train» : batch { executor step { image "a:1" } }', ['no-application']);
    expectMessages(
      'agent «a» { strategy s { WHEN every 1h THEN promote(m@1, to: x) } }\nmodel m { registered "m"  better accuracy }',
      ['no-application'],
    );
    expectMessages(`${PLATFORM}application «other» { team team  on cluster }`, ['two-applications']);
  });

  it('of platforms and params that come from outside', () => {
    expectMessages(`platform one { registry "a" }\n«application app { team t  on one }»`, ['no-platform'], {}, 'two');
    expectMessages('«»sensor x = 1', ['no-param'], { epochs: '3' });
    expectMessages('param «epochs» : Int', ['param-without-value']);
    expectMessages('param «epochs» : Int', ['bad-value'], { epochs: 'many' });
    expectMessages('param epochs : Int', [], { epochs: '3' });
  });
});
