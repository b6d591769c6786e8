import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile, load, play, type Source } from '../../src/api/index.ts';

const world = (text: string): Source => ({ path: 'world.yaml', text });

describe('play', () => {
  it('tells what happened as data and in lines, the same each time', async () => {
    const compilation = compile(await load('examples/mnist'));
    const source = world(readFileSync('examples/mnist/world.yaml', 'utf8'));
    const played = await play(compilation, source);
    expect(played.problems).toEqual([]);
    const instants = played.entries.map(({ at }) => at);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    expect(instants[0]).toBeGreaterThanOrEqual(Date.parse('2026-12-01T00:00Z'));
    expect(played.summary).toMatch(/^\d+ decisions: /);
    expect(played.leftOut).toBeGreaterThan(0);
    expect(played.expected).toBeGreaterThan(0);
    expect(played.unmet).toEqual([]);
    expect(JSON.parse(JSON.stringify(await play(compilation, source)))).toEqual(JSON.parse(JSON.stringify(played)));
    const all = await play(compilation, source, { all: true });
    expect(all.leftOut).toBe(0);
    expect(all.lines.length).toBeGreaterThan(played.lines.length);
  });

  it('starts what runs by schedule', async () => {
    const scheduled = (clauses: string): Source => ({
      path: 'main.sflow',
      text: `platform p { registry "r"  command ["run"] }
application a { team t  on p }
workflow nightly : batch { ${clauses}  executor e { image "e:1" } }`,
    });
    const nights = async (clauses: string, more: string): Promise<string[]> => {
      const { entries } = await play(
        compile([scheduled(clauses)]),
        world(`start: 2026-12-01T00:00Z\nlength: 48h\n${more}`),
      );
      return entries.flatMap((entry) =>
        entry.kind === 'world' && entry.text.includes('schedule')
          ? [`${new Date(entry.at).toISOString().slice(8, 16)} ${entry.text}`]
          : [],
      );
    };
    const daily = 'schedule cron "0 2 * * *" in "Europe/Madrid"';
    expect(await nights(daily, 'workflows: { nightly: { takes: 1h } }')).toEqual([
      '01T01:00 the schedule starts nightly-1',
      '02T01:00 the schedule starts nightly-2',
    ]);
    expect(await nights(`${daily}  exclusive`, 'workflows: { nightly: { takes: 30h } }')).toEqual([
      '01T01:00 the schedule starts nightly-1',
      '02T01:00 the schedule leaves a run of nightly out, since one still goes',
    ]);
    expect(await nights(daily, '')).toEqual(['01T01:00 the schedule: the scripted world has no workflow nightly']);
  });

  it('says what came otherwise than the world expects', async () => {
    const { graphs } = compile(await load('examples/mnist'));
    const text = 'start: 2026-12-01T09:00Z\nlength: 1h\nexpect: { planner-agent.retrain-model: 7 }';
    const { expected, unmet } = await play({ graphs }, world(text));
    expect(expected).toBe(1);
    expect(unmet).toEqual([expect.stringContaining('planner-agent.retrain-model was to fire 7 times')]);
  });

  it('gives every mistake in the world with its place, and plays nothing then', async () => {
    const { graphs } = compile(await load('examples/mnist'));
    const played = await play({ graphs }, world('start: now\nlength: 1h\nmodels: { m: 1 }'));
    expect(new Set(played.problems.map(({ path, line }) => `${path}:${String(line)}`))).toEqual(
      new Set(['world.yaml:1', 'world.yaml:3']),
    );
    expect(played).toMatchObject({ entries: [], lines: [], summary: '', unseen: [], unmet: [] });
  });
});
