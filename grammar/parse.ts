import { EOF, Lexer, type ILexingResult, type IRecognitionException, type IToken } from 'chevrotain';
import type { DiagnosticName } from '../src/diagnostics/catalogue.ts';
import {
  Reporter,
  diagnostic,
  inReadingOrder,
  type Details,
  type Diagnostic,
  type Result,
} from '../src/diagnostics/diagnostic.ts';
import { closest } from '../src/diagnostics/suggest.ts';
import { lineIndex, lineStarts, type Source, type Span } from '../src/source/source.ts';
import type * as ast from '../src/syntax/nodes.ts';
import { declarationWords, wordsOf } from './clauses.ts';
import { tooDeep, unclosed } from './depth.ts';
import { MAX_DEPTH, MAX_ERRORS, MAX_SOURCE_BYTES } from './limits.ts';
import { commonSlips, describeToken } from './messages.ts';
import { SflowParser } from './parser.ts';
import * as t from './tokens.ts';

let lexer: Lexer | undefined;
let parser: SflowParser | undefined;

/** Reads a source. Any text gives a tree; what does not have the form of the language is reported, each mistake once. */
export function parse(source: Source): Result<ast.File> {
  const reporter = new Reporter();
  const { path, text } = source;
  const whole: Span = { path, start: 0, end: text.length };
  const file = (found: Partial<ast.File>): ast.File => ({
    kind: 'file',
    path,
    imports: [],
    declarations: [],
    tokens: [],
    span: whole,
    ...found,
  });
  if (text.length > MAX_SOURCE_BYTES) {
    reporter.report('file-too-large', { path, start: 0, end: 0 }, { bytes: text.length, limit: MAX_SOURCE_BYTES });
    return { value: file({}), diagnostics: reporter.diagnostics };
  }
  lexer ??= new Lexer([...t.tokens], {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    skipValidations: process.env['SFLOW_RELEASE'] === '1',
  });
  const lexed = lexer.tokenize(text);
  reportLexical(path, lexed, text, reporter);
  const deep = tooDeep(lexed.tokens);
  if (deep) {
    reporter.report('too-deep', spanOf(path, deep), { limit: MAX_DEPTH });
    return { value: withTokens(file({}), lexed), diagnostics: reporter.diagnostics };
  }
  parser ??= new SflowParser();
  const found = run(parser, path, lexed, reporter, text);
  if (lexed.tokens.length === 0 && lexed.errors.length === 0)
    reporter.report('empty-file', { path, start: 0, end: 0 }, {});
  return {
    value: withTokens(file(found), lexed),
    diagnostics: capped(withoutRipples(reporter.diagnostics, text), path),
  };
}

function run(
  parser: SflowParser,
  path: string,
  lexed: ILexingResult,
  reporter: Reporter,
  text: string,
): Pick<ast.File, 'imports' | 'declarations'> {
  parser.path = path;
  parser.base = 0;
  parser.holes = [];
  parser.problems = [];
  parser.strangers = [];
  parser.input = lexed.tokens;
  const tree = parser.file();
  reportSyntax(path, lexed, parser.errors, reporter, text.length);
  parseHoles(parser, reporter);
  for (const { span, kind, text: written } of parser.problems) {
    if (kind === 'escape') reporter.report('unknown-escape', span, { escape: written });
    else if (kind === 'hole')
      reporter.report('unexpected', span, {
        found: 'the end of the text',
        expected: '`}` at the end of what ${ began',
      });
    else if (kind === 'stranger') {
      const slip = commonSlips[written];
      reporter.report(
        'unexpected',
        span,
        { found: `\`${written}\``, expected: 'a declaration' },
        slip === undefined ? meantDeclaration(written, span) : { help: slip },
      );
    } else if (kind === 'deep') reporter.report('too-deep', span, { limit: MAX_DEPTH });
    else
      reporter.report(
        'unexpected',
        span,
        { found: `\`${written}\``, expected: 'one comparison' },
        { help: 'join two comparisons by and' },
      );
  }
  for (const { name, body } of parser.strangers) {
    const words = wordsOf(body);
    const meant = closest(name.text, words);
    reporter.report(
      'unknown-clause',
      name.span,
      { name: name.text, of: body.description },
      meant === undefined
        ? words.length > 0
          ? { help: `it takes ${words.join(', ')}` }
          : { help: commonSlips[name.text] ?? 'it takes WHEN, IF and THEN, in this order' }
        : { help: `did you mean ${meant}?`, fix: { span: name.span, text: meant } },
    );
  }
  return tree;
}

