import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bundle = resolve('.build/sflow.cjs');
const run = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [bundle, 'graph', ...args], { encoding: 'utf8' });

let folder = '';
beforeAll(() => {
  if (!existsSync(bundle)) throw new Error('there is no bundle: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'sflow-graph-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('sflow graph', () => {
  it('writes the form that the ending of the file tells, or that is asked for', () => {
    for (const [name, beginning] of [
      ['a.svg', '<svg xmlns'],
      ['a.mmd', 'flowchart LR'],
      ['a.dot', 'digraph sflow {'],
      ['a.gv', 'digraph sflow {'],
    ] as const) {
      const { status, stdout, stderr } = run('examples/mlperf', '-o', join(folder, name));
      expect([status, stdout, stderr]).toEqual([0, '', '']);
      expect(readFileSync(join(folder, name), 'utf8')).toMatch(new RegExp(`^${beginning}`));
    }
    expect(run('examples/mlperf').stdout).toMatch(/^<svg xmlns/);
    expect(run('examples/mlperf', '-o', '-', '--format', 'dot').stdout).toMatch(/^digraph sflow \{/);
    run('examples/mlperf', '-o', join(folder, 'a.txt'), '--format', 'mermaid');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toMatch(/^flowchart LR/);
    expect(readdirSync(folder).sort()).toEqual(['a.dot', 'a.gv', 'a.mmd', 'a.svg', 'a.txt']);
  });

  it('draws one thing alone', () => {
    const { stdout } = run('examples/mnist', '--format', 'mermaid', '--only', 'checker-agent');
    expect(stdout).toContain('checker-agent');
    expect(stdout).not.toContain('planner-agent');
  });

  it('says what is wrong, and leaves the file as it was', () => {
    const file = join(folder, 'kept.svg');
    writeFileSync(file, 'mine');
    const broken = join(folder, 'broken.sflow');
    writeFileSync(broken, 'workflow w : batch { executor }');
    for (const [args, status, said] of [
      [[broken, '-o', file], 1, 'error[SF'],
      [
        ['examples/mnist', '-o', file, '--only', 'planer-agent'],
        2,
        'no agent planer-agent; did you mean planner-agent?',
      ],
      [['examples/grid-search', '-o', file, '--only', 'agents'], 2, 'has no agents to draw'],
      [['examples/mlperf', '-o', join(folder, 'a.png')], 2, 'does not tell the format by its ending'],
      [['examples/mlperf', '-o', join(folder, 'no/such/a.svg')], 2, 'cannot be written (ENOENT)'],
      [['examples/leaf', '--format', 'png'], 2, 'png'],
    ] as const) {
      const ended = run(...args);
      expect([ended.status, ended.stdout], args.join(' ')).toEqual([status, '']);
      expect(ended.stderr).toContain(said);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});
