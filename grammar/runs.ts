import type { ParserMethod } from './rules.ts';
import type * as ast from '../src/language/syntax/nodes.ts';
import { BatchParser } from './batch.ts';
import * as t from './tokens.ts';

/** Rules for when and how the runs of a batch workflow go. */
export abstract class RunParser extends BatchParser {
  /** `schedule cron "0 3 * * *" in "Europe/Madrid"` */
  schedule: ParserMethod<[], ast.Schedule> = this.rule('schedule', () => {
    const start = this.here();
    this.CONSUME(t.Word.schedule);
    this.expect(t.Word.cron, '`cron` and a pattern', this.is(t.StringToken) ? this.insertion(' cron') : undefined);
    const pattern = this.SUBRULE(this.operand);
    const zone = this.OPTION(() => {
      this.CONSUME(t.Word.in);
      return this.SUBRULE(this.operand);
    });
    return { kind: 'schedule', pattern, ...(zone ? { zone } : {}), span: this.since(start) };
  });

  exclusive: ParserMethod<[], ast.Exclusive> = this.rule('exclusive', () => {
    const start = this.here();
    this.CONSUME(t.Word.exclusive);
    return { kind: 'exclusive', span: this.since(start) };
  });

  /** `queue volcano "research"` */
  queue: ParserMethod<[], ast.Queue> = this.rule('queue', () => {
    const start = this.here();
    this.CONSUME(t.Word.queue);
    const scheduler = this.name(
      'the scheduler: `volcano`',
      this.is(t.StringToken) ? this.insertion(' volcano') : undefined,
    );
    const queue = this.SUBRULE(this.operand);
    return { kind: 'queue', scheduler, queue, span: this.since(start) };
  });
}
