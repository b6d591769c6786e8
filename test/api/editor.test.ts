import { describe, expect, it } from 'vitest';
import { analyse, load, type Analysis, type SyntaxNode } from '../../src/api/editor.ts';
import { compile, type Source } from '../../src/api/index.ts';
import { PLATFORM } from '../support/marked.ts';

const WORKFLOWS = `${PLATFORM}workflow train : batch {
  param epochs : Int = 10
  executor load { image "load:1"  output rows : Int from "/tmp/rows" }
  executor fit for rate in [0.1, 0.2] after load when load.rows > 0 { image "fit:1"  args { epochs: epochs, rate: rate } }
}
`;
const AGENTS = `import { train } from "./workflows"
${PLATFORM.replace('platform cluster', 'platform spare').replace('on cluster', 'on spare')}// What train is for.
sensor limit = 3
strategy often(of: Batch, period: Duration) { WHEN every period THEN runWorkflow(of, epochs: 2) }
agent helper { strategy help { WHEN called go(rows: Int) THEN runWorkflow(train) } }
agent planner {
  state runs : Int = 0
  strategy nightly {
    WHEN every 1d
    IF   runs + 1 < limit
    THEN { runWorkflow(train, epochs: 3)  set runs = runs + 1  call helper.go(rows: 1) }
  }
  strategy more = often(train, period: 1h)
}
`;
const FILES = { 'workflows.sflow': WORKFLOWS, 'agents.sflow': AGENTS };

const sourcesOf = (files: Readonly<Record<string, string>>): Source[] =>
  Object.entries(files).map(([path, text]) => ({ path, text }));

/** What stands at the end of the first part of a file's text that reads like this. */
function atEndOf(analysis: Analysis, path: keyof typeof FILES, text: string): ReturnType<Analysis['at']> {
  const start = FILES[path].indexOf(text);
  expect(start).toBeGreaterThanOrEqual(0);
  return analysis.at(path, start + text.length);
}

