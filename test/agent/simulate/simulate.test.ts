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
