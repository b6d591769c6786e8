import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeTracker, type Local, type Registry } from '../support/tracker.ts';

/** The bundle, run as a user runs it, beside a tracker in this process. */

const bundle = resolve('.build/sflow.cjs');

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder): Promise<Run> =>
  new Promise((resolve_) => {
    execFile(process.execPath, [bundle, ...args], { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve_({ status: error ? Number(error.code) : 0, stdout, stderr });
    });
  });

const versions = Object.fromEntries(
  ['1', '3', '4', '5'].map((version) => [version, { uri: `s3://models/fraud/${version}` }]),
);
const registry: Registry = {
  models: { fraud: versions },
  aliases: { fraud: { production: '3', candidate: '4', experiment: '5' } },
};

let folder = '';
let tracker: Local;
beforeAll(async () => {
  if (!existsSync(bundle)) throw new Error('there is no bundle: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sflow-lock-'));
  tracker = await fakeTracker(registry);
});
afterAll(async () => {
  await tracker.close();
  rmSync(folder, { recursive: true });
});

/** The canary example without its lock, in a folder of its own. */
function canary(name: string): string {
  cpSync('examples/canary', join(folder, name), { recursive: true });
  rmSync(join(folder, name, 'models.lock.yaml'), { force: true });
  return name;
}

const lockIn = (path: string): string => readFileSync(join(folder, path, 'models.lock.yaml'), 'utf8');
const modelUris = ({ stdout }: Run): string[] => [...stdout.matchAll(/modelUri: (\S+)/g)].map(([, uri = '']) => uri);

describe('sflow lock', () => {
  it('writes what the tracker says, and build makes three versions of it', async () => {
    const path = canary('written');
    const before = await run(['build', path, '-o', '-']);
    expect(modelUris(before)).toEqual(Array(3).fill('s3://models/models/fraud/1'));
    expect(before.stderr).toContain(
      'written/fraud.sflow:24: fraud@production is taken for version 1, whose files have to be at s3://models/models/fraud/1\n',
    );
    expect(before.stderr.trimEnd().split('\n')).toHaveLength(4);
    const { status, stdout, stderr } = await run(['lock', path, '--tracker-url', tracker.url]);
    expect([status, stderr]).toEqual([0, 'written/models.lock.yaml: 3 versions\n']);
    expect(stdout).toContain('fraud@production is version 3, at s3://models/fraud/3\n');
    const after = await run(['build', path, '--locked', '-o', '-']);
    expect(modelUris(after)).toEqual(['3', '4', '5'].map((version) => `s3://models/fraud/${version}`));
    expect(after.stderr).toBe('');
  });

  it('gives the same bytes again, in another folder, by another address, of one source or all', async () => {
    const [one, two] = [canary('one'), canary('two')];
    await run(['lock', one, '--tracker-url', `${tracker.url}/`]);
    const text = lockIn(one);
    await run(['lock', one, '--tracker-url', tracker.url]);
    expect(lockIn(one)).toBe(text);
    const there = await run(
      ['lock', '../two/fraud.sflow', '--tracker-url', `http://mlflow.mlflow:5000=${tracker.url}`],
      {},
      join(folder, one),
    );
    expect(there).toMatchObject({ status: 0, stderr: '../two/models.lock.yaml: 3 versions\n' });
    expect(lockIn(two)).toBe(text);
  });

  it('says what has moved since, which is no mistake, and writes nothing', async () => {
    const path = canary('moved');
    await run(['lock', path, '--tracker-url', tracker.url]);
    const text = lockIn(path);
    const check = (url: string): Promise<Run> => run(['lock', path, '--check', '--tracker-url', url]);
    expect(await check(tracker.url)).toEqual({
      status: 0,
      stdout: 'moved/models.lock.yaml says what the trackers say\n',
      stderr: '',
    });
    const later = await fakeTracker({ ...registry, aliases: { fraud: { production: '4', candidate: '4' } } });
    const { status, stdout } = await check(later.url);
    await later.close();
    expect([status, stdout.split('\n')]).toEqual([
      0,
      [
        'fraud@experiment was version 5, at s3://models/fraud/5, and is absent',
        'fraud@production was version 3, at s3://models/fraud/3, and is version 4, at s3://models/fraud/4',
        '',
      ],
    ]);
    expect(lockIn(path)).toBe(text);
  });

  it('leaves the file alone where the tracker gives no answer, and ends with 2; its secrets are in no output', async () => {
    const path = canary('away');
    await run(['lock', path, '--tracker-url', tracker.url]);
    const text = lockIn(path);
    const away = await fakeTracker(registry);
    await away.close();
    const credentials = { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 's3cret' };
    const { status, stdout, stderr } = await run(['lock', path, '--tracker-url', away.url], credentials);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^sflow: the tracker http:\/\/mlflow\.mlflow:5000, at http:\/\/127\.0\.0\.1:\d+, cannot be reached \(ECONNREFUSED\)\n/,
    );
    expect(stderr).not.toContain('s3cret');
    expect(lockIn(path)).toBe(text);
    const odd = await run(['lock', path, '--tracker-url', 'http://ann:s3cret@localhost'], {});
    expect([odd.status, odd.stderr.includes('s3cret')]).toEqual([2, false]);
    expect((await run(['lock', path, '--tracker-url', 'http://a', '--tracker-url', 'http://b'])).status).toBe(2);
  });

  it('shows the credentials of MLflow’s clients', async () => {
    await run(['lock', canary('shown'), '--tracker-url', tracker.url], { MLFLOW_TRACKING_TOKEN: 't0ken' });
    expect(tracker.shown.at(-1)).toBe('Bearer t0ken');
    expect(lockIn('shown')).not.toContain('t0ken');
  });

  it('ends with 1 for a mistake in the sources, and for what the lock and the sources do not share', async () => {
    const path = canary('wrong');
    const source = join(folder, path, 'fraud.sflow');
    const text = readFileSync(source, 'utf8');
    writeFileSync(source, text.replace('server sklearn', 'server sklern'));
    expect((await run(['lock', path, '--tracker-url', tracker.url])).status).toBe(1);
    writeFileSync(source, text);
    expect((await run(['build', path, '--locked', '-o', '-'])).status).toBe(1);
    await run(['lock', path, '--tracker-url', tracker.url]);
    writeFileSync(source, text.replace('@experiment', '@trial'));
    const { status, stderr } = await run(['check', path, '--locked']);
    expect(status).toBe(1);
    expect(stderr).toContain('error[SF4100]: fraud@trial has no entry in models.lock.yaml');
    expect(stderr).toContain('error[SF4101]: no source names fraud@experiment of http://mlflow.mlflow:5000');
  });

  it('is not read where it is none: that ends with 2', async () => {
    const path = canary('broken');
    writeFileSync(join(folder, path, 'models.lock.yaml'), 'trackers:\n  http://mlflow.mlflow:5000: 3\n');
    for (const command of [
      ['build', path, '-o', '-'],
      ['lock', path, '--tracker-url', tracker.url],
    ]) {
      const { status, stderr } = await run(command);
      expect([status, stderr]).toEqual([
        2,
        'sflow: broken/models.lock.yaml:2: a tracker has a record of models; mend it, or remove it and lock anew\n',
      ]);
    }
  });
});
