import { bodies } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { readBody } from './bodies.ts';
import { expect, expectName } from './expect.ts';
import { complain } from './messages.ts';
import type { Parser } from './rule-table.ts';
import { RAW } from './scan-string.ts';
import { typeOf } from './signatures.ts';
import { scriptEscape } from './strings.ts';
import * as t from './tokens.ts';

/** Rules for what stands in batch workflows. */
export function batchRules(p: Parser): void {
  p.RULE('executor', () => {
    const start = p.here();
    const clauses: ast.ExecutorClause[] = [];
    p.CONSUME(t.Word.executor);
    const name = expectName(p, 'a name for the executor');
    const edges = p.SUBRULE(p.edges);
    readBody(
      p,
      bodies.executor,
      () => clauses.push(p.SUBRULE(p.executorClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'executor', name, ...edges, clauses, span: p.since(start) };
  });

  /** Over what a step is repeated, what it waits for, and when it is left out. */
  p.RULE('edges', () => {
    const loops = p.OPTION(() => p.SUBRULE(p.loops)) ?? [];
    const after = p.OPTION1(() => p.SUBRULE(p.after)) ?? [];
    const condition = p.OPTION2(() => {
      p.CONSUME(t.Word.when);
      return p.SUBRULE(p.expression);
    });
    return { loops, after, ...(condition ? { condition } : {}) };
  });

  p.RULE('loops', () => {
    p.CONSUME(t.Word.for);
    const loops = [p.SUBRULE(p.loop)];
    p.MANY(() => {
      p.CONSUME(t.Comma);
      loops.push(p.SUBRULE(p.loop));
    });
    return loops;
  });

  p.RULE('loop', () => {
    const start = p.here();
    const name = expectName(p, 'a name for the item');
    expect(p, t.Word.in, '`in` and a list');
    const over = p.SUBRULE(p.operand);
    return { kind: 'loop', name, over, span: p.since(start) };
  });

  /** `run detector(data: load-data.digits) as check after load-data`; without `as` the step has the workflow's name. */
  p.RULE('run', () => {
    const start = p.here();
    p.CONSUME(t.Word.run);
    const workflow = expectName(p, 'the name of a batch workflow');
    const given = p.OPTION(() => p.SUBRULE(p.arguments)) ?? [];
    const name = p.OPTION1(() => {
      p.CONSUME(t.Word.as);
      return expectName(p, 'a name for the step');
    });
    const edges = p.SUBRULE(p.edges);
    return { kind: 'run', name: name ?? workflow, ...edges, workflow, arguments: given, span: p.since(start) };
  });

  /** `finally tidy on failure { … }` */
  p.RULE('finally', () => {
    const start = p.here();
    const clauses: ast.ExecutorClause[] = [];
    p.CONSUME(t.Word.finally);
    const name = expectName(p, 'a name for the step');
    const on = p.OPTION(() => p.SUBRULE(p.outcome));
    readBody(
      p,
      bodies.executor,
      () => clauses.push(p.SUBRULE(p.executorClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'finally', name, ...(on ? { on } : {}), clauses, span: p.since(start) };
  });

  p.RULE('notify', () => {
    const start = p.here();
    p.CONSUME(t.Word.notify);
    const to = p.SUBRULE(p.operand);
    const on = p.OPTION(() => p.SUBRULE(p.outcome));
    return { kind: 'notify', to, ...(on ? { on } : {}), span: p.since(start) };
  });

  p.RULE('outcome', () => {
    p.CONSUME(t.Word.on);
    return expectName(p, '`success` or `failure`');
  });

  p.RULE('after', () => {
    p.CONSUME(t.Word.after);
    const edges = [p.SUBRULE(p.edge)];
    p.MANY(() => {
      p.CONSUME(t.Comma);
      edges.push(p.SUBRULE(p.edge));
    });
    return edges;
  });

  /** `load`, `load.failed` */
  p.RULE('edge', () => {
    const start = p.here();
    const name = expectName(p, 'the name of an executor');
    const state = p.OPTION(() => {
      p.CONSUME(t.Dot);
      return expectName(p, 'a state after `.`');
    });
    return { kind: 'edge', name, ...(state ? { state } : {}), span: p.since(start) };
  });

  p.oneOf('executorClause', () => [p.executorSetting, p.like, p.script, p.retry, p.inputClause, p.output, p.metric]);

  p.RULE('like', () => {
    const start = p.here();
    p.CONSUME(t.Word.like);
    const of = expectName(p, 'the name of an executor');
    return { kind: 'like', of, span: p.since(start) };
  });

  /** `script python '''…'''` */
  p.RULE('script', () => {
    const start = p.here();
    p.CONSUME(t.Word.script);
    const language = expectName(p, 'the language of the script');
    const source = p.SUBRULE(p.operand);
    const escape = p.ACTION(() => scriptEscape(p.text, source.span));
    if (escape) {
      const help = `between \`${RAW}\` and \`${RAW}\` the program gets what stands there`;
      p.reporter.report('escape-in-script', escape, { escape: p.text.slice(escape.start, escape.end) }, { help });
    }
    return { kind: 'script', language, source, span: p.since(start) };
  });

  p.RULE('retry', () => {
    const start = p.here();
    p.CONSUME(t.Word.retry);
    const limit = p.SUBRULE(p.operand);
    const times = p.OPTION(() => {
      p.CONSUME(t.Word.backoff);
      const backoff = p.SUBRULE(p.operand);
      const maximum = p.OPTION1(() => {
        p.CONSUME(t.Range);
        return p.SUBRULE(p.operand);
      });
      return { backoff, ...(maximum ? { maximum } : {}) };
    });
    return { kind: 'retry', limit, ...times, span: p.since(start) };
  });

  /** `input images : Dataset at "/data/images" key "raw/images"` */
  p.RULE('inputClause', () => {
    const start = p.here();
    p.CONSUME(t.Word.input);
    const name = expectName(p, 'a name for the input');
    const type = typeOf(p);
    expect(p, t.Word.at, '`at` and a path');
    const at = p.SUBRULE(p.operand);
    expect(p, t.Word.key, '`key` and a name in the artifact store');
    const key = p.SUBRULE(p.operand);
    const options = p.OPTION(() => p.SUBRULE(p.record));
    return { kind: 'input', name, type, at, key, ...(options ? { options } : {}), span: p.since(start) };
  });

  p.RULE('output', () => {
    const start = p.here();
    p.CONSUME(t.Word.output);
    const name = expectName(p, 'a name for the output');
    const type = typeOf(p);
    const place = p.guarded<Partial<ast.Output>>(
      () => p.is(t.Word.at) || p.is(t.Word.from),
      () => {
        expect(p, t.Word.at, '`at` and a path, or `from` and a file');
        return { at: p.SUBRULE(p.operand) };
      },
      () => p.OR([{ ALT: () => p.SUBRULE(p.placed) }, { ALT: () => p.SUBRULE(p.read) }]),
    );
    return { kind: 'output', name, type, ...place, span: p.since(start) };
  });

  /** A file or folder, which may go to the artifact store. */
  p.RULE('placed', () => {
    p.CONSUME(t.Word.at);
    const at = p.SUBRULE(p.operand);
    const stored = p.OPTION(() => {
      p.CONSUME(t.Word.key);
      const key = p.SUBRULE(p.operand);
      const options = p.OPTION1(() => p.SUBRULE(p.record));
      return { key, ...(options ? { options } : {}) };
    });
    return { at, ...stored };
  });

  /** A value that is the content of a file. */
  p.RULE('read', () => {
    p.CONSUME(t.Word.from);
    const from = p.SUBRULE(p.operand);
    const fallback = p.OPTION(() => {
      p.CONSUME(t.Word.default);
      return p.SUBRULE(p.operand);
    });
    return { from, ...(fallback ? { default: fallback } : {}) };
  });

  p.RULE('metric', () => {
    const start = p.here();
    p.CONSUME(t.Word.metric);
    const name = expectName(p, 'a name for the metric');
    const type = typeOf(p);
    const experiment = p.OPTION(() => {
      p.CONSUME(t.Word.in);
      expect(p, t.Word.experiment);
      return p.SUBRULE(p.operand);
    });
    return { kind: 'metric', name, type, ...(experiment ? { experiment } : {}), span: p.since(start) };
  });

  p.RULE('register', () => {
    const start = p.here();
    p.CONSUME(t.Word.register);
    const model = expectName(p, 'the name of a model');
    expect(p, t.Word.from);
    const choice = p.guarded<Pick<ast.Register, 'from' | 'by'>>(
      () => p.is(t.Word.best) && (p.is(t.Word.of, 2) || p.is(t.LeftBracket, 2)),
      () => ({ from: [expectName(p, 'the name of an executor, or `best of` some')] }),
      () =>
        p.OR<Pick<ast.Register, 'from' | 'by'>>([
          { ALT: () => p.SUBRULE(p.best) },
          // A name may be `best`; that `of` follows was asked before.
          { ALT: () => ({ from: [expectName(p)] }), IGNORE_AMBIGUITIES: true },
        ]),
    );
    return { kind: 'register', model, ...choice, span: p.since(start) };
  });

  p.RULE('best', () => {
    p.CONSUME(t.Word.best);
    expect(p, t.Word.of);
    const what = 'the name of an executor';
    const from = p.guarded(
      () => p.is(t.LeftBracket),
      () => [expectName(p, `${what}, or a list of names`)],
      () => p.OR([{ ALT: () => p.SUBRULE(p.bracketedNames, { ARGS: [what] }) }, { ALT: () => [expectName(p)] }]),
    );
    expect(p, t.Word.by, '`by` and a metric');
    const by = p.SUBRULE(p.comparedBy);
    return { from, by };
  });

  /** `accuracy`, `lower rmse` */
  p.RULE('comparedBy', () => {
    const start = p.here();
    if (p.LA(1).image === 'higher' && namesMetric(p)) refuseHigher(p);
    const lower = p.OPTION({ GATE: () => namesMetric(p), DEF: () => p.CONSUME(t.Word.lower) });
    const metric = expectName(p, 'the name of a metric');
    return { kind: 'compared-by', metric, lower: lower !== undefined, span: p.since(start) };
  });
}

/** Whether the name of a metric follows the next token; the word may be the name of one itself. */
function namesMetric(p: Parser): boolean {
  return p.LA(2).tokenType === t.Identifier && p.columnOfFirst(2) === undefined;
}

function refuseHigher(p: Parser): void {
  const next = p.LA(1);
  const help = 'of a metric more is better, unless `lower` stands before it';
  complain(p, 'the name of a metric', {
    help,
    fix: { span: { ...p.spanOf(next), end: p.LA(2).startOffset }, text: '' },
  });
  p.skip();
}
