import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  LoadError,
  compile,
  draw,
  explain,
  format,
  load,
  manifestFiles,
  manifestStream,
  renderJson,
  renderSarif,
  renderText,
} from '../../src/api/index.ts';
import { app } from '../support/marked.ts';

const ONE = app(`workflow train : batch {
  executor data { image "a:1" }
  executor fit for rate in [0.1, 0.2] after data when true { image "b:1" }
}
agent a { strategy nightly { WHEN every 1d  THEN runWorkflow(train) } }`);

describe('compile', () => {
  it('takes texts, and brings what they need of the standard library', () => {
    const text = `import { planner } from "std/agents"\n${ONE.replace('agent a {', 'agent a : planner {')}`;
    const { ok, diagnostics, manifests, graphs } = compile([{ path: 'main.sflow', text }]);
    expect([ok, diagnostics]).toEqual([true, []]);
    expect(manifests.map(({ path }) => path)).toEqual([
      'cluster/agents.yaml',
      'app-team/team.yaml',
      'app-team/workflow-train.yaml',
      'app-team/agent-a.yaml',
      'app-team/monitoring.yaml',
    ]);
    expect(graphs.map(({ agent: { name, template, role } }) => [name, template, role])).toEqual([
      ['a', 'planner', 'plan'],
    ]);
  });

  it('gives the same for what was loaded as the texts give', async () => {
    const loaded = await load('examples/mnist');
    const texts = loaded.entries.map((path) => ({ path, text: readFileSync(`examples/mnist/${path}`, 'utf8') }));
    expect(compile(texts)).toEqual(compile(loaded));
  });

  it('deploys the entries, and tells of what they refer to', async () => {
    const { applications, graphs, manifests } = compile(await load('examples/mnist/dataengineer.sflow'));
    expect(applications.map(({ team, deployed }) => [team, deployed])).toEqual([
      ['dataengineer', true],
      ['datascience', false],
    ]);
    expect(new Set(graphs.map(({ agent }) => agent.team))).toEqual(new Set(['dataengineer']));
    expect(manifests.filter(({ path }) => path.includes('datascience'))).toEqual([]);
    const sources = (await load('examples/mnist')).sources;
    const other = compile(sources, { entries: ['datascience.sflow'] });
    expect(other.manifests.every(({ path }) => path.startsWith('scanflow-mnist-datascience/'))).toBe(true);
  });

  it('takes values and another platform, and says when there is none', () => {
    const text = `param epochs : Int\nplatform spare { registry "spare.example.org"  command ["run"] }\n${app(
      'workflow w : batch { executor e { image "a:1"  args { epochs: epochs } } }',
    )}`;
    const sources = [{ path: 'main.sflow', text }];
    const { manifests } = compile(sources, { platform: 'spare', values: { epochs: '7' } });
    expect(manifestStream(manifests)).toMatch(/--epochs=7[^]*image: spare\.example\.org\/a:1/);
    expect(compile(sources).diagnostics.map(({ name }) => name)).toEqual(['param-without-value']);
  });

  it('gives mistakes as values, and nothing else then', () => {
    const text = ONE.replace('runWorkflow(train)', 'runWorkflow(trein)');
    const sources = [{ path: 'main.sflow', text }];
    const { diagnostics, ...rest } = compile(sources);
    expect(rest).toEqual({
      ok: false,
      notes: [],
      manifests: [],
      images: [],
      addedImages: [],
      applications: [],
      models: [],
      graphs: [],
      interfaces: [],
    });
    expect(diagnostics).toMatchObject([{ code: 'SF2001', severity: 'error', fix: { text: 'train' } }]);
    const [place] = diagnostics;
    expect(text.slice(place?.span.start, place?.span.end)).toBe('trein');
    expect(renderText(diagnostics, sources)).toContain('error[SF2001]: there is no value trein here');
    expect(JSON.parse(renderJson(diagnostics, sources))).toMatchObject({ diagnostics: [{ code: 'SF2001' }] });
    expect(JSON.parse(renderSarif(diagnostics, sources))).toMatchObject({ version: '2.1.0' });
    expect(() => compile([{ path: 'main.sflow', text: '\u0000}{"' }])).not.toThrow();
    expect(compile([]).diagnostics).toEqual([]);
  });

  it('outlines workflows in the words of the source', () => {
    const [application] = compile([{ path: 'main.sflow', text: ONE }]).applications;
    expect(application).toMatchObject({
      name: 'app',
      team: 'team',
      namespace: 'app-team',
      deployed: true,
      batch: [
        {
          name: 'train',
          steps: [
            { kind: 'executor', name: 'data', image: 'a:1', after: [], loops: [] },
            {
              name: 'fit',
              after: [{ step: 'data', state: 'succeeded' }],
              loops: [{ name: 'rate', items: '[0.1, 0.2]' }],
              condition: 'true',
            },
          ],
        },
      ],
      online: [],
      agents: [{ name: 'a', role: '', strategies: ['nightly'] }],
    });
  });

  it('outlines graphs with branches, variants and what stands by', async () => {
    const inner = (await load('examples/canary')).sources;
    const [scoring] = compile(inner).applications[0]?.online ?? [];
    expect(scoring).toMatchObject({
      edges: [['features', 'score']],
      scale: 'cpu to 70%',
      host: 'fraud.example.org',
      variants: [
        { role: 'canary', percent: 10, services: [{ name: 'score', model: { version: 'candidate' } }] },
        { role: 'shadow', percent: 100, services: [{ name: 'score', model: { version: 'experiment' } }] },
      ],
    });
    const { applications } = compile(await load('examples/mlperf'));
    const graph = applications[0]?.online.find(({ name }) => name === 'online-inference-graph');
    expect(graph?.backup).toBe('online-inference-backup');
    expect(graph?.edges).toEqual([
      ['preprocessing-online', 'predictor-online'],
      ['predictor-online', 'postprocessing-online'],
    ]);
  });
});

