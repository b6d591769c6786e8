import { describe, expect, it } from 'vitest';
import { fix } from '../../src/api/index.ts';
import { PLATFORM } from '../support/marked.ts';

const FRAME = `${PLATFORM}model cnn { registered "cnn"  better accuracy }
workflow train : batch {
  param epochs : Int = 1
  executor step { image "fit:1"  args { epochs: epochs }  metric accuracy : Ratio }
  register cnn from step
}
workflow serve : online { service s : transformer { image "s:1" } }
`;

function mended(text: string): { readonly text: string; readonly errors: readonly string[] } {
  const sources = [{ path: 'main.sflow', text }];
  const { sources: after, diagnostics } = fix({ root: '.', sources, entries: ['main.sflow'], diagnostics: [] });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { text: after.find(({ path }) => path === 'main.sflow')?.text ?? '', errors };
}

/** Each is written as on the left, and has to become what is on the right, which compiles. */
function holds(frame: (text: string) => string, pairs: readonly (readonly [written: string, meant: string])[]): void {
  it.each(pairs)('%s', (written, meant) => {
    expect(mended(frame(written))).toEqual({ text: frame(meant), errors: [] });
  });
}

const agent = (text: string): string => `${FRAME}agent a {\n  strategy s {\n    ${text}\n  }\n}\n`;
/** With the sensors that it reads. */
const strategy = (text: string): string =>
  (/(?:request|failure)-rate/.exec(text) ?? []).map((name) => `import { ${name} } from "std/istio"\n`).join('') +
  agent(text);
const constraint = (text: string): string => strategy(`WHEN every 1h\n    IF   ${text}\n    THEN runWorkflow(train)`);
const trigger = (text: string): string => strategy(`WHEN every ${text}\n    THEN runWorkflow(train)`);
const batch = (text: string): string => `${FRAME}workflow w : batch {\n  ${text}\n}\n`;
const executor = (text: string): string => batch(`executor a { image "a:1" }\n  executor b ${text}`);
const online = (text: string): string =>
  `${FRAME}workflow w : online {
  service a : transformer { image "a:1" }
  service b : model { server sklearn  model cnn@production }
  ${text}
}
`;

describe('quantities', () => {
  holds(trigger, [
    ['1 hour', '1h'],
    ['1hr', '1h'],
    ['5 minutes', '5m'],
    ['5 m', '5m'],
    ['5Min', '5m'],
    ['"5 m"', '5m'],
    ['"1h"', '1h'],
  ]);
  holds(constraint, [
    ['request-rate(serve) > 10 req/s', 'request-rate(serve) > 10/s'],
    ['request-rate(serve) > 10 requests per second', 'request-rate(serve) > 10/s'],
    ['request-rate(serve) > 10rps', 'request-rate(serve) > 10/s'],
    ['request-rate(serve) > 10 /s', 'request-rate(serve) > 10/s'],
    ['failure-rate(serve) > 90 %', 'failure-rate(serve) > 90%'],
    ['failure-rate(serve) > 90 percent', 'failure-rate(serve) > 90%'],
  ]);
  holds(executor, [
    ['{ image "b:1"  resources { memory: 8 Gi } }', '{ image "b:1"  resources { memory: 8Gi } }'],
    ['{ image "b:1"  resources { memory: 8gi } }', '{ image "b:1"  resources { memory: 8Gi } }'],
    ['{ image "b:1"  resources { memory: 4gb } }', '{ image "b:1"  resources { memory: 4G } }'],
    ['{ image "b:1"  resources { memory: "8 Gi" } }', '{ image "b:1"  resources { memory: 8Gi } }'],
    ['{ image "b:1"  resources { memory: "8Gi", cpu: "2" } }', '{ image "b:1"  resources { memory: 8Gi, cpu: 2 } }'],
  ]);
});

describe('operators and constants', () => {
  holds(constraint, [
    ['1/s < request-rate(serve) < 5/s', '1/s < request-rate(serve) and request-rate(serve) < 5/s'],
    ['request-rate(serve) === 5/s', 'request-rate(serve) == 5/s'],
    ['request-rate(serve) !== 5/s', 'request-rate(serve) != 5/s'],
    ['request-rate(serve) <> 5/s', 'request-rate(serve) != 5/s'],
    ['request-rate(serve) => 5/s', 'request-rate(serve) >= 5/s'],
    ['request-rate(serve) ≥ 5/s', 'request-rate(serve) >= 5/s'],
    [
      'request-rate(serve) ≤ 5/s or request-rate(serve) ≠ 6/s',
      'request-rate(serve) <= 5/s or request-rate(serve) != 6/s',
    ],
  ]);
  holds(batch, [
    ['param r : Bool = True\n  executor a { image "a:1" }', 'param r : Bool = true\n  executor a { image "a:1" }'],
    ['param r : Int? = null\n  executor a { image "a:1" }', 'param r : Int? = none\n  executor a { image "a:1" }'],
    ['param r : Int? = None\n  executor a { image "a:1" }', 'param r : Int? = none\n  executor a { image "a:1" }'],
    ['executor a { image “a:1” }', 'executor a { image "a:1" }'],
    ['/* a comment */\n  executor a { image "a:1" }', '// a comment\n  executor a { image "a:1" }'],
    ['executor a { image "a:1", timeout 1h }', 'executor a { image "a:1" timeout 1h }'],
  ]);
});

