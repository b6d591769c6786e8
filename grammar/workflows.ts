import type { ParserMethod } from './rules.ts';
import { bodies, wordsOf } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { RunParser } from './runs.ts';
import * as t from './tokens.ts';

const serviceWords = wordsOf(bodies.service);

/** Rules for what stands in online workflows, and for workflows of both kinds. */
export abstract class WorkflowParser extends RunParser {
  workflow: ParserMethod<[], ast.Workflow> = this.rule('workflow', () => {
    const start = this.here();
    const members: ast.WorkflowMember[] = [];
    this.CONSUME(t.Word.workflow);
    const name = this.name('a name for the workflow');
    this.expect(t.Colon, '`:` and the kind of the workflow');
    const workflowKind = this.name('the kind of the workflow: `batch` or `online`');
    this.body(
      bodies.workflow,
      () => members.push(this.SUBRULE(this.workflowMember)),
      (clause) => members.push(clause),
    );
    return { kind: 'workflow', name, workflowKind, members, span: this.since(start) };
  });

  workflowMember: ParserMethod<[], ast.WorkflowMember> = this.oneOf<ast.WorkflowMember>('workflowMember', () => [
    this.param,
    this.executor,
    this.run,
    this.register,
    this.finally,
    this.notify,
    this.schedule,
    this.exclusive,
    this.queue,
    this.workflowSetting,
    this.service,
    this.graph,
    this.replicas,
    this.expose,
    this.backup,
    this.variant,
    this.explainer,
    this.detector,
  ]);

  service: ParserMethod<[], ast.Service> = this.rule('service', () => {
    const start = this.here();
    const clauses: ast.ServiceClause[] = [];
    this.CONSUME(t.Word.service);
    const name = this.name('a name for the service');
    this.expect(t.Colon, '`:` and the role of the service');
    const role = this.name('the role of the service: `model`, `transformer`, `router`, `combiner` or `output`');
    this.body(
      bodies.service,
      () => clauses.push(this.SUBRULE(this.serviceClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'service', name, role, clauses, span: this.since(start) };
  });

  serviceClause: ParserMethod<[], ast.ServiceClause> = this.oneOf<ast.ServiceClause>('serviceClause', () => [
    this.serviceSetting,
    this.server,
    this.tensors,
  ]);

  /** The word behind the server's name is its transport, unless it begins the next clause. */
  server: ParserMethod<[], ast.Server> = this.rule('server', () => {
    const start = this.here();
    this.CONSUME(t.Word.server);
    const name = this.name('the name of a server');
    const transport = this.OPTION({
      GATE: () => !serviceWords.includes(this.LA(1).image) && this.columnOfFirst() === undefined,
      DEF: () => this.nameOf(this.CONSUME(t.Identifier)),
    });
    const options = this.OPTION1(() => this.SUBRULE(this.record));
    return {
      kind: 'server',
      name,
      ...(transport ? { transport } : {}),
      ...(options ? { options } : {}),
      span: this.since(start),
    };
  });

  tensors: ParserMethod<[], ast.Tensors> = this.rule('tensors', () => {
    const start = this.here();
    const names: ast.Name[] = [];
    const direction = this.OR<'inputs' | 'outputs'>([
      { ALT: () => (this.CONSUME(t.Word.inputs), 'inputs') },
      { ALT: () => (this.CONSUME(t.Word.outputs), 'outputs') },
    ]);
    const open = this.expect(t.LeftBrace);
    if (!this.isStandIn(open)) {
      const isTensor = (): boolean => this.is(t.Identifier) || this.is(t.StringToken);
      this.items(open, t.RightBrace, isTensor, () => names.push(this.SUBRULE(this.key)));
      this.close(t.RightBrace, open);
    }
    return { kind: 'tensors', direction, names, span: this.since(start) };
  });

  graph: ParserMethod<[], ast.GraphClause> = this.rule('graph', () => {
    const start = this.here();
    this.CONSUME(t.Word.graph);
    const path = this.SUBRULE(this.path);
    return { kind: 'graph', path, span: this.since(start) };
  });

  /** `a -> [b, c -> d] -> e` */
  path: ParserMethod<[], ast.GraphItem[]> = this.rule('path', () => {
    const path = [this.SUBRULE(this.graphItem)];
    this.#mendArrow();
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      path.push(this.SUBRULE(this.graphItem));
      this.#mendArrow();
    });
    return path;
  });

  graphItem: ParserMethod<[], ast.GraphItem> = this.rule('graphItem', () => {
    if (!this.RECORDING_PHASE && !this.is(t.LeftBracket)) return this.name('the name of a service');
    return this.OR<ast.GraphItem>([
      { ALT: () => this.SUBRULE(this.branches) },
      { ALT: () => this.name('the name of a service') },
    ]);
  });

