import type { ParserMethod } from './rules.ts';
import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { bodies, formOf } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { ActionParser } from './actions.ts';
import * as t from './tokens.ts';
import { A_TRIGGER } from './triggers.ts';

/** Rank of what stands behind the actions. */
const OUTCOME = 4;
const modifierWords = new Set(['cooldown', 'limit', 'priority', 'timeout', 'approval', 'dry-run']);

/** Rules for strategies: WHEN a trigger fires, IF a constraint holds, THEN actions. */
export abstract class StrategyParser extends ActionParser {
  strategy: ParserMethod<[], ast.Strategy> = this.rule('strategy', () => {
    const start = this.here();
    this.CONSUME(t.Word.strategy);
    const name = this.name('a name for the strategy');
    const signature = this.OPTION(() => this.SUBRULE(this.parameters));
    const parameters = this.ACTION(() => signature?.parameters);
    return this.SUBRULE(this.strategyBody, { ARGS: [start, name, parameters] });
  });

  /** A strategy of an agent: written out, or made of a template. */
  ownStrategy: ParserMethod<[], ast.Strategy | ast.StrategyUse> = this.rule('ownStrategy', () => {
    const start = this.here();
    this.CONSUME(t.Word.strategy);
    const name = this.name('a name for the strategy');
    if (!this.RECORDING_PHASE && !this.is(t.Assign)) {
      const signature = this.is(t.LeftParenthesis) ? this.SUBRULE(this.parameters) : undefined;
      return this.SUBRULE(this.strategyBody, { ARGS: [start, name, signature?.parameters] });
    }
    return this.OR<ast.Strategy | ast.StrategyUse>([
      {
        ALT: (): ast.StrategyUse => {
          this.CONSUME(t.Assign);
          const template = this.name('the name of a strategy with parameters');
          const given = this.OPTION(() => this.SUBRULE(this.arguments)) ?? [];
          return { kind: 'strategy-use', name, template, arguments: given, span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.strategyBody, { ARGS: [start, name, undefined] }) },
    ]);
  });

  strategyBody: ParserMethod<[number, ast.Name, readonly ast.Parameter[] | undefined], ast.Strategy> = this.rule(
    'strategyBody',
    (start: number, name: ast.Name, parameters: readonly ast.Parameter[] | undefined) => {
      this.#startOver();
      const modifiers: ast.Modifier[] = [];
      const unknown: ast.UnknownClause[] = [];
      const brace = this.enter(bodies.strategy);
      this.#brace = brace;
      do
        this.MANY(() => {
          this.beginClause(formOf(bodies.strategy, this.LA(1).image));
          modifiers.push(this.SUBRULE(this.modifier));
        });
      while (brace && this.#resumeModifiers(unknown));
      this.beginClause();
      let when = this.#expectWhen();
      this.skipSecond(t.When, A_TRIGGER);
      let trigger: ast.Trigger = when ? this.SUBRULE(this.trigger) : this.missingTrigger();
      this.beginClause();
      this.#resume('IF or THEN');
      let condition = this.OPTION(() => this.SUBRULE(this.constraint));
      // The parts in another order, which was reported where the first of them should have stood.
      const takeMisplaced = (): void => {
        while (!this.RECORDING_PHASE && this.#isOutOfOrder && (this.is(t.When) || this.is(t.If))) {
          if (this.is(t.If)) condition = this.SUBRULE(this.constraint);
          else {
            when = { span: this.spanOf(this.skip()) };
            trigger = this.SUBRULE(this.trigger);
          }
        }
      };
      takeMisplaced();
      this.#resume('THEN');
      if (!this.isStandIn(this.expect(t.Then, 'THEN'))) this.startAfresh();
      this.skipSecond(t.Then, 'an action');
      const actions = this.SUBRULE(this.actions);
      if (!this.RECORDING_PHASE && this.is(t.If) && !condition) this.#refuseOrder('THEN', 'IF');
      takeMisplaced();
      this.#mendCase();
      const branches = this.SUBRULE(this.outcomes);
      // The brace of actions whose opening one was forgotten.
      if (brace && !this.RECORDING_PHASE && this.isBraceForgotten && this.isDeeperThan(brace)) this.skip();
      this.#resume();
      if (brace) this.leave(brace);
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
        span: this.since(start),
      };
    },
  );

  #isOutOfOrder = false;
  /** Of the strategy that is being read. */
  #brace: t.Lexeme | undefined;

  #startOver(): void {
    this.#isOutOfOrder = false;
    this.isBraceForgotten = false;
  }

