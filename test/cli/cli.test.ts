import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The bundle, run as a user runs it. */

const bundle = resolve('.build/sflow.cjs');
const run = (args: readonly string[], cwd = '.'): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [bundle, ...args], { encoding: 'utf8', cwd });

let folder = '';
beforeAll(() => {
  if (!existsSync(bundle)) throw new Error('there is no bundle: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sflow-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const files = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

const mnist = (name: string): string => {
  const path = join(folder, name);
  cpSync('examples/mnist', path, { recursive: true });
  return path;
};

function broken(name: string): string {
  const path = mnist(name);
  const file = join(path, 'dataengineer.sflow');
  writeFileSync(file, readFileSync(file, 'utf8').replace('runWorkflow(detector', 'runWorkflow(detecter'));
  return path;
}

describe('sflow check', () => {
  it('says what it checked, and the most that agents do', () => {
    const { status, stdout, stderr } = run(['check', 'examples/mnist']);
    expect(stdout.split('\n')).toEqual([
      'examples/mnist: 2 applications, 4 batch workflows, 1 online workflow, 4 agents with 5 strategies; no mistakes',
      '  checker-agent, at most within a day: runs without bound (check-predictions)',
      '  planner-agent, at most within a day: runs 24',
      '  executor-agent, at most within a day: promotions without bound (change-model)',
      '  a cooldown, a limit, or a budget of the agent bounds what has no bound',
      '',
    ]);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('shows a mistake with its line, and ends with 1', () => {
    const { status, stderr, stdout } = run(['check', broken('wrong')], folder);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('error[SF2001]: there is no value detecter here');
    expect(stderr).toContain('wrong/dataengineer.sflow:');
    expect(stderr).toMatch(/\n\d+ \| {5}THEN runWorkflow\(detecter, data: data\)\n +\| +\^{8}\n/);
    expect(stderr).toContain('= help: did you mean detector?');
  });

  it('tells programs the same, as JSON and SARIF', () => {
    const path = broken('machine');
    const json = JSON.parse(run(['check', path, '--format', 'json'], folder).stdout) as {
      diagnostics: Record<string, unknown>[];
    };
    expect(json.diagnostics).toMatchObject([
      {
        code: 'SF2001',
        severity: 'error',
        path: 'machine/dataengineer.sflow',
        start: { column: 22 },
        end: { column: 30 },
        fix: { text: 'detector' },
      },
    ]);
    const sarif = JSON.parse(run(['check', path, '--format', 'sarif'], folder).stdout) as {
      version: string;
      runs: { results: unknown[] }[];
    };
    expect(sarif.version).toBe('2.1.0');
    expect(sarif.runs[0]?.results).toMatchObject([
      { ruleId: 'SF2001', locations: [{ physicalLocation: { region: { startColumn: 22 } } }] },
    ]);
    expect(run(['check', 'examples/mnist', '--format', 'json']).stdout).toContain('"diagnostics": []');
  });

  it('ends with 2 on a wrong command line and on what cannot be read', () => {
    for (const [args, said] of [
      [['check'], 'path'],
      [['check', 'examples/mnist', '--format', 'xml'], 'xml'],
      [['chek', 'examples/mnist'], 'chek'],
      [['check', 'nowhere'], 'there is no nowhere'],
      [['check', 'src'], 'holds no source'],
      [['check', 'examples/mnist', '--set', 'x'], 'name=value'],
      [['check', 'examples/mnist', '--values', 'nowhere.yaml'], 'cannot be read'],
      [['build', 'examples/mnist'], 'output'],
      [['explain', 'SF9999'], 'SF9999'],
    ] as const) {
      const { status, stderr } = run(args);
      expect([status, stderr.includes(said)], `${args.join(' ')}: ${stderr}`).toEqual([2, true]);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });

  it('ends with 2 on values that refer to nothing, or to too much', () => {
    const file = join(folder, 'references.yaml');
    const list = (item: string): string => `[${Array<string>(10).fill(item).join(', ')}]`;
    for (const text of [
      'epochs: *nothing\n',
      `a: &a ${list('1')}\nb: &b ${list('*a')}\nc: &c ${list('*b')}\nd: *c\n`,
    ]) {
      writeFileSync(file, text);
      const { status, stderr } = run(['check', 'examples/mnist', '--values', file]);
      expect(status, stderr).toBe(2);
      expect(stderr).toContain(`the values file ${file} cannot be read: `);
    }
  });

  it('takes values and another platform', () => {
    const path = join(folder, 'values');
    mkdirSync(path);
    const source =
      'param epochs : Int\nplatform one { registry "one" command ["run"] }\nplatform two { registry "two" command ["run"] }\napplication app { team t  on one }\nworkflow w : batch { executor step { image "a:1"  args { epochs: epochs } } }\n';
    writeFileSync(join(path, 'main.sflow'), source);
    writeFileSync(join(path, 'values.yaml'), 'epochs: 3\n');
    const built = (...more: string[]): string => run(['build', path, '-o', '-', ...more]).stdout;
    expect(built('--set', 'epochs=7')).toMatch(/--epochs=7[^]*image: one\/a:1/);
    expect(built('--values', join(path, 'values.yaml'), '--platform', 'two')).toMatch(/--epochs=3[^]*image: two\/a:1/);
    expect(run(['check', path]).stderr).toContain('SF3023');
    expect(run(['check', path, '--set', 'epochs=7', '--platform', 'three']).stderr).toContain('SF2009');
  });
});

describe('sflow build', () => {
  it('writes a folder, and removes what only an earlier build wrote', () => {
    const path = mnist('again');
    const out = join(folder, 'out');
    expect(run(['build', path, '-o', out]).status).toBe(0);
    const first = files(out);
    expect(first).toContain('scanflow-mnist-dataengineer/agent-tracker-agent.yaml');
    writeFileSync(join(out, 'notes.txt'), 'mine');
    writeFileSync(join(out, 'scanflow-mnist-datascience/mine.yaml'), 'mine');
    const file = join(path, 'datascience.sflow');
    writeFileSync(file, readFileSync(file, 'utf8').replace('workflow train-detector', 'workflow fit-detector'));
    expect(run(['build', path, '-o', out]).status).toBe(0);
    const second = files(out);
    expect(second.filter((name) => !first.includes(name))).toEqual([
      'notes.txt',
      'scanflow-mnist-datascience/mine.yaml',
      'scanflow-mnist-datascience/workflow-fit-detector.yaml',
    ]);
    expect(first.filter((name) => !second.includes(name))).toEqual([
      'scanflow-mnist-datascience/workflow-train-detector.yaml',
    ]);
    expect(readdirSync(folder).filter((name) => name.startsWith('out.'))).toEqual([]);
  });

  it('leaves everything as it was when there is a mistake', () => {
    const out = join(folder, 'untouched');
    expect(run(['build', 'examples/mnist', '-o', out]).status).toBe(0);
    const before = files(out).map((name) => readFileSync(join(out, name), 'utf8'));
    expect(run(['build', broken('mistaken'), '-o', out]).status).toBe(1);
    expect(files(out).map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(before);
    expect(run(['build', broken('mistaken2'), '-o', join(folder, 'never')]).status).toBe(1);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('does not touch a file that no build wrote', () => {
    const out = join(folder, 'taken');
    mkdirSync(out);
    writeFileSync(join(out, 'kustomization.yaml'), 'mine');
    const { status, stderr } = run(['build', 'examples/mnist', '-o', out]);
    expect([status, stderr.includes('no build of sflow wrote it')]).toEqual([2, true]);
    expect(readFileSync(join(out, 'kustomization.yaml'), 'utf8')).toBe('mine');
    expect(files(out)).toEqual(['kustomization.yaml']);
  });

  it('does not undo what somebody edited, but by --force', () => {
    const path = mnist('edited');
    const out = join(folder, 'edited-out');
    const file = join(out, 'scanflow-mnist-datascience/workflow-training.yaml');
    expect(run(['build', path, '-o', out]).status).toBe(0);
    const made = readFileSync(file, 'utf8');
    // As Git may check it out.
    writeFileSync(file, made.replaceAll('\n', '\r\n'));
    expect(run(['build', path, '-o', out]).status).toBe(0);
    const edited = made.replace('epochs=1', 'epochs=9');
    writeFileSync(file, edited);
    const refused = run(['build', path, '-o', out]);
    expect([refused.status, refused.stderr.includes(file), refused.stderr.includes('--force')]).toEqual([
      2,
      true,
      true,
    ]);
    // Nor is it removed with what it was made of.
    const source = join(path, 'datascience.sflow');
    const text = readFileSync(source, 'utf8');
    writeFileSync(file, made);
    writeFileSync(join(out, 'scanflow-mnist-datascience/workflow-train-detector.yaml'), 'mine');
    writeFileSync(source, text.replace('workflow train-detector', 'workflow fit-detector'));
    expect(run(['build', path, '-o', out]).status).toBe(2);
    expect(run(['build', path, '-o', out, '--force']).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(made);
    expect(files(out)).not.toContain('scanflow-mnist-datascience/workflow-train-detector.yaml');
  });

  it('does not write among sources', () => {
    const path = mnist('among');
    for (const [from, to] of [
      [path, path],
      [path, folder],
      [join(path, 'datascience.sflow'), path],
    ] as const) {
      const { status, stderr } = run(['build', from, '-o', to]);
      expect([status, stderr.includes('holds the source')], stderr).toEqual([2, true]);
    }
    expect(files(path).every((name) => /\.(?:sflow|yaml|svg)$/.test(name) && !name.includes('/'))).toBe(true);
    expect(run(['build', path, '-o', join(path, 'dist')]).status).toBe(0);
    expect(run(['build', path, '-o', join(path, 'dist')]).status).toBe(0);
  });

  it('says what the cluster has to pull that no source names', () => {
    const { stderr } = run(['build', 'examples/mnist', '-o', join(folder, 'pulled')]);
    expect(stderr).toMatch(/also has to be able to pull \S*sflow-runtime:\S+\n/);
    expect(stderr).not.toContain('load-data');
  });

  it('writes what it streams', () => {
    const out = join(folder, 'both');
    run(['build', 'examples/mnist', '-o', out]);
    const streamed = run(['build', 'examples/mnist', '-o', '-'])
      .stdout.split('---\n')
      .filter((text) => text !== '')
      .sort();
    const written = files(out)
      .filter((name) => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'))
      .flatMap((name) => readFileSync(join(out, name), 'utf8').split('---\n'))
      .filter((text) => !text.startsWith('# Generated'))
      .sort();
    expect(streamed).toEqual(written);
  });
});

describe('sflow dev and explain', () => {
  it('plays the day of the example', () => {
    const { status, stdout } = run(['dev', 'examples/mnist']);
    expect(status).toBe(0);
    const order = [
      'count-predictions acts: predictions since last fired = 1350 is >= 1000',
      'runWorkflow(detector, data: data): detector-1',
      'retrain-model acts: picked since last fired = 120 is >= 100',
      'mnist_cnn has a version 2, score 0.91',
      'update-model acts: gain(mnist-cnn@latest, than: mnist-cnn@production) = 0.01 is > 0',
      'mnist_cnn@production is version 2 now, was 1',
      'upgradeWorkflow on inference.predictor (model: mnist_cnn@2)',
      'update-model nothing to do: gain(mnist-cnn@latest, than: mnist-cnn@production) = -0.005 is not >',
    ].map((text) => stdout.indexOf(text));
    expect(
      order.every((at, index) => at > (order[index - 1] ?? 0)),
      String(order),
    ).toBe(true);
  });

  it('says what is wrong with a world', () => {
    const world = join(folder, 'world.yaml');
    writeFileSync(world, 'start: tomorrow\nlength: 24\nmodles: {}\n');
    const { status, stderr } = run(['dev', 'examples/mnist', '--world', world]);
    expect(status).toBe(1);
    expect(stderr).toContain('world.yaml:1:8: start is an instant');
    expect(stderr).toContain('world.yaml:2:9: length is a duration');
    expect(stderr).toContain('world.yaml:3:1: the world has no modles');
    expect(run(['dev', 'examples/mnist', '--world', 'nowhere']).status).toBe(2);
  });

  it('says what of a world no agent reads', () => {
    const world = join(folder, 'unread.yaml');
    writeFileSync(
      world,
      'start: 2026-12-01T00:00Z\nlength: 1m\nmetrics: { request-rat(online-inference-graph): 20/s }\n',
    );
    expect(run(['dev', 'examples/mlperf', '--world', world]).stdout).toContain(
      'no agent reads request-rat(online-inference-graph), which the world has among its metrics; of what can stand there they read request-rate(online-inference-graph)\n',
    );
  });

  it('explains a message by its code and by its name', () => {
    expect(run(['explain', 'SF2001']).stdout).toContain('A name means a declaration');
    expect(run(['explain', 'unknown-name']).stdout).toBe(run(['explain', 'sf2001']).stdout);
  });

  it('shows what is wrong, what is said of it, and what is right', () => {
    const { stdout } = run(['explain', 'SF3002']);
    const parts = [
      'SF3002 wrong-unit (error)',
      'Wrong:\n\n    workflow',
      '  timeout 90 }',
      '\nerror[SF3002]: expected',
      ' --> main.sflow:2:43',
      'did you mean 90s?',
      'Right:\n\n    workflow',
      'timeout 90s }',
      'Both stand in a file that also declares a platform',
    ].map((part) => stdout.indexOf(part));
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect(parts).not.toContain(-1);
    expect(run(['explain', 'bad-value']).stdout).toContain('$ sflow check . --set epochs=many');
  });
});

describe('sflow openapi', () => {
  const example = 'examples/custom-sensor';

  it('writes the interface of an endpoint, as YAML or as JSON', () => {
    const { status, stdout, stderr } = run(['openapi', example]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(readFileSync(join(example, 'server/openapi.yaml'), 'utf8'));
    const file = join(folder, 'openapi.json');
    expect(run(['openapi', example, 'watch', '-o', file]).status).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ openapi: '3.1.1', info: { title: 'watch' } });
  });

  it('says which endpoints there are', () => {
    const wrong = (...args: string[]): unknown[] => {
      const { status, stdout, stderr } = run(['openapi', ...args]);
      return [status, stdout, stderr];
    };
    expect(wrong(example, 'wach')).toEqual([
      2,
      '',
      `sflow: ${example} declares no endpoint wach; it has watch (loans.sflow)\n`,
    ]);
    expect(wrong('examples/mnist')).toEqual([
      2,
      '',
      'sflow: examples/mnist declares no endpoint of custom sensors and actions\n',
    ]);
    const path = join(folder, 'two.sflow');
    writeFileSync(path, 'endpoint a : sidecar { image "a:1" }\nendpoint b : external { at "https://b.example.org" }\n');
    expect(wrong(path)).toEqual([2, '', 'sflow: which endpoint? name one of a (two.sflow), b (two.sflow)\n']);
    expect(wrong(path, 'b', '-o', join(folder, 'no', 'such', 'folder'))[2]).toMatch(/cannot be written \(ENOENT\)\n$/);
  });
});

it.skipIf(!existsSync('/dev/full'))('says so where the standard output cannot be written', () => {
  const full = openSync('/dev/full', 'w');
  const args = [bundle, 'build', 'examples/leaf', '-o', '-'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  expect([status, stderr.trimEnd().split('\n').at(-1)]).toEqual([
    2,
    'sflow: the standard output cannot be written (ENOSPC)',
  ]);
});
