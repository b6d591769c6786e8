import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../grammar/parse.ts';
import { read } from '../src/target/lower/promql-shape.ts';
import { textOf } from '../src/base/values/plain.ts';
import type { Primitive, Sensor } from '../src/language/syntax/nodes.ts';
import { PLATFORM, compileTexts, expectMessages } from './support/marked.ts';

const files = readdirSync('stdlib')
  .filter((name) => name.endsWith('.sflow'))
  .map((name) => {
    const text = readFileSync(`stdlib/${name}`, 'utf8');
    return { name: `std/${name.replace('.sflow', '')}`, file: parse({ path: name, text }).value, text };
  });
const primitives = files.flatMap(({ file }) =>
  file.declarations.filter((each): each is Primitive => each.kind === 'primitive'),
);

/** Arguments for every required parameter, by its type. */
const samples: Readonly<Record<string, string>> = {
  Model: 'cnn',
  Dataset: 'latest-artifact("x", experiment: "y")',
  Secret: 'secret alerts.url',
  Batch: 'train',
  Online: 'serve',
  Served: 'serve',
  Variant: 'serve.next',
  Workflow: 'serve',
  ModelVersion: 'cnn@production',
  String: '"text"',
  Executor: 'step',
  Service: 's',
  Image: '"image:2"',
  Ratio: '0%',
  Rate: '20/s',
  Quantity: '20/s',
  Cpu: '2',
  Bytes: '4Gi',
  Int: '2',
  Alias: 'champion',
};
const given = (parameters: Primitive['parameters']): string =>
  parameters
    .filter((parameter) => !parameter.default && !parameter.type.optional)
    .map(
      (parameter, index) =>
        (index === 0 ? '' : `${parameter.name.text}: `) +
        (samples[parameter.type.name.text] ?? `no sample of ${parameter.type.name.text}`),
    )
    .join(', ');

const base = `${PLATFORM}model cnn { registered "cnn"  better accuracy }
workflow train : batch { param start : ModelVersion?  executor step { image "a:1" } }
workflow serve : online { service s : model { server sklearn  model cnn@production }
  canary next at 10% { s { model cnn@candidate } } }
`;
/** With what actions change: a scaling rule and a backup. */
const changeable = base.replace(
  'cnn@production }\n',
  'cnn@production }  backup spare  replicas 1..9 scale on request-rate(serve) per replica to 20/s\n',
);
const spare = 'workflow spare : online { service s : transformer { image "a:1" } }\n';