  /** `IF … for 5m` */
  constraint: ParserMethod<[], Pick<ast.Strategy, 'constraint' | 'heldFor'>> = this.rule('constraint', () => {
    this.CONSUME(t.If);
    this.skipSecond(t.If, 'a value');
    const constraint = this.SUBRULE(this.observed);
    const heldFor = this.OPTION(() => {
      this.CONSUME(t.Word.for);
      return this.SUBRULE(this.operand);
    });
    return { constraint, ...(heldFor ? { heldFor } : {}) };
  });

  outcomes: ParserMethod<[], ast.Branch[]> = this.rule('outcomes', () => {
    const branches: ast.Branch[] = [];
    this.MANY({
      GATE: () => this.is(t.Else) || this.startsBranch(),
      DEF: () => branches.push(this.SUBRULE(this.branch)),
    });
    return branches;
  });

  branch: ParserMethod<[], ast.Branch> = this.rule('branch', () => {
    const start = this.here();
    const of = this.OR<ast.Branch['of']>([
      { ALT: () => (this.CONSUME(t.Else), 'else') },
      { ALT: () => (this.CONSUME(t.Word.when), this.CONSUME(t.Word.unknown), 'unknown') },
      { ALT: () => (this.CONSUME(t.Word.on), this.CONSUME(t.Word.failure), 'failure') },
    ]);
    const actions = this.SUBRULE(this.actions);
    this.#mendCase();
    return { kind: 'branch', of, actions, span: this.since(start) };
  });

  modifier: ParserMethod<[], ast.Modifier> = this.rule('modifier', () => {
    const start = this.here();
    return this.OR<ast.Modifier>([
      {
        ALT: (): ast.Modifier => {
          this.CONSUME(t.Word.cooldown);
          const duration = this.SUBRULE(this.operand);
          return { kind: 'cooldown', duration, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          this.CONSUME(t.Word.limit);
          const count = this.SUBRULE(this.operand);
          this.expect(t.Word.per, '`per` and a duration, as in `limit 3 per 1d`');
          const per = this.SUBRULE(this.operand);
          return { kind: 'limit', count, per, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          this.CONSUME(t.Word.priority);
          const value = this.SUBRULE(this.operand);
          return { kind: 'priority', value, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          this.CONSUME(t.Word.timeout);
          const duration = this.SUBRULE(this.operand);
          return { kind: 'timeout', duration, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          this.CONSUME(t.Word.approval);
          this.expect(t.Word.by, '`by` and who approves');
          const by = this.SUBRULE(this.operand);
          return { kind: 'approval', by, span: this.since(start) };
        },
      },
      {
        ALT: (): ast.Modifier => {
          this.CONSUME(t.Word.dryRun);
          return { kind: 'dry-run', span: this.since(start) };
        },
      },
    ]);
  });

  /** What stands before WHEN and is no modifier that anybody knows; tells whether to look for modifiers again. */
  #resumeModifiers(unknown: ast.UnknownClause[]): boolean {
    if (this.RECORDING_PHASE) return false;
    this.#mendCase();
    if (!this.is(t.Identifier) || this.belongsOutside()) return false;
    const clause = this.unknownClause(bodies.strategy);
    if (clause) unknown.push(clause);
    this.#mendCase();
    return this.is(t.Identifier);
  }

  /** WHEN, if a trigger follows. The parts of a strategy in another order are one mistake. */
  #expectWhen(): ast.Strategy['when'] {
    if (!this.RECORDING_PHASE && (this.is(t.If) || this.is(t.Then)) && this.#follows(t.When)) {
      this.#refuseOrder(this.LA(1).image, 'WHEN');
      return undefined;
    }
    const token = this.expect(t.When, 'WHEN');
    return this.isStandIn(token) ? undefined : { span: this.spanOf(token) };
  }

  #refuseOrder(found: string, before: string): void {
    this.#isOutOfOrder = true;
    this.problem(() => {
      const help = 'a strategy reads WHEN …, IF …, THEN …, in this order';
      const fix = this.#inOrder();
      this.reporter.report('clause-order', this.spanOf(this.LA(1)), { found, before }, { help, ...fix });
    });
  }

  /** An edit that puts the parts of the strategy into their order, each once; none where comments would lose their place. */
  #inOrder(): Pick<Details, 'fix'> {
    const parts: { readonly rank: number; readonly start: number; end: number }[] = [];
    let back = 0;
    while (this.LA(back) !== this.#brace) if (this.LA(back--).tokenType === t.EOF) return {};
    let depth = 0;
    for (let ahead = back + 1; ; ahead += 1) {
      const token = this.LA(ahead);
      if (token.tokenType === t.EOF || this.is(t.Word.strategy, ahead)) return {};
      if (this.is(t.RightBrace, ahead) && depth === 0) break;
      if ([t.LeftBrace, t.LeftParenthesis, t.LeftBracket].some((type) => this.is(type, ahead))) depth += 1;
      if ([t.RightBrace, t.RightParenthesis, t.RightBracket].some((type) => this.is(type, ahead))) depth -= 1;
      const rank = depth === 0 ? this.#rankOf(ahead, ahead === back + 1) : undefined;
      const { start, end } = this.spanOf(token);
      const last = parts.at(-1);
      if (rank !== undefined) parts.push({ rank, start, end });
      else if (last) last.end = end;
      else return {};
    }
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last || this.text.slice(first.start, last.end).includes('//')) return {};
    const clauses = parts.map(({ rank }) => rank).filter((rank) => rank > 0 && rank < OUTCOME);
    if (new Set(clauses).size < clauses.length) return {};
    const gaps = parts.map(({ end }, index) => this.text.slice(end, parts[index + 1]?.start ?? end));
    const ordered = [...parts].sort((a, b) => a.rank - b.rank);
    const text = ordered.map(({ start, end }, index) => `${this.text.slice(start, end)}${gaps[index] ?? ''}`).join('');
    const { path } = this.spanOf(this.LA(1));
    return { fix: { span: { path, start: first.start, end: last.end }, text } };
  }

