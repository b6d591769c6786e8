import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { bodies, formOf } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { SEVERAL, startsAction, startsBranch } from './actions.ts';
import { enter, leave, unknownClause } from './bodies.ts';
import { expect, expectName, mendSpelling, skipSecond } from './expect.ts';
import { atStrategyWord, beginClause, complain, problem, startAfresh } from './messages.ts';
import { newStrategy } from './recovery.ts';
import type { Parser } from './rule-table.ts';
import { belongsOutside, bracketStep, isDeeperThan, skipUntil } from './skipping.ts';
import * as t from './tokens.ts';
import { A_TRIGGER, missingTrigger } from './triggers.ts';

/** Rank of what stands behind the actions. */
const OUTCOME = 4;
const modifierWords = new Set(['cooldown', 'limit', 'priority', 'timeout', 'approval', 'dry-run']);

/** Rules for strategies: WHEN a trigger fires, IF a constraint holds, THEN actions. */
export function strategyRules(p: Parser): void {
  p.RULE('strategy', () => {
    const start = p.here();
    p.CONSUME(t.Word.strategy);
    const name = expectName(p, 'a name for the strategy');
    const signature = p.OPTION(() => p.SUBRULE(p.parameters));
    return p.SUBRULE(p.strategyBody, { ARGS: [start, name, signature?.parameters] });
  });

  /** A strategy of an agent: written out, or made of a template. */
  p.RULE('ownStrategy', () => {
    const start = p.here();
    p.CONSUME(t.Word.strategy);
    const name = expectName(p, 'a name for the strategy');
    return p.guarded<ast.Strategy | ast.StrategyUse>(
      () => p.is(t.Assign) || p.is(t.LeftBrace),
      () => {
        const signature = p.is(t.LeftParenthesis) ? p.SUBRULE(p.parameters) : undefined;
        return p.SUBRULE(p.strategyBody, { ARGS: [start, name, signature?.parameters] });
      },
      () =>
        p.OR<ast.Strategy | ast.StrategyUse>([
          {
            ALT: () => {
              p.CONSUME(t.Assign);
              const template = expectName(p, 'the name of a strategy with parameters');
              const given = p.OPTION(() => p.SUBRULE(p.arguments)) ?? [];
              return { kind: 'strategy-use', name, template, arguments: given, span: p.since(start) };
            },
          },
          { ALT: () => p.SUBRULE(p.strategyBody, { ARGS: [start, name, undefined] }) },
        ]),
    );
  });

  p.RULE('strategyBody', (start, name, parameters) => {
    const strategy = newStrategy();
    p.recovery.strategy = strategy;
    const modifiers: ast.Modifier[] = [];
    const unknown: ast.UnknownClause[] = [];
    const brace = enter(p, bodies.strategy);
    strategy.brace = brace;
    do
      p.MANY(() => {
        beginClause(p, formOf(bodies.strategy, p.LA(1).image));
        modifiers.push(p.SUBRULE(p.modifier));
      });
    while (brace && resumeModifiers(p, unknown));
    beginClause(p);
    let when = expectWhen(p);
    skipSecond(p, t.When, A_TRIGGER);
    let trigger: ast.Trigger = when ? p.SUBRULE(p.trigger) : missingTrigger(p);
    beginClause(p);
    resume(p, 'IF or THEN');
    let condition = p.OPTION(() => p.SUBRULE(p.constraint));
    // The parts in another order, which was reported where the first of them should have stood.
    const takeMisplaced = (): void => {
      while (strategy.isOutOfOrder && (p.is(t.When) || p.is(t.If))) {
        if (p.is(t.If)) condition = p.SUBRULE(p.constraint);
        else {
          when = { span: p.spanOf(p.skip()) };
          trigger = p.SUBRULE(p.trigger);
        }
      }
    };
    takeMisplaced();
    resume(p, 'THEN');
    if (!p.isStandIn(expect(p, t.Then, 'THEN'))) startAfresh(p);
    skipSecond(p, t.Then, 'an action');
    const actions = p.SUBRULE(p.actions);
    if (p.is(t.If) && !condition) refuseOrder(p, 'THEN', 'IF');
    takeMisplaced();
    mendCase(p);
    const branches = p.SUBRULE(p.outcomes);
    // The brace of actions whose opening one was forgotten.
    if (brace && strategy.isBraceForgotten && isDeeperThan(p, brace)) p.skip();
    resume(p);
    if (brace) leave(p, brace);
    return {
      kind: 'strategy',
      name,
      ...(parameters ? { parameters } : {}),
      modifiers,
      ...(when ? { when } : {}),
      trigger,
      ...condition,
      actions,
      branches,
      unknown,
      span: p.since(start),
    };
  });

  /** `IF … for 5m` */
  p.RULE('constraint', () => {
    p.CONSUME(t.If);
    skipSecond(p, t.If, 'a value');
    const constraint = p.SUBRULE(p.observed);
    const heldFor = p.OPTION(() => {
      p.CONSUME(t.Word.for);
      return p.SUBRULE(p.operand);
    });
    return { constraint, ...(heldFor ? { heldFor } : {}) };
  });

  p.RULE('outcomes', () => {
    const branches: ast.Branch[] = [];
    p.MANY({
      GATE: () => p.is(t.Else) || startsBranch(p),
      DEF: () => branches.push(p.SUBRULE(p.branch)),
    });
    return branches;
  });

  p.RULE('branch', () => {
    const start = p.here();
    const of = p.OR<ast.Branch['of']>([
      { ALT: () => (p.CONSUME(t.Else), 'else') },
      { ALT: () => (p.CONSUME(t.Word.when), p.CONSUME(t.Word.unknown), 'unknown') },
      { ALT: () => (p.CONSUME(t.Word.on), p.CONSUME(t.Word.failure), 'failure') },
    ]);
    const actions = p.SUBRULE(p.actions);
    mendCase(p);
    return { kind: 'branch', of, actions, span: p.since(start) };
  });

  p.RULE('modifier', () => {
    const start = p.here();
    return p.OR<ast.Modifier>([
      {
        ALT: (): ast.Modifier => {
          p.CONSUME(t.Word.cooldown);
          const duration = p.SUBRULE(p.operand);
          return { kind: 'cooldown', duration, ...p.SUBRULE(p.kept), span: p.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          p.CONSUME(t.Word.limit);
          const count = p.SUBRULE(p.operand);
          expect(p, t.Word.per, '`per` and a duration, as in `limit 3 per 1d`');
          const per = p.SUBRULE(p.operand);
          return { kind: 'limit', count, per, ...p.SUBRULE(p.kept), span: p.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          p.CONSUME(t.Word.priority);
          const value = p.SUBRULE(p.operand);
          return { kind: 'priority', value, span: p.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          p.CONSUME(t.Word.timeout);
          const duration = p.SUBRULE(p.operand);
          return { kind: 'timeout', duration, span: p.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          p.CONSUME(t.Word.approval);
          expect(p, t.Word.by, '`by` and who approves');
          const by = p.SUBRULE(p.operand);
          return { kind: 'approval', by, span: p.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          p.CONSUME(t.Word.dryRun);
          return { kind: 'dry-run', span: p.since(start) };
        },
      },
    ]);
  });

  /** `per host`, behind a cooldown or a limit that is kept for each value. */
  p.RULE('kept', () => {
    const key = p.OPTION(() => {
      p.CONSUME(t.Word.per);
      return expectName(p, 'the name of a parameter of the call');
    });
    return key ? { key } : {};
  });
}

/** What stands before WHEN and is no modifier that anybody knows; tells whether to look for modifiers again. */
function resumeModifiers(p: Parser, unknown: ast.UnknownClause[]): boolean {
  mendCase(p);
  if (!p.is(t.Identifier) || belongsOutside(p)) return false;
  const clause = unknownClause(p, bodies.strategy);
  if (clause) unknown.push(clause);
  mendCase(p);
  return p.is(t.Identifier);
}

/** WHEN, if a trigger follows. The parts of a strategy in another order are one mistake. */
function expectWhen(p: Parser): ast.Strategy['when'] {
  if ((p.is(t.If) || p.is(t.Then)) && follows(p, t.When)) {
    refuseOrder(p, p.LA(1).image, 'WHEN');
    return undefined;
  }
  const token = expect(p, t.When, 'WHEN');
  return p.isStandIn(token) ? undefined : { span: p.spanOf(token) };
}

function refuseOrder(p: Parser, found: string, before: string): void {
  p.recovery.strategy.isOutOfOrder = true;
  problem(p, () => {
    const help = 'a strategy reads WHEN …, IF …, THEN …, in this order';
    const fix = inOrder(p);
    p.reporter.report('clause-order', p.spanOf(p.LA(1)), { found, before }, { help, ...fix });
  });
}

/** An edit that puts the parts of the strategy into their order, each once; none where comments would lose their place. */
function inOrder(p: Parser): Pick<Details, 'fix'> {
  const parts: { readonly rank: number; readonly start: number; end: number }[] = [];
  let back = 0;
  while (p.LA(back) !== p.recovery.strategy.brace) if (p.LA(back--).tokenType === t.EOF) return {};
  let depth = 0;
  for (let ahead = back + 1; ; ahead += 1) {
    const token = p.LA(ahead);
    if (token.tokenType === t.EOF || p.is(t.Word.strategy, ahead)) return {};
    if (p.is(t.RightBrace, ahead) && depth === 0) break;
    depth += bracketStep(token.tokenType);
    const rank = depth === 0 ? rankOf(p, ahead, ahead === back + 1) : undefined;
    const { start, end } = p.spanOf(token);
    const last = parts.at(-1);
    if (rank !== undefined) parts.push({ rank, start, end });
    else if (last) last.end = end;
    else return {};
  }
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last || p.text.slice(first.start, last.end).includes('//')) return {};
  const clauses = parts.map(({ rank }) => rank).filter((rank) => rank > 0 && rank < OUTCOME);
  if (new Set(clauses).size < clauses.length) return {};
  const gaps = parts.map(({ end }, index) => p.text.slice(end, parts[index + 1]?.start ?? end));
  const ordered = [...parts].sort((a, b) => a.rank - b.rank);
  const text = ordered.map(({ start, end }, index) => `${p.text.slice(start, end)}${gaps[index] ?? ''}`).join('');
  const { path } = p.spanOf(p.LA(1));
  return { fix: { span: { path, start: first.start, end: last.end }, text } };
}

/** The place in a strategy of the part that begins there, if one does. */
function rankOf(p: Parser, ahead: number, isFirst: boolean): number | undefined {
  const clause = [t.When, t.If, t.Then, t.Else].findIndex((type) => p.is(type, ahead));
  if (clause !== -1) return clause + 1;
  if (!isFirst && p.columnOfFirst(ahead) === undefined) return undefined;
  const { image } = p.LA(ahead);
  if ((image === 'when' || image === 'on') && p.LA(ahead + 1).tokenType === t.Identifier) return OUTCOME;
  return modifierWords.has(image) && p.is(t.Identifier, ahead) ? 0 : undefined;
}

/** Whether such a part comes later in the strategy. */
function follows(p: Parser, part: t.TokenType): boolean {
  for (let ahead = 2; !p.is(t.Word.strategy, ahead); ahead += 1) {
    if (p.is(part, ahead)) return true;
    if (p.LA(ahead).tokenType === t.EOF) return false;
  }
  return false;
}

function mendCase(p: Parser): void {
  if (!p.is(t.Identifier) || startsBranch(p)) return;
  const meant = [t.When, t.If, t.Then, t.Else].find((type) => p.LA(1).image.toUpperCase() === type.LABEL);
  if (meant) mendSpelling(p, meant);
}

/** After a part of the strategy: passes over what does not belong to it. */
function resume(p: Parser, next?: string): void {
  mendCase(p);
  if (atStrategyWord(p) || p.is(t.RightBrace) || p.atEnd() || belongsOutside(p)) return;
  const isModifier = rankOf(p, 1, false) === 0;
  const help = 'modifiers stand before WHEN';
  const isJoint = next === undefined && (p.is(t.Comma) || p.is(t.And));
  const several = isJoint ? { help: SEVERAL } : undefined;
  complain(p, next ?? '`}`', isModifier ? { help, ...inOrder(p) } : several);
  const isAction = startsAction(p) && p.columnOfFirst() !== undefined;
  if (next !== undefined && isAction && !follows(p, t.Then)) return;
  skipUntil(p, () => {
    mendCase(p);
    return atStrategyWord(p);
  });
}