describe('the standard library', () => {
  it('has the twenty primitives of the paper, each in its layer and for its kind of workflow', () => {
    const table = primitives
      .filter(({ parameters }) => ['Batch', 'Online'].includes(parameters[0]?.type.name.text ?? ''))
      .map(({ name, layer, parameters }) => `${parameters[0]?.type.name.text ?? ''} ${layer?.text ?? ''} ${name.text}`);
    const expected = [
      ...['runWorkflow', 'stopWorkflow', 'upgradeWorkflow', 'updateWorkflowAffinity', 'updateWorkflowResource'].map(
        (name) => `Batch application ${name}`,
      ),
      ...['runExecutor', 'stopExecutor', 'upgradeExecutor', 'updateExecutorAffinity', 'updateExecutorResource'].map(
        (name) => `Batch infrastructure ${name}`,
      ),
      ...[
        'deployWorkflow',
        'deleteWorkflow',
        'upgradeWorkflow',
        'updateWorkflowAffinity',
        'updateWorkflowResource',
        'updateWorkflowReplica',
        'updateWorkflowTraffic',
      ].map((name) => `Online application ${name}`),
      ...['applyWorkflowInstance', 'deleteWorkflowInstance', 'duplicateWorkflowInstance'].map(
        (name) => `Online infrastructure ${name}`,
      ),
    ];
    expect([...table].sort()).toEqual([...expected].sort());
    expect(expected).toHaveLength(20);
  });

  it('asks Kubernetes for single verbs, of every primitive on workflows', () => {
    for (const { name, permits, parameters } of primitives) {
      if (['Batch', 'Online'].includes(parameters[0]?.type.name.text ?? ''))
        expect(permits.length, name.text).toBeGreaterThan(0);
      for (const { verbs, named } of permits) {
        for (const verb of verbs) expect(['create', 'get', 'list', 'patch', 'delete']).toContain(verb.text);
        // A name cannot narrow listing: such a rule would allow nothing. Creating it narrows where that is done by apply.
        const asked = verbs.map(({ text }) => text);
        if (named) expect(asked).not.toContain('list');
        if (named && asked.includes('create')) expect(asked).toContain('patch');
      }
    }
  });

  it('has primitives that can be used', () => {
    for (const primitive of primitives) {
      // Of those that may be left out an action wants one.
      const one = primitive.parameters.find(({ type }) => type.optional);
      const call = `${primitive.name.text}(${given(primitive.parameters)}${one ? `, ${one.name.text}: ${samples[one.type.name.text] ?? ''}` : ''})`;
      expectMessages(
        `import { latest-artifact } from "std/mlflow"\nimport { request-rate } from "std/istio"\n${changeable}${spare}agent a { strategy s { WHEN every 1h THEN ${call} } }`,
        [],
      );
    }
  });

  const sensors = files.flatMap(({ name, file, text }) =>
    file.declarations
      .filter((each): each is Sensor => each.kind === 'sensor')
      .map((sensor) => ({ from: name, sensor, text })),
  );

  it('has sensors that can be read, with queries that give one sample each', () => {
    expect(sensors.length).toBeGreaterThan(40);
    for (const { from, sensor } of sensors) {
      const reading = `${sensor.name.text}(${given(sensor.parameters)})${sensor.windowed ? ' over 1h' : ''}`;
      const own = from === 'std/kserve' ? base.replace('on cluster', 'on cluster  serving kserve') : base;
      const { plan, diagnostics } = compileTexts(
        `import { ${sensor.name.text} } from "${from}"\n${own}agent a { strategy s { WHEN every 5m IF ${reading} == ${reading} THEN runWorkflow(train) } }`,
      );
      // Some are equal to themselves whatever they are.
      expect(diagnostics.map(({ name }) => name).filter((name) => name !== 'always-holds')).toEqual([]);
      const [source] = (plan?.teams ?? []).flatMap(({ agents }) => agents.flatMap(({ graph }) => graph.sensors));
      if (source?.source.kind !== 'prometheus') continue;
      const query = textOf(source.source.fixed['query']);
      expect(read(query).shape, query).toBe('one');
    }
  });

  it('says of each primitive what it does', () => {
    const [file] = files.filter(({ name }) => name === 'std/primitives');
    for (const { name, span } of primitives)
      expect(file?.text.slice(0, span.start).trimEnd().split('\n').at(-1), name.text).toMatch(/^\/\/ [A-Z\w].*\.$/);
  });

  it('says of each sensor what it is, its unit, and what makes it unknown', () => {
    for (const { from, sensor, text } of sensors) {
      const comment = /((?:\/\/ [^\n]*\n)+)$/.exec(text.slice(0, sensor.span.start))?.[1] ?? '';
      expect(comment, `${from} ${sensor.name.text}`).toMatch(/^\/\/ Unit: .* Unknown: /m);
      expect(comment.split('\n').length, `${from} ${sensor.name.text}`).toBeGreaterThan(2);
    }
  });

  it('has the agents of the paper', () => {
    const [agents] = files.filter(({ name }) => name === 'std/agents');
    const templates = agents?.file.declarations.flatMap((each) => (each.kind === 'template' ? [each.name.text] : []));
    expect(templates).toEqual(['tracker', 'checker', 'planner', 'executor', 'improver']);
  });
});
