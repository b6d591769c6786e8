import type { ParserMethod } from './rules.ts';
import { closest } from '../src/diagnostics/suggest.ts';
import { bodies } from '../src/syntax/clauses.ts';
import type * as ast from '../src/syntax/nodes.ts';
import { suggestion } from './base-parser.ts';
import { quoted } from './describe.ts';
import * as t from './tokens.ts';
import { WorkflowParser } from './workflows.ts';

const triggerWords = ['every', 'at', 'cron', 'called'];
const A_TRIGGER = 'a trigger: `every`, `at`, `cron` or `called`';

/** Rules for strategies: WHEN a trigger fires, IF a constraint holds, THEN actions. */
export abstract class StrategyParser extends WorkflowParser {
  strategy: ParserMethod<[], ast.Strategy> = this.rule('strategy', () => {
    const start = this.here();
    this.CONSUME(t.Word.strategy);
    const name = this.name('a name for the strategy');
    const brace = this.enter(bodies.strategy);
    const unknown = brace ? this.#clausesBefore() : [];
    const hasTrigger = this.#expectWhen();
    this.skipSecond(t.When, A_TRIGGER);
    let trigger: ast.Trigger = hasTrigger ? this.SUBRULE(this.trigger) : this.#missingTrigger();
    this.#resume('IF or THEN');
    let constraint = this.OPTION(() => {
      this.CONSUME(t.If);
      this.skipSecond(t.If, 'a value');
      return this.SUBRULE(this.expression);
    });
    // The parts in another order, which was reported where the first of them should have stood.
    const takeMisplaced = (): void => {
      while (!this.RECORDING_PHASE && this.#isOutOfOrder && (this.is(t.When) || this.is(t.If))) {
        if (this.skip().tokenType === t.When) trigger = this.SUBRULE(this.trigger);
        else constraint = this.SUBRULE(this.expression);
      }
    };
    takeMisplaced();
    this.#resume('THEN');
    if (!this.isStandIn(this.expect(t.Then, 'THEN'))) this.startAfresh();
    this.skipSecond(t.Then, 'an action');
    const actions = this.SUBRULE(this.actions);
    if (!this.RECORDING_PHASE && this.is(t.If) && !constraint) this.#refuseOrder('THEN', 'IF');
    takeMisplaced();
    // The brace of actions whose opening one was forgotten.
    if (brace && !this.RECORDING_PHASE && this.#isBraceForgotten && this.isDeeperThan(brace)) this.skip();
    this.#resume();
    if (brace) this.leave(brace);
    return {
      kind: 'strategy',
      name,
      trigger,
      ...(constraint ? { constraint } : {}),
      actions,
      unknown,
      span: this.since(start),
    };
  });

  #isOutOfOrder = false;
  #isBraceForgotten = false;

  /** What stands before WHEN is no clause that anybody knows. */
  #clausesBefore(): ast.UnknownClause[] {
    const unknown: ast.UnknownClause[] = [];
    if (this.RECORDING_PHASE) return unknown;
    this.#mendCase();
    while (this.is(t.Identifier) && !this.belongsOutside()) {
      const clause = this.unknownClause(bodies.strategy);
      if (clause) unknown.push(clause);
      this.#mendCase();
    }
    return unknown;
  }

