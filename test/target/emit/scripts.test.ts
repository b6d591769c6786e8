import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { batch, compileTexts } from '../../support/marked.ts';
import { asKubeletGives } from '../../support/kubelet.ts';
import { list, text } from './look.ts';
import { objectsOf } from './sources.ts';

/** What is read of a program without running it, by the language's own means. */
const readers = {
  python: ['python3', '-c', 'import sys; compile(sys.stdin.read(), "script", "exec")'],
  sh: ['sh', '-n'],
  bash: ['bash', '-n'],
  node: ['node', '--check', '-'],
} as const;

const programs: readonly [language: keyof typeof readers, lines: readonly string[]][] = [
  [
    'python',
    [
      String.raw`import re, sys`,
      String.raw`def tell(what):`,
      String.raw`    """Says it: \d {{inputs.parameters.x}} ${'$'}{HOST}."""`,
      String.raw`    print("a\n", what, end="\n\t\\")`,
      ``,
      String.raw`tell(re.sub(r"\s+\"", '', f"{{{sys.argv}}}") + \ `.trimEnd(),
      String.raw`     "$(SFLOW_BRACE) $$")`,
    ],
  ],
  ['sh', [String.raw`echo "say \"${'$'}{HOST:-x}\"" \ `.trimEnd(), String.raw`  "$(date)" '\n' "$@"`]],
  ['bash', [String.raw`names=(a b)`, String.raw`echo "${'$'}{#names[@]} ${'$'}{names[0]%.*}" {{a,b},c}`]],
  ['node', [String.raw`console.log("a\n", /\d+\//.test('\\'), { a: { b: {}} })`]],
];

describe('a script', () => {
  it.each(programs)('for %s reaches its program as it was pasted', (language, lines) => {
    const pasted = lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
    const source = batch(`executor step {\n  image "a:1"\n  script ${language} '''\n${pasted}\n  '''\n}`);
    const { diagnostics, manifests } = compileTexts(source);
    expect(diagnostics).toEqual([]);
    const step = objectsOf(manifests)
      .flatMap((object) => list(object, 'spec.templates'))
      .find((template) => text(template, 'name') === 'step');
    const [, , program = ''] = list(step, 'container.command').map(String).map(asKubeletGives);
    expect(program).toBe(lines.join('\n'));
    const [command, ...args] = readers[language];
    const read = spawnSync(command, args, { input: program, encoding: 'utf8' });
    // Only where the language is there.
    if (!read.error) expect(read.stderr).toBe('');
  });

  it('on one line may have spaces around it', () => {
    const { manifests } = compileTexts(batch(`executor step { image "a:1"  script python ''' print("a\\n") ''' }`));
    const step = objectsOf(manifests).flatMap((object) => list(object, 'spec.templates'));
    expect(list(step.at(-1), 'container.command').slice(0, 3)).toEqual(['python', '-c', 'print("a\\n")']);
  });
});
