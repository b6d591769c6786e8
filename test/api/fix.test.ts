import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../src/api/example.ts';
import { fix, type Fixed } from '../../src/api/index.ts';
import { examples } from '../../src/base/diagnostics/examples/examples.ts';
import { PLATFORM, app, batch } from '../support/marked.ts';

type Texts = string | Readonly<Record<string, string>>;

function fixed(texts: Texts, entries?: readonly string[]): Fixed & { readonly text: string } {
  const sources = Object.entries(typeof texts === 'string' ? { 'main.sflow': texts } : texts).map(([path, text]) => ({
    path,
    text,
  }));
  const paths = sources.map(({ path }) => path);
  const result = fix({ root: '.', sources, entries: entries ?? paths, diagnostics: [] });
  return { ...result, text: result.sources.find(({ path }) => path === 'main.sflow')?.text ?? '' };
}

/** Behind the platform and the application. */
const tail = ({ text }: { readonly text: string }): string => text.slice(text.indexOf(PLATFORM) + PLATFORM.length);

describe('edits are not made', () => {
  it('of what would be a text or a list, and hardly means it', () => {
    for (const step of ['command "python main.py"', 'image 50Gi']) {
      const { edits, diagnostics } = fixed(
        batch(`executor step { image "a:1"  ${step} }`.replace('"a:1"  image ', '')),
      );
      expect(edits).toEqual([]);
      expect(diagnostics.map(({ name }) => name)).toEqual(['wrong-type']);
    }
    expect(fixed(batch('executor step { image "a:1"  command "main" }')).text).toContain('command ["main"]');
  });
});

