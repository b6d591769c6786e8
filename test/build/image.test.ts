import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runtimeBundle } from '../../src/build/runtime-bundle.ts';
import { PROGRAM } from '../../src/contract/process/command.ts';
import { list, look } from '../target/emit/look.ts';

const read = (name: string): string => readFileSync(`src/agent/image/${name}`, 'utf8');
const lines = (name: string): string[] =>
  read(name)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

describe('the image of the runtime', () => {
  const [base, from, ...rest] = lines('Dockerfile');
  const copied = rest.flatMap((line) => /^COPY --chmod=\d+ (.*) \S+$/.exec(line)?.[1]?.split(' ') ?? []);

  it('stands on a base that whoever builds it may choose, and runs nothing to be built', () => {
    expect(base).toMatch(/^ARG BASE=\S+$/);
    expect(from).toBe('FROM ${BASE}');
    expect(rest.filter((line) => /^(?:RUN|FROM|ADD) /.test(line))).toEqual([]);
  });

  it('is given the one bundle and the licences, and sees no more of the project', () => {
    expect(copied.sort()).toEqual(['.build/THIRD-PARTY-NOTICES.txt', '.build/runtime.js', 'LICENSE']);
    const [all, ...seen] = lines('Dockerfile.dockerignore');
    expect(all).toBe('*');
    expect(seen.map((line) => line.slice(1)).sort()).toEqual(copied.sort());
  });

  it('has the program that pods start where they look for it, as a user without a name in it', () => {
    expect(rest).toContain(`COPY --chmod=0555 .build/runtime.js /usr/local/bin/${PROGRAM}`);
    expect(rest.find((line) => line.startsWith('ENV '))).toContain('PATH=/usr/local/bin:');
    expect(rest.find((line) => line.startsWith('USER '))).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
    expect(runtimeBundle.options.banner.js).toMatch(/^#!\/nodejs\/bin\/node\n/);
  });

  it('is published by the file beside it, for the tag of a release', () => {
    expect(read('docker-bake.hcl')).toContain('dockerfile = "src/agent/image/Dockerfile"');
    const workflow: unknown = parse(readFileSync('.github/workflows/image.yml', 'utf8'));
    expect(look(workflow, 'on.push.tags')).toEqual(['v*']);
    const runs = list(workflow, 'jobs.publish.steps').map((step) => String(look(step, 'run')));
    expect(runs.join('\n')).toContain('docker buildx bake -f src/agent/image/docker-bake.hcl --push');
  });
});
