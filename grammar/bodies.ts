import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import { bodies, formOf, wordsOf, type Body } from '../src/language/syntax/clauses.ts';
import type { UnknownClause } from '../src/language/syntax/nodes.ts';
import type { Core } from './core.ts';
import { oneOf, quoted } from './describe.ts';
import { close, expect, skipSecond } from './expect.ts';
import * as m from './messages.ts';
import { belongsOutside, homeOf, isDeeperThan, skipUntil, startsDeclaration } from './skipping.ts';
import { meantBySynonym, synonymOf } from './slips.ts';
import * as t from './tokens.ts';

/** Label of a brace behind which stands what belongs before it. */
export const ENDED = 'this brace ended the declaration before';

/** No clause stands between two of these: a word beside one of them is part of an expression. */
const joints = new Set([t.Dot, t.Comma, t.Colon, t.At, t.Arrow, t.Assign, t.Range, t.Not, ...t.membersOf(t.Operator)]);

/** `{ … }` with clauses that one alternative of `clause` reads. */
export function readBody(p: Core, of: Body, clause: () => void, unknown: (clause: UnknownClause) => void): void {
  const brace = enter(p, of);
  if (!brace) return;
  do
    p.MANY(() => {
      m.startAfresh(p);
      m.beginClause(p, formOf(of, p.LA(1).image));
      clause();
    });
  while (resumeBody(p, of, unknown));
  leave(p, brace);
}

/** The brace that opens a body; none if there is nothing that looks like a body. */
export function enter(p: Core, of: Body): t.Lexeme | undefined {
  const brace = expect(p, t.LeftBrace);
  if (p.isStandIn(brace) && !startsClause(p, of)) return undefined;
  skipSecond(p, t.LeftBrace, `a clause of ${of.title}`);
  p.recovery.bodies.push({ body: of, brace });
  return brace;
}

export function leave(p: Core, brace: t.Lexeme): void {
  const left = p.recovery.bodies.pop();
  m.beginClause(p);
  if (p.isStandIn(brace) && !p.is(t.RightBrace)) return;
  close(p, t.RightBrace, brace);
  if (left && p.is(t.RightBrace, 0)) p.recovery.left = { body: left.body, end: p.LA(0) };
}

/** After the clauses that could be read: reports what stands there, passes over it, and tells whether to go on. */
function resumeBody(p: Core, of: Body, unknown: (clause: UnknownClause) => void): boolean {
  if (p.atEnd() || p.is(t.RightBrace) || belongsOutside(p)) return false;
  if (m.isReported(p)) skipToClause(p, of);
  else if (p.is(t.Identifier)) {
    const clause = unknownClause(p, of);
    if (clause) unknown(clause);
  } else {
    const help = 'WHEN, IF and THEN stand within a strategy: strategy retrain { WHEN … }';
    m.complain(p, `a clause of ${of.title} or \`}\``, m.atStrategyWord(p) ? { help } : undefined);
    skipToClause(p, of);
  }
  return !p.atEnd();
}

/** Reports a word that begins no clause here. If it is a slip of one that does, it is taken for that one. */
export function unknownClause(p: Core, of: Body): UnknownClause | undefined {
  if (m.isUnit(p)) {
    m.complain(p, `a clause of ${of.title} or \`}\``);
    p.skip();
    m.forgive(p);
    return undefined;
  }
  const start = p.here();
  const token = p.LA(1);
  const span = p.spanOf(token);
  const { left } = p.recovery;
  const words = wordsOf(of);
  const synonym = synonymOf(token.image, of);
  const meant = synonym ?? closest(token.image, words);
  const type = t.softKeywords.get(meant ?? '') ?? t.keywords.get(meant ?? '');
  const home = homeOf(token.image);
  // The declaration to which the clause belongs may have ended too early.
  const isOfLast = left !== undefined && wordsOf(left.body).includes(token.image);
  const end = home === undefined ? undefined : isOfLast ? left.end : p.is(t.RightBrace, 0) ? p.LA(0) : undefined;
  m.problem(p, () => {
    const isEdge = of === bodies.executor && /^(?:after|depends[-_]?on|dependsOn|needs)$/.test(token.image);
    const help = isEdge
      ? 'what an executor waits for stands before its brace: executor fit after load { … }'
      : (home ?? `${of.title} takes ${oneOf(words.map(quoted))}`);
    const labels = end ? [{ span: p.spanOf(end), text: ENDED }] : [];
    const details: Details =
      synonym !== undefined
        ? meantBySynonym(synonym, span)
        : meant === undefined
          ? { help, labels }
          : didYouMean(token.image, meant, span);
    p.reporter.report('unknown-clause', span, { name: quoted(token.image), of: of.title }, details);
  });
  if (type) {
    p.rewrite(type);
    return undefined;
  }
  const name = p.nameOf(p.skip());
  if (end) skipToEnd(p, of);
  else skipToClause(p, of);
  return { kind: 'unknown-clause', name, span: p.since(start) };
}

/** Passes over what was left of a declaration that ended too early, and over its second brace. */
function skipToEnd(p: Core, of: Body): void {
  // A word that begins a clause of both rather belongs to the one that ended too early.
  const left = p.recovery.left ? wordsOf(p.recovery.left.body) : [];
  skipUntil(p, () => startsClause(p, of) && !left.includes(p.LA(1).image));
  const open = p.recovery.bodies.at(-1);
  if (!open || !p.is(t.RightBrace)) return;
  if (p.columnOfFirst() === undefined || isDeeperThan(p, open.brace)) p.skip();
}

/** Passes over the rest of a clause, up to the next one, or to a line that looks like one with a slip in its word. */
function skipToClause(p: Core, of: Body): void {
  const looksLikeClause = (): boolean => p.is(t.Identifier) && m.startsValue(p, 2) && p.columnOfFirst() !== undefined;
  skipUntil(p, () => startsClause(p, of) || looksLikeClause());
  if (!startsClause(p, of) && looksLikeClause()) m.startAfresh(p);
}

/** Whether the next token begins a clause, and not a value that happens to be named like one. */
export function startsClause(p: Core, of: Body, isBehindJoint = false): boolean {
  const { image, tokenType } = p.LA(1);
  if (of === bodies.strategy && m.atStrategyWord(p)) return true;
  if (t.softKeywords.get(image) !== tokenType || !wordsOf(of).includes(image)) return false;
  const isJoint = (ahead: number): boolean => joints.has(p.LA(ahead).tokenType);
  return (isBehindJoint || !isJoint(0)) && !isJoint(2) && !p.is(t.LeftParenthesis, 2);
}

/** Whether the next clause or declaration begins where a value was expected: what follows could not follow a value. */
export function startsNext(p: Core): boolean {
  if (p.recovery.brackets > 0) return false;
  const of = p.recovery.bodies.at(-1)?.body;
  if (p.LA(2).tokenType === t.Identifier) return of ? startsClause(p, of, true) : startsDeclaration(p);
  if (!of || !startsClause(p, of)) return false;
  return p.is(t.NumberToken, 2) || p.is(t.StringToken, 2) || p.is(t.LeftBracket, 2);
}

/** Whether the field of a record stands where a value was expected: the brace before it was forgotten. */
export const startsField = (p: Core): boolean =>
  p.recovery.brackets === 0 && p.is(t.Colon, 2) && (p.is(t.Identifier) || p.is(t.StringToken));
