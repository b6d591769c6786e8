import type { Details } from '../src/base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../src/base/diagnostics/suggest.ts';
import { triggerForms } from '../src/language/syntax/clauses.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { close, expectName } from './expect.ts';
import { atStrategyWord, beginClause, complain } from './messages.ts';
import type { Parser } from './rule-table.ts';
import { skipUntil } from './skipping.ts';
import * as t from './tokens.ts';

const triggerWords = Object.keys(triggerForms);
export const A_TRIGGER = 'a trigger: `every`, `at`, `cron`, `called` or `on`';

/** Rules for triggers. `and` binds more strongly than `or`, as in expressions. */
export function triggerRules(p: Parser): void {
  p.RULE('trigger', () => {
    const start = p.here();
    const triggers = [p.SUBRULE(p.jointTrigger)];
    p.MANY(() => {
      p.CONSUME(t.Or);
      triggers.push(p.SUBRULE(p.jointTrigger));
    });
    const [first] = triggers;
    return triggers.length === 1 && first ? first : { kind: 'any', triggers, span: p.since(start) };
  });

  p.RULE('jointTrigger', () => {
    const start = p.here();
    const triggers = [p.SUBRULE(p.simpleTrigger)];
    p.MANY(() => {
      p.CONSUME(t.And);
      triggers.push(p.SUBRULE(p.simpleTrigger));
    });
    const within = p.OPTION(() => {
      p.CONSUME(t.Word.within);
      return p.SUBRULE(p.operand);
    });
    const [first] = triggers;
    if (triggers.length === 1 && first && !within) return first;
    return { kind: 'all', triggers, ...(within ? { within } : {}), span: p.since(start) };
  });

  p.RULE('simpleTrigger', () =>
    p.guarded<ast.Trigger>(
      () => p.is(t.LeftParenthesis) || mendTrigger(p),
      () => missingTrigger(p),
      () => {
        beginClause(p, triggerForms[p.LA(1).image]);
        return p.OR<ast.Trigger>([
          { ALT: () => p.SUBRULE(p.every) },
          { ALT: () => p.SUBRULE(p.instant) },
          { ALT: () => p.SUBRULE(p.cron) },
          { ALT: () => p.SUBRULE(p.called) },
          { ALT: () => p.SUBRULE(p.changed) },
          {
            ALT: () => {
              const open = p.CONSUME(t.LeftParenthesis);
              const inner = p.SUBRULE(p.trigger);
              close(p, t.RightParenthesis, open);
              return inner;
            },
          },
        ]);
      },
    ),
  );

  /** `every 1h from "2026-12-01T09:00Z" until "2027-01-01T00:00Z" jitter 5m` */
  p.RULE('every', () => {
    const start = p.here();
    p.CONSUME(t.Word.every);
    const interval = p.SUBRULE(p.operand);
    const from = p.OPTION(() => {
      p.CONSUME(t.Word.from);
      return p.SUBRULE(p.operand);
    });
    const until = p.OPTION1(() => {
      p.CONSUME(t.Word.until);
      return p.SUBRULE(p.operand);
    });
    const jitter = p.OPTION2(() => {
      p.CONSUME(t.Word.jitter);
      return p.SUBRULE(p.operand);
    });
    return {
      kind: 'every',
      interval,
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
      ...(jitter ? { jitter } : {}),
      span: p.since(start),
    };
  });

  p.RULE('instant', () => {
    const start = p.here();
    p.CONSUME(t.Word.at);
    const time = p.SUBRULE(p.operand);
    return { kind: 'at', time, span: p.since(start) };
  });

  p.RULE('cron', () => {
    const start = p.here();
    p.CONSUME(t.Word.cron);
    const pattern = p.guarded<ast.Expression>(
      () => !p.is(t.NumberToken) && p.LA(1).image !== '*',
      () => bareCron(p),
      () => p.SUBRULE(p.operand),
    );
    const zone = p.OPTION(() => {
      p.CONSUME(t.Word.in);
      return p.SUBRULE(p.operand);
    });
    return { kind: 'cron', pattern, ...(zone ? { zone } : {}), span: p.since(start) };
  });

  p.RULE('called', () => {
    const start = p.here();
    p.CONSUME(t.Word.called);
    const name = expectName(p, 'the name of the call');
    const { parameters } = p.SUBRULE(p.parameters);
    return { kind: 'called', name, parameters, span: p.since(start) };
  });

  /** `on training.succeeded`, `on training.modeling.failed` */
  p.RULE('changed', () => {
    const start = p.here();
    p.CONSUME(t.Word.on);
    const path = [expectName(p, 'the name of a workflow or a model')];
    p.MANY(() => {
      p.CONSUME(t.Dot);
      path.push(expectName(p, 'a state after `.`'));
    });
    return { kind: 'on', path, span: p.since(start) };
  });
}

/** A time as cron has it, without quotation marks. */
function bareCron(p: Parser): ast.Missing {
  const start = p.here();
  const [line = ''] = p.text.slice(start).split('\n', 1);
  const bare = /^[\d*]\S*(?:[ \t]+[\w*/,-]+){4}(?=\s|$)/.exec(line)?.[0];
  const help = 'a cron time stands between quotation marks';
  const fix =
    bare === undefined
      ? {}
      : { fix: { span: { path: p.sourcePath, start, end: start + bare.length }, text: `"${bare}"` } };
  complain(p, 'a cron time', { help, ...fix });
  const end = start + (bare?.length ?? 0);
  skipUntil(p, () => p.here() >= end && (p.is(t.Word.in) || p.is(t.And) || p.is(t.Or) || atStrategyWord(p)));
  return { kind: 'missing', span: p.since(start) };
}

/** Whether a trigger can be read here; a slip in its word is mended. */
function mendTrigger(p: Parser): boolean {
  const token = p.LA(1);
  if (triggerWords.includes(token.image)) return true;
  // What has parameters behind it is the name of a call.
  const isWord = p.is(t.Identifier) && !p.is(t.LeftParenthesis, 2);
  const meant = isWord ? closest(token.image, triggerWords) : undefined;
  if (meant === undefined) {
    complain(p, A_TRIGGER, noTrigger(p));
    return false;
  }
  complain(p, A_TRIGGER, didYouMean(token.image, meant, p.spanOf(token)));
  p.rewrite(t.softKeywords.get(meant) ?? t.Word.every);
  return true;
}

function noTrigger(p: Parser): Details | undefined {
  if (p.is(t.NumberToken)) return { help: 'a trigger begins with a word, as in `every 1h`' };
  // A condition, as of a sensor with arguments.
  return p.is(t.Identifier) && (p.is(t.LeftParenthesis, 2) || p.is(t.Operator, 2))
    ? { help: 'what has to hold stands behind IF; WHEN says at which times it is asked: WHEN every 1m  IF …' }
    : undefined;
}

/** No trigger stands there; where the parts of a strategy are out of order, that was said already. */
export function missingTrigger(p: Parser): ast.MissingTrigger {
  if (!p.recovery.strategy.isOutOfOrder) complain(p, A_TRIGGER);
  return { kind: 'missing-trigger', span: p.hereSpan() };
}