function meantDeclaration(written: string, span: Span): Details {
  const meant = closest(written, declarationWords);
  return meant === undefined ? {} : { help: `did you mean ${meant}?`, fix: { span, text: meant } };
}

/** The expressions within strings. A hole may hold a string with holes, so the list may grow. */
function parseHoles(parser: SflowParser, reporter: Reporter): void {
  for (let index = 0; index < parser.holes.length && index < 10_000; index += 1) {
    const pending = parser.holes[index];
    const old = pending?.parts[pending.hole.part];
    if (!pending || old?.kind !== 'hole') continue;
    const { text, start } = pending.hole;
    const lexed = lexer?.tokenize(text);
    const deep = lexed && tooDeep(lexed.tokens);
    if (!lexed || deep) {
      reporter.report('too-deep', old.span, { limit: MAX_DEPTH });
      continue;
    }
    parser.base = start;
    parser.input = lexed.tokens;
    const value = parser.expression();
    const [error] = parser.errors;
    if (lexed.errors.length > 0 || error) {
      reporter.report('unexpected', old.span, {
        found: `\`${text.slice(0, 40)}\``,
        expected: 'a value within ${ and }',
      });
      continue;
    }
    pending.parts[pending.hole.part] = { ...old, value };
  }
  parser.base = 0;
}

/** The list of all tokens is for printers and editors; a compiler run never asks for it. */
function withTokens(file: ast.File, lexed: ILexingResult): ast.File {
  let tokens: readonly ast.Token[] | undefined;
  return Object.defineProperty(file, 'tokens', { get: () => (tokens ??= allTokens(lexed)), enumerable: true });
}

function allTokens(lexed: ILexingResult): ast.Token[] {
  const tokens: ast.Token[] = lexed.tokens.map((token) => ({
    kind: kindOf(token),
    start: token.startOffset,
    end: token.startOffset + token.image.length,
  }));
  for (const comment of lexed.groups['comments'] ?? []) {
    tokens.push({ kind: 'comment', start: comment.startOffset, end: comment.startOffset + comment.image.length });
  }
  for (const { offset, length } of lexed.errors) tokens.push({ kind: 'unknown', start: offset, end: offset + length });
  return tokens.sort((a, b) => a.start - b.start);
}

function kindOf({ tokenType, image }: IToken): ast.TokenKind {
  const categories = tokenType.CATEGORIES ?? [];
  if (tokenType === t.Identifier) return 'word';
  if (tokenType === t.NumberLiteral) return 'number';
  if (categories.includes(t.StringLiteral)) return 'string';
  return /^[A-Za-z]/.test(image) ? 'keyword' : 'symbol';
}

const spanOf = (path: string, { startOffset, image }: IToken): Span => ({
  path,
  start: startOffset,
  end: startOffset + image.length,
});

function reportLexical(path: string, lexed: ILexingResult, text: string, reporter: Reporter): void {
  for (const { offset, length } of lexed.errors) {
    const run = text.slice(offset, offset + length);
    const help = commonSlips[run[0] ?? ''];
    const shown =
      run.length === 1 && run < ' ' ? `U+${run.charCodeAt(0).toString(16).padStart(4, '0')}` : run.slice(0, 20);
    reporter.report(
      'stray-character',
      { path, start: offset, end: offset + length },
      { character: shown },
      help === undefined ? {} : { help },
    );
  }
  for (const token of lexed.tokens) {
    const { tokenType } = token;
    if (tokenType !== t.OpenString && tokenType !== t.OpenLongString) continue;
    const quotes = tokenType === t.OpenString ? '"' : '"""';
    const span = spanOf(path, token);
    const end = tokenType === t.OpenString ? span.end : span.start + 3;
    reporter.report('unterminated-string', { ...span, end }, {}, { help: `end it with ${quotes}` });
  }
}

