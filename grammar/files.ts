import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import { bodies, declarationWords } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { ENDED, readBody } from './bodies.ts';
import { oneOf, quoted } from './describe.ts';
import { close, expect, expectName } from './expect.ts';
import { readItems } from './lists.ts';
import { complain, isReported, problem, startAfresh } from './messages.ts';
import type { FileContents, Parser } from './rule-table.ts';
import { homeOf, skipUntil, startsDeclaration } from './skipping.ts';
import * as t from './tokens.ts';

/** Rules for files and the declarations that are no agents and no workflows. */
export function fileRules(p: Parser): void {
  p.RULE('hole', () => {
    const value = p.SUBRULE(p.expression);
    if (!p.atEnd()) {
      complain(p, '`}`');
      while (!p.atEnd()) p.skip();
    }
    return value;
  });

  // --------------------------------------------------------------------------------------------------------------- file

  p.RULE('file', () => {
    const contents: FileContents = { imports: [], declarations: [] };
    do
      p.MANY(() => {
        startAfresh(p);
        p.OR([
          { ALT: () => contents.imports.push(p.SUBRULE(p.import)) },
          { ALT: () => contents.declarations.push(p.SUBRULE(p.declaration)) },
        ]);
      });
    while (resumeFile(p));
    return contents;
  });

  p.oneOf('declaration', () => [
    p.platform,
    p.application,
    p.param,
    p.model,
    p.workflow,
    p.sensor,
    p.agent,
    p.template,
    p.strategy,
    p.endpoint,
    p.customAction,
    p.primitive,
  ]);

  p.RULE('import', () => {
    const start = p.here();
    const names: ast.Name[] = [];
    p.CONSUME(t.Word.import);
    const next = p.LA(1);
    const isBare = p.is(t.Identifier) && p.is(t.Word.from, 2);
    const open = expect(
      p,
      t.LeftBrace,
      '`{` and the names to import',
      isBare ? { fix: { span: p.spanOf(next), text: `{ ${next.image} }` } } : undefined,
    );
    if (!p.isStandIn(open)) {
      readItems(
        p,
        open,
        t.RightBrace,
        () => p.is(t.Identifier),
        () => names.push(expectName(p)),
      );
      close(p, t.RightBrace, open);
    }
    expect(p, t.Word.from, '`from` and a file');
    const from = p.SUBRULE(p.string);
    return { kind: 'import', names, from, span: p.since(start) };
  });

  // ------------------------------------------------------------------------------------------------------- declarations

  p.RULE('platform', () => {
    const start = p.here();
    const settings: (ast.Setting | ast.UnknownClause)[] = [];
    p.CONSUME(t.Word.platform);
    const name = expectName(p, 'a name for the platform');
    readBody(
      p,
      bodies.platform,
      () => settings.push(p.SUBRULE(p.platformSetting)),
      (clause) => settings.push(clause),
    );
    return { kind: 'platform', name, settings, span: p.since(start) };
  });

  p.RULE('application', () => {
    const start = p.here();
    const unknown: ast.UnknownClause[] = [];
    const clauses: {
      team?: ast.Name;
      platform?: ast.Name;
      serving?: ast.Name;
      namespace?: ast.Setting;
      tracker?: ast.Setting;
    } = {};
    const settings: ast.Setting[] = [];
    p.CONSUME(t.Word.application);
    const name = expectName(p, 'a name for the application');
    const once = onlyOnce(p);
    readBody(
      p,
      bodies.application,
      () => {
        once();
        p.OR([
          {
            ALT: () => {
              p.CONSUME(t.Word.team);
              clauses.team = expectName(p, 'the name of a team');
            },
          },
          {
            ALT: () => {
              p.CONSUME(t.Word.on);
              clauses.platform = expectName(p, 'the name of a platform');
            },
          },
          {
            ALT: () => {
              p.CONSUME(t.Word.serving);
              clauses.serving = expectName(p, 'the name of a serving system');
            },
          },
          {
            ALT: () => {
              const from = p.here();
              const word = p.nameOf(p.CONSUME(t.Word.namespace));
              const value = p.SUBRULE(p.expression);
              skipBareExisting(p);
              const options = p.OPTION(() => p.SUBRULE(p.record));
              clauses.namespace = {
                kind: 'setting',
                name: word,
                value,
                ...(options ? { options } : {}),
                span: p.since(from),
              };
            },
          },
          {
            ALT: () => {
              const from = p.here();
              const word = p.nameOf(p.CONSUME(t.Word.tracker));
              const variant = expectName(p, 'the kind of the tracker: `mlflow`');
              const value = p.SUBRULE(p.record);
              clauses.tracker = { kind: 'setting', name: word, variant, value, span: p.since(from) };
            },
          },
          { ALT: () => settings.push(p.SUBRULE(p.applicationSetting)) },
        ]);
      },
      (clause) => unknown.push(clause),
    );
    return { kind: 'application', name, ...clauses, settings, unknown, span: p.since(start) };
  });

  p.RULE('model', () => {
    const start = p.here();
    const unknown: ast.UnknownClause[] = [];
    const clauses: { registered?: ast.Expression; better?: ast.ComparedBy } = {};
    const settings: ast.Setting[] = [];
    p.CONSUME(t.Word.model);
    const name = expectName(p, 'a name for the model');
    let isOutside = p.is(t.Word.at);
    if (isOutside) complain(p, '`{`', insideBraces(p));
    const once = onlyOnce(p);
    readBody(
      p,
      bodies.model,
      () => {
        once();
        p.OR([
          {
            ALT: () => {
              p.CONSUME(t.Word.registered);
              clauses.registered = p.SUBRULE(p.expression);
            },
          },
          {
            ALT: () => {
              p.CONSUME(t.Word.better);
              clauses.better = p.SUBRULE(p.comparedBy);
            },
          },
          {
            ALT: () => {
              settings.push(p.SUBRULE(p.modelSetting));
              // The brace behind an address that stands before it.
              if (isOutside && p.is(t.LeftBrace)) p.skip();
              isOutside = false;
            },
          },
        ]);
      },
      (clause) => unknown.push(clause),
    );
    return { kind: 'model', name, ...clauses, settings, unknown, span: p.since(start) };
  });
}

