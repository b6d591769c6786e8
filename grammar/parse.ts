import { forShell } from '../src/base/diagnostics/suggest.ts';
import { inReadingOrder, Reporter, type Result } from '../src/base/diagnostics/diagnostic.ts';
import type { Source, Span } from '../src/base/source/source.ts';
import type { File } from '../src/language/syntax/nodes.ts';
import { measureDepths } from './depth.ts';
import { allTokens, lex, type Lexed } from './lexer.ts';
import { MAX_DEPTH, MAX_ERRORS, MAX_SOURCE_BYTES } from './limits.ts';
import { createParser } from './parser.ts';
import { isExpansion } from './strings.ts';
import type { FileContents, Parser } from './rule-table.ts';

let first: Parser | undefined;

/** Made when the first text is parsed, and only then. */
const theParser = (): Parser => (first ??= createParser());

/** Reads a source. Any text gives a tree; what does not have the form of the language is reported, each mistake once. */
export function parse(source: Source): Result<File> {
  const { path, text } = source;
  const reporter = new Reporter();
  const span: Span = { path, start: 0, end: text.length };
  const start = { path, start: 0, end: 0 };
  const bytes = text.length > MAX_SOURCE_BYTES / 3 ? Buffer.byteLength(text) : text.length;
  if (bytes > MAX_SOURCE_BYTES) {
    reporter.report('file-too-large', start, { bytes, limit: MAX_SOURCE_BYTES });
    return {
      value: { kind: 'file', path, imports: [], declarations: [], tokens: [], span },
      diagnostics: reporter.diagnostics,
    };
  }
  const parser = theParser();
  const lexed = lex(text, span, reporter);
  if (lexed.tokens.length === 0 && reporter.diagnostics.length === 0) reporter.report('empty-file', start, {});
  const contents = readFile(parser, { path, text }, lexed, reporter);
  const value: File = {
    kind: 'file',
    path,
    ...contents,
    // The compiler has no use for them, so they are not kept.
    get tokens() {
      return allTokens(text, span);
    },
    span,
  };
  return { value, diagnostics: capped(reporter, start) };
}

function readFile(parser: Parser, { path, text }: Source, lexed: Lexed, reporter: Reporter): FileContents {
  const range = { path, start: 0, end: text.length };
  const { tooDeep, strings } = measureDepths(lexed.tokens, 0);
  if (tooDeep) {
    const { startOffset, endOffset } = tooDeep.token;
    reporter.report('too-deep', { path, start: startOffset, end: endOffset + 1 }, { limit: tooDeep.limit });
    return { imports: [], declarations: [] };
  }
  parser.begin({ text, range, lexed, endName: 'the end of the file', reporter });
  const contents = parser.file();
  readHoles(parser, text, strings, reporter);
  return contents;
}

/** Parses what stands in the holes of strings. That may hold strings with holes, which come to the end of the line. */
function readHoles(
  parser: Parser,
  text: string,
  depthOfStrings: ReadonlyMap<number, number>,
  reporter: Reporter,
): void {
  const depths = new Map(depthOfStrings);
  const open = [...parser.holes];
  for (const { parts, string, hole } of open) {
    if (isExpansion(text, hole.text)) {
      const { start, end, path } = hole.text;
      const span = { path, start: start - 2, end: end + 1 };
      const expansion = text.slice(span.start, span.end);
      reporter.report('shell-in-hole', span, { expansion }, { help: forShell(expansion) });
      continue;
    }
    const depth = (depths.get(string) ?? 0) + 1;
    const lexed = lex(text, hole.text, reporter);
    const { tooDeep, strings } = measureDepths(lexed.tokens, depth);
    if (tooDeep || depth > MAX_DEPTH) {
      reporter.report('too-deep', hole.text, { limit: tooDeep?.limit ?? MAX_DEPTH });
      continue;
    }
    for (const [offset, inner] of strings) depths.set(offset, inner);
    parser.begin({ text, range: hole.text, lexed, endName: '`}`', reporter });
    const value = parser.hole();
    const { start, end } = hole.text;
    parts[hole.part] = { kind: 'hole', value, span: { ...hole.text, start: start - 2, end: end + 1 } };
    // One by one: as arguments, many would exhaust the stack.
    for (const inner of parser.holes) open.push(inner);
  }
}

/** The mistakes as people read them, and no more than anybody would. */
function capped(reporter: Reporter, start: Span): Result<File>['diagnostics'] {
  const found = inReadingOrder(reporter.diagnostics);
  if (found.length <= MAX_ERRORS) return found;
  const shown = found.slice(0, MAX_ERRORS);
  const rest = new Reporter();
  rest.report('too-many-errors', shown.at(-1)?.span ?? start, { limit: MAX_ERRORS });
  return [...shown, ...rest.diagnostics];
}
