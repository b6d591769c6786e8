import type { ParserMethod } from './rules.ts';
import { bodies } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { SettingParser } from './settings.ts';
import * as t from './tokens.ts';

/** Rules for what stands in batch workflows. */
export abstract class BatchParser extends SettingParser {
  executor: ParserMethod<[], ast.Executor> = this.rule('executor', () => {
    const start = this.here();
    const clauses: ast.ExecutorClause[] = [];
    this.CONSUME(t.Word.executor);
    const name = this.name('a name for the executor');
    const edges = this.SUBRULE(this.edges);
    this.body(
      bodies.executor,
      () => clauses.push(this.SUBRULE(this.executorClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'executor', name, ...edges, clauses, span: this.since(start) };
  });

  /** Over what a step is repeated, what it waits for, and when it is left out. */
  edges: ParserMethod<[], Omit<ast.StepHeader, 'name'>> = this.rule('edges', () => {
    const loops = this.OPTION(() => this.SUBRULE(this.loops)) ?? [];
    const after = this.OPTION1(() => this.SUBRULE(this.after)) ?? [];
    const condition = this.OPTION2(() => {
      this.CONSUME(t.Word.when);
      return this.SUBRULE(this.expression);
    });
    return { loops, after, ...(condition ? { condition } : {}) };
  });

  loops: ParserMethod<[], ast.Loop[]> = this.rule('loops', () => {
    this.CONSUME(t.Word.for);
    const loops = [this.SUBRULE(this.loop)];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      loops.push(this.SUBRULE(this.loop));
    });
    return loops;
  });

  loop: ParserMethod<[], ast.Loop> = this.rule('loop', () => {
    const start = this.here();
    const name = this.name('a name for the item');
    this.expect(t.Word.in, '`in` and a list');
    const over = this.SUBRULE(this.operand);
    return { kind: 'loop', name, over, span: this.since(start) };
  });

  /** `run detector(data: load-data.digits) as check after load-data`; without `as` the step has the workflow's name. */
  run: ParserMethod<[], ast.NestedRun> = this.rule('run', () => {
    const start = this.here();
    this.CONSUME(t.Word.run);
    const workflow = this.name('the name of a batch workflow');
    const given = this.OPTION(() => this.SUBRULE(this.arguments)) ?? [];
    const name = this.OPTION1(() => {
      this.CONSUME(t.Word.as);
      return this.name('a name for the step');
    });
    const edges = this.SUBRULE(this.edges);
    return { kind: 'run', name: name ?? workflow, ...edges, workflow, arguments: given, span: this.since(start) };
  });