/** `model llama at "hf://…" { … }`, as a variant has its share. */
function insideBraces(p: Parser): Details {
  const help = 'the address of a model stands inside the braces';
  if (!p.is(t.StringToken, 2)) return { help };
  const hasBody = p.is(t.LeftBrace, 3);
  const span = { ...p.spanOf(p.LA(1)), end: p.spanOf(p.LA(hasBody ? 3 : 2)).end };
  return { help, fix: { span, text: `{ at ${p.LA(2).image}${hasBody ? '' : ' }'}` } };
}

/** `namespace "x" existing`: the word is a field. */
function skipBareExisting(p: Parser): void {
  if (!p.is(t.Identifier) || p.LA(1).image !== 'existing') return;
  const text = '{ existing: true }';
  const fix = { span: p.spanOf(p.LA(1)), text };
  complain(p, quoted(text), { help: `write ${text} behind the namespace`, fix });
  p.skip();
}

/** Between two declarations: reports what stands there, passes over it, and tells whether to go on. */
function resumeFile(p: Parser): boolean {
  if (p.atEnd()) return false;
  const token = p.LA(1);
  const isCloser = p.is(t.RightBrace) || p.is(t.RightBracket) || p.is(t.RightParenthesis);
  if (isCloser && (p.recovery.isBraceExplained || isReported(p))) p.recovery.isBraceExplained = false;
  else if (isCloser) {
    const parameters = { bracket: quoted(token.image) };
    problem(p, () => {
      p.reporter.report('closes-nothing', p.spanOf(token), parameters);
    });
  } else if (!isReported(p)) {
    const meant = p.is(t.Identifier) ? closest(token.image, declarationWords) : undefined;
    const type = t.softKeywords.get(meant ?? '');
    if (meant !== undefined && type && p.is(t.Identifier, 2)) {
      complain(p, 'a declaration', didYouMean(token.image, meant, p.spanOf(token)));
      p.rewrite(type);
      return true;
    }
    complain(p, 'a declaration', misplaced(p));
  }
  p.skip();
  skipUntil(p, () => p.columnOfFirst() !== undefined && startsDeclaration(p));
  return !p.atEnd();
}

/** Why a clause stands outside of all declarations: the one that it belongs to may have ended too early. */
function misplaced(p: Parser): Details {
  const help = homeOf(p.LA(1).image);
  const before = p.LA(0);
  if (help === undefined) return { help: `a declaration begins with ${oneOf(declarationWords.map(quoted))}` };
  if (before.tokenType !== t.RightBrace) return { help };
  p.recovery.isBraceExplained = true;
  return { help, labels: [{ span: p.spanOf(before), text: ENDED }] };
}

/** Reports a clause that stands in a declaration twice; the tree has room for one. */
function onlyOnce(p: Parser): () => void {
  const seen = new Map<string, ast.Name>();
  return () => {
    const word = p.nameOf(p.LA(1));
    const first = seen.get(word.text);
    if (!first) seen.set(word.text, word);
    else
      problem(p, () => {
        const labels = [{ span: first.span, text: 'it is said here already' }];
        p.reporter.report('duplicate-clause', word.span, { clause: word.text }, { labels });
      });
  };
}
