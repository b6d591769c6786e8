import { EOF, type ParserMethod } from 'chevrotain';
import type * as ast from '../src/syntax/nodes.ts';
import { bodies, wordsOf, type Body } from './clauses.ts';
import { declarationWords } from './clauses.ts';
import { ExpressionParser } from './expressions.ts';
import { closing, opening } from './brackets.ts';
import { present } from './present.ts';
import * as t from './tokens.ts';

/** Rules for clauses, strategies and agents. */
export class StrategyParser extends ExpressionParser {
  /** Words that no clause begins with, with the body in which they stand. */
  strangers: { readonly name: ast.Name; readonly body: Body }[] = [];

  /**
   * Whether the next word begins the next declaration: then a brace is missing before it, and it is no clause that the body
   * does not know.
   */
  protected isDeclaration(body: Body): boolean {
    const { image } = this.LA(1);
    if (!declarationWords.includes(image) || wordsOf(body).includes(image)) return false;
    return this.isName(this.LA(2));
  }

  /** Whether the next token begins a setting of a body. */
  protected isSetting(body: Body): boolean {
    return Object.hasOwn(body.settings, this.LA(1).image);
  }

  /** `image "x"`, `tracker mlflow "…"`, `storage "…" { … }` */
  setting: ParserMethod<[Body], ast.Setting> = this.rule('setting', (body: Body) => {
    const start = this.open();
    const name = this.nameOf(this.CONSUME(t.Identifier));
    const shape = this.ACTION(() => body.settings[name.text]);
    const variant = this.OPTION({
      GATE: () => shape?.variant === true,
      DEF: () => this.nameOf(this.CONSUME1(t.Identifier)),
    });
    const value = this.SUBRULE(this.expression);
    const options = this.OPTION1({ GATE: () => shape?.options === true, DEF: () => this.SUBRULE(this.record) });
    return {
      kind: 'setting',
      name,
      ...(variant ? { variant } : {}),
      value,
      ...(options ? { options } : {}),
      span: this.close(start),
    };
  });

  /** A word that begins no clause here, and all that stands behind it up to the next clause. */
  unknownClause: ParserMethod<[Body], ast.UnknownClause> = this.rule('unknownClause', (body: Body) => {
    const start = this.open();
    const name = this.nameOf(this.CONSUME(t.Identifier));
    let depth = 0;
    this.MANY({
      GATE: () => this.#belongs(body, depth),
      DEF: () => {
        const token = this.CONSUME(t.Any);
        depth += opening(token.image) - closing(token.image);
      },
    });
    this.ACTION(() => this.strangers.push({ name, body }));
    return { kind: 'unknown-clause', name, span: this.close(start) };
  });

