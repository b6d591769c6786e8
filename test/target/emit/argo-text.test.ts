import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argoText } from '../../../src/target/emit/argo/text.ts';
import type { TextPart } from '../../../src/target/plan/deployment-plan.ts';
import { asKubeletGives } from '../../support/kubelet.ts';

/** As `Replace` in Argo's util/template does it, once: what no value is known for stays. */
const argo = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{(.*?)\}\}/gs, (tag, name: string) => values[name] ?? tag);

const values = { 'workflow.name': 'run-1', 'workflow.parameters.x': 'value' };
const written = (part: TextPart): string => (typeof part === 'string' ? part : 'run' in part ? 'run-1' : 'value');

const asSeenByTheProgram = (parts: readonly TextPart[]): string => {
  let text = argoText(parts);
  // The controller fills in a step, its pod, and the pod's variables.
  for (let pass = 0; pass < 3; pass += 1) text = argo(text, values);
  return asKubeletGives(text);
};

describe('a text for Argo', () => {
  it.each([
    '{{workflow.name}}',
    '{{{x}}}',
    '{"a": {"b": {}}}',
    '${{ matrix.os }}',
    '$${{x',
    'echo $$ $(date) $HOME',
    '$(SFLOW_BRACE)',
    '{{',
    '{',
    '$',
  ])('reaches the program as it is written: %s', (text) => {
    expect(asSeenByTheProgram([text])).toBe(text);
    expect(argoText([text])).not.toContain('{{');
    expect(asSeenByTheProgram([text, { parameter: 'x' }, text])).toBe(`${text}value${text}`);
  });

  it('reaches the program as it is written, whatever it holds', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '$', '(', ')', 'a', 'SFLOW_BRACE', 'workflow.name') });
    const hole = fc.constantFrom<TextPart>({ parameter: 'x' }, { run: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, hole), { maxLength: 3 }), text, (pairs, last) => {
        // Neighbouring texts are one in a plan.
        const parts: TextPart[] = [...pairs.flat(), last];
        expect(asSeenByTheProgram(parts)).toBe(parts.map(written).join(''));
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves ordinary texts and signs as they are', () => {
    for (const text of ['--epochs=1', 'a {b} $c', '{"run":"x"}']) expect(argoText([text])).toBe(text);
  });
});
