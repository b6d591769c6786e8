import { describe, expect, it } from 'vitest';
import { diagnostic, type Details, type Diagnostic } from '../../../src/base/diagnostics/diagnostic.ts';
import { renderText } from '../../../src/base/diagnostics/render-text.ts';
import type { Span } from '../../../src/base/source/source.ts';

/** A message about the text that is marked with « and ». */
function about(marked: string, details: Details = {}, path = 'main.sflow'): { text: string; found: Diagnostic } {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const found = diagnostic('unexpected', { path, start, end }, { expected: 'one', found: 'another' }, details);
  return { text: marked.replaceAll(/[«»]/g, ''), found };
}

const render = (marked: string, details?: Details): string => {
  const { text, found } = about(marked, details);
  return renderText([found], new Map([['main.sflow', text]]), { colour: false });
};
const lines = (rendered: string): string[] => rendered.split('\n');

describe('a message', () => {
  it('shows the sentence, the place, the line and the underline', () => {
    expect(render('first\nsecond «bad» line\n')).toBe(
      [
        'error[SF1008]: expected one, found another',
        ' --> main.sflow:2:8',
        '  |',
        '2 | second bad line',
        '  |        ^^^',
        '',
        '1 error',
        '',
      ].join('\n'),
    );
  });

  it('counts errors, warnings and notes apart', () => {
    const { text, found } = about('«a» b');
    const list = [found, { ...found, severity: 'note' as const }, { ...found, severity: 'note' as const }];
    const rendered = renderText(list, new Map([['main.sflow', text]]), { colour: false });
    expect(rendered).toContain('note[SF1008]: expected one');
    expect(rendered).toMatch(/\n1 error, 2 notes\n$/);
  });

  it('shows help, and an edit in words', () => {
    const span = (start: number, end: number): Span => ({ path: 'main.sflow', start, end });
    expect(render('a «=» b', { help: 'do it' })).toContain('  = help: do it\n');
    expect(render('a «=» b', { fix: { span: span(2, 3), text: '==' } })).toContain('  = fix: replace `=` by `==`\n');
    expect(render('a «;» b', { fix: { span: span(2, 3), text: '' } })).toContain('  = fix: remove `;`\n');
    expect(render('a «»b', { fix: { span: span(2, 2), text: ',' } })).toContain('  = fix: insert `,`\n');
  });

  it('shows other places of the file in their order, and those of other files', () => {
    const text = 'one\ntwo\nthree\nfour bad\n';
    const found = diagnostic(
      'unexpected',
      { path: 'a', start: 19, end: 22 },
      { expected: 'x', found: 'y' },
      {
        labels: [
          { span: { path: 'a', start: 0, end: 3 }, text: 'here' },
          { span: { path: 'b', start: 2, end: 3 }, text: 'there' },
        ],
      },
    );
    const shown = lines(
      renderText(
        [found],
        new Map([
          ['a', text],
          ['b', 'x y'],
        ]),
        { colour: false },
      ),
    );
    expect(shown.slice(1, 12)).toEqual([
      ' --> a:4:6',
      '  |',
      '1 | one',
      '  | --- here',
      '  …',
      '4 | four bad',
      '  |      ^^^',
      ' ::: b:1:3',
      '  |',
      '1 | x y',
      '  |   - there',
    ]);
  });

  it('underlines the right columns behind wide characters, marks and tabs', () => {
    const under = (marked: string): number => (lines(render(marked))[4] ?? '').indexOf('^') - '  | '.length;
    expect(under('日本 «x»')).toBe(5);
    expect(under('🎉 «x»')).toBe(3);
    expect(under('e\u0301 «x»')).toBe(2);
    expect(under('\t«x»')).toBe(2);
    expect(lines(render('«日本»'))[4]).toBe('  | ^^^^');
  });

  it('cuts a long line around the place, and a character in no half', () => {
    const shown = render(`${'a'.repeat(500_000)}«bad»${'b'.repeat(500_000)}`);
    expect(shown.length).toBeLessThan(500);
    const [line = '', underline = ''] = lines(shown).slice(3, 5);
    expect(line.slice(underline.indexOf('^'), underline.lastIndexOf('^') + 1)).toBe('bad');
    for (const before of [29, 30, 31]) {
      const half = render(`${'a'.repeat(before)}${'🎉'.repeat(200)}«bad»${'🎉'.repeat(200)}`);
      expect(half.isWellFormed()).toBe(true);
    }
  });

  it('shows no character that could drive a terminal', () => {
    const shown = render('a\u001b[31m \u202e«x»\r\n');
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it('is about a file that could not be read, too', () => {
    const { found } = about('«x»', {}, 'gone.sflow');
    expect(renderText([found], new Map(), { colour: false })).toBe(
      'error[SF1008]: expected one, found another\n --> gone.sflow\n\n1 error\n',
    );
  });

  it('has colours only where they are asked for', () => {
    const { text, found } = about('a «b»');
    const texts = new Map([['main.sflow', text]]);
    expect(renderText([found], texts, { colour: true })).toContain('\u001b[1;31merror[SF1008]\u001b[0m');
    expect(renderText([found], texts, { colour: false })).not.toContain('\u001b');
  });
});
