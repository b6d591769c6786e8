import { describe, expect, it } from 'vitest';
import { renderJson } from '../../../src/base/diagnostics/render-json.ts';
import { renderSarif } from '../../../src/base/diagnostics/render-sarif.ts';
import { renderText } from '../../../src/base/diagnostics/render-text.ts';
import { batch, compileTexts } from '../../support/marked.ts';

describe('a message about a secret', () => {
  it('does not print it, in no form', () => {
    for (const text of [
      batch('executor step { image "a:1"  env { API_TOKEN: "hunter2" } }'),
      'platform p { metrics prometheus "http://me:hunter2@prometheus:9090" }',
    ]) {
      const { diagnostics } = compileTexts(text);
      expect(diagnostics).toHaveLength(1);
      const texts = new Map([['main.sflow', text]]);
      const forms = [
        renderText(diagnostics, texts, { colour: false }),
        renderJson(diagnostics, texts),
        renderSarif(diagnostics, texts),
      ];
      for (const form of forms) expect(form).not.toContain('hunter2');
      expect(forms[0]).toContain('•••••••');
    }
  });
});
