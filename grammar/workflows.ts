import type { ParserMethod } from 'chevrotain';
import type * as ast from '../src/syntax/nodes.ts';
import { bodies } from './clauses.ts';
import { StrategyParser } from './strategies.ts';
import { present } from './present.ts';
import * as t from './tokens.ts';

/** Rules for workflows: executors and services. */
export class WorkflowParser extends StrategyParser {
  workflow: ParserMethod<[], ast.Workflow> = this.rule('workflow', () => {
    const start = this.open();
    const members: ast.WorkflowMember[] = [];
    this.CONSUME(t.Word.workflow);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const workflowKind = this.SUBRULE1(this.name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.either(
        [
          { ALT: () => members.push(this.SUBRULE(this.param)) },
          { ALT: () => members.push(this.SUBRULE(this.executor)) },
          { ALT: () => members.push(this.SUBRULE(this.register)) },
          { ALT: () => members.push(this.SUBRULE(this.service)) },
          { ALT: () => members.push(this.SUBRULE(this.graph)) },
          { ALT: () => members.push(this.SUBRULE(this.replicas)) },
          { ALT: () => members.push(this.SUBRULE(this.expose)) },
          { ALT: () => members.push(this.SUBRULE(this.backup)) },
          {
            GATE: () => !this.isDeclaration(bodies.workflow),
            ALT: () => members.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.workflow] })),
          },
        ],
        '`}`',
      );
    });
    this.CONSUME(t.CloseBrace);
    return { kind: 'workflow', name, workflowKind, members: present(members), span: this.close(start) };
  });

  param: ParserMethod<[], ast.Param> = this.rule('param', () => {
    const start = this.open();
    this.CONSUME(t.Word.param);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    const fallback = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return { kind: 'param', name, type, ...(fallback ? { default: fallback } : {}), span: this.close(start) };
  });

  // --------------------------------------------------------------------------------------------------- executors

  executor: ParserMethod<[], ast.Executor> = this.rule('executor', () => {
    const start = this.open();
    const after: ast.Name[] = [];
    const clauses: ast.ExecutorClause[] = [];
    this.CONSUME(t.Word.executor);
    const name = this.SUBRULE(this.name);
    this.OPTION(() => {
      this.CONSUME(t.Word.after);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => after.push(this.SUBRULE1(this.name)),
        ERR_MSG: 'the name of an executor',
      });
    });
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.either(
        [
          { ALT: () => clauses.push(this.SUBRULE(this.like)) },
          { ALT: () => clauses.push(this.SUBRULE(this.retry)) },
          { ALT: () => clauses.push(this.SUBRULE(this.output)) },
          { ALT: () => clauses.push(this.SUBRULE(this.metric)) },
          {
            GATE: () => this.isSetting(bodies.executor),
            ALT: () => clauses.push(this.SUBRULE(this.setting, { ARGS: [bodies.executor] })),
          },
          {
            GATE: () => !this.isDeclaration(bodies.executor),
            ALT: () => clauses.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.executor] })),
          },
        ],
        '`}`',
      );
    });
    this.CONSUME(t.CloseBrace);
    return { kind: 'executor', name, after, clauses: present(clauses), span: this.close(start) };
  });

  like: ParserMethod<[], ast.Like> = this.rule('like', () => {
    const start = this.open();
    this.CONSUME(t.Word.like);
    const of = this.SUBRULE(this.name);
    return { kind: 'like', of, span: this.close(start) };
  });

  retry: ParserMethod<[], ast.Retry> = this.rule('retry', () => {
    const start = this.open();
    this.CONSUME(t.Word.retry);
    const limit = this.SUBRULE(this.sum);
    const times = this.OPTION(() => {
      this.CONSUME(t.Word.backoff);
      const backoff = this.SUBRULE1(this.sum);
      const maximum = this.OPTION1(() => {
        this.CONSUME(t.Range);
        return this.SUBRULE2(this.sum);
      });
      return { backoff, ...(maximum ? { maximum } : {}) };
    });
    return { kind: 'retry', limit, ...times, span: this.close(start) };
  });

  output: ParserMethod<[], ast.Output> = this.rule('output', () => {
    const start = this.open();
    this.CONSUME(t.Word.output);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    this.CONSUME(t.Word.at);
    const at = this.SUBRULE(this.sum);
    return { kind: 'output', name, type, at, span: this.close(start) };
  });

  metric: ParserMethod<[], ast.Metric> = this.rule('metric', () => {
    const start = this.open();
    this.CONSUME(t.Word.metric);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    const experiment = this.OPTION(() => {
      this.CONSUME(t.Word.in);
      this.CONSUME(t.Word.experiment);
      return this.SUBRULE(this.sum);
    });
    return { kind: 'metric', name, type, ...(experiment ? { experiment } : {}), span: this.close(start) };
  });

  register: ParserMethod<[], ast.Register> = this.rule('register', () => {
    const start = this.open();
    const from: ast.Name[] = [];
    this.CONSUME(t.Word.register);
    const model = this.SUBRULE(this.name);
    this.CONSUME(t.Word.from);
    const by = this.either<ast.Name | undefined>([
      {
        // An executor may be named `best`.
        GATE: () => this.LA(2).tokenType === t.Word.of,
        ALT: () => {
          this.CONSUME(t.Word.best);
          this.CONSUME(t.Word.of);
          this.either1(
            [
              {
                ALT: () => {
                  this.CONSUME(t.OpenBracket);
                  this.AT_LEAST_ONE_SEP({
                    SEP: t.Comma,
                    DEF: () => from.push(this.SUBRULE1(this.name)),
                    ERR_MSG: 'the name of an executor',
                  });
                  this.CONSUME(t.CloseBracket);
                },
              },
              { ALT: () => from.push(this.SUBRULE2(this.name)) },
            ],
            'the name of an executor, or a list of names',
          );
          this.CONSUME(t.Word.by);
          return this.SUBRULE3(this.name);
        },
      },
      {
        ALT: () => {
          from.push(this.SUBRULE4(this.name));
          return undefined;
        },
      },
    ]);
    return { kind: 'register', model, from, ...(by ? { by } : {}), span: this.close(start) };
  });

  // ---------------------------------------------------------------------------------------------------- services

  service: ParserMethod<[], ast.Service> = this.rule('service', () => {
    const start = this.open();
    const clauses: ast.ServiceClause[] = [];
    this.CONSUME(t.Word.service);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const role = this.SUBRULE1(this.name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      this.either(
        [
          { ALT: () => clauses.push(this.SUBRULE(this.server)) },
          { ALT: () => clauses.push(this.SUBRULE(this.tensors)) },
          {
            GATE: () => this.isSetting(bodies.service),
            ALT: () => clauses.push(this.SUBRULE(this.setting, { ARGS: [bodies.service] })),
          },
          {
            GATE: () => !this.isDeclaration(bodies.service),
            ALT: () => clauses.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.service] })),
          },
        ],
        '`}`',
      );
    });
    this.CONSUME(t.CloseBrace);
    return { kind: 'service', name, role, clauses: present(clauses), span: this.close(start) };
  });

  /** The word behind the server's name is its transport, unless it begins the next clause. */
  server: ParserMethod<[], ast.Server> = this.rule('server', () => {
    const start = this.open();
    this.CONSUME(t.Word.server);
    const name = this.SUBRULE(this.name);
    const transport = this.OPTION({
      GATE: () => {
        const next = this.LA(1).image;
        return !Object.hasOwn(bodies.service.settings, next) && !bodies.service.clauses.includes(next);
      },
      DEF: () => this.SUBRULE1(this.name),
    });
    return { kind: 'server', name, ...(transport ? { transport } : {}), span: this.close(start) };
  });

  tensors: ParserMethod<[], ast.Tensors> = this.rule('tensors', () => {
    const start = this.open();
    const names: ast.Name[] = [];
    const direction = this.either<'inputs' | 'outputs'>([
      {
        ALT: () => {
          this.CONSUME(t.Word.inputs);
          return 'inputs';
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Word.outputs);
          return 'outputs';
        },
      },
    ]);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => {
      names.push(this.SUBRULE(this.key));
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.CloseBrace);
    return { kind: 'tensors', direction, names, span: this.close(start) };
  });

  graph: ParserMethod<[], ast.GraphClause> = this.rule('graph', () => {
    const start = this.open();
    const nodes: ast.Name[] = [];
    this.CONSUME(t.Word.graph);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Arrow,
      DEF: () => nodes.push(this.SUBRULE(this.name)),
      ERR_MSG: 'the name of a service',
    });
    return { kind: 'graph', nodes, span: this.close(start) };
  });

  expose: ParserMethod<[], ast.Expose> = this.rule('expose', () => {
    const start = this.open();
    this.CONSUME(t.Word.expose);
    const host = this.SUBRULE(this.sum);
    return { kind: 'expose', host, span: this.close(start) };
  });

  backup: ParserMethod<[], ast.Backup> = this.rule('backup', () => {
    const start = this.open();
    this.CONSUME(t.Word.backup);
    const workflow = this.SUBRULE(this.name);
    return { kind: 'backup', workflow, span: this.close(start) };
  });
}