  #belongs(body: Body, depth: number): boolean {
    const { image, tokenType } = this.LA(1);
    if (depth > 0) return tokenType !== EOF;
    if (closing(image) > 0 || tokenType === t.When || tokenType === t.If || tokenType === t.Then) return false;
    const begins =
      this.LA(2).tokenType !== t.Colon && (wordsOf(body).includes(image) || declarationWords.includes(image));
    return !begins;
  }

  // -------------------------------------------------------------------------------------------------- strategies

  strategy: ParserMethod<[], ast.Strategy> = this.rule('strategy', () => {
    const start = this.open();
    const unknown: ast.UnknownClause[] = [];
    this.CONSUME(t.Word.strategy);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.OpenBrace);
    this.MANY(() => unknown.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.strategy] })));
    this.CONSUME(t.When);
    const trigger = this.SUBRULE(this.trigger);
    const constraint = this.OPTION(() => {
      this.CONSUME(t.If);
      return this.SUBRULE(this.expression);
    });
    this.CONSUME(t.Then);
    const actions = this.SUBRULE(this.actions);
    this.CONSUME(t.CloseBrace);
    return {
      kind: 'strategy',
      name,
      trigger,
      ...(constraint ? { constraint } : {}),
      actions,
      unknown,
      span: this.close(start),
    };
  });

  trigger: ParserMethod<[], ast.Trigger> = this.rule(
    'trigger',
    () => {
      const start = this.open();
      const triggers = [this.SUBRULE(this.simpleTrigger)];
      this.MANY(() => {
        this.CONSUME(t.Or);
        triggers.push(this.SUBRULE1(this.simpleTrigger));
      });
      const [first] = triggers;
      if (first && triggers.length === 1) return first;
      return { kind: 'any', triggers, span: this.close(start) };
    },
    () => ({ kind: 'missing-trigger', span: this.here() }),
  );

  simpleTrigger: ParserMethod<[], ast.Trigger> = this.rule(
    'simpleTrigger',
    () => {
      const start = this.open();
      return this.either<ast.Trigger>(
        [
          {
            ALT: () => {
              this.CONSUME(t.Word.every);
              const interval = this.SUBRULE(this.sum);
              return { kind: 'every', interval, span: this.close(start) };
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.at);
              const time = this.SUBRULE1(this.sum);
              return { kind: 'at', time, span: this.close(start) };
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.cron);
              const pattern = this.SUBRULE2(this.sum);
              const zone = this.OPTION(() => {
                this.CONSUME(t.Word.in);
                return this.SUBRULE3(this.sum);
              });
              return { kind: 'cron', pattern, ...(zone ? { zone } : {}), span: this.close(start) };
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Word.called);
              const name = this.SUBRULE(this.name);
              const { parameters } = this.SUBRULE(this.parameters);
              return { kind: 'called', name, parameters, span: this.close(start) };
            },
          },
        ],
        'a trigger (every, at, cron or called)',
      );
    },
    () => ({ kind: 'missing-trigger', span: this.here() }),
  );

  actions: ParserMethod<[], ast.Action[]> = this.rule(
    'actions',
    () => {
      const actions: ast.Action[] = [];
      this.either(
        [
          {
            ALT: () => {
              this.CONSUME(t.OpenBrace);
              this.AT_LEAST_ONE({ DEF: () => actions.push(this.SUBRULE(this.action)), ERR_MSG: 'an action' });
              this.CONSUME(t.CloseBrace);
            },
          },
          { ALT: () => actions.push(this.SUBRULE1(this.action)) },
        ],
        'an action',
      );
      return actions;
    },
    () => [],
  );

  action: ParserMethod<[], ast.Action> = this.rule(
    'action',
    () => {
      const start = this.open();
      const calls = this.OPTION({
        // An action named `call` would be followed by a bracket.
        GATE: () => this.LA(2).tokenType !== t.OpenParen,
        DEF: () => {
          this.CONSUME(t.Word.call);
          return true;
        },
      });
      const value = this.SUBRULE(this.postfix);
      return { kind: 'action', calls: calls === true, value, span: this.close(start) };
    },
    () => ({ kind: 'action', calls: false, value: this.missing(), span: this.here() }),
  );

  // ------------------------------------------------------------------------------------------------------ agents

  agent: ParserMethod<[], ast.Agent> = this.rule('agent', () => {
    const start = this.open();
    this.CONSUME(t.Word.agent);
    const name = this.SUBRULE(this.name);
    const template = this.OPTION(() => {
      this.CONSUME(t.Colon);
      return this.SUBRULE1(this.name);
    });
    const members = this.SUBRULE(this.agentBody);
    return {
      kind: 'agent',
      name,
      ...(template ? { template } : {}),
      members,
      span: this.close(start),
    };
  });

  template: ParserMethod<[], ast.Template> = this.rule('template', () => {
    const start = this.open();
    this.CONSUME(t.Word.template);
    const name = this.SUBRULE(this.name);
    const members = this.SUBRULE(this.agentBody);
    return { kind: 'template', name, members, span: this.close(start) };
  });

  agentBody: ParserMethod<[], ast.AgentMember[]> = this.rule(
    'agentBody',
    () => {
      const members: ast.AgentMember[] = [];
      this.CONSUME(t.OpenBrace);
      this.MANY(() => {
        this.either(
          [
            { ALT: () => members.push(this.SUBRULE(this.strategy)) },
            { ALT: () => members.push(this.SUBRULE(this.replicas)) },
            {
              GATE: () => this.isSetting(bodies.agent),
              ALT: () => members.push(this.SUBRULE(this.setting, { ARGS: [bodies.agent] })),
            },
            {
              GATE: () => !this.isDeclaration(bodies.agent),
              ALT: () => members.push(this.SUBRULE(this.unknownClause, { ARGS: [bodies.agent] })),
            },
          ],
          '`}`',
        );
      });
      this.CONSUME(t.CloseBrace);
      return present(members);
    },
    () => [],
  );

  /** `replicas 1..5 scale on … per replica to 20/s` */
  replicas: ParserMethod<[], ast.Replicas> = this.rule('replicas', () => {
    const start = this.open();
    this.CONSUME(t.Word.replicas);
    const minimum = this.SUBRULE(this.sum);
    const maximum = this.OPTION(() => {
      this.CONSUME(t.Range);
      return this.SUBRULE1(this.sum);
    });
    const scale = this.OPTION1(() => this.SUBRULE(this.scale));
    return {
      kind: 'replicas',
      minimum,
      ...(maximum ? { maximum } : {}),
      ...(scale ? { scale } : {}),
      span: this.close(start),
    };
  });

  scale: ParserMethod<[], ast.Scale> = this.rule('scale', () => {
    const start = this.open();
    let perReplica = false;
    this.CONSUME(t.Word.scale);
    this.CONSUME(t.Word.on);
    const on = this.SUBRULE(this.sum);
    this.OPTION(() => {
      this.CONSUME(t.Word.per);
      this.CONSUME(t.Word.replica);
      perReplica = true;
    });
    this.CONSUME(t.Word.to);
    const to = this.SUBRULE1(this.sum);
    return { kind: 'scale', on, perReplica, to, span: this.close(start) };
  });
}