  /** The place in a strategy of the part that begins there, if one does. */
  #rankOf(ahead: number, isFirst: boolean): number | undefined {
    const clause = [t.When, t.If, t.Then, t.Else].findIndex((type) => this.is(type, ahead));
    if (clause !== -1) return clause + 1;
    if (!isFirst && this.columnOfFirst(ahead) === undefined) return undefined;
    const { image } = this.LA(ahead);
    if ((image === 'when' || image === 'on') && this.LA(ahead + 1).tokenType === t.Identifier) return OUTCOME;
    return modifierWords.has(image) && this.is(t.Identifier, ahead) ? 0 : undefined;
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
    if (this.RECORDING_PHASE || !this.is(t.Identifier) || this.startsBranch()) return;
    const meant = [t.When, t.If, t.Then, t.Else].find((type) => this.LA(1).image.toUpperCase() === type.label);
    if (meant) this.mendSpelling(meant);
  }

  protected override missingTrigger(): ast.MissingTrigger {
    return this.#isOutOfOrder ? { kind: 'missing-trigger', span: this.hereSpan() } : super.missingTrigger();
  }

  /** After a part of the strategy: passes over what does not belong to it. */
  #resume(next?: string): void {
    if (this.RECORDING_PHASE) return;
    this.#mendCase();
    if (this.atStrategyWord() || this.is(t.RightBrace) || this.atEnd() || this.belongsOutside()) return;
    const isModifier = this.#rankOf(1, false) === 0;
    const help = 'modifiers stand before WHEN';
    this.complain(next ?? '`}`', isModifier ? { help, ...this.#inOrder() } : undefined);
    const isAction = this.startsAction() && this.columnOfFirst() !== undefined;
    if (next !== undefined && isAction && !this.#follows(t.Then)) return;
    this.skipUntil(() => {
      this.#mendCase();
      return this.atStrategyWord();
    });
  }
}
