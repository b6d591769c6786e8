import { bodies, wordsOf } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { Level } from '../src/language/syntax/operators.ts';
import { readBody } from './bodies.ts';
import { close, expect, expectName, mendSpelling } from './expect.ts';
import { readItems } from './lists.ts';
import type { Parser } from './rule-table.ts';
import * as t from './tokens.ts';

const serviceWords = wordsOf(bodies.service);

/** Rules for what stands in online workflows, and for workflows of both kinds. */
export function workflowRules(p: Parser): void {
  /** How many brackets of a graph are open: within them a comma begins another branch. */
  let branching = 0;

  p.RULE('workflow', () => {
    const start = p.here();
    const members: ast.WorkflowMember[] = [];
    p.CONSUME(t.Word.workflow);
    const name = expectName(p, 'a name for the workflow');
    expect(p, t.Colon, '`:` and the kind of the workflow');
    const workflowKind = expectName(p, 'the kind of the workflow: `batch` or `online`');
    readBody(
      p,
      bodies.workflow,
      () => members.push(p.SUBRULE(p.workflowMember)),
      (clause) => members.push(clause),
    );
    return { kind: 'workflow', name, workflowKind, members, span: p.since(start) };
  });

  p.oneOf('workflowMember', () => [
    p.param,
    p.executor,
    p.run,
    p.register,
    p.finally,
    p.notify,
    p.schedule,
    p.exclusive,
    p.queue,
    p.workflowSetting,
    p.service,
    p.graph,
    p.replicas,
    p.expose,
    p.backup,
    p.deployed,
    p.variant,
    p.explainer,
    p.detector,
  ]);

  p.RULE('service', () => {
    const start = p.here();
    const clauses: ast.ServiceClause[] = [];
    p.CONSUME(t.Word.service);
    const name = expectName(p, 'a name for the service');
    expect(p, t.Colon, '`:` and the role of the service');
    const role = expectName(p, 'the role of the service: `model`, `transformer`, `router`, `combiner` or `output`');
    readBody(
      p,
      bodies.service,
      () => clauses.push(p.SUBRULE(p.serviceClause)),
      (clause) => clauses.push(clause),
    );
    return { kind: 'service', name, role, clauses, span: p.since(start) };
  });

  p.oneOf('serviceClause', () => [p.serviceSetting, p.server, p.tensors]);

  /** The word behind the server's name is its transport, unless it begins the next clause. */
  p.RULE('server', () => {
    const start = p.here();
    p.CONSUME(t.Word.server);
    const name = expectName(p, 'the name of a server');
    const transport = p.OPTION({
      GATE: () => !serviceWords.includes(p.LA(1).image) && p.columnOfFirst() === undefined,
      DEF: () => p.nameOf(p.CONSUME(t.Identifier)),
    });
    const options = p.OPTION1(() => p.SUBRULE(p.record));
    return {
      kind: 'server',
      name,
      ...(transport ? { transport } : {}),
      ...(options ? { options } : {}),
      span: p.since(start),
    };
  });

  p.RULE('tensors', () => {
    const start = p.here();
    const names: ast.Name[] = [];
    const direction = p.OR<'inputs' | 'outputs'>([
      { ALT: () => (p.CONSUME(t.Word.inputs), 'inputs') },
      { ALT: () => (p.CONSUME(t.Word.outputs), 'outputs') },
    ]);
    const open = expect(p, t.LeftBrace);
    if (!p.isStandIn(open)) {
      const isTensor = (): boolean => p.is(t.Identifier) || p.is(t.StringToken);
      readItems(p, open, t.RightBrace, isTensor, () => names.push(p.SUBRULE(p.key)));
      close(p, t.RightBrace, open);
    }
    return { kind: 'tensors', direction, names, span: p.since(start) };
  });

  p.RULE('graph', () => {
    const start = p.here();
    p.CONSUME(t.Word.graph);
    const path = p.SUBRULE(p.path);
    return { kind: 'graph', path, span: p.since(start) };
  });

  const mendArrow = (): void => {
    const isMeant = (p.is(t.Comma) && branching === 0) || p.is(t.Sign) || p.is(t.Assign);
    if (isMeant && p.is(t.Identifier, 2)) mendSpelling(p, t.Arrow);
  };

  /** `a -> [b, c -> d] -> e` */
  p.RULE('path', () => {
    const path = [p.SUBRULE(p.graphItem)];
    mendArrow();
    p.MANY(() => {
      p.CONSUME(t.Arrow);
      path.push(p.SUBRULE(p.graphItem));
      mendArrow();
    });
    return path;
  });

  p.RULE('graphItem', () =>
    p.guarded<ast.GraphItem>(
      () => p.is(t.LeftBracket) || p.is(t.Identifier),
      () => expectName(p, 'the name of a service'),
      () => p.OR<ast.GraphItem>([{ ALT: () => p.SUBRULE(p.branches) }, { ALT: () => expectName(p) }]),
    ),
  );

  p.RULE('branches', () => {
    const start = p.here();
    const paths: ast.GraphItem[][] = [];
    const open = p.CONSUME(t.LeftBracket);
    branching += 1;
    readItems(
      p,
      open,
      t.RightBracket,
      () => p.is(t.Identifier) || p.is(t.LeftBracket),
      () => paths.push(p.SUBRULE(p.path)),
    );
    branching -= 1;
    close(p, t.RightBracket, open);
    return { kind: 'branches', paths, span: p.since(start) };
  });

  /** `replicas 1..5 scale on … per replica to 20/s` */
  p.RULE('replicas', () => {
    const start = p.here();
    p.CONSUME(t.Word.replicas);
    const minimum = p.SUBRULE(p.operand);
    const maximum = p.OPTION(() => {
      p.CONSUME(t.Range);
      return p.SUBRULE(p.operand);
    });
    const scale = p.OPTION1(() => p.SUBRULE(p.scale));
    return {
      kind: 'replicas',
      minimum,
      ...(maximum ? { maximum } : {}),
      ...(scale ? { scale } : {}),
      span: p.since(start),
    };
  });

  p.RULE('scale', () => {
    const start = p.here();
    p.CONSUME(t.Word.scale);
    expect(p, t.Word.on, '`on` and what to scale by');
    const on = p.SUBRULE(p.observed, { ARGS: [Level.sum] });
    const perReplica = p.OPTION(() => {
      p.CONSUME(t.Word.per);
      expect(p, t.Word.replica);
      return true;
    });
    expect(p, t.Word.to, '`to` and a target');
    const to = p.SUBRULE(p.operand);
    return { kind: 'scale', on, perReplica: perReplica === true, to, span: p.since(start) };
  });

  p.RULE('expose', () => {
    const start = p.here();
    p.CONSUME(t.Word.expose);
    const host = p.SUBRULE(p.operand);
    return { kind: 'expose', host, span: p.since(start) };
  });

  p.RULE('backup', () => {
    const start = p.here();
    p.CONSUME(t.Word.backup);
    const workflow = expectName(p, 'the name of a workflow');
    return { kind: 'backup', workflow, span: p.since(start) };
  });

  p.RULE('deployed', () => {
    const start = p.here();
    p.CONSUME(t.Word.deployed);
    expect(p, t.Word.by, '`by` and the agent that deploys it');
    const agent = expectName(p, 'the name of an agent');
    return { kind: 'deployed', agent, span: p.since(start) };
  });

  /** `canary next at 10% { predictor { model m@candidate } }` */
  p.RULE('variant', () => {
    const start = p.here();
    const role = p.OR<ast.Variant['role']>([
      { ALT: () => (p.CONSUME(t.Word.canary), 'canary') },
      { ALT: () => (p.CONSUME(t.Word.shadow), 'shadow') },
    ]);
    const name = expectName(p, 'a name for the variant');
    const share = p.OPTION(() => {
      p.CONSUME(t.Word.at);
      return p.SUBRULE(p.operand);
    });
    const changes: ast.ServiceChange[] = [];
    const open = expect(p, t.LeftBrace);
    if (!p.isStandIn(open)) {
      p.MANY(() => {
        changes.push(p.SUBRULE(p.change));
        p.OPTION1(() => p.CONSUME(t.Comma));
      });
      close(p, t.RightBrace, open);
    }
    return { kind: 'variant', role, name, ...(share ? { share } : {}), changes, span: p.since(start) };
  });

  p.RULE('change', () => {
    const start = p.here();
    const service = expectName(p, 'the name of a service');
    const clauses = p.SUBRULE(p.serviceBody);
    return { kind: 'change', service, clauses, span: p.since(start) };
  });

  p.RULE('serviceBody', () => {
    const clauses: ast.ServiceClause[] = [];
    readBody(
      p,
      bodies.service,
      () => clauses.push(p.SUBRULE(p.serviceClause)),
      (clause) => clauses.push(clause),
    );
    return clauses;
  });

  p.RULE('explainer', () => {
    const start = p.here();
    p.CONSUME(t.Word.explainer);
    const clauses = p.SUBRULE(p.serviceBody);
    return { kind: 'explainer', clauses, span: p.since(start) };
  });

  p.RULE('detector', () => {
    const start = p.here();
    p.CONSUME(t.Word.detector);
    const name = expectName(p, 'a name for the detector');
    const clauses = p.SUBRULE(p.serviceBody);
    return { kind: 'detector', name, clauses, span: p.since(start) };
  });
}
