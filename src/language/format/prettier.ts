import { type Parser, type Printer, type SupportLanguage } from 'prettier';
import { builders } from 'prettier/doc';
import { lineStarts, positionOf } from '../../base/source/source.ts';
import { DEFAULT_WIDTH, format } from './format.ts';

/**
 * The style as a plugin of Prettier (`"plugins": ["sflow-lang/prettier"]`), for files and for what Markdown shows. It writes what
 * `sflow fmt` writes, to the byte, and has no option but `printWidth`.
 */
interface Text {
  readonly before: string;
  readonly after: string;
}

const { hardline, literalline } = builders;

export const languages: SupportLanguage[] = [
  { name: 'sflow', parsers: ['sflow'], extensions: ['.sflow'], vscodeLanguageIds: ['sflow'] },
];

export const defaultOptions = { printWidth: DEFAULT_WIDTH };

const parser: Parser<Text> = {
  astFormat: 'sflow',
  parse(text, { filepath, printWidth }) {
    const formatted = format({ path: filepath || 'the text', text }, printWidth);
    if (formatted.text === undefined) throw new FormError(text, formatted.diagnostics);
    return { before: text, after: formatted.text };
  },
  locStart: () => 0,
  locEnd: ({ before }) => before.length,
};

const printer: Printer<Text> = {
  // Prettier takes spaces away before a line break of its own; those that are left belong to strings.
  print: ({ node }) =>
    node.after.split(/(\n)/).map((piece, at, pieces) => {
      if (piece !== '\n') return piece;
      return /\s$/.test(pieces[at - 1] ?? '') ? literalline : hardline;
    }),
  getVisitorKeys: () => [],
};

export const parsers = { sflow: parser };
export const printers = { sflow: printer };

/** The first mistake in the form, as Prettier shows it; `sflow check` shows all. */
class FormError extends SyntaxError {
  readonly loc: { readonly start: object; readonly end: object };

  constructor(text: string, [first]: readonly { message: string; span: { start: number; end: number } }[]) {
    const starts = lineStarts(text);
    const { message = '', span = { start: 0, end: 0 } } = first ?? {};
    const start = positionOf(text, starts, span.start);
    super(`${message} (${start.line}:${start.column})`);
    this.loc = { start, end: positionOf(text, starts, span.end) };
  }
}