describe('an editor', () => {
  const analysis = analyse(sourcesOf(FILES));
  const texts: Readonly<Record<string, string>> = FILES;

  /** `what name at path:line` of what a name stands for. */
  const meaning = (path: keyof typeof FILES, text: string): string => {
    const declaration = atEndOf(analysis, path, text)?.declaration;
    if (!declaration) return 'nothing';
    const { span } = declaration;
    const before = texts[span.path]?.slice(0, span.start) ?? '';
    expect(texts[span.path]?.slice(span.start, span.end) ?? declaration.name).toBe(declaration.name);
    return `${declaration.what} ${declaration.name} at ${span.path}:${String(before.split('\n').length)}`;
  };

  it('is told the same messages as everybody', () => {
    expect(analysis.diagnostics).toEqual(compile(sourcesOf(FILES)).diagnostics);
    expect(analysis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('finds what a name stands for, in this file or another', () => {
    expect(meaning('agents.sflow', 'THEN { runWorkflow(train')).toBe('batch workflow train at workflows.sflow:11');
    expect(meaning('agents.sflow', 'import { train')).toBe('batch workflow train at workflows.sflow:11');
    expect(meaning('agents.sflow', 'runWorkflow(train, epochs')).toBe('parameter epochs at workflows.sflow:12');
    expect(meaning('agents.sflow', 'THEN { runWorkflow')).toMatch(/^primitive runWorkflow at std\/primitives/);
    expect(meaning('agents.sflow', '< limit')).toBe('sensor limit at agents.sflow:13');
    expect(meaning('agents.sflow', 'IF   runs')).toBe('state runs at agents.sflow:17');
    expect(meaning('agents.sflow', 'set runs')).toBe('state runs at agents.sflow:17');
    expect(meaning('agents.sflow', 'WHEN every period')).toBe('parameter period at agents.sflow:14');
    expect(meaning('agents.sflow', '= often(train, period')).toBe('parameter period at agents.sflow:14');
    expect(meaning('agents.sflow', '= often')).toBe('strategy often at agents.sflow:14');
    expect(meaning('agents.sflow', 'call helper')).toBe('agent helper at agents.sflow:15');
    expect(meaning('agents.sflow', 'call helper.go')).toBe('call go at agents.sflow:15');
    expect(meaning('agents.sflow', 'call helper.go(rows')).toBe('parameter rows at agents.sflow:15');
    expect(meaning('workflows.sflow', 'after load')).toBe('executor load at workflows.sflow:13');
    expect(meaning('workflows.sflow', 'when load.rows')).toBe('output rows at workflows.sflow:13');
    expect(meaning('workflows.sflow', 'epochs: epochs')).toBe('parameter epochs at workflows.sflow:12');
    expect(meaning('workflows.sflow', 'rate: rate')).toBe('item rate at workflows.sflow:14');
    expect(meaning('workflows.sflow', 'team team  on cluster')).toBe('platform cluster at workflows.sflow:1');
    expect(meaning('workflows.sflow', 'workflow train')).toBe('batch workflow train at workflows.sflow:11');
    expect(meaning('workflows.sflow', 'executor load { image')).toBe('nothing');
  });

  it('tells the type of the innermost expression', () => {
    const typeAt = (path: keyof typeof FILES, text: string): readonly (string | undefined)[] => {
      const type = atEndOf(analysis, path, text)?.type;
      return [type?.text, type && texts[path]?.slice(type.span.start, type.span.end)];
    };
    expect(typeAt('agents.sflow', 'IF   runs')).toEqual(['Int', 'runs']);
    expect(typeAt('agents.sflow', 'IF   runs + 1 <')).toEqual(['Bool', 'runs + 1 < limit']);
    expect(typeAt('agents.sflow', 'WHEN every 1d')).toEqual(['Duration', '1d']);
    expect(typeAt('agents.sflow', 'THEN { runWorkflow(train')).toEqual(['Batch', 'train']);
    expect(typeAt('workflows.sflow', 'for rate in ')).toEqual(['List<Number>', '[0.1, 0.2]']);
    expect(typeAt('workflows.sflow', 'when load.rows')).toEqual(['Int', 'load.rows']);
    expect(typeAt('agents.sflow', 'WHEN every period')).toEqual(['Duration', 'period']);
  });

  it('has nothing to say of comments and of what is between tokens', () => {
    expect(atEndOf(analysis, 'agents.sflow', '// What tra')).toBeUndefined();
    expect(atEndOf(analysis, 'agents.sflow', '// What train is for.')).toBeUndefined();
    expect(atEndOf(analysis, 'agents.sflow', 'IF  ')).toBeUndefined();
    expect(analysis.at('agents.sflow', -1)).toBeUndefined();
    expect(analysis.at('agents.sflow', AGENTS.length + 9)).toBeUndefined();
    expect(analysis.at('nothing.sflow', 0)).toBeUndefined();
  });

  it('knows the names at a place, what is nearest first', () => {
    const names = analysis
      .visibleAt('agents.sflow', AGENTS.indexOf('runs + 1'))
      .map(({ name, what }) => `${what} ${name}`);
    expect(names.slice(0, 2)).toEqual(['state runs', 'platform spare']);
    expect(names).toContain('batch workflow train');
    expect(names).toContain('primitive promote');
    expect(names.some((name) => name.startsWith('parameter'))).toBe(false);
    expect(analysis.visibleAt('nothing.sflow', 0)).toEqual([]);
  });

  it('gets the tree with the place of every part', () => {
    const tree = analysis.tree('agents.sflow');
    expect(tree).toMatchObject({ kind: 'file', span: { start: 0, end: AGENTS.length } });
    const [first] = tree?.children ?? [];
    const [name] = first?.children ?? [];
    expect([first?.kind, first?.field, name?.kind, name?.field]).toEqual(['import', 'imports', 'name', 'names']);
    expect(AGENTS.slice(name?.span.start, name?.span.end)).toBe('train');
    expect(structuredClone(tree)).toEqual(tree);
    const kindsIn = (node: SyntaxNode): unknown[] => [node.kind, ...node.children.flatMap(kindsIn)];
    expect(tree && kindsIn(tree).filter((kind) => typeof kind !== 'string')).toEqual([]);
    expect(analysis.tree('nothing.sflow')).toBeUndefined();
  });
});

describe('an editor of sources with mistakes', () => {
  const text = `${PLATFORM}workflow train : batch {
  param epochs : Int = ten
  executor fit { image "fit:1"  args { epochs: epochs } }
}
agent planner {
  state runs : Int = 0
  strategy nightly {
    WHEN evry 1d
    IF   runs + 1 < 3
    THEN { runWorkflow(trian)  set runs = runs + 1 }
  }
  strategy weekly { WHEN every 7d  IF runs > 3  THEN runWorkflow(train, epochs: 1) }
}
`;
  const { at, diagnostics, tree, visibleAt } = analyse([{ path: 'main.sflow', text }]);
  const endOf = (part: string): number => text.indexOf(part) + part.length;

  it('answers all the same', () => {
    expect(diagnostics.map(({ name }) => name)).toEqual(['unknown-name', 'unexpected', 'unknown-name']);
    expect(at('main.sflow', endOf('epochs: epochs'))?.declaration).toMatchObject({ what: 'parameter', name: 'epochs' });
    expect(at('main.sflow', endOf('runWorkflow(train'))).toMatchObject({
      name: { text: 'train' },
      declaration: { what: 'batch workflow', span: { start: endOf('workflow train') - 5 } },
      type: { text: 'Batch' },
    });
    expect(at('main.sflow', endOf('runWorkflow(trian'))).toEqual({
      name: {
        text: 'trian',
        span: { path: 'main.sflow', start: endOf('runWorkflow(trian') - 5, end: endOf('runWorkflow(trian') },
      },
    });
    expect(at('main.sflow', endOf('IF   runs'))).toMatchObject({
      declaration: { what: 'state' },
      type: { text: 'Int' },
    });
    expect(visibleAt('main.sflow', endOf('runWorkflow(tri')).map(({ name }) => name)).toContain('train');
    const kinds = (node: SyntaxNode | undefined): string[] =>
      node ? [node.kind, ...node.children.flatMap(kinds)] : [];
    expect(kinds(tree('main.sflow'))).toContain('strategy');
  });

  it('answers of any text', () => {
    for (let end = 0; end < text.length; end += 7) {
      const cut = analyse([{ path: 'main.sflow', text: text.slice(0, end) }]);
      expect(() => cut.at('main.sflow', end)).not.toThrow();
      expect(() => cut.visibleAt('main.sflow', end)).not.toThrow();
    }
  });
});

describe('an editor of a folder', () => {
  it('finds its way into the standard library and back', async () => {
    const loaded = await load('examples/mnist');
    const { at } = analyse(loaded);
    const own = loaded.sources.find(({ path }) => path === 'dataengineer.sflow')?.text ?? '';
    const found = at('dataengineer.sflow', own.indexOf('logged-sum('))?.declaration;
    expect(found).toMatchObject({ what: 'sensor', name: 'logged-sum', span: { path: 'std/mlflow.sflow' } });
    expect(at(found?.span.path ?? '', found?.span.start ?? 0)?.declaration).toEqual(found);
  });
});
