import { describe, expect, it } from 'vitest';
import { decodeGraph } from '../../../src/contract/strategy-graph/decode.ts';
import { levelsOf, MAX_BYTES, MAX_LEVELS } from '../../../src/contract/strategy-graph/limits.ts';
import type {
  ExpressionNode,
  StrategyGraph,
  TriggerNode,
} from '../../../src/contract/strategy-graph/strategy-graph.ts';
import { expressions, graphWith, samples, triggers } from './samples.ts';

function reason(text: string): string {
  const decoded = decodeGraph(text);
  return 'reason' in decoded ? decoded.reason : 'taken';
}

const everything = samples.get('everything') ?? graphWith({});
const text = JSON.stringify(everything);

describe('what is no graph', () => {
  it('is told as what it is', () => {
    expect(reason('')).toMatch(/^this is not JSON: /);
    expect(reason(text.slice(0, -1))).toMatch(/^this is not JSON: /);
    expect(reason('\u001b[31m')).toMatch(/^this is not JSON: [^\u001b]+$/);
    for (const other of ['[]', 'null', '1', '"x"']) expect(reason(other)).toBe('a strategy graph is a JSON object');
    expect(reason('{}')).toBe('this engine runs graphs of version sflow.dev/strategy-graph/v1; this one has none');
    expect(reason('{"version":"sflow.dev/strategy-graph/v9\\u001b[2J"}')).toBe(
      'this engine runs graphs of version sflow.dev/strategy-graph/v1; this one has sflow.dev/strategy-graph/v9 [2J',
    );
  });

  it('is told with the place and the strategy', () => {
    const changed = (from: string, to: string): string => {
      expect(text).toContain(from);
      return reason(text.replace(from, to));
    };
    expect(changed('"agent":{', '"agent":{"url":"x",')).toBe('at /agent: there is no field url here');
    expect(changed('"seconds":60', '"seconds":"1m"')).toBe(
      'at /strategies/0/trigger/seconds, in retrain: a number is needed; there is "1m"',
    );
    expect(changed('"seconds":60', '"seconds":[]')).toMatch(/a number is needed; there is a list$/);
    expect(changed('"seconds":60', '"seconds":0')).toMatch(/a number of at least 1 is needed; there is 0$/);
    expect(changed('"heldSeconds":60', '"heldSeconds":0')).toMatch(/a number above 0 is needed; there is 0$/);
    expect(changed('"kind":"every"', '"kind":"hourly"')).toBe(
      'at /strategies/0/trigger, in retrain: there is no kind "hourly" in graphs of this release',
    );
    expect(changed('"kind":"every",', '')).toBe('at /strategies/0/trigger, in retrain: kind is missing');
    expect(changed('"yieldsTo":["other"]', '"yieldsTo":[]')).toMatch(/the list needs 1 item; it has 0$/);
    expect(changed('"yieldsTo":["other"]', '"yieldsTo":["a","a"]')).toMatch(/the list has something twice$/);
    expect(changed('"dryRun":true', '"dryRun":false')).toMatch(/true is needed; there is false$/);
    expect(changed('"name":"retrain",', '')).toBe('at /strategies/0: name is missing');
  });
});

