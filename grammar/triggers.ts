import type { ParserMethod } from './rules.ts';
import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import { triggerForms } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import * as t from './tokens.ts';
import { WorkflowParser } from './workflows.ts';

const triggerWords = Object.keys(triggerForms);
export const A_TRIGGER = 'a trigger: `every`, `at`, `cron`, `called` or `on`';

/** Rules for triggers. `and` binds more strongly than `or`, as in expressions. */
export abstract class TriggerParser extends WorkflowParser {
  trigger: ParserMethod<[], ast.Trigger> = this.rule('trigger', () => {
    const start = this.here();
    const triggers = [this.SUBRULE(this.jointTrigger)];
    this.MANY(() => {
      this.CONSUME(t.Or);
      triggers.push(this.SUBRULE(this.jointTrigger));
    });
    const [first] = triggers;
    return triggers.length === 1 && first ? first : { kind: 'any', triggers, span: this.since(start) };
  });

  jointTrigger: ParserMethod<[], ast.Trigger> = this.rule('jointTrigger', () => {
    const start = this.here();
    const triggers = [this.SUBRULE(this.simpleTrigger)];
    this.MANY(() => {
      this.CONSUME(t.And);
      triggers.push(this.SUBRULE(this.simpleTrigger));
    });
    const within = this.OPTION(() => {
      this.CONSUME(t.Word.within);
      return this.SUBRULE(this.operand);
    });
    const [first] = triggers;
    if (triggers.length === 1 && first && !within) return first;
    return { kind: 'all', triggers, ...(within ? { within } : {}), span: this.since(start) };
  });

  simpleTrigger: ParserMethod<[], ast.Trigger> = this.rule('simpleTrigger', () => {
    if (!this.RECORDING_PHASE && !this.is(t.LeftParenthesis) && !this.#mendTrigger()) return this.missingTrigger();
    this.beginClause(triggerForms[this.LA(1).image]);
    return this.OR<ast.Trigger>([
      { ALT: () => this.SUBRULE(this.every) },
      { ALT: () => this.SUBRULE(this.instant) },
      { ALT: () => this.SUBRULE(this.cron) },
      { ALT: () => this.SUBRULE(this.called) },
      { ALT: () => this.SUBRULE(this.changed) },
      {
        ALT: () => {
          const open = this.CONSUME(t.LeftParenthesis);
          const inner = this.SUBRULE(this.trigger);
          this.close(t.RightParenthesis, open);
          return inner;
        },
      },
    ]);
  });

  /** `every 1h from "2026-12-01T09:00Z" until "2027-01-01T00:00Z" jitter 5m` */
  every: ParserMethod<[], ast.Every> = this.rule('every', () => {
    const start = this.here();
    this.CONSUME(t.Word.every);
    const interval = this.SUBRULE(this.operand);
    const from = this.OPTION(() => {
      this.CONSUME(t.Word.from);
      return this.SUBRULE(this.operand);
    });
    const until = this.OPTION1(() => {
      this.CONSUME(t.Word.until);
      return this.SUBRULE(this.operand);
    });
    const jitter = this.OPTION2(() => {
      this.CONSUME(t.Word.jitter);
      return this.SUBRULE(this.operand);
    });
    return {
      kind: 'every',
      interval,
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
      ...(jitter ? { jitter } : {}),
      span: this.since(start),
    };
  });

  instant: ParserMethod<[], ast.At> = this.rule('instant', () => {
    const start = this.here();
    this.CONSUME(t.Word.at);
    const time = this.SUBRULE(this.operand);
    return { kind: 'at', time, span: this.since(start) };
  });

  cron: ParserMethod<[], ast.Cron> = this.rule('cron', () => {
    const start = this.here();
    this.CONSUME(t.Word.cron);
    const pattern = this.SUBRULE(this.operand);
    const zone = this.OPTION(() => {
      this.CONSUME(t.Word.in);
      return this.SUBRULE(this.operand);
    });
    return { kind: 'cron', pattern, ...(zone ? { zone } : {}), span: this.since(start) };
  });

  called: ParserMethod<[], ast.Called> = this.rule('called', () => {
    const start = this.here();
    this.CONSUME(t.Word.called);
    const name = this.name('the name of the call');
    const { parameters } = this.SUBRULE(this.parameters);
    return { kind: 'called', name, parameters, span: this.since(start) };
  });

  /** `on training.succeeded`, `on training.modeling.failed` */
  changed: ParserMethod<[], ast.Changed> = this.rule('changed', () => {
    const start = this.here();
    this.CONSUME(t.Word.on);
    const path = [this.name('the name of a workflow or a model')];
    this.MANY(() => {
      this.CONSUME(t.Dot);
      path.push(this.name('a state after `.`'));
    });
    return { kind: 'on', path, span: this.since(start) };
  });

  /** Whether a trigger can be read here; a slip in its word is mended. */
  #mendTrigger(): boolean {
    const token = this.LA(1);
    if (triggerWords.includes(token.image)) return true;
    // What has parameters behind it is the name of a call.
    const isWord = this.is(t.Identifier) && !this.is(t.LeftParenthesis, 2);
    const meant = isWord ? closest(token.image, triggerWords) : undefined;
    if (meant === undefined) {
      this.complain(A_TRIGGER, this.#noTrigger());
      return false;
    }
    this.complain(A_TRIGGER, didYouMean(token.image, meant, this.spanOf(token)));
    this.rewrite(t.softKeywords.get(meant) ?? t.Word.every);
    return true;
  }

  #noTrigger(): Details | undefined {
    if (this.is(t.NumberToken)) return { help: 'a trigger begins with a word, as in `every 1h`' };
    // A condition, as of a sensor with arguments.
    return this.is(t.Identifier) && (this.is(t.LeftParenthesis, 2) || this.is(t.Operator, 2))
      ? { help: 'what has to hold stands behind IF; WHEN says at which times it is asked: WHEN every 1m  IF …' }
      : undefined;
  }

  protected missingTrigger(): ast.MissingTrigger {
    if (!this.RECORDING_PHASE) this.complain(A_TRIGGER);
    return { kind: 'missing-trigger', span: this.hereSpan() };
  }
}
