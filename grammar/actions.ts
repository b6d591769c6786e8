import type * as ast from '../src/language/syntax/nodes.ts';
import { quoted } from './describe.ts';
import { close, expect, expectName } from './expect.ts';
import { atStrategyWord, complain } from './messages.ts';
import { tails } from './operands.ts';
import type { Parser } from './rule-table.ts';
import { belongsOutside, skipUntil } from './skipping.ts';
import * as t from './tokens.ts';

/** The words of a strategy, whatever their case. */
const strategyParts = new Set(['WHEN', 'IF', 'THEN', 'ELSE']);

export const SEVERAL = 'several actions stand between braces: THEN { … }';

/** Rules for actions: what stands behind THEN, ELSE, `when unknown` and `on failure`. */
export function actionRules(p: Parser): void {
  /** One action, or several between braces. */
  p.RULE('actions', () =>
    p.guarded<ast.Action[]>(
      () => p.is(t.LeftBrace) || startsAction(p),
      () => {
        complain(p, 'an action');
        return [];
      },
      () => p.OR([{ ALT: () => oneAction(p) }, { ALT: () => p.SUBRULE(p.block) }]),
    ),
  );

  p.RULE('block', () => {
    const actions: ast.Action[] = [];
    const open = p.CONSUME(t.LeftBrace);
    do
      p.guarded(
        () => startsAction(p),
        () => undefined,
        () => {
          p.AT_LEAST_ONE(() => actions.push(p.SUBRULE(p.action)));
        },
      );
    while (resumeActions(p, actions.length === 0));
    close(p, t.RightBrace, open, 'an action');
    return actions;
  });

  p.RULE('action', () =>
    p.guarded<ast.Action>(
      () => isSet(p) || isParallel(p),
      () => p.SUBRULE(p.invocation),
      () =>
        p.OR<ast.Action>([
          { ALT: () => p.SUBRULE(p.set) },
          { ALT: () => p.SUBRULE(p.parallel) },
          // What an action is named like was asked before.
          { ALT: () => p.SUBRULE(p.invocation), IGNORE_AMBIGUITIES: true },
        ]),
    ),
  );

  /** `set failures = failures + 1` */
  p.RULE('set', () => {
    const start = p.here();
    p.CONSUME(t.Word.set);
    const name = expectName(p, 'the name of a state');
    expect(p, t.Assign, '`=` and a value');
    const value = p.SUBRULE(p.expression);
    return { kind: 'set', name, value, span: p.since(start) };
  });

  /** `parallel { … }` */
  p.RULE('parallel', () => {
    const start = p.here();
    p.CONSUME(t.Word.parallel);
    const actions = p.SUBRULE(p.block);
    return { kind: 'parallel', actions, span: p.since(start) };
  });

  /** `call agent.name(…)`, `runWorkflow(…) retry 3 backoff 30s` */
  p.RULE('invocation', () => {
    const start = p.here();
    const calls = p.OPTION({
      // An action that is named `call` has its arguments behind it.
      GATE: () => p.is(t.Identifier, 2),
      DEF: () => p.CONSUME(t.Word.call),
    });
    const at = p.here();
    const name = expectName(p, `an action after ${quoted('call')}`);
    const value = tails(p, at, { kind: 'reference', name, span: name.span });
    const retry = p.OPTION1({
      GATE: () => !p.is(t.LeftParenthesis, 2),
      DEF: () => p.SUBRULE(p.retry),
    });
    return { kind: 'action', calls: calls !== undefined, value, ...(retry ? { retry } : {}), span: p.since(start) };
  });
}

/** An action; several with no braces around them are reported. */
function oneAction(p: Parser): ast.Action[] {
  const actions = [p.SUBRULE(p.action)];
  if (!startsAction(p) || belongsOutside(p)) return actions;
  complain(p, '`}`', { help: SEVERAL });
  p.recovery.strategy.isBraceForgotten = true;
  while (startsAction(p) && !belongsOutside(p)) actions.push(p.SUBRULE(p.action));
  return actions;
}

function resumeActions(p: Parser, isEmpty: boolean): boolean {
  if (p.atEnd() || belongsOutside(p)) return false;
  if (p.is(t.RightBrace)) {
    if (isEmpty) complain(p, 'an action');
    return false;
  }
  if (atStrategyWord(p)) return false;
  complain(p, 'an action or `}`');
  p.skip();
  skipUntil(p, () => startsAction(p) || atStrategyWord(p));
  return startsAction(p);
}

export function startsAction(p: Parser): boolean {
  const isPart = strategyParts.has(p.LA(1).image.toUpperCase()) && !p.is(t.LeftParenthesis, 2);
  // No action has a number behind its name, as modifiers have.
  return p.is(t.Identifier) && !isPart && !p.is(t.NumberToken, 2) && !startsBranch(p);
}

/** Whether `when unknown` or `on failure` stands there. */
export function startsBranch(p: Parser): boolean {
  return (p.is(t.Word.when) && p.is(t.Word.unknown, 2)) || (p.is(t.Word.on) && p.is(t.Word.failure, 2));
}

// An action that is named `set` or `parallel` has its arguments behind it.
function isSet(p: Parser): boolean {
  return p.is(t.Word.set) && p.is(t.Identifier, 2);
}

function isParallel(p: Parser): boolean {
  return p.is(t.Word.parallel) && p.is(t.LeftBrace, 2);
}