/** Mistakes in the form. One that follows from the one before, or from a slip within a token, is left out. */
function reportSyntax(
  path: string,
  lexed: ILexingResult,
  errors: readonly IRecognitionException[],
  reporter: Reporter,
  length: number,
): void {
  const { tokens } = lexed;
  const swallowed = tokens.find(({ tokenType }) => tokenType === t.OpenString || tokenType === t.OpenLongString);
  let quietUntil = -1;
  for (const error of [...errors].sort((a, b) => offsetOf(a.token, length) - offsetOf(b.token, length))) {
    const at = offsetOf(error.token, length);
    const isRipple = at <= quietUntil || (swallowed && at > swallowed.startOffset) || followsSlip(lexed, at);
    const next = nextToken(tokens, error.resyncedTokens.at(-1) ?? error.token);
    quietUntil = Math.max(quietUntil, next === undefined ? length : next.startOffset);
    if (isRipple) continue;
    const before = tokens.filter(({ startOffset }) => startOffset < at);
    const bracket = at === length || ['`}`', '`)`', '`]`'].includes(error.message) ? unclosed(before) : undefined;
    reporter.report(
      'unexpected',
      placeOf(path, error.token, before.at(-1), length),
      { found: describeToken(error.token), expected: error.message },
      {
        ...(bracket ? { labels: [{ span: spanOf(path, bracket), text: `this ${bracket.image} is not closed` }] } : {}),
        ...helpFor(path, error, next),
      },
    );
  }
}

/** What was probably meant: a known slip, or a word like one of those that were expected. */
function helpFor(path: string, { token, message }: IRecognitionException, next: IToken | undefined): Details {
  if (token.image === '=' && next?.image.startsWith('>') === true) return { help: 'write >=' };
  const slip = commonSlips[token.image];
  if (slip !== undefined) return { help: slip };
  const words = message.startsWith('a trigger')
    ? triggerWords
    : [...message.matchAll(/`([a-zA-Z]+)`/g)].map(([, word]) => word ?? '');
  const meant = /^[a-zA-Z]/.test(token.image) ? closest(token.image, words) : undefined;
  return meant === undefined ? {} : { help: `did you mean ${meant}?`, fix: { span: spanOf(path, token), text: meant } };
}

const triggerWords = ['every', 'at', 'cron', 'called'];

/** Whether nothing but characters without a meaning lies between a place and the token before it. */
function followsSlip({ errors, tokens }: ILexingResult, at: number): boolean {
  const previous = tokens.findLast(({ startOffset }) => startOffset < at)?.startOffset ?? -1;
  return errors.some(({ offset }) => offset > previous && offset < at);
}

/** What is missing at the end of the file is missing behind its last token. */
function placeOf(path: string, token: IToken, last: IToken | undefined, length: number): Span {
  if (token.tokenType !== EOF) return spanOf(path, token);
  const end = last ? last.startOffset + last.image.length : length;
  return { path, start: end, end };
}

const offsetOf = (token: IToken, length: number): number =>
  Number.isNaN(token.startOffset) || token.tokenType === EOF ? length : token.startOffset;

function nextToken(tokens: readonly IToken[], token: IToken): IToken | undefined {
  const index = tokens.indexOf(token);
  return index === -1 ? undefined : tokens[index + 1];
}

/** Mistakes behind which the parser may have lost its way: what it says right behind them may be their echo. */
const confusing: ReadonlySet<DiagnosticName> = new Set<DiagnosticName>([
  'unexpected',
  'stray-character',
  'unterminated-string',
]);

/**
 * One mistake, one message: on the line of a confusing one and on the next, others of the form are left out. A string
 * without an end is the cause of all that is wrong on its line, wherever that shows.
 */
function withoutRipples(found: readonly Diagnostic[], text: string): Diagnostic[] {
  const starts = lineStarts(text);
  const lineOf = ({ span }: Diagnostic): number => lineIndex(starts, span.start);
  const open = new Set(found.filter(({ name }) => name === 'unterminated-string').map(lineOf));
  const kept: Diagnostic[] = [];
  let confusedAt = -2;
  for (const each of inReadingOrder(found)) {
    const line = lineOf(each);
    const isCause = each.name === 'unterminated-string';
    if (!isCause && (line <= confusedAt + 1 || open.has(line))) continue;
    if (confusing.has(each.name)) confusedAt = line;
    kept.push(each);
  }
  return kept;
}

function capped(found: readonly Diagnostic[], path: string): readonly Diagnostic[] {
  if (found.length <= MAX_ERRORS) return found;
  const kept = found.slice(0, MAX_ERRORS);
  const place = kept.at(-1)?.span ?? { path, start: 0, end: 0 };
  return [...kept, diagnostic('too-many-errors', place, { limit: MAX_ERRORS })];
}
