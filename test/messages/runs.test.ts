import { describe, expect, it } from 'vitest';
import { app, batch, compileTexts, expectMessages } from '../support/marked.ts';

const load = 'executor load { image "a:1"  output rows : Int from "/tmp/rows" default 0 }\n';

describe('schedules', () => {
  const scheduled = (pattern: string, zone = ''): string =>
    batch(`schedule cron ${pattern} ${zone === '' ? '' : `in "${zone}"`}\nexecutor a { image "a:1" }`);

  // What github.com/robfig/cron, which Argo asks, does in 2026: 02:30 not on the 29th of March, and twice on the 25th of October.
  it.each([
    ['30 2 * * *', 'Europe/Madrid'],
    ['0,30 1-3 * * *', 'America/New_York'],
    ['0 2 * * SUN', 'Europe/Madrid'],
    ['15 2 * * *', 'Australia/Lord_Howe'],
    ['0 0 * * *', 'America/Santiago'],
  ])('%s in %s meet a change of clocks', (pattern, zone) => {
    expectMessages(scheduled(`«"${pattern}"»`, zone), [['clocks-change', 'or UTC']]);
  });

  it.each([
    ['30 2 * * *', ''],
    ['30 2 * * *', 'Asia/Tokyo'],
    ['30 3 * * *', 'Europe/Madrid'],
    ['30 2 1 * *', 'Europe/Madrid'],
    ['0 2 * * MON', 'Europe/Madrid'],
    ['30 * * * *', 'Europe/Madrid'],
  ])('%s in %s meet none', (pattern, zone) => {
    expectMessages(scheduled(`"${pattern}"`, zone), []);
  });
});

describe('a workflow within another', () => {
  const nested = (inner: string, outer = ''): string =>
    app(
      `workflow inner : batch { ${inner}  executor a { image "a:1" } }\n` +
        `workflow outer : batch { ${outer}  run inner() as «in» }`,
    );

  it('that would not keep what it says of its runs', () => {
    expectMessages(nested('exclusive'), [['lost-in-nesting', 'say exclusive in outer']]);
    expectMessages(nested('exclusive', 'exclusive'), ['lost-in-nesting']);
    expectMessages(nested('timeout 10m', 'timeout 1h'), [['lost-in-nesting', 'timeout 10m']]);
    expectMessages(nested('timeout 10m'), ['lost-in-nesting']);
    expectMessages(nested('parallel 1', 'parallel 2'), [['lost-in-nesting', 'say parallel 1 in outer']]);
    expectMessages(nested('queue volcano "default"'), [['lost-in-nesting', 'say queue volcano "default" in outer']]);
  });

  it('that keeps it, since the outer one says as much', () => {
    const kept = nested(
      'parallel 2  timeout 1h  queue volcano "default"',
      'parallel 1  timeout 1h  queue volcano "default"',
    );
    expectMessages(kept.replaceAll(/[«»]/g, ''), []);
  });
});

describe('workflows within others', () => {
  it('that run each other', () => {
    const { diagnostics } = expectMessages(
      app(`workflow a : batch { run b() as «x» }\nworkflow b : batch { executor s { image "a:1" }  run a }`),
      ['nested-circle'],
    );
    expect(diagnostics[0]?.message).toContain('a → b → a');
    expectMessages(app('workflow a : batch { run «a» }'), ['nested-circle']);
  });

  it('with wrong arguments, or of a wrong kind', () => {
    const inner = 'workflow inner : batch { param n : Int  executor s { image "a:1"  args { n: n } } }\n';
    const outer = (run: string): string => app(`${inner}workflow outer : batch { executor a { image "a:1" }\n${run} }`);
    expectMessages(outer('run inner(n: 1) after a'), []);
    expectMessages(outer('«run inner after a»'), ['missing-argument']);
    expectMessages(outer('run inner(n: «"x"»)'), ['wrong-type']);
    expectMessages(outer('run inner(n: 1) as «a»'), ['duplicate-name']);
  });

  it('whose steps for the end would read what may be gone then', () => {
    const inner = (end: string): string =>
      `workflow inner : batch { param n : Int  executor s { image "a:1" }\n${end} }\n`;
    const outer = (args: string): string => batch(`${load}run inner(n: ${args}) after load`);
    const end = 'finally f { image "a:1"  args { n: n } }';
    expectMessages(`${inner(end)}${outer('«load.rows»')}`, ['gone-at-end']);
    expectMessages(`${inner(end)}${outer('3')}`, []);
    expectMessages(`${inner('')}${outer('load.rows')}`, []);
  });

  it('that wait for each other', () => {
    const inner = 'workflow inner : batch { executor s { image "a:1" } }\n';
    expectMessages(
      app(`${inner}workflow outer : batch { executor «a» after inner { image "a:1" }\nrun inner after a }`),
      ['dag-cycle'],
    );
  });
});