describe('edits are made', () => {
  it('all of a file in one go, and what they bring to light in the next', () => {
    const result = fixed(
      app(`workflow Nightly : batch {
  executor load { imgae 'load:1.4'; }
  executor fit { image "fit:1.4"  retry "3" }
}
agent a { strategy s { when every 1d THEN runWorkflow(Nightly) } }
`),
    );
    expect(result.diagnostics).toEqual([]);
    expect(tail(result)).toBe(`workflow nightly : batch {
  executor load { image "load:1.4" }
  executor fit { image "fit:1.4"  retry 3 }
}
agent a { strategy s { WHEN every 1d THEN runWorkflow(nightly) } }
`);
    expect(result.edits.map(({ line, text }) => [line - 10, text])).toContainEqual([2, 'replace `imgae` by `image`']);
  });

  it('that add what is missing behind `after`', () => {
    const steps = (after: string, rest = ''): string =>
      batch(`executor load { image "a:1"  output o : Path at "/workflow/o" }
executor other { image "a:1" }
executor fit${after} { image "a:1"  args { o: load.o }${rest} }`);
    expect(fixed(steps('')).text).toBe(steps(' after load'));
    expect(fixed(steps(' after other')).text).toBe(steps(' after other, load'));
    expect(fixed(steps(' for n in [1, 2]')).text).toBe(steps(' for n in [1, 2] after load'));
    expect(fixed(steps(' after fit, load')).text).toBe(steps(' after load'));
    expect(fixed(steps(' after load, fit')).text).toBe(steps(' after load'));
  });

  it('that add an import, to one that is there or as a new one', () => {
    const platform =
      'platform cluster { registry "r"  command ["run"] }\nmodel cnn { registered "cnn"  better loss }\n';
    const main =
      'application app { team t  on cluster }\nworkflow w : batch { executor a { image "a:1" }  register cnn from a }\n';
    const lacks = { 'main.sflow': `// Ours.\n${main}`, 'platform.sflow': platform.replace('better', 'better') };
    const texts = { ...lacks, 'platform.sflow': platform.replace('command', 'tracker mlflow "http://m:1"  command') };
    expect(fixed(texts).text).toBe(`import { cluster, cnn } from "./platform"\n\n// Ours.\n${main}`);
    const inner = {
      'teams/main.sflow': `import { x } from "./x"\n${main.replace('"a:1"', '"a:1"  args [x]')}`,
      'teams/x.sflow': 'param x : Int = 1\n',
      'platform.sflow': texts['platform.sflow'],
    };
    expect(fixed(inner).sources.find(({ path }) => path === 'teams/main.sflow')?.text).toBe(
      inner['teams/main.sflow'].replace('\n', '\nimport { cluster, cnn } from "../platform"\n'),
    );
  });

  it('that add an import of the library, though nothing has read it yet', () => {
    const text = app(`workflow w : batch { executor a { image "a:1" } }
workflow o : online { service s : model { image "a:1" } }
agent a : planner { strategy s { WHEN every 1h IF failure-ratio(o) > 90 THEN runWorkflow(w) } }
sensor seen = logged-sum("n", experiment: "e")
`);
    const { edits, text: after } = fixed(text);
    expect(after).toMatch(/^import { planner } from "std\/agents"\nimport { logged-sum } from "std\/mlflow"\n\n/m);
    expect(edits.map(({ code }) => code)).toContain('SF2001');
  });

  it('that close what is open', () => {
    const open = `workflow w : batch {
  executor a { image "a:1"  args ["x", "y"
    retry 2
  executor b { image "b:1" }
}
`;
    const result = fixed(app(open));
    expect(result.diagnostics).toEqual([]);
    expect(tail(result)).toBe(`workflow w : batch {
  executor a { image "a:1"  args ["x", "y"]
    retry 2
  }
  executor b { image "b:1" }
}
`);
  });

  it('of what other languages write', () => {
    const slips: readonly (readonly [wrong: string, right: string])[] = [
      ['executor a { image = "a:1" }', 'executor a { image "a:1" }'],
      ['executor a { image: "a:1" }', 'executor a { image "a:1" }'],
      ['executor "a" { image "a:1" }', 'executor a { image "a:1" }'],
      ['executor a { image "a:1" }\nschedule "0 3 * * *"', 'executor a { image "a:1" }\nschedule cron "0 3 * * *"'],
      ['param n : int = 1\nexecutor a { image "a:1" }', 'param n : Int = 1\nexecutor a { image "a:1" }'],
      ['param n : Float = 1\nexecutor a { image "a:1" }', 'param n : Number = 1\nexecutor a { image "a:1" }'],
      ['executor a { image "a:1"  timeout 10min }', 'executor a { image "a:1"  timeout 10m }'],
      ['executor a { image "a:1"  resources { memory: 4GB } }', 'executor a { image "a:1"  resources { memory: 4G } }'],
      ['executor a { image "a:1"  resources { cpu: "500m" } }', 'executor a { image "a:1"  resources { cpu: 0.5 } }'],
      ['executor a { image "a:1"  args { n 5 } }', 'executor a { image "a:1"  args { n: 5 } }'],
    ];
    for (const [wrong, right] of slips) expect(fixed(batch(wrong)).text).toBe(batch(right));
    const bare = 'import logged-sum from "std/mlflow"\nsensor x = logged-sum("n", experiment: "e")\n';
    expect(fixed(bare).text).toBe(bare.replace('logged-sum from', '{ logged-sum } from'));
  });

  it('with the line breaks of the file', () => {
    const text = app(
      'workflow w : batch {\n  executor a {\n    image "a:1"\n  executor b { image "b:1" }\n}\n',
    ).replaceAll('\n', '\r\n');
    expect(fixed(text).text).toBe(text.replace('"a:1"\r\n', '"a:1"\r\n  }\r\n'));
  });
});

