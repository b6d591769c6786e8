import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphOf } from '../agent/engine/driver.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'why-'));
let agent: ChildProcess;
let url = '';

const sflow = async (...args: readonly string[]): Promise<{ code: number; out: string; problem: string }> => {
  try {
    const { stdout } = await run(process.execPath, ['.build/sflow.cjs', ...args]);
    return { code: 0, out: stdout, problem: '' };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, problem: stderr };
  }
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The program of the image, without a cluster, and with a tracker that is not there. */
beforeAll(async () => {
  const graph = graphOf('strategy s { WHEN every 1s IF x >= 100 THEN runWorkflow(train) }');
  const file = join(folder, 'graph.json');
  writeFileSync(file, JSON.stringify(graph).replaceAll(/http:\/\/[^"/]+/g, 'http://127.0.0.1:9'));
  const [port, people] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${String(people)}`;
  const flags = [`--graph=${file}`, `--journal=${join(folder, 'journal.db')}`, `--port=${String(port)}`];
  agent = spawn(process.execPath, ['.build/runtime.js', 'agent', ...flags, `--people=${String(people)}`], {
    stdio: 'ignore',
  });
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/v1/decisions`).then(
      (response) => response.text(),
      () => '',
    );
    if (answer.includes('"verdict"')) return;
    await sleep(100);
  }
  throw new Error('the agent decides nothing');
}, 40_000);

afterAll(async () => {
  const ended = new Promise((resolve) => agent.once('exit', resolve));
  agent.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true });
});

describe('an agent that runs is asked', { timeout: 30_000 }, () => {
  it('why it does nothing, what would have been enough, and about the decision behind that', async () => {
    const { code, out } = await sflow('why-not', 's', '--url', url);
    expect(code).toBe(0);
    expect(out).toMatch(/^\S+Z does not know, so it does nothing: x is unknown: /);
    expect(out).toContain('  enough would have been: a value of x\n');
    expect(out).toMatch(/ {2}it looks next at \S+Z\n/);
    const id = / sflow why (\S+)\n/.exec(out)?.[1] ?? '';
    const about = await sflow('why', id, '--url', url);
    expect(about.code).toBe(0);
    expect(about.out).toMatch(/^s in app-team\/a, \S+Z\n {2}does not know, so it does nothing: x is unknown/);
    expect(JSON.parse((await sflow('why', id, '--url', url, '--json')).out)).toMatchObject({
      entries: [{ kind: 'decision', occurrence: id, verdict: 'unknown' }],
    });
  });

  it.each([
    [['why-not', 'other'], 0, 'the agent a runs no strategy other'],
    [['why', 'a/b/c'], 2, 'sflow: the journal has no decision a/b/c'],
    [['why-not', 's', '--at', 'yesterday'], 2, 'sflow: --at wants an instant'],
  ])('%s, which is answered in a sentence', async (args, code, told) => {
    const answer = await sflow(...args, '--url', url);
    expect(answer.code).toBe(code);
    expect(answer.out + answer.problem).toContain(told);
  });

  it('and told apart from what is no agent, and from one that nobody names', async () => {
    expect(await sflow('why-not', 's', '--url', 'http://127.0.0.1:9')).toMatchObject({
      code: 2,
      problem: 'sflow: http://127.0.0.1:9 gives no answer that an agent would give\n',
    });
    expect((await sflow('why-not', 's')).problem).toContain('say of which agent, as namespace/agent/s');
  });
});