  branches: ParserMethod<[], ast.Branches> = this.rule('branches', () => {
    const start = this.here();
    const paths: ast.GraphItem[][] = [];
    const open = this.CONSUME(t.LeftBracket);
    this.#branching += 1;
    this.items(
      open,
      t.RightBracket,
      () => this.is(t.Identifier) || this.is(t.LeftBracket),
      () => paths.push(this.SUBRULE(this.path)),
    );
    this.#branching -= 1;
    this.close(t.RightBracket, open);
    return { kind: 'branches', paths, span: this.since(start) };
  });

  /** How many brackets of a graph are open: within them a comma begins another branch. */
  #branching = 0;

  #mendArrow(): void {
    const isMeant = (this.is(t.Comma) && this.#branching === 0) || this.is(t.Sign) || this.is(t.Assign);
    if (!this.RECORDING_PHASE && isMeant && this.is(t.Identifier, 2)) this.mendSpelling(t.Arrow);
  }

  /** `replicas 1..5 scale on … per replica to 20/s` */
  replicas: ParserMethod<[], ast.Replicas> = this.rule('replicas', () => {
    const start = this.here();
    this.CONSUME(t.Word.replicas);
    const minimum = this.SUBRULE(this.operand);
    const maximum = this.OPTION(() => {
      this.CONSUME(t.Range);
      return this.SUBRULE(this.operand);
    });
    const scale = this.OPTION1(() => this.SUBRULE(this.scale));
    return {
      kind: 'replicas',
      minimum,
      ...(maximum ? { maximum } : {}),
      ...(scale ? { scale } : {}),
      span: this.since(start),
    };
  });

  scale: ParserMethod<[], ast.Scale> = this.rule('scale', () => {
    const start = this.here();
    this.CONSUME(t.Word.scale);
    this.expect(t.Word.on, '`on` and what to scale by');
    const on = this.SUBRULE(this.operand);
    const perReplica = this.OPTION(() => {
      this.CONSUME(t.Word.per);
      this.expect(t.Word.replica);
      return true;
    });
    this.expect(t.Word.to, '`to` and a target');
    const to = this.SUBRULE(this.operand);
    return { kind: 'scale', on, perReplica: perReplica === true, to, span: this.since(start) };
  });

  expose: ParserMethod<[], ast.Expose> = this.rule('expose', () => {
    const start = this.here();
    this.CONSUME(t.Word.expose);
    const host = this.SUBRULE(this.operand);
    return { kind: 'expose', host, span: this.since(start) };
  });

  backup: ParserMethod<[], ast.Backup> = this.rule('backup', () => {
    const start = this.here();
    this.CONSUME(t.Word.backup);
    const workflow = this.name('the name of a workflow');
    return { kind: 'backup', workflow, span: this.since(start) };
  });

  /** `canary next at 10% { predictor { model m@candidate } }` */
  variant: ParserMethod<[], ast.Variant> = this.rule('variant', () => {
    const start = this.here();
    const role = this.OR<ast.Variant['role']>([
      { ALT: () => (this.CONSUME(t.Word.canary), 'canary') },
      { ALT: () => (this.CONSUME(t.Word.shadow), 'shadow') },
    ]);
    const name = this.name('a name for the variant');
    const share = this.OPTION(() => {
      this.CONSUME(t.Word.at);
      return this.SUBRULE(this.operand);
    });
    const changes: ast.ServiceChange[] = [];
    const open = this.expect(t.LeftBrace);
    if (!this.isStandIn(open)) {
      this.MANY(() => {
        changes.push(this.SUBRULE(this.change));
        this.OPTION1(() => this.CONSUME(t.Comma));
      });
      this.close(t.RightBrace, open);
    }
    return { kind: 'variant', role, name, ...(share ? { share } : {}), changes, span: this.since(start) };
  });

  change: ParserMethod<[], ast.ServiceChange> = this.rule('change', () => {
    const start = this.here();
    const service = this.name('the name of a service');
    const clauses = this.SUBRULE(this.serviceBody);
    return { kind: 'change', service, clauses, span: this.since(start) };
  });

  serviceBody: ParserMethod<[], ast.ServiceClause[]> = this.rule('serviceBody', () => {
    const clauses: ast.ServiceClause[] = [];
    this.body(
      bodies.service,
      () => clauses.push(this.SUBRULE(this.serviceClause)),
      (clause) => clauses.push(clause),
    );
    return clauses;
  });

  explainer: ParserMethod<[], ast.Explainer> = this.rule('explainer', () => {
    const start = this.here();
    this.CONSUME(t.Word.explainer);
    const clauses = this.SUBRULE(this.serviceBody);
    return { kind: 'explainer', clauses, span: this.since(start) };
  });

  detector: ParserMethod<[], ast.Detector> = this.rule('detector', () => {
    const start = this.here();
    this.CONSUME(t.Word.detector);
    const name = this.name('a name for the detector');
    const clauses = this.SUBRULE(this.serviceBody);
    return { kind: 'detector', name, clauses, span: this.since(start) };
  });
}
