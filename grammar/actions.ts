import type { ParserMethod } from './rules.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { quoted } from './describe.ts';
import * as t from './tokens.ts';
import { TriggerParser } from './triggers.ts';

/** The words of a strategy, whatever their case. */
const strategyParts = new Set(['WHEN', 'IF', 'THEN', 'ELSE']);

/** Rules for actions: what stands behind THEN, ELSE, `when unknown` and `on failure`. */
export abstract class ActionParser extends TriggerParser {
  /** The brace of actions whose opening one was forgotten. */
  protected isBraceForgotten = false;

  /** One action, or several between braces. */
  actions: ParserMethod<[], ast.Action[]> = this.rule('actions', () => {
    if (!this.RECORDING_PHASE && !this.is(t.LeftBrace)) {
      const actions: ast.Action[] = [];
      if (this.startsAction()) actions.push(this.SUBRULE(this.action));
      else this.complain('an action');
      if (this.startsAction() && !this.belongsOutside()) this.#refuseSecond(actions);
      return actions;
    }
    return this.OR<ast.Action[]>([{ ALT: () => [this.SUBRULE(this.action)] }, { ALT: () => this.SUBRULE(this.block) }]);
  });

  block: ParserMethod<[], ast.Action[]> = this.rule('block', () => {
    const actions: ast.Action[] = [];
    const open = this.CONSUME(t.LeftBrace);
    do
      if (this.RECORDING_PHASE || this.startsAction()) this.AT_LEAST_ONE(() => actions.push(this.SUBRULE(this.action)));
    while (this.#resumeActions(actions.length === 0));
    this.close(t.RightBrace, open, 'an action');
    return actions;
  });

  /** Several actions with no braces around them. */
  #refuseSecond(actions: ast.Action[]): void {
    this.complain('`}`', { help: 'several actions stand between braces: THEN { … }' });
    this.isBraceForgotten = true;
    while (this.startsAction() && !this.belongsOutside()) actions.push(this.SUBRULE(this.action));
  }

  #resumeActions(isEmpty: boolean): boolean {
    if (this.RECORDING_PHASE || this.atEnd() || this.belongsOutside()) return false;
    if (this.is(t.RightBrace)) {
      if (isEmpty) this.complain('an action');
      return false;
    }
    if (this.atStrategyWord()) return false;
    this.complain('an action or `}`');
    this.skip();
    this.skipUntil(() => this.startsAction() || this.atStrategyWord());
    return this.startsAction();
  }

  protected startsAction(): boolean {
    const isPart = strategyParts.has(this.LA(1).image.toUpperCase()) && !this.is(t.LeftParenthesis, 2);
    // No action has a number behind its name, as modifiers have.
    return this.is(t.Identifier) && !isPart && !this.is(t.NumberToken, 2) && !this.startsBranch();
  }

  /** Whether `when unknown` or `on failure` stands there. */
  protected startsBranch(): boolean {
    return (this.is(t.Word.when) && this.is(t.Word.unknown, 2)) || (this.is(t.Word.on) && this.is(t.Word.failure, 2));
  }

  action: ParserMethod<[], ast.Action> = this.rule('action', () => {
    if (!this.RECORDING_PHASE && !this.#isSet() && !this.#isParallel()) return this.SUBRULE(this.invocation);
    return this.OR<ast.Action>([
      { ALT: () => this.SUBRULE(this.set) },
      { ALT: () => this.SUBRULE(this.parallel) },
      // What an action is named like was asked before.
      { ALT: () => this.SUBRULE(this.invocation), IGNORE_AMBIGUITIES: true },
    ]);
  });

  // An action that is named `set` or `parallel` has its arguments behind it.
  #isSet(): boolean {
    return this.is(t.Word.set) && this.is(t.Identifier, 2);
  }

  #isParallel(): boolean {
    return this.is(t.Word.parallel) && this.is(t.LeftBrace, 2);
  }

  /** `set failures = failures + 1` */
  set: ParserMethod<[], ast.SetAction> = this.rule('set', () => {
    const start = this.here();
    this.CONSUME(t.Word.set);
    const name = this.name('the name of a state');
    this.expect(t.Assign, '`=` and a value');
    const value = this.SUBRULE(this.expression);
    return { kind: 'set', name, value, span: this.since(start) };
  });

  /** `parallel { … }` */
  parallel: ParserMethod<[], ast.Parallel> = this.rule('parallel', () => {
    const start = this.here();
    this.CONSUME(t.Word.parallel);
    const actions = this.SUBRULE(this.block);
    return { kind: 'parallel', actions, span: this.since(start) };
  });

  /** `call agent.name(…)`, `runWorkflow(…) retry 3 backoff 30s` */
  invocation: ParserMethod<[], ast.Invocation> = this.rule('invocation', () => {
    const start = this.here();
    const calls = this.OPTION({
      // An action that is named `call` has its arguments behind it.
      GATE: () => this.is(t.Identifier, 2),
      DEF: () => this.CONSUME(t.Word.call),
    });
    const at = this.here();
    const name = this.name(`an action after ${quoted('call')}`);
    const value = this.tails(at, { kind: 'reference', name, span: name.span });
    const retry = this.OPTION1({
      GATE: () => !this.is(t.LeftParenthesis, 2),
      DEF: () => this.SUBRULE(this.retry),
    });
    return { kind: 'action', calls: calls !== undefined, value, ...(retry ? { retry } : {}), span: this.since(start) };
  });
}
