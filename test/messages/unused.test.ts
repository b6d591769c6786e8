import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile, fix, load } from '../../src/api/index.ts';
import { withImports } from '../../src/api/prepare.ts';
import type { Loaded } from '../../src/api/types.ts';
import { app } from '../support/marked.ts';

type Texts = string | Readonly<Record<string, string>>;

const sourcesOf = (texts: Texts): { readonly path: string; readonly text: string }[] =>
  Object.entries(typeof texts === 'string' ? { 'main.sflow': texts } : texts).map(([path, text]) => ({ path, text }));

/** All that is said, of what is unused as `what name`. */
function saidOf(texts: Texts, options: Partial<Pick<Loaded, 'entries' | 'areAll'>> = {}): readonly string[] {
  const entries = sourcesOf(texts).map(({ path }) => path);
  const loaded = { root: '.', sources: withImports(sourcesOf(texts)), entries, diagnostics: [], ...options };
  return compile(loaded).diagnostics.map(({ message }) =>
    message.replace(/^(.*) (?:is|are) imported,.*/, 'import $1').replace('nothing uses the ', ''),
  );
}

const world = `workflow train : batch { executor step { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" } }
`;
const watcher = (text: string): string => app(`${world}agent a { ${text} }`);
const when = (text: string): string => `strategy s { WHEN every 5m ${text} THEN runWorkflow(train) }`;

describe('imports', () => {
  const istio = (names: string, text: string): string => `import { ${names} } from "std/istio"\n${watcher(text)}`;

  it('of names that the file does not use', () => {
    expect(saidOf(istio('latency, failure-rate, request-rate', when('IF latency(serve) > 1s')))).toEqual([
      'import failure-rate, request-rate',
    ]);
    // A name of something else is no use.
    expect(saidOf(istio('latency', 'strategy latency { WHEN every 5m THEN runWorkflow(train) }'))).toEqual([
      'import latency',
    ]);
  });

  it('that are used', () => {
    for (const use of [
      when('IF latency(serve) > 1s'),
      'strategy s { WHEN every 1d THEN notify(secret a.b, "${latency(serve)}") }',
    ])
      expect(saidOf(istio('latency', use))).toEqual([]);
    expect(
      saidOf(`import { tracker } from "std/agents"\n${watcher(when('')).replace('agent a', 'agent a : tracker')}`),
    ).toEqual([]);
    expect(
      saidOf(`import { keep-apart } from "std/strategies"\n${watcher('strategy s = keep-apart(train, serve)')}`),
    ).toEqual([]);
  });

  it('of a platform, which may be chosen', () => {
    const [platform = ''] = app('').split('application');
    const other = platform.replace('cluster', 'staging');
    const main = `import { staging } from "./staging"\n${watcher(when(''))}`;
    expect(saidOf({ 'main.sflow': main, 'staging.sflow': other })).toEqual([]);
  });

  it('are taken out', () => {
    const fixed = (texts: string): string => {
      const loaded = { root: '.', sources: sourcesOf(texts), diagnostics: [], entries: ['main.sflow'] };
      return fix(loaded).sources.find(({ path }) => path === 'main.sflow')?.text ?? '';
    };
    const text = watcher(when('IF latency(serve) > 1s'));
    for (const [written, left] of [
      ['import { latency, failure-rate } from "std/istio"\n\n', 'import { latency } from "std/istio"\n\n'],
      ['import { failure-rate, latency, request-rate } from "std/istio"\n', 'import { latency } from "std/istio"\n'],
      [
        '// Ours.\nimport { planner } from "std/agents"\nimport { latency } from "std/istio"\n\n',
        '// Ours.\nimport { latency } from "std/istio"\n\n',
      ],
      [
        'import { latency } from "std/istio"\nimport { planner, tracker } from "std/agents"  // of no use\n\n',
        'import { latency } from "std/istio"  // of no use\n\n',
      ],
      [
        'import { planner } from "std/agents"\nimport { latency } from "std/istio"\n',
        'import { latency } from "std/istio"\n',
      ],
    ])
      expect(fixed(`${written ?? ''}${text}`)).toBe(`${left ?? ''}${text}`);
    const commented = `import {\n  latency, // what users wait\n  failure-rate,\n} from "std/istio"\n${text}`;
    expect(fixed(commented)).toBe(commented);
  });
});

