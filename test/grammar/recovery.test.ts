import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import type { File } from '../../src/language/syntax/nodes.ts';

interface Read {
  readonly value: File;
  /** `name: message`, at the text that is underlined. */
  readonly told: string[];
  readonly texts: string[];
}

function read(text: string): Read {
  const { value, diagnostics } = parse({ path: 'main.sflow', text });
  return {
    value,
    told: diagnostics.map(({ name, message }) => `${name}: ${message}`),
    texts: diagnostics.map(({ span }) => text.slice(span.start, span.end)),
  };
}

/** Expects one message, at the text that is marked with « and ». */
function expectOne(marked: string, told: string): File {
  const match = /«([^»]*)»/.exec(marked);
  const { value, diagnostics } = parse({ path: 'main.sflow', text: marked.replaceAll(/[«»]/g, '') });
  expect(diagnostics.map(({ message }) => message)).toEqual([told]);
  expect(diagnostics[0]?.span).toEqual({
    path: 'main.sflow',
    start: match?.index,
    end: (match?.index ?? 0) + (match?.[1]?.length ?? 0),
  });
  return value;
}

const kinds = ({ declarations }: File): string[] => declarations.map(({ kind, name }) => `${kind} ${name.text}`);

const executor = (clauses: string): string =>
  `workflow w : batch {\n  executor a { ${clauses} }\n}\nsensor after = 1\n`;
const strategy = (parts: string): string => `agent a {\n  strategy s { ${parts} }\n}\nsensor after = 1\n`;

describe('the metric of a model', () => {
  const better = (clause: string): string => `model m { registered "m"  better ${clause} }`;

  it('is one of which more is better, unless it is said', () => {
    const metrics = ['accuracy', 'lower rmse', 'lower', 'lower } model n { registered "n"'].map((clause) => {
      const { value, told } = read(better(clause));
      expect(told).toEqual([]);
      const [model] = value.declarations;
      return model?.kind === 'model' ? [model.better?.metric.text, model.better?.lower] : [];
    });
    expect(metrics).toEqual([
      ['accuracy', false],
      ['rmse', true],
      ['lower', false],
      ['lower', false],
    ]);
  });

  it('needs no word where more is better', () => {
    const text = better('higher accuracy');
    const { diagnostics, value } = parse({ path: 'main.sflow', text });
    expect(diagnostics.map(({ help, fix }) => [help, fix?.text, text.slice(fix?.span.start, fix?.span.end)])).toEqual([
      ['of a metric more is better, unless `lower` stands before it', '', 'higher '],
    ]);
    const [model] = value.declarations;
    expect(model?.kind === 'model' && model.better?.metric.text).toBe('accuracy');
  });
});

