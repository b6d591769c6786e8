import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

const members = 'state n : Int = 0\nstrategy s { WHEN on train.ended THEN set n = n + 1 }';

function started(isPrompt = true): Stage {
  const stage = new Stage(members, isPrompt);
  stage.host.start();
  return stage;
}
const counted = ({ host }: Stage): unknown => host.state.values['n'] ?? 0;

describe('a change', () => {
  it('counts once, and is kept with what it was seen by', () => {
    const stage = started();
    stage.runEnds('train-1');
    expect(stage.last).toMatchObject({
      steps: [{ event: { kind: 'changed' } }],
      seen: [{ object: 'train-1', change: 'train-1/ended' }],
    });
    stage.runEnds('train-1');
    expect(counted(stage)).toBe(1);
    stage.runEnds('train-2');
    expect(counted(stage)).toBe(2);
  });

  it('counts once across processes', () => {
    const before = started();
    before.runEnds('train-1');
    const after = new Stage(before.left);
    after.host.start();
    after.runEnds('train-1');
    expect(counted(after)).toBe(1);
  });

  it('of before the first look does not count', () => {
    const stage = started();
    stage.host.known([
      { object: 'train-1', change: 'train-1/ended' },
      { object: 'train-1', change: 'train-1/submitted' },
    ]);
    expect(stage.last).toMatchObject({ steps: [], seen: [{}, {}] });
    const { length } = stage.batches;
    stage.host.known([{ object: 'train-1', change: 'train-1/ended' }]);
    stage.runEnds('train-1');
    expect(stage.batches).toHaveLength(length);
    expect(counted(stage)).toBe(0);
  });

  it('of before the first look is kept as one, however much it is', () => {
    const stage = started();
    const many = Array.from({ length: 200_000 }, (_, index) => ({ object: String(index), change: 'ended' }));
    stage.host.known(many);
    expect(stage.last.seen).toHaveLength(many.length);
  });

  it('is kept in no other batch than what it was seen by, however many come', () => {
    const stage = started(false);
    for (let index = 0; index < 1200; index += 1) stage.runEnds(`train-${String(index)}`);
    for (let index = 0; index < 4; index += 1) stage.keep();
    for (const { steps, seen } of stage.batches)
      expect(seen.map(({ change }) => change)).toEqual(
        steps.flatMap(({ event }) => (event.kind === 'changed' ? [event.id] : [])),
      );
    expect(stage.batches).toHaveLength(4);
  });
});

describe('an object that is no more', () => {
  it('is forgotten', () => {
    const stage = started();
    stage.runEnds('train-1');
    stage.host.gone('train-1');
    expect(stage.last).toMatchObject({ steps: [], gone: ['train-1'], seen: [] });
    const { length } = stage.batches;
    stage.host.gone('train-1');
    stage.host.gone('train-9');
    expect(stage.batches).toHaveLength(length);
  });

  it('leaves nothing behind where it was seen in the same batch, unless it is seen again', () => {
    const stage = started(false);
    stage.runEnds('train-1');
    stage.runEnds('train-2');
    stage.host.gone('train-1');
    stage.host.gone('train-2');
    stage.runEnds('train-2');
    stage.keep();
    stage.keep();
    expect(stage.last.gone).toEqual(['train-1', 'train-2']);
    expect(stage.last.seen).toEqual([{ object: 'train-2', change: 'train-2/ended' }]);
  });
});