describe('declarations', () => {
  const unused = `sensor x : Number from prometheus { query: "x", unit: 1 }
param p : Int = 1
strategy t(of: Batch) { WHEN every 5m THEN runWorkflow(of) }
template k(of: Batch) { strategy s { WHEN every 5m THEN runWorkflow(of) } }
`;
  const all = ['sensor x', 'parameter p', 'strategy t', 'template k'];

  it('that nothing names, beside an application', () => {
    expect(saidOf(`${watcher(when(''))}${unused}`)).toEqual(all);
    expect(saidOf({ 'main.sflow': watcher(when('')), 'shared.sflow': unused })).toEqual([]);
  });

  it('that files may import which were not read', () => {
    expect(saidOf(`${watcher(when(''))}${unused}`, { areAll: false })).toEqual([]);
    expect(saidOf(`${watcher(when(''))}${unused}`, { entries: [] })).toEqual([]);
  });

  it('that another file uses', () => {
    const main = `${watcher(when(''))}${unused}`;
    const other = `import { x, p, t, k } from "./main"
application other { team others  on cluster }
import { cluster } from "./main"
workflow w : batch { executor e { image "e:1"  args [p] } }
workflow v : batch { executor e { image "e:1" } }
agent b : k(w) { strategy u = t(v)  strategy v { WHEN every 5m IF x > 1 THEN notify(secret a.b, "x") } }
`;
    const imports = other.replace('import { cluster } from "./main"\n', '').replace('x, p', 'cluster, x, p');
    expect(saidOf({ 'main.sflow': main, 'other.sflow': imports })).toEqual([]);
  });

  it('that have a meaning beside their name', () => {
    const text = `model m { registered "m"  better accuracy }
endpoint e : external { at "https://e.example.org" }
sensor y : Number from http { endpoint: e }
action tell(what: String) from http { endpoint: e }
`;
    expect(saidOf(`${watcher(when(''))}${text}`)).toEqual([]);
  });

  it('are not told where something is wrong: a use may be misspelt', () => {
    const text = `${watcher(when('IF xx > 1'))}${unused}`;
    expect(saidOf(text).filter((said) => all.includes(said))).toEqual([]);
  });
});

describe('parameters', () => {
  it('of workflows, templates and sensors', () => {
    expect(
      saidOf({
        'main.sflow': app(
          'workflow w : batch { param n : Int = 1  param m : Int = 2  executor e { image "e:1"  args [m] } }',
        ),
        'shared.sflow': `strategy t(of: Batch, by: Int) { WHEN every 5m THEN runWorkflow(of) }
template k(of: Batch, by: Int) { strategy s { WHEN every 5m THEN runWorkflow(of) } }
sensor x(of: Online, by: Int) : Number from prometheus { query: "x{\${of.pods}}", unit: 1 }
sensor y(by: Int) = 5
endpoint e : external { at "https://e.example.org" }
sensor z(by: Int) : Number from http { endpoint: e }
`,
      }),
    ).toEqual(['parameter n', 'parameter by', 'parameter by', 'parameter by', 'parameter by']);
  });

  it('of calls that no strategy uses', () => {
    const answer = (name: string, rest: string): string =>
      `strategy ${name} { WHEN called go(n: Int, m: Int) ${rest} THEN runWorkflow(train) }`;
    expect(saidOf(watcher(answer('s', 'IF n > 1')))).toEqual(['parameter m']);
    expect(saidOf(watcher(`${answer('s', 'IF n > 1')} ${answer('t', 'IF m > 1')}`))).toEqual([]);
  });

  it('and states of agents', () => {
    const states = 'state n : Int = 0  state m : Int = 0';
    expect(saidOf(watcher(`${states} ${when('IF n > 1')}`))).toEqual(['state m']);
    expect(saidOf(watcher(`${states} strategy s { WHEN every 5m THEN { set n = n + 1  set m = 1 } }`))).toEqual([]);
    const template = `template k { strategy s { WHEN every 5m IF n > m THEN runWorkflow(train) } }\n`;
    expect(saidOf(app(`${world}${template}agent a : k { ${states} }`))).toEqual([]);
  });
});

it('the library and the examples name all that they declare for themselves', async () => {
  for (const name of readdirSync('stdlib').filter((file) => file.endsWith('.sflow') && file !== 'primitives.sflow')) {
    const text = readFileSync(`stdlib/${name}`, 'utf8').replaceAll('"./', '"std/');
    expect(saidOf({ [`own/${name}`]: text }), name).toEqual([]);
  }
  for (const name of readdirSync('examples')) {
    const said = compile(await load(`examples/${name}`)).diagnostics.map((each) => each.name);
    expect(
      said.filter((each) => each.startsWith('unused-')),
      name,
    ).toEqual([]);
  }
});

it('a file by itself may declare for those beside it', async () => {
  const { areAll } = await load('examples/mnist/datascience.sflow');
  expect([areAll, (await load('examples/mnist')).areAll]).toEqual([false, true]);
});
