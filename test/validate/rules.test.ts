import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeFiles } from '../../src/target/emit/emit.ts';
import { refused } from '../target/emit/refused.ts';
import { compileFolder } from '../target/emit/sources.ts';

/**
 * A command that runs the targets' own validation over files or a folder, and says for each object a line `ok …`, `BAD KIND
 * NAME: WHY`, `warning …` or `unchecked …`; its exit code is 1 where something is bad.
 */
const VALIDATE = process.env.SFLOW_VALIDATE ?? '';
if (VALIDATE === '') process.stderr.write('left out: the rules of the targets, since SFLOW_VALIDATE is not set\n');

/** Kinds whose own validation the command does not have. The API server compiles admission policies: the cluster tests apply them. */
const WITHOUT_VALIDATOR = /^unchecked (InferenceService|InferenceGraph|ValidatingAdmissionPolicy(Binding)?) /;

interface Verdict {
  readonly code: number;
  readonly ok: number;
  readonly bad: readonly string[];
  readonly unchecked: readonly string[];
}

function validate(path: string): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    execFile(VALIDATE, [path], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error ? Number(error.code) : 0;
      if (code !== 0 && code !== 1) {
        reject(new Error(`${VALIDATE} ${path} failed: ${stderr}`, { cause: error }));
        return;
      }
      const lines = (word: string): string[] => stdout.split('\n').filter((line) => line.startsWith(`${word} `));
      resolve({ code, ok: lines('ok').length, bad: lines('BAD'), unchecked: lines('unchecked') });
    });
  });
}

describe.skipIf(VALIDATE === '')('the targets’ own code', () => {
  it.each(refused)('refuses $rule', async ({ path, upstream }) => {
    const { code, bad } = await validate(path);
    // Each complaint is one that is expected, so the rest of the object is as it should be.
    expect(bad).toEqual(expect.arrayContaining(upstream.map((part) => expect.stringContaining(part) as string)));
    expect([code, bad.length]).toEqual([1, upstream.length]);
  });

  it.each(readdirSync(new URL('../../examples/', import.meta.url)))('takes all of examples/%s', async (name) => {
    const { manifests } = await compileFolder(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)));
    const folder = await mkdtemp(join(tmpdir(), 'sflow-validate-'));
    try {
      for (const { path, text } of writeFiles(manifests ?? [])) {
        await mkdir(join(folder, dirname(path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      const { code, ok, bad, unchecked } = await validate(folder);
      expect(bad).toEqual([]);
      expect(unchecked.filter((line) => !WITHOUT_VALIDATOR.test(line))).toEqual([]);
      expect([code, ok + unchecked.length]).toEqual([0, manifests?.flatMap(({ objects }) => objects).length]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
