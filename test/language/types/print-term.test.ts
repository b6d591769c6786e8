import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vocabulary } from '../../../grammar/tokens.ts';
import { format } from '../../../src/language/format/format.ts';
import type { Agent } from '../../../src/language/model/model.ts';
import { termKey } from '../../../src/language/reason/term-key.ts';
import { keywords } from '../../../src/language/syntax/keywords.ts';
import { termText } from '../../../src/language/types/print-term.ts';
import type { Term } from '../../../src/language/types/term.ts';
import { app, compileTexts } from '../../support/marked.ts';

const SENSORS = `
sensor x : Number from prometheus { query: "x", unit: 1 }
sensor y : Number from prometheus { query: "y", unit: 1 }
sensor flag = x > 0
sensor seen(name: String, at-least: Number = 1) : Number windowed
  from mlflow { take: mean, experiment: "e", metric: name }
sensor sum(of: Number, and-of: Number) = of * 2 + and-of
`;

/** An agent with these members, and whatever else it needs. What analyses find does not count. */
function agentOf(members: string, more = ''): Agent {
  const { model, diagnostics } = compileTexts(
    app(`model m { registered "m"  better score }
workflow train : batch { param word : String = "w"  executor e { image "a:1" } }
workflow serve : online { service s : transformer { image "a:1" }  canary next at 10% { s { image "a:2" } } }
${SENSORS}${more}agent a { ${members} }`),
  );
  const agent = model.applications[0]?.agents.find(({ name }) => name === 'a');
  if (!agent || agent.strategies.length < members.split('strategy ').length - 1)
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return agent;
}

/** The terms of constraints. */
const constraints = (texts: readonly string[]): readonly Term[] =>
  agentOf(
    texts.map((text, at) => `strategy s${at} { WHEN every 1m IF ${text}\nTHEN runWorkflow(train) }`).join('\n'),
  ).strategies.flatMap(({ constraint }) => constraint ?? []);

const printed = (...texts: readonly string[]): string[] => constraints(texts).map(termText);

const texts = (members: string, more?: string) =>
  agentOf(members, more).strategies.map(({ trigger, constraint, actions }) => [
    trigger.text,
    ...(constraint ? [termText(constraint)] : []),
    ...actions.map(({ text }) => text),
  ]);

describe('a term is printed', () => {
  it('with the spaces of the language, on one line', () => {
    expect(printed('x>0', 'x  >\n  0 // above\n and   y<1', 'seen( "a" )over 6h>1', 'not(x>1)')).toEqual([
      'x > 0',
      'x > 0 and y < 1',
      'seen("a") over 6h > 1',
      'not x > 1',
    ]);
  });

  it('with brackets where something would bind otherwise, and only there', () => {
    const needed = [
      '(x + 1) * 2 > 1',
      'x - (y - 1) > 1',
      '(x > 1 or y > 1) and x > 2',
      'not (x > 1 and y > 1)',
      'x > 1 and (y > 1 and flag)',
      '(not x > 1) == (y > 1)',
      '-(x + 1) > 1',
      '(x + 1) default 2 > 1',
      '(seen("a") + seen("b")) over 6h > 1',
      'seen("a") over 6h + 1 > 1',
      'x * (2 / y) > 1',
      '(x default 1) default 2 > 0',
      '(x > 1) == (y > 1)',
    ];
    expect(printed(...needed)).toEqual(needed);
    const needless = [
      '((x) * 2) + 1 > (0)',
      '((x > 1) and y > 1) and (not flag)',
      '(x - 1) - 2 > -(1)',
      '(x rises above (1 + 1) falls below (1))',
    ];
    expect(printed(...needless)).toEqual([
      'x * 2 + 1 > 0',
      'x > 1 and y > 1 and not flag',
      'x - 1 - 2 > -1',
      'x rises above 1 + 1 falls below 1',
    ]);
  });

  it('with numbers and names as they were written', () => {
    expect(printed('x > 0.50', 'x > +1', 'x > -1_000', 'x > 10 * 1.0')).toEqual([
      'x > 0.50',
      'x > +1',
      'x > -1_000',
      'x > 10 * 1.0',
    ]);
    const durations = `strategy s { WHEN every 90m IF sum(x, and-of: y)>4.0 THEN notify(secret alerts.url, "\${90%} \${1h30m} \${20/s} \${4Gi}") }`;
    expect(texts(durations)).toEqual([
      ['every 90m', 'sum(x, and-of: y) > 4.0', 'notify(secret alerts.url, "${90%} ${1h30m} ${20/s} ${4Gi}")'],
    ]);
  });

  it('of every kind', () => {
    const state = 'state last : ModelVersion?  state names : List<String> = ["a"]\n';
    const all = [
      'call b.go(v: m@production, w: last, n: [ "a" , "b" ])',
      'set names=["x",]',
      'notify(secret alerts."the.url", text:"a \\"b\\" \\\\ \\${c} ${seen( "a" ) since last fired}")',
      'notify(secret alerts.url, """\n  two\n  lines of ${x}\n""")',
      'updateWorkflowTraffic( serve , backup:20% )',
      'runWorkflow(train,word : "of")retry 3 backoff 10s .. 2m',
      'parallel {\n runWorkflow(train)\n stopWorkflow(train) }',
    ];
    const found = texts(
      `${state}strategy s { WHEN every 1m THEN {\n${all.join('\n')}\n} }`,
      'agent b { strategy t { WHEN called go(v: ModelVersion, w: ModelVersion?, n: List<String>) THEN promote(v, to: production) } }\n',
    );
    expect(found[0]?.slice(1)).toEqual([
      'call b.go(v: m@production, w: last, n: ["a", "b"])',
      'set names = ["x"]',
      'notify(secret alerts."the.url", text: "a \\"b\\" \\\\ \\${c} ${seen("a") since last fired}")',
      'notify(secret alerts.url, "two\\nlines of ${x}")',
      'updateWorkflowTraffic(serve, backup: 20%)',
      'runWorkflow(train, word: "of") retry 3 backoff 10s..2m',
      'parallel { runWorkflow(train)  stopWorkflow(train) }',
    ]);
  });

  it('and so are triggers', () => {
    const triggers = [
      'every 1h from "2026-12-01T09:00Z" until "2027-01-01T00:00Z" jitter 5m',
      'at "2026-12-01T09:00Z"',
      'cron "0 3 * * *" in "Europe/Madrid"',
      'called go(data: Dataset?, names: List<Int>, n: Int = 3)',
      'on train.e.failed',
      'every 1h or on train.failed and every 2h within 5m',
      '(every 1h or every 2h) and on train.failed within 5m',
    ];
    const spaced = triggers.map((trigger) =>
      trigger
        .split('"')
        .map((part, at) => (at % 2 === 0 ? part.replaceAll(' ', '  ').replaceAll(',', ' , // then\n') : part))
        .join('"'),
    );
    const members = spaced.map((trigger, at) => `strategy s${at} { WHEN ${trigger}\nTHEN runWorkflow(train) }`);
    expect(texts(members.join('\n')).map(([trigger]) => trigger)).toEqual(triggers);
  });
});