describe('one mistake is told once, and what stands around it is read', () => {
  it('where a token is missing', () => {
    const cases: readonly (readonly [string, string])[] = [
      [executor('image «}»').replace(' }\n}', '\n}'), 'expected a value after `image`, found `}`'],
      [executor('args { a «1», b: 2 }'), 'expected `:`, found `1`'],
      [executor('output o «Dataset» at "/x"'), 'expected `:` and a type, found `Dataset`'],
      [executor('output o : Dataset «"/x"»'), 'expected `at` and a path, or `from` and a file, found `"/x"`'],
      ['workflow w «batch» { }\nsensor after = 1', 'expected `:` and the kind of the workflow, found `batch`'],
      ['workflow w : online { service «:» model { } }\nsensor after = 1', 'expected a name for the service, found `:`'],
      ['workflow w : online { graph a -> «}»\nsensor after = 1', 'expected the name of a service, found `}`'],
      [strategy('WHEN every 1h IF a > «THEN» f()'), 'expected a value after `>`, found `THEN`'],
      [strategy('WHEN every 1h IF a\n «f»()'), 'expected THEN, found `f`'],
      [strategy('WHEN every 1h THEN «}»').replace(' }\n}', '\n}'), 'expected an action, found `}`'],
      [strategy('WHEN every 1h THEN f(a «b»)'), 'expected `,` or `)`, found `b`'],
      ['import «a» from "./b"\nsensor after = 1', 'expected `{` and the names to import, found `a`'],
      ['param x «=» 3\nsensor after = 1', 'expected `:` and a type, found `=`'],
    ];
    for (const [marked, told] of cases) expect(kinds(expectOne(marked, told)).at(-1)).toBe('sensor after');
  });

  it('behind a quantity that is well written, or between actions, with help that fits', () => {
    const helps = (text: string): unknown[] =>
      parse({ path: 'main.sflow', text: text.replaceAll(/[«»]/g, '') }).diagnostics.map(({ help, fix }) => [help, fix]);
    expect(helps(strategy('WHEN every 1h IF a > 100/s'))).toEqual([[undefined, undefined]]);
    for (const joint of [',', ' and', '\n'])
      expect(helps(strategy(`WHEN every 1h THEN f()${joint} g()`))).toEqual([
        ['several actions stand between braces: THEN { … }', undefined],
      ]);
  });

  it('where the opening brace of a record is missing, without taking the closing one of the body around', () => {
    const text = 'workflow w : online {\n  service s : model {\n    model m:production\n  }\n  replicas 1..2\n}\n';
    const { diagnostics } = parse({ path: 'main.sflow', text });
    expect(diagnostics.map(({ message }) => message)).toEqual(['expected `{`, found `m`']);
    const own = 'workflow w : batch {\n  executor e {\n    args\n      a: 1\n    }\n  }\n}\n';
    expect(parse({ path: 'main.sflow', text: own }).diagnostics).toHaveLength(1);
  });

  it('where a brace is missing, with the one that is open', () => {
    const text = 'workflow w : batch {\n  executor a { image "x"\n  executor b { image "y" }\n}\nsensor after = 1\n';
    const { value, diagnostics } = parse({ path: 'main.sflow', text });
    expect(diagnostics.map(({ message }) => message)).toEqual(['expected `}`, found `executor`']);
    const [label] = diagnostics[0]?.labels ?? [];
    expect(label?.text).toBe('this { is not closed');
    expect(label?.span.start).toBe(text.indexOf('{ image "x"'));
    const [workflow] = value.declarations;
    expect(workflow?.kind === 'workflow' && workflow.members.map(({ kind }) => kind)).toEqual(['executor', 'executor']);
    expect(kinds(value)).toEqual(['workflow w', 'sensor after']);
  });

  it('where a brace is missing at the end of the file', () => {
    const { diagnostics } = parse({ path: 'main.sflow', text: 'agent a {\n  role "x"\n' });
    expect(diagnostics.map(({ message }) => message)).toEqual(['expected `}`, found the end of the file']);
    expect(diagnostics[0]?.labels[0]?.span).toEqual({ path: 'main.sflow', start: 8, end: 9 });
    expect(diagnostics[0]?.span.start).toBe('agent a {\n  role "x"'.length);
  });

  it('where a brace is one too many, inside and outside', () => {
    expectOne('agent a { role "x" }\n«}»\nsensor after = 1', 'this `}` closes nothing');
    const two = 'workflow w : batch {\n  executor a { image "x" } }\n  «executor» b { image "y" }\n}\nsensor after = 1';
    expect(kinds(expectOne(two, 'expected a declaration, found `executor`'))).toEqual(['workflow w', 'sensor after']);
    const inner = executor('args { a: 1 } }\n    «metric» m : Ratio\n    output o : Path at "/x"');
    expect(kinds(expectOne(inner, 'a workflow has no `metric`')).at(-1)).toBe('sensor after');
    expectOne('agent a { «{» role "x" }\nsensor after = 1', 'expected a clause of an agent, found `{`');
  });

  it('where a word has a slip, and is taken for the one that was meant', () => {
    const file = expectOne(executor('«imag» "x:1"  timeout 1h'), 'an executor has no `imag`');
    const [workflow] = file.declarations;
    const [first] = workflow?.kind === 'workflow' ? workflow.members : [];
    expect(first?.kind === 'executor' && first.clauses.map((clause) => clause.kind)).toEqual(['setting', 'setting']);
    expect(kinds(expectOne('«workflw» w : batch { }', 'expected a declaration, found `workflw`'))).toEqual([
      'workflow w',
    ]);
    const [agent] = expectOne(strategy('WHEN «evry» 1h THEN f()'), `${TRIGGER}, found \`evry\``).declarations;
    const [made] = agent?.kind === 'agent' ? agent.members : [];
    expect(made?.kind === 'strategy' && made.trigger.kind).toBe('every');
  });

  it('where a word belongs elsewhere, with its place', () => {
    const { diagnostics, value } = parse({
      path: 'main.sflow',
      text: 'workflow w : batch { image "x"  param p : Int }',
    });
    expect(diagnostics.map(({ message, help }) => [message, help])).toEqual([
      ['a workflow has no `image`', '`image` stands in an executor, a service or an endpoint'],
    ]);
    const [workflow] = value.declarations;
    expect(workflow?.kind === 'workflow' && workflow.members.map(({ kind }) => kind)).toEqual([
      'unknown-clause',
      'param',
    ]);
  });

  it('where another language is spoken', () => {
    const cases: readonly (readonly [string, string])[] = [
      [strategy('WHEN every 1h IF a «=» 1 THEN f()'), '`=` is written `==` here'],
      [strategy('WHEN every 1h IF a «&&» b THEN f()'), '`&&` is written `and` here'],
      [strategy('WHEN every 1h IF «!»a THEN f()'), '`!` is written `not` here'],
      [strategy('WHEN every 1h IF a «AND» b THEN f()'), '`AND` is written `and` here'],
      [strategy('«when» every 1h THEN f()'), '`when` is written `WHEN` here'],
      [executor("image «'x'»"), 'a string between `\'` is written between `"` here'],
      [executor('args { a «=» 1 }'), '`=` is written `:` here'],
      ['workflow w : online { graph a«,» b }\nsensor after = 1', '`,` is written `->` here'],
      ['sensor x = a == «not» b\nsensor after = 1', 'expected a value after `==`, found `not`'],
    ];
    for (const [marked, told] of cases) expect(kinds(expectOne(marked, told)).at(-1)).toBe('sensor after');
  });

  it('where the parts of a strategy have another order, and none is lost', () => {
    const inOrder = read(strategy('WHEN every 1h IF a > 1 THEN f()')).value;
    const meaning = ({ declarations }: File): unknown =>
      JSON.parse(JSON.stringify(declarations, (key, value: unknown) => (key === 'span' ? undefined : value)));
    const others = [
      '«IF» a > 1 WHEN every 1h THEN f()',
      '«THEN» f() WHEN every 1h IF a > 1',
      'WHEN every 1h THEN f() «IF» a > 1',
    ];
    const told = ['IF stands before WHEN', 'THEN stands before WHEN', 'THEN stands before IF'];
    for (const [index, parts] of others.entries())
      expect(meaning(expectOne(strategy(parts), told[index] ?? ''))).toEqual(meaning(inOrder));
  });

  it('where a string has no end, with what the rest of its line closes', () => {
    const file = expectOne(
      executor('image «"x:1»').replace(' }\n}', ' }\n  executor b { image "y" }\n}'),
      'this string has no end',
    );
    expect(kinds(file)).toEqual(['workflow w', 'sensor after']);
    const [workflow] = file.declarations;
    expect(workflow?.kind === 'workflow' && workflow.members).toHaveLength(2);
    expectOne('sensor x = «"""»\n  a { b\nsensor y = 1', 'this string has no end');
  });
});

const TRIGGER = 'expected a trigger: `every`, `at`, `cron`, `called` or `on`';

describe('two mistakes are told', () => {
  it('in two declarations, in two clauses, in two strings', () => {
    expect(read('sensor a = \nsensor b = 1\nsensor c = \n').texts).toEqual(['sensor', '']);
    expect(read(executor('imag "x"  timeout = 1h')).texts).toEqual(['imag', '=']);
    expect(read('sensor a = "${}"\nsensor b = "${1 +}"').told).toEqual([
      'unexpected: expected a value, found `}`',
      'unexpected: expected a value after `+`, found `}`',
    ]);
  });

  it('and no more than a hundred', () => {
    const { told } = read('sensor x = )\n'.repeat(150));
    expect(told).toHaveLength(101);
    expect(told.at(-1)).toContain('more than 100 mistakes');
  });
});
