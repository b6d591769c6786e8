import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheFolder, loadProgram, type Outcome } from '../../src/cli/code-cache.ts';

let work: string;
let file: string;
let folder: string;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'sflow-code-'));
  file = join(work, 'program.cjs');
  folder = join(work, 'cache', 'sflow');
  writeFileSync(file, 'exports.greet = (name) => `Hello ${name}, from ${require("node:path").basename(__filename)}`;');
});

afterEach(() => {
  rmSync(work, { recursive: true });
});

interface Greeter {
  greet(name: string): string;
}

function run(outcome: Outcome, { digest = 'd1', purpose = 'check' } = {}): string {
  const program = loadProgram(file, { folder, digest, purpose });
  const said = (program.exports as Greeter).greet('you');
  program.keep(outcome);
  return said;
}

/** V8 looks into a process's own memory first: what it makes of files shows in another one. */
function runElsewhere(): string {
  const script = `
    const { loadProgram } = await import(${JSON.stringify(resolve('src/cli/code-cache.ts'))});
    const program = loadProgram(${JSON.stringify(file)}, { folder: ${JSON.stringify(folder)}, digest: 'd1', purpose: 'check' });
    process.stdout.write(program.exports.greet('you'));
    program.keep('whole');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return stdout + stderr;
}

const kept = (): string[] => readdirSync(folder).map((name) => name.replace(`${process.version}-${process.arch}-`, ''));

test('a run keeps its code, and the next one runs on it', () => {
  expect(run('whole')).toBe('Hello you, from program.cjs');
  expect(kept()).toEqual(['d1-check-whole']);
  const [name = ''] = readdirSync(folder);
  const before = readFileSync(join(folder, name));
  // As long as what it was: V8 cannot tell them apart, so that what runs shows where the code came from.
  writeFileSync(file, readFileSync(file, 'utf8').replace('Hello', 'HELLO'));
  expect(run('whole')).toBe('Hello you, from program.cjs');
  expect(readFileSync(join(folder, name)).equals(before)).toBe(true);
});

test('code of another bundle is not used, and each purpose has its own', () => {
  run('whole');
  writeFileSync(file, readFileSync(file, 'utf8').replace('Hello', 'HELLO'));
  expect(run('whole', { digest: 'd2' })).toBe('HELLO you, from program.cjs');
  run('whole', { digest: 'd2', purpose: 'build' });
  expect(kept()).toEqual(['d1-check-whole', 'd2-build-whole', 'd2-check-whole']);
});

test('the code of a run that found mistakes serves until one went through', () => {
  run('part');
  expect(kept()).toEqual(['d1-check-part']);
  run('whole');
  run('part');
  expect(kept()).toEqual(['d1-check-part', 'd1-check-whole']);
});

test('what V8 refuses is made anew', () => {
  runElsewhere();
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), 'no code');
  expect(runElsewhere()).toBe('Hello you, from program.cjs');
  expect(readFileSync(join(folder, name)).length).toBeGreaterThan(100);
});

test('code that a disk has spoilt is made anew, and ends no process', () => {
  runElsewhere();
  const [name = ''] = readdirSync(folder);
  const good = readFileSync(join(folder, name));
  for (const from of [good.length >> 2, good.length >> 1, good.length - 40]) {
    // As after a power failure: as long as before, and empty from there on.
    writeFileSync(join(folder, name), Buffer.from(good).fill(0, from));
    expect(runElsewhere()).toBe('Hello you, from program.cjs');
    expect(
      readFileSync(join(folder, name))
        .subarray(from)
        .some((byte) => byte !== 0),
    ).toBe(true);
  }
});

test('a pipe in place of a file is not read', { skip: process.platform === 'win32' }, () => {
  run('whole');
  const [name = ''] = readdirSync(folder);
  rmSync(join(folder, name));
  spawnSync('mkfifo', [join(folder, name)]);
  expect(runElsewhere()).toBe('Hello you, from program.cjs');
});

test('a file that cannot be put into its place is not left beside it', () => {
  run('whole');
  const [name = ''] = readdirSync(folder);
  rmSync(join(folder, name));
  mkdirSync(join(folder, name));
  expect(run('whole')).toBe('Hello you, from program.cjs');
  expect(readdirSync(folder)).toEqual([name]);
});

test('a home that is not there is not made', () => {
  const home = join(work, 'home');
  const program = loadProgram(file, { folder: cacheFolder({ HOME: home }), digest: 'd1', purpose: 'check' });
  program.keep('whole');
  expect(existsSync(home)).toBe(false);
});

test('what another program keeps in a folder of this name stays', () => {
  run('whole');
  const longAgo = new Date('2020-01-01');
  const names = ['state.db', 'd1-v24.0.0-x64-check-whole', 'd1-v24.0.0-x64-check-whole.part-7'];
  for (const name of names) {
    writeFileSync(join(folder, name), '');
    utimesSync(join(folder, name), longAgo, longAgo);
  }
  run('whole', { purpose: 'build' });
  expect(kept()).toEqual(['d1-build-whole', 'd1-check-whole', 'state.db']);
});

test('what somebody else has written is not run', { skip: process.getuid?.() !== 0 }, () => {
  run('whole');
  const [name = ''] = readdirSync(folder);
  chownSync(join(folder, name), 65_534, 65_534);
  writeFileSync(file, readFileSync(file, 'utf8').replace('Hello', 'HELLO'));
  expect(run('whole')).toBe('HELLO you, from program.cjs');
});

test('a folder that is none, and no folder, change nothing', () => {
  mkdirSync(join(work, 'cache'));
  writeFileSync(folder, 'a file');
  expect(run('whole')).toBe('Hello you, from program.cjs');
  const program = loadProgram(file, { folder: undefined, digest: 'd1', purpose: 'check' });
  program.keep('whole');
  expect((program.exports as Greeter).greet('me')).toBe('Hello me, from program.cjs');
});

test('only this user may read what is kept, and what is old goes', () => {
  run('whole');
  const [name = ''] = readdirSync(folder);
  const longAgo = new Date('2020-01-01');
  utimesSync(join(folder, name), longAgo, longAgo);
  run('whole', { purpose: 'build' });
  expect(kept()).toEqual(['d1-build-whole']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).map((each) => statSync(join(folder, each)).mode & 0o777)).toEqual([0o600]);
});

test('the folder is the user’s, or the one that Node is told to use', () => {
  expect(cacheFolder({ HOME: '/home/ada' })).toBe('/home/ada/.cache/sflow');
  expect(cacheFolder({ HOME: '/home/ada', XDG_CACHE_HOME: '/caches' })).toBe('/caches/sflow');
  expect(cacheFolder({ HOME: '/home/ada', XDG_CACHE_HOME: '' })).toBe('/home/ada/.cache/sflow');
  expect(cacheFolder({ HOME: '/home/ada', NODE_COMPILE_CACHE: '/node' })).toBe('/node/sflow');
  expect(cacheFolder({ HOME: '/home/ada', NODE_DISABLE_COMPILE_CACHE: '1' })).toBeUndefined();
  expect(cacheFolder({ HOME: 'relative' })).toBeUndefined();
  expect(cacheFolder({})).toBeUndefined();
});

test('help on a command is not taken for a run of it', () => {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(work, 'cache'), NODE_DISABLE_COMPILE_CACHE: '0' };
  for (const args of [
    ['check', '--help'],
    ['check', '-h'],
    ['check', 'examples/mnist'],
  ])
    spawnSync(process.execPath, [resolve('.build/sflow.cjs'), ...args], { env });
  expect(readdirSync(folder).map((name) => name.split('-').slice(-2).join('-'))).toEqual([
    'check-whole',
    'sflow-whole',
  ]);
});
