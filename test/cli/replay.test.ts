import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replay } from '../../src/api/index.ts';
import { open } from '../../src/agent/engine/open.ts';
import type { Effect } from '../../src/agent/engine/effect.ts';
import type { EngineEvent } from '../../src/agent/engine/event.ts';
import type { Journal } from '../../src/agent/runtime/journal/journal.ts';
import { agentOf, recover } from '../../src/agent/runtime/journal/recover.ts';
import { openSqlite } from '../../src/agent/runtime/journal/sqlite.ts';
import { graphOf, START } from '../agent/engine/driver.ts';

const MINUTE = 60_000;
const graph = graphOf('strategy s { WHEN every 10m THEN runWorkflow(train) }');

const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['.build/sflow.cjs', 'replay', ...args], { encoding: 'utf8' });

let folder = '';
let file = '';
let journal: Journal | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sflow-replay-'));
  file = join(folder, 'journal.db');
});

afterEach(async () => {
  await journal?.close();
  journal = undefined;
  rmSync(folder, { recursive: true });
});

/** An agent that acts, is paused, and is held back; two days, so that there is a copy of a day. */
async function written(): Promise<Journal> {
  const own = await openSqlite(file, agentOf(graph));
  const agent = open(graph, (await recover(own, graph, START)).state);
  const take = async (event: EngineEvent): Promise<readonly Effect[]> => {
    const { patch, trace, effects } = agent.step(event);
    await own.commit({ steps: [{ event, patch, trace }], calls: [], gone: [], seen: [], ended: [], intents: [] });
    return effects;
  };
  const effects = await take({ kind: 'clock', at: START + 10 * MINUTE });
  const effect = effects.find(({ kind }) => kind === 'act');
  if (effect?.kind !== 'act') throw new Error('it does not act');
  await take({ kind: 'completed', at: START + 11 * MINUTE, effect: effect.id, outcome: { ok: null } });
  await take({ kind: 'paused', at: START + 15 * MINUTE, strategy: 's', paused: true, by: 'ann' });
  await take({ kind: 'clock', at: START + 20 * MINUTE });
  await take({ kind: 'clock', at: START + 2 * 1440 * MINUTE });
  return own;
}

const closed = async (): Promise<void> => {
  await (await written()).close();
};

const alter = (from: string, to: string, where: string): void => {
  const on = new DatabaseSync(file);
  const { changes } = on.prepare(`UPDATE log SET body = replace(body, ?, ?) WHERE ${where}`).run(from, to);
  on.close();
  expect(changes).toBe(1);
};

it('says that the same is decided, and leaves the file as it is', async () => {
  await closed();
  const before = readFileSync(file);
  const { status, stdout, stderr } = run(file);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`${agentOf(graph)}: 5 events, and the same decisions byte for byte\n`);
  expect(JSON.parse(run(file, '--json').stdout)).toEqual({ agent: agentOf(graph), same: 5, left: 0 });
  expect(readFileSync(file).equals(before)).toBe(true);
  journal = await openSqlite(file, agentOf(graph));
  expect(await journal.load()).toMatchObject({ epoch: 2, state: { strategies: { s: { paused: { by: 'ann' } } } } });
});

it('plays what a crash left, from the log that nobody has put into the file yet', async () => {
  journal = await written();
  const [copy, log] = [join(folder, 'copy.db'), readFileSync(`${file}-wal`)];
  copyFileSync(file, copy);
  writeFileSync(`${copy}-wal`, log);
  expect(await replay(copy)).toEqual({ agent: agentOf(graph), same: 5, left: 0 });
  expect(readFileSync(copy).equals(readFileSync(file))).toBe(true);
  expect(readFileSync(`${copy}-wal`).equals(log)).toBe(true);
});

it('leaves that of an agent that runs alone', async () => {
  journal = await written();
  const { status, stdout, stderr } = run(file);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    `sflow: an agent has the journal ${file} open: end it first, or take a snapshot of its volume, and replay the journal in that\n`,
  );
});

it('tells the first decision that is another, in words', async () => {
  await closed();
  alter('"who":"ann"', '"who":"bob"', `at = ${String(START + 20 * MINUTE)} AND graph IS NULL`);
  const { status, stdout } = run(file);
  expect(status).toBe(1);
  expect(stdout)
    .toBe(`${agentOf(graph)}: 3 events decided as they were; then what is decided at 2026-12-01T00:20:00Z (entry 5) is another:
  was  s is held back, since bob paused it: no constraint (every 10m)
  is   s is held back, since ann paused it: no constraint (every 10m)
`);
});

it('tells what of a state is another', async () => {
  await closed();
  alter('"by":"ann"', '"by":"bob"', 'sequence > 1 AND graph IS NOT NULL');
  const { difference } = await replay(file);
  expect(difference).toMatchObject({
    what: 'state',
    kept: 'strategies.s.paused.by = "bob"',
    played: 'strategies.s.paused.by = "ann"',
  });
});

it('takes what an earlier release of the same behaviour has not stored as its first value', async () => {
  await closed();
  alter('"paused":null,', '', 'sequence > 1 AND graph IS NOT NULL');
  expect(await replay(file)).toEqual({ agent: agentOf(graph), same: 5, left: 0 });
});

it('says how many events another behaviour decided', async () => {
  await closed();
  const on = new DatabaseSync(file);
  on.exec('UPDATE log SET behaviour = 999 WHERE graph IS NOT NULL');
  on.close();
  expect(run(file).stdout).toContain('5 events cannot be played');
});

it.each([
  ['is not there', undefined, 'cannot be reached'],
  ['is no journal', 'workflow w', 'cannot be read: it was spoilt, or is no journal'],
  ['is empty', '', 'cannot be read: it was spoilt, or is no journal'],
])('says of a file that %s what is wrong with it', async (_, text, problem) => {
  if (text !== undefined) writeFileSync(file, text);
  expect((await replay(file)).problem).toContain(problem);
  expect(existsSync(file)).toBe(text !== undefined);
});

it('says that a journal was spoilt', async () => {
  await closed();
  alter('"steps"', '"steps', 'sequence = 3');
  expect((await replay(file)).problem).toContain('a row is cut or overwritten');
});
