import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../../src/base/diagnostics/diagnostic.ts';
import { renderJson } from '../../../src/base/diagnostics/render-json.ts';
import { renderSarif } from '../../../src/base/diagnostics/render-sarif.ts';

const text = 'one\n🎉 two three\n';
const at = (word: string): { path: string; start: number; end: number } => ({
  path: 'a b.sflow',
  start: text.indexOf(word),
  end: text.indexOf(word) + word.length,
});
const found = diagnostic(
  'unexpected',
  at('two'),
  { expected: 'x', found: 'two' },
  { help: 'do it', labels: [{ span: at('one'), text: 'here' }], fix: { span: at('three'), text: 'four' } },
);
const texts = new Map([['a b.sflow', text]]);

describe('JSON', () => {
  it('has both ends of each place, in lines and characters', () => {
    expect(JSON.parse(renderJson([found], texts))).toEqual({
      diagnostics: [
        {
          code: 'SF1008',
          name: 'unexpected',
          severity: 'error',
          message: 'expected x, found two',
          path: 'a b.sflow',
          start: { line: 2, column: 3 },
          end: { line: 2, column: 6 },
          labels: [{ text: 'here', path: 'a b.sflow', start: { line: 1, column: 1 }, end: { line: 1, column: 4 } }],
          help: 'do it',
          fix: { text: 'four', path: 'a b.sflow', start: { line: 2, column: 7 }, end: { line: 2, column: 12 } },
        },
      ],
    });
  });

  it('has no message where there is none', () => {
    expect(JSON.parse(renderJson([], new Map()))).toEqual({ diagnostics: [] });
  });
});

describe('SARIF', () => {
  it('has the rule, the place, the places that matter and the edit', () => {
    const log = JSON.parse(renderSarif([found, found], texts)) as {
      version: string;
      runs: { columnKind: string; tool: { driver: { rules: { id: string }[] } }; results: unknown[] }[];
    };
    const [run] = log.runs;
    expect(log.version).toBe('2.1.0');
    expect(run?.columnKind).toBe('unicodeCodePoints');
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['SF1008']);
    expect(run?.results).toHaveLength(2);
    const region = { startLine: 2, startColumn: 3, endLine: 2, endColumn: 6 };
    const artifactLocation = { uri: 'a%20b.sflow' };
    expect(run?.results[0]).toEqual({
      ruleId: 'SF1008',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'expected x, found two. do it' },
      locations: [{ physicalLocation: { artifactLocation, region } }],
      relatedLocations: [
        {
          physicalLocation: { artifactLocation, region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 4 } },
          message: { text: 'here' },
        },
      ],
      fixes: [
        {
          description: { text: 'replace `three` by `four`' },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [
                {
                  deletedRegion: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 12 },
                  insertedContent: { text: 'four' },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});