describe('load', () => {
  it('reads what is imported, and not what a comment speaks of', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sflow-load-'));
    const files = {
      'main.sflow': '// This was copied from "broken".\nimport { x } from "./other"\nsensor y = x\n',
      'other.sflow': 'sensor x = 1\n',
      'broken.sflow': 'sensor',
    };
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    const loaded = await load(join(folder, 'main.sflow'));
    rmSync(folder, { recursive: true });
    expect(loaded.entries).toEqual(['main.sflow']);
    expect(loaded.sources.map(({ path }) => path)).toEqual(['main.sflow', 'std/primitives.sflow', 'other.sflow']);
    expect(compile(loaded).diagnostics).toEqual([]);
  });

  it('rejects with a sentence where there is nothing to read', async () => {
    await expect(load('nowhere')).rejects.toThrow(new LoadError('there is no nowhere'));
    await expect(load('src')).rejects.toBeInstanceOf(LoadError);
  });
});

describe('what the interface gives beside', () => {
  it('is each manifest as YAML, with kustomizations', async () => {
    const { manifests } = compile(await load('examples/leaf'));
    const files = manifestFiles(manifests);
    expect(files.map(({ path }) => path)).toContain('kustomization.yaml');
    expect(files[0]?.text).toMatch(/^# Generated by sflow from leaf\.sflow\. Do not edit.*\n---\napiVersion: /);
  });

  it('is a picture, in each form, or none where there is nothing to draw', async () => {
    const compilation = compile(await load('examples/leaf'));
    expect(await draw(compilation)).toMatch(/^<svg/);
    expect(await draw(compilation, { format: 'mermaid', only: 'training' })).toMatch(/^flowchart/);
    expect(await draw(compilation, { format: 'dot' })).toMatch(/^digraph/);
    expect(await draw(compilation, { only: 'nothing' })).toBeUndefined();
    expect(await draw(compile([]))).toBeUndefined();
  });

  it('is a source in the one style, or what is wrong with its form', async () => {
    expect(await format({ path: 'main.sflow', text: 'sensor   x=1 // one' })).toEqual({
      text: 'sensor x = 1  // one\n',
      diagnostics: [],
    });
    const long = { path: 'main.sflow', text: 'sensor total = first + second + third + fourth + fifth\n' };
    expect((await format(long)).text).toBe(long.text);
    expect((await format(long, { width: 40 })).text).not.toBe(long.text);
    const { text, diagnostics } = await format({ path: 'main.sflow', text: 'sensor x =' });
    expect([text, diagnostics.map(({ name }) => name)]).toEqual([undefined, ['unexpected']]);
  });

  it('is the page of a message, by code or name', () => {
    expect(explain('sf2001')).toMatchObject({ code: 'SF2001', name: 'unknown-name', severity: 'error' });
    expect(explain('unknown-name')).toEqual(explain('SF2001'));
    expect(explain('SF9999')).toBeUndefined();
  });
});