describe('a text from a stranger', () => {
  it('may be as large as a ConfigMap, in bytes', () => {
    const padded = (character: string, count: number): string =>
      text.replace('"role":""', `"role":"${character.repeat(count)}"`);
    const room = MAX_BYTES - Buffer.byteLength(text);
    expect(reason(padded('x', room))).toBe('taken');
    expect(reason(padded('x', room + 1))).toBe('a strategy graph has at most 1048576 bytes');
    expect(reason(padded('é', Math.floor(room / 2)))).toBe('taken');
    expect(reason(padded('é', Math.floor(room / 2) + 1))).toBe('a strategy graph has at most 1048576 bytes');
    expect(reason('x'.repeat(50_000_000))).toBe('a strategy graph has at most 1048576 bytes');
  });

  const tooDeep = 'a strategy graph has at most 1000 records and lists within each other';

  it('may be nested as deep as anything that recurses over it can go', () => {
    const nests: Readonly<Record<string, (within: ExpressionNode) => ExpressionNode>> = {
      add: (left) => ({ ...expressions.add, left }),
      default: (of) => ({ ...expressions.default, of }),
      latch: (on) => ({ ...expressions.latch, on }),
      field: (of) => ({ ...expressions.field, of }),
      not: (operand) => ({ ...expressions.not, operand }),
      list: (item) => ({ ...expressions.list, items: [item] }),
      record: (field) => ({ ...expressions.record, fields: { field } }),
      join: (part) => ({ ...expressions.join, parts: [part] }),
    };
    for (const nest of Object.values(nests))
      nested(nest, expressions.reading, (constraint) => graphWith({ constraint }));
    nested<TriggerNode>(
      (trigger) => ({ ...triggers.any, triggers: [trigger, triggers.at] }),
      triggers.at,
      (trigger) => graphWith({ trigger }),
    );
    nested<unknown>(
      (value) => [value],
      1,
      (value) => graphWith({ constraint: { ...expressions.constant, value: value as null } }),
    );
  });

  /** The deepest that is allowed is taken, one more is not. */
  function nested<Node>(nest: (node: Node) => Node, innermost: Node, graphOf: (node: Node) => StrategyGraph): void {
    let node = innermost;
    // Deeper than what else the graph has.
    for (let count = 0; count < 10; count += 1) node = nest(node);
    const levels = levelsOf(graphOf(node));
    const more = levelsOf(graphOf(nest(node))) - levels;
    for (let at = levels; at + more <= MAX_LEVELS; at += more) node = nest(node);
    const next = nest(node);
    const decoded = decodeGraph(JSON.stringify(graphOf(node)));
    expect(JSON.stringify(decoded)).toBe(JSON.stringify({ graph: graphOf(node) }));
    expect(reason(JSON.stringify(graphOf(next)))).toBe(tooDeep);
  }

  it('may be nested without end', () => {
    const deep = (open: string, close: string, count: number): string =>
      text.replace('"version"', `"deep":${open.repeat(count)}1${close.repeat(count)},"version"`);
    expect(reason(deep('[', ']', 400_000))).toBe(tooDeep);
    expect(reason(deep('{"a":', '}', 150_000))).toBe(tooDeep);
    expect(reason('['.repeat(1_000_000))).toMatch(/^this is not JSON/);
  });

  it('may have numbers that no computer has', () => {
    expect(reason(text.replace('"seconds":60', '"seconds":1e400'))).toMatch(/there is a number that is too large$/);
    expect(reason(text.replace('"initial":null', '"initial":{"a":[1,-1e400]}'))).toBe(
      'at /state/0/initial/a/1, in best: a value is needed; there is a number that is too large',
    );
  });

  it('may have fields that objects of JavaScript have', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(reason(text.replace('"agent":{', `"agent":{${JSON.stringify(name)}:{},`))).toBe(
        `at /agent: there is no field ${name} here`,
      );
      // Where names are the user's they are names.
      const decoded = decodeGraph(text.replace('"fixed":{', `"fixed":{${JSON.stringify(name)}:[1],`));
      const fixed = 'graph' in decoded ? (decoded.graph.sensors[0]?.source.fixed ?? {}) : {};
      expect(Object.getPrototypeOf(fixed)).toBe(Object.prototype);
      expect(Object.entries(fixed)).toContainEqual([name, [1]]);
    }
    expect(reason(`{"__proto__":${text}}`)).toMatch(/this one has none$/);
  });

  it('may say a thing twice: the last counts', () => {
    expect(reason(text.replace('"role":""', '"role":1,"role":"planner"'))).toBe('taken');
    expect(reason(text.replace('"role":""', '"role":"planner","role":1'))).toBe(
      'at /agent/role: a text is needed; there is 1',
    );
  });

  it('is judged in a time that grows with its length', () => {
    const many = <T>(count: number, item: (index: number) => T): T[] =>
      Array.from({ length: count }, (_, index) => item(index));
    const large = [
      graphWith({ yieldsTo: many(90_000, (index) => `s${String(index)}`) }),
      graphWith({ trigger: { ...triggers.cron, minutes: many(90_000, (index) => index) } }),
      {
        ...everything,
        sensors: everything.sensors.map((one) => ({
          ...one,
          readAs: many(25_000, (index) => ({ sensor: `s${String(index)}`, arguments: [] })),
        })),
      },
      graphWith({ origin: ':1'.repeat(400_000) + 'x' }),
    ].map((graph) => JSON.stringify(graph));
    const start = performance.now();
    for (const each of large) expect(reason(each)).not.toBe('a strategy graph has at most 1048576 bytes');
    // Comparing each with each would take a minute.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
