import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/contract/strategy-graph/codec.ts';
import { decodeGraph } from '../../../src/contract/strategy-graph/decode.ts';
import type { StrategyGraph } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Compilation } from '../../../src/compiler/compile.ts';
import { compileFolder } from '../../support/compile.ts';
import { batch, compileTexts } from '../../support/marked.ts';
import { changesOf } from './changes.ts';
import { actions, samples, triggers } from './samples.ts';

const schema = JSON.parse(readFileSync('src/contract/strategy-graph/strategy-graph.schema.json', 'utf8')) as object;
const published = new Ajv2020({ strict: true }).compile(schema);

const folders = ['examples', 'test/cases/agents', 'test/cases/endpoints', 'test/cases/strategies'].flatMap((folder) =>
  readdirSync(folder).map((name) => `${folder}/${name}`),
);

const graphsOf = ({ plan }: Compilation): readonly StrategyGraph[] =>
  plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];

/** The one thing that is left to the published schema: comparing records takes the square of the time. */
const DOUBLED = '/sensors/0/readAs/0 doubled';
/** One line that a terminal can show, made of what there is. */
const SAID = /^(?!.*(undefined|NaN|\[object))[ -~…]+$/;

function reason(data: unknown): string {
  const decoded = decodeGraph(typeof data === 'string' ? data : JSON.stringify(data));
  return 'reason' in decoded ? decoded.reason : 'taken';
}

describe('a graph', () => {
  it.each([...samples])('is taken with %s', (_, graph) => {
    expect(published(graph), JSON.stringify(published.errors)).toBe(true);
    expect(decodeGraph(encodeGraph(graph))).toEqual({ graph });
  });

  it.each(folders)('is taken as the compiler writes it for %s', async (folder) => {
    const graphs = graphsOf(await compileFolder(folder));
    for (const graph of graphs) {
      expect(published(graph), JSON.stringify(published.errors)).toBe(true);
      expect(decodeGraph(encodeGraph(graph))).toEqual({ graph });
    }
  });

  it('is taken whatever the source calls things', () => {
    const long = 'n'.repeat(300);
    const compilation = compileTexts(`${batch('executor step { image "a:1" }')}
      model m { registered "${long}"  better accuracy }
      sensor ${long} : Rate from prometheus { query: "up", unit: 1/s }
      agent a {
        state ${long}s : Int = 1
        strategy ${long} { WHEN called ${long}(${long}: Int)  IF ${long} > 1  THEN set ${long}s = 2 }
        strategy other { WHEN on m.promoted  THEN runWorkflow(train) }
      }`);
    expect(compilation.diagnostics).toEqual([]);
    const [graph] = graphsOf(compilation);
    expect(graph && reason(graph)).toBe('taken');
  });

  it.each([...samples])(
    'is taken and refused as the published schema says, changed at each place of %s',
    (_, graph) => {
      const otherwise: string[] = [];
      let refused = 0;
      for (const { change, data } of changesOf(graph)) {
        const said = reason(data);
        if (said !== 'taken') refused += 1;
        const isRefused = !published(data) && change !== DOUBLED;
        if ((said !== 'taken') !== isRefused || !SAID.test(said)) otherwise.push(`${change}: ${said}`);
      }
      expect(otherwise).toEqual([]);
      expect(refused).toBeGreaterThan(200);
    },
  );
});

describe('the bounds of the schema', () => {
  const everything = samples.get('everything');
  const bounded: readonly (readonly [part: string, wrong: unknown])[] = [
    ['agent.name', ''],
    ['agent.namespace', 'x'.repeat(254)],
    ['state', []],
    ['strategies', []],
    ['sensors.0.readAs', []],
    ['sensors.0.source.kind', ''],
    ['sensors.0.window.seconds', -1],
    ['sensors.0.origin', 'main.sflow'],
    ['strategies.0.heldSeconds', 0],
    ['strategies.0.cooldownSeconds', 0],
    ['strategies.0.timeoutSeconds', -1],
    ['strategies.0.limit.count', 0],
    ['strategies.0.limit.count', 1.5],
    ['strategies.0.limit.seconds', 0],
    ['strategies.0.priority', 0.5],
    ['strategies.0.yieldsTo', []],
    ['strategies.0.yieldsTo', ['a', 'a']],
    ['strategies.0.approval', ''],
    ['strategies.0.dryRun', false],
    ['strategies.0.actions', []],
    ['strategies.0.otherwise', []],
    ['strategies.0.whenUnknown', []],
    ['strategies.0.onFailure', []],
    ['strategies.0.trigger.seconds', 0.5],
    ['strategies.0.trigger.from', 0.5],
    ['strategies.0.trigger.jitterSeconds', 0],
    ['strategies.0.trigger', { ...triggers.at, instant: 0.5 }],
    ['strategies.0.trigger', { ...triggers.any, triggers: [triggers.at] }],
    ['strategies.0.trigger', { ...triggers.all, triggers: [triggers.at] }],
    ['strategies.0.trigger', { ...triggers.all, withinSeconds: 0 }],
    ['strategies.0.trigger', { ...triggers.on, subject: { kind: 'model', name: 'm', tracker: '' } }],
    ...Object.entries({ minutes: 60, hours: 24, days: 32, months: 13, weekdays: 7 }).flatMap(([field, above]) =>
      [[above], [-1], [0.5], [], [1, 1]].map(
        (wrong) => ['strategies.0.trigger', { ...triggers.cron, [field]: wrong }] as const,
      ),
    ),
    ['strategies.0.trigger', { ...triggers.cron, days: [0] }],
    ['strategies.0.trigger', { ...triggers.cron, months: [0] }],
    ['strategies.0.actions.0', { ...actions.parallel, actions: [] }],
    ['strategies.0.actions.0', { ...actions.parallel, actions: [actions.parallel] }],
    ['strategies.0.actions.0', { ...actions.call, agent: { ...actions.call.agent, url: 'ftp://planner' } }],
    ['strategies.0.actions.0', { ...actions.call, retry: { limit: 0, seconds: 1 } }],
    ['strategies.0.actions.0', { ...actions.call, retry: { limit: 1, seconds: -1 } }],
    ['strategies.0.actions.0', { ...actions.call, retry: { limit: 1, seconds: 1, maximumSeconds: -1 } }],
    ['strategies.0.actions.0', { ...actions.http, endpoint: { ...actions.http.endpoint, timeoutSeconds: 0 } }],
  ];

  it.each(bounded)('refuse %s = %j', (part, wrong) => {
    const data = structuredClone(everything) as object;
    const names = part.split('.');
    const last = names.pop() ?? '';
    const holder = names.reduce((at, name) => at[name] as Record<string, unknown>, data as Record<string, unknown>);
    holder[last] = wrong;
    expect(published(data)).toBe(false);
    expect(reason(data)).toMatch(new RegExp(`^at /${part.replaceAll('.', '/')}`));
  });
});