describe('edits are not made', () => {
  it('where something else may be meant', () => {
    const text = batch('executor a { image "a:1"  timeout 90  resources { memory: 4 } }');
    const result = fixed(text);
    expect(result.edits).toEqual([]);
    expect(result.diagnostics.map(({ fix: made }) => made)).toMatchObject([
      { text: '90s', unsure: true },
      { text: '4Gi', unsure: true },
    ]);
  });

  it.each([
    // A comma between digits.
    [batch('param rate : Number = 0,5\nexecutor a { image "a:1"  args { rate: rate } }'), '0.5'],
    [batch('param rows : Int = 10,000\nexecutor a { image "a:1"  args { rows: rows } }'), '10000'],
    [batch('executor a { image "a:1"  resources { cpu: 0,5 } }'), '0.5'],
    // A program and its argument are two words.
    [batch('executor a { image "a:1"  command "python main.py" }'), '["python", "main.py"]'],
    // A list for its item.
    [
      batch(`param rates : List<Number> = [0.1, 0.2]
executor a for rate in rates { image "a:1"  args { rate: rate } }
executor b after a { image "b:1"  args { rate: rate } }`),
      'rates',
    ],
    // A time that nobody said.
    [
      app(`workflow w : batch { executor a { image "a:1" } }
agent a { strategy s { WHEN called x() and on w.failed THEN runWorkflow(w) } }`),
      ' within 5m',
    ],
    // The opposite, by few letters.
    [
      app(
        'workflow w : batch { executor a { image "a:1" } }\nagent a { strategy s { WHEN every 1h THEN startWorkflow(w) } }',
      ),
      'runWorkflow',
    ],
    [
      app(
        'workflow w : batch { executor a { image "a:1" } }\nagent a { strategy s { WHEN every 1h THEN undeployWorkflow(w) } }',
      ),
      'deleteWorkflow',
    ],
    [
      app(
        'workflow w : batch { executor a { image "a:1" } }\nagent a { strategy s { WHEN every 1h THEN startExecutor(w, a) } }',
      ),
      'runExecutor',
    ],
    // Another kind of name.
    [
      app(`endpoint watch : external { at "https://watch.example.org" }
agent watcher { strategy s { WHEN called x() THEN runWorkflow(w) } }
workflow w : batch { executor a { image "a:1" } }
sensor d : Number from http { endpoint: watcher }`),
      'watch',
    ],
    // The smallest unit.
    [batch('executor a { image "a:1"  timeout 200 }'), '200ms'],
  ])('that could change a meaning: %#', (text, offered) => {
    const result = fixed(text);
    expect(result.edits).toEqual([]);
    expect(result.diagnostics.map(({ fix: made }) => made)).toMatchObject([{ text: offered, unsure: true }]);
  });

  it('where they would lead to more errors, though others are', () => {
    const text = app(`workflow serve : online { service s : model { image "a:1" } }
agent a { strategy s { WHEN evry 1d THEN runWorkflow(serve, epochs: 1, rate: 2) } }
`);
    const result = fixed(text);
    expect(result.text).toBe(text.replace('evry', 'every'));
    expect(result.refused.map(({ text: made }) => made)).toEqual(['replace `runWorkflow` by `deployWorkflow`']);
    expect(result.diagnostics.map(({ name }) => name)).toEqual(['wrong-primitive']);
  });

  it('that would only make a circle, or take one name for quite another', () => {
    const circle = batch(`executor load after fit { image "a:1"  output o : Path at "/workflow/o" }
executor fit { image "a:1"  args { o: load.o } }`);
    expect(fixed(circle).text).toBe(circle);
    const start = app(`workflow w : batch { executor a { image "a:1" } }
agent a { strategy s { WHEN every 1d THEN startWorkflow(w) } }
`);
    expect(fixed(start).text).toBe(start);
  });

  it('in files that are only referred to, and in the library', () => {
    const texts = {
      'main.sflow': 'import { cluster } from "./platform"\napplication app { team t  on cluster }\n',
      'platform.sflow': 'platform cluster { registy "r" }\n',
    };
    expect(fixed(texts, ['main.sflow']).edits).toEqual([]);
    expect(fixed(texts).edits).toHaveLength(1);
  });
});

describe('an example of a message that proposes an edit', () => {
  const texts = Object.keys(examples);
  it.each(texts)('%s', async (name) => {
    const { wrong } = await samplesOf(name);
    const own = wrong.diagnostics.find((each) => each.name === name)?.fix;
    if (!own || own.unsure) return;
    const entries = wrong.sources.map(({ path }) => path);
    const { diagnostics, edits } = fix({ root: '.', sources: wrong.sources, entries, diagnostics: [] });
    expect(edits.length).toBeGreaterThan(0);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
  });
});