  /** Whether a trigger follows. The parts of a strategy in another order are one mistake. */
  #expectWhen(): boolean {
    this.#isOutOfOrder = false;
    this.#isBraceForgotten = false;
    if (!this.RECORDING_PHASE && (this.is(t.If) || this.is(t.Then)) && this.#follows(t.When)) {
      this.#refuseOrder(this.LA(1).image, 'WHEN');
      return false;
    }
    return !this.isStandIn(this.expect(t.When, 'WHEN'));
  }

  #refuseOrder(found: string, before: string): void {
    this.#isOutOfOrder = true;
    this.problem(() => {
      const help = 'a strategy reads WHEN …, IF …, THEN …, in this order';
      this.reporter.report('clause-order', this.spanOf(this.LA(1)), { found, before }, { help });
    });
  }

  /** Whether such a part comes later in the strategy. */
  #follows(part: t.TokenType): boolean {
    for (let ahead = 2; !this.is(t.Word.strategy, ahead); ahead += 1) {
      if (this.is(part, ahead)) return true;
      if (this.LA(ahead).tokenType === t.EOF) return false;
    }
    return false;
  }

  #mendCase(): void {
    const meant = [t.When, t.If, t.Then].find((type) => this.LA(1).image.toUpperCase() === type.label);
    if (meant && this.is(t.Identifier)) this.mendSpelling(meant);
  }

  /** After a part of the strategy: passes over what does not belong to it. */
  #resume(next?: string): void {
    if (this.RECORDING_PHASE) return;
    this.#mendCase();
    if (this.atStrategyWord() || this.is(t.RightBrace) || this.atEnd() || this.belongsOutside()) return;
    this.complain(next ?? '`}`');
    const isAction = this.#startsAction() && this.columnOfFirst() !== undefined;
    if (next !== undefined && isAction && !this.#follows(t.Then)) return;
    this.skipUntil(() => {
      this.#mendCase();
      return this.atStrategyWord();
    });
  }

  // ----------------------------------------------------------------------------------------------------------- triggers

  trigger: ParserMethod<[], ast.Trigger> = this.rule('trigger', () => {
    const start = this.here();
    const first = this.SUBRULE(this.simpleTrigger);
    const triggers = [first];
    this.MANY(() => {
      this.CONSUME(t.Or);
      triggers.push(this.SUBRULE(this.simpleTrigger));
    });
    return triggers.length === 1 ? first : { kind: 'any', triggers, span: this.since(start) };
  });

  simpleTrigger: ParserMethod<[], ast.Trigger> = this.rule('simpleTrigger', () => {
    const start = this.here();
    if (!this.RECORDING_PHASE && !this.#mendTrigger()) return this.#missingTrigger();
    return this.OR<ast.Trigger>([
      {
        ALT: (): ast.Trigger => {
          this.CONSUME(t.Word.every);
          const interval = this.SUBRULE(this.operand);
          return { kind: 'every', interval, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Trigger => {
          this.CONSUME(t.Word.at);
          const time = this.SUBRULE(this.operand);
          return { kind: 'at', time, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Trigger => {
          this.CONSUME(t.Word.cron);
          const pattern = this.SUBRULE(this.operand);
          const zone = this.OPTION(() => {
            this.CONSUME(t.Word.in);
            return this.SUBRULE(this.operand);
          });
          return { kind: 'cron', pattern, ...(zone ? { zone } : {}), span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Trigger => {
          this.CONSUME(t.Word.called);
          const name = this.name('the name of the call');
          const { parameters } = this.SUBRULE(this.parameters);
          return { kind: 'called', name, parameters, span: this.since(start) };
        },
      },
    ]);
  });

  /** Whether a trigger can be read here; a slip in its word is mended. */
  #mendTrigger(): boolean {
    const token = this.LA(1);
    if (triggerWords.includes(token.image)) return true;
    // What has parameters behind it is the name of a call.
    const isWord = this.is(t.Identifier) && !this.is(t.LeftParenthesis, 2);
    const meant = isWord ? closest(token.image, triggerWords) : undefined;
    if (meant === undefined) {
      const help = 'a trigger begins with a word, as in `every 1h`';
      this.complain(A_TRIGGER, this.is(t.NumberToken) ? { help } : undefined);
      return false;
    }
    this.complain(A_TRIGGER, suggestion(meant, this.spanOf(token)));
    this.rewrite(t.softKeywords.get(meant) ?? t.Word.every);
    return true;
  }

  #missingTrigger(): ast.MissingTrigger {
    if (!this.#isOutOfOrder && !this.RECORDING_PHASE) this.complain(A_TRIGGER);
    return { kind: 'missing-trigger', span: this.hereSpan() };
  }

  // ------------------------------------------------------------------------------------------------------------ actions

  actions: ParserMethod<[], ast.Action[]> = this.rule('actions', () => {
    const actions: ast.Action[] = [];
    if (!this.RECORDING_PHASE && !this.is(t.LeftBrace)) {
      if (this.#startsAction()) actions.push(this.SUBRULE(this.action));
      else this.complain('an action');
      if (this.#startsAction() && !this.belongsOutside()) this.#refuseSecond(actions);
      return actions;
    }
    this.OR([
      { ALT: () => actions.push(this.SUBRULE(this.action)) },
      {
        ALT: () => {
          const open = this.CONSUME(t.LeftBrace);
          do
            if (this.RECORDING_PHASE || this.#startsAction())
              this.AT_LEAST_ONE(() => actions.push(this.SUBRULE(this.action)));
          while (this.#resumeActions(actions.length === 0));
          this.close(t.RightBrace, open, 'an action');
        },
      },
    ]);
    return actions;
  });

  /** Several actions with no braces around them. */
  #refuseSecond(actions: ast.Action[]): void {
    this.complain('`}`', { help: 'several actions stand between braces: THEN { … }' });
    this.#isBraceForgotten = true;
    while (this.#startsAction() && !this.belongsOutside()) actions.push(this.SUBRULE(this.action));
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
    this.skipUntil(() => this.#startsAction() || this.atStrategyWord());
    return this.#startsAction();
  }

  #startsAction(): boolean {
    return this.is(t.Identifier);
  }

  /** `call agent.name(…)`, `runWorkflow(…)` */
  action: ParserMethod<[], ast.Action> = this.rule('action', () => {
    const start = this.here();
    const calls = this.OPTION({
      // An action that is named `call` has its arguments behind it.
      GATE: () => this.is(t.Identifier, 2),
      DEF: () => this.CONSUME(t.Word.call),
    });
    const at = this.here();
    const name = this.name(`an action after ${quoted('call')}`);
    const value = this.tails(at, { kind: 'reference', name, span: name.span });
    return { kind: 'action', calls: calls !== undefined, value, span: this.since(start) };
  });
}