describe('strategies', () => {
  const [when, If, then] = ['WHEN every 1h', 'IF request-rate(serve) > 5/s', 'THEN runWorkflow(train)'];
  const lines = (...parts: readonly string[]): string => parts.join('\n    ');
  const right = lines(when, If, then);
  holds(strategy, [
    [lines(If, when, then), right],
    [lines(then, when, If), right],
    [lines(when, then, If), right],
    [lines(when, 'cooldown 6h', then), lines('cooldown 6h', when, then)],
    [lines(when, If, 'limit 3 per 1d', then), lines('limit 3 per 1d', when, If, then)],
    [lines(when, then, 'priority 10'), lines('priority 10', when, then)],
    [lines(when, 'DO runWorkflow(train)'), lines(when, then)],
    [lines('ON every 1h', then), lines(when, then)],
    [lines(right, 'else deleteWorkflow(serve)'), lines(right, 'ELSE deleteWorkflow(serve)')],
    [lines(when, 'THEN runWorkflow(train, epochs=3)'), lines(when, 'THEN runWorkflow(train, epochs: 3)')],
    [lines(when, 'THEN runWorkflow("train")'), lines(when, then)],
  ]);
  it('no edit moves a comment', () => {
    const text = strategy(lines('IF request-rate(serve) > 5/s // busy', when, then));
    expect(mended(text).text).toBe(text);
  });
});

describe('workflows', () => {
  holds(executor, [
    ['depends on a { image "b:1" }', 'after a { image "b:1" }'],
    ['dependsOn a { image "b:1" }', 'after a { image "b:1" }'],
    ['depends_on: [a] { image "b:1" }', 'after a { image "b:1" }'],
    ['needs a { image "b:1" }', 'after a { image "b:1" }'],
    ['requires a { image "b:1" }', 'after a { image "b:1" }'],
    ['after [a] { image "b:1" }', 'after a { image "b:1" }'],
    ['{ container "b:1" }', '{ image "b:1" }'],
    ['{ image "b:1"  timeout 2 hours }', '{ image "b:1"  timeout 2h }'],
    ['{ image "b:1"  timeout 30 min  retry 2 }', '{ image "b:1"  timeout 30m  retry 2 }'],
    ['{ image "b:1"  limits { cpu: 2 } }', '{ image "b:1"  resources { cpu: 2 } }'],
  ]);
  holds(batch, [
    ['task a { image "a:1" }', 'executor a { image "a:1" }'],
    ['step a { image "a:1" }', 'executor a { image "a:1" }'],
    ['concurrency 4\n  executor a { image "a:1" }', 'parallel 4\n  executor a { image "a:1" }'],
    ['executor a { image "a:1" }\n  -- the rest', 'executor a { image "a:1" }\n  // the rest'],
  ]);
  holds(online, [
    ['graph a --> b', 'graph a -> b'],
    ['graph a >> b', 'graph a -> b'],
    ['graph a > b', 'graph a -> b'],
    ['graph a -> b  replicas 3...10 scale on cpu to 8', 'graph a -> b  replicas 3..10 scale on cpu to 8'],
    ['graph a -> b  replicas 3-10 scale on cpu to 8', 'graph a -> b  replicas 3..10 scale on cpu to 8'],
    ['graph a -> b  fallback serve', 'graph a -> b  backup serve'],
  ]);
});

describe('imports', () => {
  const use = (line: string): string => {
    const also = line.includes('request-rate') ? ' or request-rate(serve) > 1/s' : '';
    return `${line}\n${agent(`WHEN every 1h\n    IF   latency(serve) > 10ms${also}\n    THEN runWorkflow(train)`)}`;
  };
  holds(use, [
    ['from "std/istio" import { latency }', 'import { latency } from "std/istio"'],
    ['from std.istio import latency', 'import { latency } from "std/istio"'],
    ['import latency from "std/istio"', 'import { latency } from "std/istio"'],
    ['import latency, request-rate from "std/istio"', 'import { latency, request-rate } from "std/istio"'],
  ]);
});

it('a name that is misspelt at many places is mended at all of them by one edit', () => {
  const uses = Array.from({ length: 12 }, (_, index) => `executor e${String(index)} after laod { image "e:1" }`);
  const text = batch(['executor load { image "l:1" }', ...uses].join('\n'));
  const result = fix({
    root: '.',
    sources: [{ path: 'main.sflow', text }],
    entries: ['main.sflow'],
    diagnostics: [],
  });
  expect(result.edits.map((edit) => edit.text)).toEqual(['replace `laod` by `load`, 12 times']);
  expect(result.diagnostics).toEqual([]);
});
