import type { ParserMethod } from 'chevrotain';
import { bodies } from '../src/syntax/clauses.ts';
import type * as ast from '../src/syntax/nodes.ts';
import { SettingParser } from './settings.ts';
import * as t from './tokens.ts';

/** Rules for what stands in batch workflows. */
export abstract class BatchParser extends SettingParser {
  executor: ParserMethod<[], ast.Executor> = this.rule('executor', () => {
    const start = this.here();
    const clauses: ast.ExecutorClause[] = [];
    this.CONSUME(t.Word.executor);
    const name = this.name(0, 'a name for the executor');
    const after = this.OPTION(() => this.SUBRULE(this.after)) ?? [];
    this.body(
      bodies.executor,
      () => clauses.push(this.SUBRULE(this.executorClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'executor', name, after, clauses, span: this.since(start) };
  });

  after: ParserMethod<[], ast.Name[]> = this.rule('after', () => {
    this.CONSUME(t.Word.after);
    const names = [this.name(0, 'the name of an executor')];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.name(1, 'the name of an executor'));
    });
    return names;
  });

  executorClause: ParserMethod<[], ast.ExecutorClause> = this.rule('executorClause', () =>
    this.either<ast.ExecutorClause>([
      { ALT: () => this.SUBRULE(this.executorSetting) },
      { ALT: () => this.SUBRULE(this.like) },
      { ALT: () => this.SUBRULE(this.retry) },
      { ALT: () => this.SUBRULE(this.output) },
      { ALT: () => this.SUBRULE(this.metric) },
    ]),
  );

  like: ParserMethod<[], ast.Like> = this.rule('like', () => {
    const start = this.here();
    this.CONSUME(t.Word.like);
    const of = this.name(0, 'the name of an executor');
    return { kind: 'like', of, span: this.since(start) };
  });

  retry: ParserMethod<[], ast.Retry> = this.rule('retry', () => {
    const start = this.here();
    this.CONSUME(t.Word.retry);
    const limit = this.SUBRULE(this.operand);
    const times = this.OPTION(() => {
      this.CONSUME(t.Word.backoff);
      const backoff = this.SUBRULE1(this.operand);
      const maximum = this.OPTION1(() => {
        this.CONSUME(t.Range);
        return this.SUBRULE2(this.operand);
      });
      return { backoff, ...(maximum ? { maximum } : {}) };
    });
    return { kind: 'retry', limit, ...times, span: this.since(start) };
  });

  output: ParserMethod<[], ast.Output> = this.rule('output', () => {
    const start = this.here();
    this.CONSUME(t.Word.output);
    const name = this.name(0, 'a name for the output');
    const type = this.typeOf();
    this.expect(0, t.Word.at, '`at` and a path');
    const at = this.SUBRULE(this.operand);
    return { kind: 'output', name, type, at, span: this.since(start) };
  });

  metric: ParserMethod<[], ast.Metric> = this.rule('metric', () => {
    const start = this.here();
    this.CONSUME(t.Word.metric);
    const name = this.name(0, 'a name for the metric');
    const type = this.typeOf();
    const experiment = this.OPTION(() => {
      this.CONSUME(t.Word.in);
      this.expect(0, t.Word.experiment);
      return this.SUBRULE(this.operand);
    });
    return { kind: 'metric', name, type, ...(experiment ? { experiment } : {}), span: this.since(start) };
  });

  register: ParserMethod<[], ast.Register> = this.rule('register', () => {
    const start = this.here();
    this.CONSUME(t.Word.register);
    const model = this.name(0, 'the name of a model');
    this.expect(0, t.Word.from);
    const isBest = this.is(t.Word.best) && (this.is(t.Word.of, 2) || this.is(t.LeftBracket, 2));
    if (!this.RECORDING_PHASE && !isBest) {
      const from = [this.name(1, 'the name of an executor, or `best of` some')];
      return { kind: 'register', model, from, span: this.since(start) };
    }
    return this.either<ast.Register>([
      {
        ALT: (): ast.Register => {
          const choice = this.SUBRULE(this.best);
          return { kind: 'register', model, ...choice, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Register => ({ kind: 'register', model, from: [this.name(1)], span: this.since(start) }),
        // A name may be `best`; that `of` follows was asked before.
        IGNORE_AMBIGUITIES: true,
      },
    ]);
  });

  best: ParserMethod<[], { from: ast.Name[]; by: ast.Name }> = this.rule('best', () => {
    this.CONSUME(t.Word.best);
    this.expect(0, t.Word.of);
    const what = 'the name of an executor';
    const isOne = !this.RECORDING_PHASE && !this.is(t.LeftBracket);
    const from = isOne
      ? [this.name(0, `${what}, or a list of names`)]
      : this.either<ast.Name[]>([
          { ALT: () => this.SUBRULE(this.bracketedNames, { ARGS: [what] }) },
          { ALT: () => [this.name(0)] },
        ]);
    this.expect(0, t.Word.by, '`by` and a metric');
    const by = this.name(1, 'the name of a metric');
    return { from, by };
  });
}
