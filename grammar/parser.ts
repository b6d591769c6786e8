import type { Learnt, ParserMethod } from './rules.ts';
import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import { bodies, declarationWords } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { type Input } from './base-parser.ts';
import { oneOf, quoted } from './describe.ts';
import { EndpointParser } from './endpoints.ts';
import { ENDED, homeOf } from './recovering-parser.ts';
import type { PendingHole } from './strings.ts';
import * as t from './tokens.ts';

/** A hole whose text is still to be parsed, and the parts of the string to which its value belongs. */
export interface OpenHole {
  readonly parts: ast.StringPart[];
  /** Offset of the string. */
  readonly string: number;
  readonly hole: PendingHole;
}

/** What a file holds, as far as it could be read. */
export interface FileContents {
  readonly imports: ast.Import[];
  readonly declarations: ast.Declaration[];
}

/** In a bundle, what the parser would learn; its build puts that in. */
declare const SFLOW_LEARNT: string | undefined;

/** The whole grammar: rules for files and the declarations that are no agents and no workflows. */
export class SflowParser extends EndpointParser {
  /** Whether a brace that closes nothing was explained by a mistake before it. */
  #isBraceExplained = false;

  constructor() {
    super();
    this.learn(typeof SFLOW_LEARNT === 'undefined' ? undefined : (JSON.parse(SFLOW_LEARNT) as Learnt));
  }

  parseFile(input: Input): FileContents {
    this.begin(input);
    return this.SUBRULE(this.file);
  }

  parseHole(input: Input): ast.Expression {
    this.begin(input);
    return this.SUBRULE(this.hole);
  }

  /** The holes that were found since the last time. */
  takeHoles(): OpenHole[] {
    const found = this.holes;
    this.holes = [];
    return found;
  }

  protected override begin(input: Input): void {
    super.begin(input);
    this.resetBodies();
    this.#isBraceExplained = false;
  }

  hole: ParserMethod<[], ast.Expression> = this.rule('hole', () => {
    const value = this.SUBRULE(this.expression);
    if (!this.RECORDING_PHASE && !this.atEnd()) {
      this.complain('`}`');
      while (!this.atEnd()) this.skip();
    }
    return value;
  });

  // --------------------------------------------------------------------------------------------------------------- file

