import { expect, expectName, insertion } from './expect.ts';
import type { Parser } from './rule-table.ts';
import * as t from './tokens.ts';

/** Rules for when and how the runs of a batch workflow go. */
export function runRules(p: Parser): void {
  /** `schedule cron "0 3 * * *" in "Europe/Madrid"` */
  p.RULE('schedule', () => {
    const start = p.here();
    p.CONSUME(t.Word.schedule);
    expect(p, t.Word.cron, '`cron` and a pattern', p.is(t.StringToken) ? insertion(p, ' cron') : undefined);
    const pattern = p.SUBRULE(p.operand);
    const zone = p.OPTION(() => {
      p.CONSUME(t.Word.in);
      return p.SUBRULE(p.operand);
    });
    return { kind: 'schedule', pattern, ...(zone ? { zone } : {}), span: p.since(start) };
  });

  p.RULE('exclusive', () => {
    const start = p.here();
    p.CONSUME(t.Word.exclusive);
    return { kind: 'exclusive', span: p.since(start) };
  });

  /** `queue volcano "research"` */
  p.RULE('queue', () => {
    const start = p.here();
    p.CONSUME(t.Word.queue);
    const scheduler = expectName(
      p,
      'the scheduler: `volcano`',
      p.is(t.StringToken) ? insertion(p, ' volcano') : undefined,
    );
    const queue = p.SUBRULE(p.operand);
    return { kind: 'queue', scheduler, queue, span: p.since(start) };
  });
}