const number = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('x', 'y', '1', '0.5', 'seen("a b") over 6h', 'seen("c", at-least: 2) since last fired'),
    fc.tuple(tie('any'), fc.constantFrom('+', '-', '*', '/'), tie('any')).map(([a, by, b]) => `((${a}) ${by} (${b}))`),
    fc.tuple(tie('any'), fc.constantFrom('-', '+')).map(([of, sign]) => `(${sign}(${of}))`),
    fc.tuple(tie('any'), tie('any')).map(([of, and]) => `sum((${of}), and-of: (${and}))`),
    fc.tuple(tie('any'), tie('any')).map(([of, other]) => `((x + (${of})) default (${other}))`),
  ),
})).any;

const condition = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constant('flag'),
    fc
      .tuple(number, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), number)
      .map(([a, by, b]) => `((${a}) ${by} (${b}))`),
    fc
      .tuple(tie('any'), fc.constantFrom('and', 'or', '==', '!='), tie('any'))
      .map(([a, by, b]) => `((${a}) ${by} (${b}))`),
    fc.tuple(number, fc.constantFrom('2', '1 + 2')).map(([of, on]) => `((${of}) rises above (${on}) falls below (1))`),
    tie('any').map((of) => `(not (${of}))`),
  ),
})).any;

const owner = { agent: 'a', strategy: 's', event: 's' };

describe('what is printed', () => {
  it('is read as the same term, and printed as the same text', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 20, maxLength: 20 }), (sources) => {
        const terms = constraints(sources);
        const first = terms.map(termText);
        const again = constraints(first);
        expect(again.map((term) => termKey(term, owner))).toEqual(terms.map((term) => termKey(term, owner)));
        expect(again.map(termText)).toEqual(first);
      }),
      { numRuns: 10 },
    );
  });

  it('has the style of sources', () => {
    const [text = ''] = printed('x>-1 and(seen("a",at-least:2)over 6h)*2>=sum(x,and-of:(1))');
    const source = `sensor s = ${text}\n`;
    expect(format({ path: 'a.sflow', text: source })).toMatchObject({ text: source });
  });
});

describe('the words that are no names', () => {
  it('are those of the grammar', () => {
    const known = vocabulary.filter(({ LABEL }) => keywords.has(LABEL)).map(({ LABEL }) => LABEL);
    expect(new Set(known)).toEqual(keywords);
  });
});