  file: ParserMethod<[], FileContents> = this.rule('file', () => {
    const contents: FileContents = { imports: [], declarations: [] };
    do
      this.MANY(() => {
        this.startAfresh();
        this.OR([
          { ALT: () => contents.imports.push(this.SUBRULE(this.import)) },
          { ALT: () => contents.declarations.push(this.SUBRULE(this.declaration)) },
        ]);
      });
    while (this.#resumeFile());
    return contents;
  });

  declaration: ParserMethod<[], ast.Declaration> = this.oneOf<ast.Declaration>('declaration', () => [
    this.platform,
    this.application,
    this.param,
    this.model,
    this.workflow,
    this.sensor,
    this.agent,
    this.template,
    this.strategy,
    this.endpoint,
    this.customAction,
    this.primitive,
  ]);

  /** Between two declarations: reports what stands there, passes over it, and tells whether to go on. */
  #resumeFile(): boolean {
    if (this.RECORDING_PHASE || this.atEnd()) return false;
    const token = this.LA(1);
    const isCloser = this.is(t.RightBrace) || this.is(t.RightBracket) || this.is(t.RightParenthesis);
    if (isCloser && (this.#isBraceExplained || this.isReported())) this.#isBraceExplained = false;
    else if (isCloser) {
      const parameters = { bracket: quoted(token.image) };
      this.problem(() => {
        this.reporter.report('closes-nothing', this.spanOf(token), parameters);
      });
    } else if (!this.isReported()) {
      const meant = this.is(t.Identifier) ? closest(token.image, declarationWords) : undefined;
      const type = t.softKeywords.get(meant ?? '');
      if (meant !== undefined && type && this.is(t.Identifier, 2)) {
        this.complain('a declaration', didYouMean(token.image, meant, this.spanOf(token)));
        this.rewrite(type);
        return true;
      }
      this.complain('a declaration', this.#misplaced());
    }
    this.skip();
    this.skipUntil(() => this.columnOfFirst() !== undefined && this.startsDeclaration());
    return !this.atEnd();
  }

  /** Why a clause stands outside of all declarations: the one that it belongs to may have ended too early. */
  #misplaced(): Details {
    const help = homeOf(this.LA(1).image);
    const before = this.LA(0);
    if (help === undefined) return { help: `a declaration begins with ${oneOf(declarationWords.map(quoted))}` };
    if (before.tokenType !== t.RightBrace) return { help };
    this.#isBraceExplained = true;
    return { help, labels: [{ span: this.spanOf(before), text: ENDED }] };
  }

  import: ParserMethod<[], ast.Import> = this.rule('import', () => {
    const start = this.here();
    const names: ast.Name[] = [];
    this.CONSUME(t.Word.import);
    const next = this.LA(1);
    const isBare = !this.RECORDING_PHASE && this.is(t.Identifier) && this.is(t.Word.from, 2);
    const open = this.expect(
      t.LeftBrace,
      '`{` and the names to import',
      isBare ? { fix: { span: this.spanOf(next), text: `{ ${next.image} }` } } : undefined,
    );
    if (!this.isStandIn(open)) {
      this.items(
        open,
        t.RightBrace,
        () => this.is(t.Identifier),
        () => names.push(this.name()),
      );
      this.close(t.RightBrace, open);
    }
    this.expect(t.Word.from, '`from` and a file');
    const from = this.SUBRULE(this.string);
    return { kind: 'import', names, from, span: this.since(start) };
  });

  // ------------------------------------------------------------------------------------------------------- declarations

  platform: ParserMethod<[], ast.Platform> = this.rule('platform', () => {
    const start = this.here();
    const settings: (ast.Setting | ast.UnknownClause)[] = [];
    this.CONSUME(t.Word.platform);
    const name = this.name('a name for the platform');
    this.body(
      bodies.platform,
      () => settings.push(this.SUBRULE(this.platformSetting)),
      (clause) => settings.push(clause),
    );
    return { kind: 'platform', name, settings, span: this.since(start) };
  });

  application: ParserMethod<[], ast.Application> = this.rule('application', () => {
    const start = this.here();
    const unknown: ast.UnknownClause[] = [];
    const clauses: {
      team?: ast.Name;
      platform?: ast.Name;
      serving?: ast.Name;
      namespace?: ast.StringLiteral;
      tracker?: ast.Setting;
    } = {};
    this.CONSUME(t.Word.application);
    const name = this.name('a name for the application');
    const once = this.#once();
    this.body(
      bodies.application,
      () => {
        once();
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Word.team);
              clauses.team = this.name('the name of a team');
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.on);
              clauses.platform = this.name('the name of a platform');
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.serving);
              clauses.serving = this.name('the name of a serving system');
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.namespace);
              clauses.namespace = this.SUBRULE(this.string);
            },
          },
          {
            ALT: () => {
              const from = this.here();
              const word = this.nameOf(this.CONSUME(t.Word.tracker));
              const variant = this.name('the kind of the tracker: `mlflow`');
              const value = this.SUBRULE(this.record);
              clauses.tracker = { kind: 'setting', name: word, variant, value, span: this.since(from) };
            },
          },
        ]);
      },
      (clause) => unknown.push(clause),
    );
    return { kind: 'application', name, ...clauses, unknown, span: this.since(start) };
  });

  model: ParserMethod<[], ast.Model> = this.rule('model', () => {
    const start = this.here();
    const unknown: ast.UnknownClause[] = [];
    const clauses: { registered?: ast.StringLiteral; better?: ast.ComparedBy } = {};
    this.CONSUME(t.Word.model);
    const name = this.name('a name for the model');
    const once = this.#once();
    this.body(
      bodies.model,
      () => {
        once();
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Word.registered);
              clauses.registered = this.SUBRULE(this.string);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.better);
              clauses.better = this.SUBRULE(this.comparedBy);
            },
          },
        ]);
      },
      (clause) => unknown.push(clause),
    );
    return { kind: 'model', name, ...clauses, unknown, span: this.since(start) };
  });

  /** Reports a clause that stands in a declaration twice; the tree has room for one. */
  #once(): () => void {
    const seen = new Map<string, ast.Name>();
    return () => {
      if (this.RECORDING_PHASE) return;
      const word = this.nameOf(this.LA(1));
      const first = seen.get(word.text);
      if (!first) seen.set(word.text, word);
      else
        this.problem(() => {
          const labels = [{ span: first.span, text: 'it is said here already' }];
          this.reporter.report('duplicate-clause', word.span, { clause: word.text }, { labels });
        });
    };
  }
}
