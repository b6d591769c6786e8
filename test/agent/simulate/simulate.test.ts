import { describe, expect, it } from 'vitest';
import { play } from '../../../src/agent/simulate/simulate.ts';
import { loadWorld } from '../../../src/agent/simulate/world-file.ts';
import { app, compileTexts } from '../../support/marked.ts';

describe('a play', () => {
  const { plan } = compileTexts(
    app(`agent one { state n : Int = 0  strategy s { WHEN every 1m  THEN set n = n + 1 } }`),
  );
  const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph)) ?? [];
  const { world } = loadWorld('{ start: 2026-12-01T09:00Z, length: 10m }', 'world.yaml');
  const decisions = (most?: number): number =>
    play(graphs, world, most).filter((entry) => entry.kind === 'trace' && entry.trace.kind === 'decision').length;

  it('says so where more happens than it goes on for', () => {
    // The start, and each of the ten minutes.
    expect(decisions(11)).toBe(10);
    expect(play(graphs, world, 11).some(({ kind }) => kind === 'world')).toBe(false);
    expect(decisions(4)).toBe(3);
    expect(play(graphs, world, 4).at(-1)).toEqual({
      kind: 'world',
      at: world.start + 3 * 60_000,
      text: 'the play ends here, since more than 4 events happen in this world',
    });
  });
});

describe('changes in a play', () => {
  /** Strategies that acted, with minutes since 9:00. */
  function told(members: string, more = ''): string[] {
    const source = app(`model m { registered "m"  better accuracy }
workflow train : batch { executor step { image "a:1" } }
agent one { ${members} }`);
    const { plan, diagnostics } = compileTexts(source);
    const graphs = plan?.teams.flatMap(({ agents }) => agents.map(({ graph }) => graph));
    if (!graphs) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    const { world, problems } = loadWorld(
      `{ start: 2026-12-01T09:00Z, length: 30m, workflows: { train: { takes: 5m, starts: [5m] } }, ${more} }`,
      'world.yaml',
    );
    expect(problems).toEqual([]);
    return play(graphs, world).flatMap((entry) =>
      entry.kind === 'trace' && entry.trace.kind === 'decision' && entry.trace.verdict === 'act'
        ? [`${String((entry.trace.at - world.start) / 60_000)} ${entry.trace.strategy}`]
        : [],
    );
  }
  const count = 'state n : Int = 0';

  it('are one event where a run comes into two states, also with a schedule of that instant', () => {
    expect(told(`${count} strategy s { WHEN on train.succeeded or on train.ended THEN set n = n + 1 }`)).toEqual([
      '10 s',
    ]);
    expect(told(`${count} strategy s { WHEN every 10m or on train.ended THEN set n = n + 1 }`)).toEqual([
      '10 s',
      '20 s',
      '30 s',
    ]);
  });

  it('are told each time that an alias moves', () => {
    const moves = `strategy a { WHEN at "2026-12-01T09:01Z" THEN promote(m@1, to: production) }
strategy b { WHEN at "2026-12-01T09:02Z" THEN promote(m@2, to: production) }
strategy c { WHEN at "2026-12-01T09:03Z" THEN promote(m@1, to: production) }
strategy s { WHEN on m.promoted THEN set n = n + 1 }`;
    const versions = 'models: { m: { metric: accuracy, scores: [0.5, 0.6] } }';
    const heard = told(`${count} ${moves}`, versions).filter((each) => each.endsWith(' s'));
    expect(heard).toEqual(['1 s', '2 s', '3 s']);
  });

  it('of the first start come with what is due then', () => {
    expect(told(`${count} strategy s { WHEN at "2026-12-01T09:00Z" or cron "0 9 * * *" THEN set n = n + 1 }`)).toEqual([
      '0 s',
    ]);
  });
});

describe('calls in a play', () => {
  it.each([
    ['the longest names that an agent with a volume can have', 55],
    ['names of 63 characters', 63],
  ])('go through a chain of ten agents with %s', (_, length) => {
    const [strategyName, receiver] = ['y'.repeat(63), 'z'.repeat(63)];
    const agents = Array.from({ length: 10 }, (_, index) => {
      const then = index === 9 ? 'set n = n + 1' : `call a${String(index + 1)}-x.${receiver}()`;
      return `agent a${String(index)}-x { state n : Int = 0
strategy ${strategyName} { WHEN ${index === 0 ? 'at "2026-12-01T09:01Z"' : `called ${receiver}()`} THEN ${then} } }`;
    });
    const { plan, diagnostics } = compileTexts(app(agents.join('\n')));
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
    const compiled = plan?.teams.flatMap((team) => team.agents.map(({ graph }) => graph)) ?? [];
    const rest = 'x'.repeat(length - 'a0-'.length);
    const renamed = JSON.stringify(compiled).replace(/\b(a\d)-x\b/g, `$1-${rest}`);
    const graphs = JSON.parse(renamed) as typeof compiled;
    expect(new Set(graphs.map(({ agent }) => agent.name.length))).toEqual(new Set([length]));
    const { world } = loadWorld('{ start: 2026-12-01T09:00Z, length: 10m }', 'world.yaml');
    const entries = play(graphs, world).flatMap((entry) => (entry.kind === 'trace' ? [entry.trace] : []));
    expect(entries.filter(({ kind }) => kind === 'refusal')).toEqual([]);
    const ended = entries.filter((entry) => entry.kind === 'ending' && entry.fired);
    expect(new Set(ended.map(({ agent }) => agent))).toEqual(new Set(graphs.map(({ agent }) => agent.name)));
    expect(ended).toHaveLength(10);
  });
});