describe('the end of a run', () => {
  it('with outcomes that there are not, and addresses in plain text', () => {
    expectMessages(batch('executor a { image "a:1" }\nfinally b on «succes» { image "a:1" }'), ['unknown-variant']);
    expectMessages(batch('executor a { image "a:1" }\nnotify «"https://hooks.example.org"»'), ['secret-as-text']);
    expectMessages(batch('executor a { image "a:1" }\nnotify «secret hook»'), [['missing-clause', 'secret hook.url']]);
  });

  it('where values may be gone', () => {
    expectMessages(batch(`${load}finally b { image "a:1"  args { rows: load.«rows» } }`), ['unknown-field']);
    const { diagnostics } = compileTexts(
      batch(
        `executor a { image "a:1"  output o : Path at "/workflow/o" }\nfinally b { image "a:1"  args { o: a.o, s: status } }`,
      ),
    );
    expect(diagnostics).toEqual([]);
  });
});

describe('runs', () => {
  it('by schedule, at no time, in no zone, or without a value', () => {
    const step = 'executor a { image "a:1" }\n';
    expectMessages(batch(`${step}schedule cron «"0 3 * *"»`), ['bad-cron']);
    expectMessages(batch(`${step}schedule cron "0 3 * * *" in «"Europe/Madird"»`), [
      ['bad-zone', 'did you mean "Europe/Madrid"?'],
    ]);
    expectMessages(batch(`param n : Int\n${step}«schedule cron "0 3 * * *"»`), ['schedule-without-value']);
    expectMessages(
      batch(`param n : Int = 1\nparam d : Dataset?\n${step}schedule cron "0 3 * * *" in "Europe/Madrid"`),
      [],
    );
  });

  it('with limits that are none', () => {
    const step = 'executor a { image "a:1" }\n';
    expectMessages(batch(`${step}timeout «0s»`), ['bad-range']);
    expectMessages(batch(`${step}parallel «0»`), ['bad-range']);
    expectMessages(batch(`${step}scratch «1Ki»`), ['bad-range']);
    expectMessages(batch(`${step}keep «5»`), ['wrong-unit']);
    expectMessages(batch(`${step}keep { succeeded: «4», failed: 14d }`), [['bad-range', 'succeeded: 14d']]);
    expectMessages(batch(`${step}schedule cron "0 2 * * *"\nkeep { succeeded: 4, failed: 14d }`), []);
    expectMessages(batch(`${step}schedule cron "0 2 * * *"\nkeep { succeeded: «4.5» }`), ['wrong-unit']);
    expectMessages(batch(`${step}keep { «success»: 1d }`), [['unknown-field', 'succeeded']]);
    expectMessages(batch(`${step}exclusive\n«exclusive»`), ['duplicate-clause']);
    expectMessages(batch(`${step}«replicas 2»`), ['wrong-member']);
  });

  it('in queues that there are not', () => {
    const text = (queue: string): string => batch(`executor a { image "a:1" }\nqueue ${queue}`);
    expectMessages(text('volcano «"research"»'), [['unknown-queue', 'queues { research: { weight: 1 } }']]);
    expectMessages(text('volcano "default"'), []);
    expectMessages(text('«volcan» "default"'), [['unknown-variant', 'did you mean volcano?']]);
    const declared = text('volcano "research"').replace(
      'storage ',
      'queues { research: { weight: 4, cpu: 64 } }\nstorage ',
    );
    expectMessages(declared, []);
    expectMessages(declared.replace('weight: 4', 'weight: «0»'), ['bad-range']);
  });
});