  /** `finally tidy on failure { … }` */
  finally: ParserMethod<[], ast.Finally> = this.rule('finally', () => {
    const start = this.here();
    const clauses: ast.ExecutorClause[] = [];
    this.CONSUME(t.Word.finally);
    const name = this.name('a name for the step');
    const on = this.OPTION(() => this.SUBRULE(this.outcome));
    this.body(
      bodies.executor,
      () => clauses.push(this.SUBRULE(this.executorClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'finally', name, ...(on ? { on } : {}), clauses, span: this.since(start) };
  });

  notify: ParserMethod<[], ast.Notify> = this.rule('notify', () => {
    const start = this.here();
    this.CONSUME(t.Word.notify);
    const to = this.SUBRULE(this.operand);
    const on = this.OPTION(() => this.SUBRULE(this.outcome));
    return { kind: 'notify', to, ...(on ? { on } : {}), span: this.since(start) };
  });

  outcome: ParserMethod<[], ast.Name> = this.rule('outcome', () => {
    this.CONSUME(t.Word.on);
    return this.name('`success` or `failure`');
  });

  after: ParserMethod<[], ast.Name[]> = this.rule('after', () => {
    this.CONSUME(t.Word.after);
    const names = [this.name('the name of an executor')];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.name('the name of an executor'));
    });
    return names;
  });

  executorClause: ParserMethod<[], ast.ExecutorClause> = this.oneOf<ast.ExecutorClause>('executorClause', () => [
    this.executorSetting,
    this.like,
    this.script,
    this.retry,
    this.inputClause,
    this.output,
    this.metric,
  ]);

  like: ParserMethod<[], ast.Like> = this.rule('like', () => {
    const start = this.here();
    this.CONSUME(t.Word.like);
    const of = this.name('the name of an executor');
    return { kind: 'like', of, span: this.since(start) };
  });

  /** `script python """…"""` */
  script: ParserMethod<[], ast.Script> = this.rule('script', () => {
    const start = this.here();
    this.CONSUME(t.Word.script);
    const language = this.name('the language of the script');
    const source = this.SUBRULE(this.operand);
    return { kind: 'script', language, source, span: this.since(start) };
  });

  retry: ParserMethod<[], ast.Retry> = this.rule('retry', () => {
    const start = this.here();
    this.CONSUME(t.Word.retry);
    const limit = this.SUBRULE(this.operand);
    const times = this.OPTION(() => {
      this.CONSUME(t.Word.backoff);
      const backoff = this.SUBRULE(this.operand);
      const maximum = this.OPTION1(() => {
        this.CONSUME(t.Range);
        return this.SUBRULE(this.operand);
      });
      return { backoff, ...(maximum ? { maximum } : {}) };
    });
    return { kind: 'retry', limit, ...times, span: this.since(start) };
  });

  /** `input images : Dataset at "/data/images" key "raw/images"` */
  inputClause: ParserMethod<[], ast.Input> = this.rule('inputClause', () => {
    const start = this.here();
    this.CONSUME(t.Word.input);
    const name = this.name('a name for the input');
    const type = this.typeOf();
    this.expect(t.Word.at, '`at` and a path');
    const at = this.SUBRULE(this.operand);
    this.expect(t.Word.key, '`key` and a name in the artifact store');
    const key = this.SUBRULE(this.operand);
    return { kind: 'input', name, type, at, key, span: this.since(start) };
  });

  output: ParserMethod<[], ast.Output> = this.rule('output', () => {
    const start = this.here();
    this.CONSUME(t.Word.output);
    const name = this.name('a name for the output');
    const type = this.typeOf();
    const isValue = !this.RECORDING_PHASE && this.is(t.Word.from);
    if (!this.RECORDING_PHASE && !isValue && !this.is(t.Word.at)) {
      this.expect(t.Word.at, '`at` and a path, or `from` and a file');
      return { kind: 'output', name, type, at: this.SUBRULE(this.operand), span: this.since(start) };
    }
    const place = this.OR<Partial<ast.Output>>([
      { ALT: () => this.SUBRULE(this.placed) },
      { ALT: () => this.SUBRULE(this.read) },
    ]);
    return { kind: 'output', name, type, ...place, span: this.since(start) };
  });

  /** A file or folder, which may go to the artifact store. */
  placed: ParserMethod<[], Partial<ast.Output>> = this.rule('placed', () => {
    this.CONSUME(t.Word.at);
    const at = this.SUBRULE(this.operand);
    const key = this.OPTION(() => {
      this.CONSUME(t.Word.key);
      return this.SUBRULE(this.operand);
    });
    return { at, ...(key ? { key } : {}) };
  });

  /** A value that is the content of a file. */
  read: ParserMethod<[], Partial<ast.Output>> = this.rule('read', () => {
    this.CONSUME(t.Word.from);
    const from = this.SUBRULE(this.operand);
    const fallback = this.OPTION(() => {
      this.CONSUME(t.Word.default);
      return this.SUBRULE(this.operand);
    });
    return { from, ...(fallback ? { default: fallback } : {}) };
  });

  metric: ParserMethod<[], ast.Metric> = this.rule('metric', () => {
    const start = this.here();
    this.CONSUME(t.Word.metric);
    const name = this.name('a name for the metric');
    const type = this.typeOf();
    const experiment = this.OPTION(() => {
      this.CONSUME(t.Word.in);
      this.expect(t.Word.experiment);
      return this.SUBRULE(this.operand);
    });
    return { kind: 'metric', name, type, ...(experiment ? { experiment } : {}), span: this.since(start) };
  });

  register: ParserMethod<[], ast.Register> = this.rule('register', () => {
    const start = this.here();
    this.CONSUME(t.Word.register);
    const model = this.name('the name of a model');
    this.expect(t.Word.from);
    const isBest = this.is(t.Word.best) && (this.is(t.Word.of, 2) || this.is(t.LeftBracket, 2));
    if (!this.RECORDING_PHASE && !isBest) {
      const from = [this.name('the name of an executor, or `best of` some')];
      return { kind: 'register', model, from, span: this.since(start) };
    }
    return this.OR<ast.Register>([
      {
        ALT: (): ast.Register => {
          const choice = this.SUBRULE(this.best);
          return { kind: 'register', model, ...choice, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Register => ({ kind: 'register', model, from: [this.name()], span: this.since(start) }),
        // A name may be `best`; that `of` follows was asked before.
        IGNORE_AMBIGUITIES: true,
      },
    ]);
  });

  best: ParserMethod<[], { from: ast.Name[]; by: ast.ComparedBy }> = this.rule('best', () => {
    this.CONSUME(t.Word.best);
    this.expect(t.Word.of);
    const what = 'the name of an executor';
    const isOne = !this.RECORDING_PHASE && !this.is(t.LeftBracket);
    const from = isOne
      ? [this.name(`${what}, or a list of names`)]
      : this.OR<ast.Name[]>([
          { ALT: () => this.SUBRULE(this.bracketedNames, { ARGS: [what] }) },
          { ALT: () => [this.name()] },
        ]);
    this.expect(t.Word.by, '`by` and a metric');
    const by = this.SUBRULE(this.comparedBy);
    return { from, by };
  });

  /** `accuracy`, `lower rmse` */
  comparedBy: ParserMethod<[], ast.ComparedBy> = this.rule('comparedBy', () => {
    const start = this.here();
    if (!this.RECORDING_PHASE && this.LA(1).image === 'higher' && this.#namesMetric()) this.#refuseHigher();
    const lower = this.OPTION({ GATE: () => this.#namesMetric(), DEF: () => this.CONSUME(t.Word.lower) });
    const metric = this.name('the name of a metric');
    return { kind: 'compared-by', metric, lower: lower !== undefined, span: this.since(start) };
  });

  /** Whether the name of a metric follows the next token; the word may be the name of one itself. */
  #namesMetric(): boolean {
    return this.LA(2).tokenType === t.Identifier && this.columnOfFirst(2) === undefined;
  }

  #refuseHigher(): void {
    const next = this.LA(1);
    const help = 'of a metric more is better, unless `lower` stands before it';
    this.complain('the name of a metric', {
      help,
      fix: { span: { ...this.spanOf(next), end: this.LA(2).startOffset }, text: '' },
    });
    this.skip();
  }
}
