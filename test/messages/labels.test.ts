import { expect, it } from 'vitest';
import { samplesOf } from '../../src/api/example.ts';
import { app, compileTexts, online } from '../support/marked.ts';

/** What each message speaks of beside its own place: the labels of its example, as `text: source`. */
const shown: Readonly<Record<string, readonly string[]>> = {
  'import-circle': ['this is part of the circle: "./load"'],
  'wrong-declaration': ['cluster is declared here: cluster'],
  'no-arithmetic': ['this is a Duration: pause', 'this is a Bytes: 2Gi'],
  'duplicate-argument': ['it is given here already: over: 2h'],
  'not-callable': ['inference is declared here: inference'],
  'version-of-nothing': ['inference is declared here: inference'],
  'not-an-expression': ['cluster is declared here: cluster'],
  'wrong-member': ['this says that it is batch: batch'],
  'bad-range': ['this is the smallest: 5'],
  'key-of-many': ['it is repeated for each of these: rate'],
  'without-branches': ['pick is declared here, as a router: pick'],
  'unknown-state': ['training is declared here: training'],
  'no-states': ['keeper is declared here: keeper'],
  'schedule-without-value': ['the param is declared here: epochs'],
  'output-too-early': ['this stands behind it in the graph: predictor'],
  'endpoint-clause': ['this says that it is sidecar: sidecar'],
  'instances-differ': ['standby is declared here: standby'],
  'serving-cannot': ['it is to be served by this: deployments'],
};

it.each(Object.keys(shown))('%s shows what it speaks of', async (name) => {
  const { sources, diagnostics } = (await samplesOf(name)).wrong;
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const labels = diagnostics.flatMap((found) => found.labels);
  expect(labels.map(({ span, text }) => `${text}: ${texts.get(span.path)?.slice(span.start, span.end) ?? ''}`)).toEqual(
    shown[name],
  );
});

const labelsOf = (text: string): readonly string[] =>
  compileTexts(text).diagnostics.flatMap(({ name, labels }) =>
    labels.map((label) => `${name} ${label.text}: ${text.slice(label.span.start, label.span.end)}`),
  );

it('an argument of another type shows the parameter that wants it', () => {
  const text = app(`workflow train : batch { param epochs : Int = 1  executor e { image "e:1" args { n: epochs } } }
agent a { strategy s { WHEN every 1h THEN runWorkflow(train, epochs: "many") } }`);
  expect(labelsOf(text)).toEqual(['wrong-type the parameter is declared here: epochs']);
});

it('the parameter may be one of the library', () => {
  const text = `import { request-rate } from "std/istio"\n${online('service s : transformer { image "s:1" }')}
agent a { strategy s { WHEN every 1h IF request-rate(serve, over: true) > 1/s THEN deleteWorkflow(serve) } }`;
  const [label] = compileTexts(text).diagnostics.flatMap(({ labels }) => labels);
  expect([label?.span.path, label?.text]).toEqual(['std/istio.sflow', 'the parameter is declared here']);
});

it('a sensor of another serving system shows by what the workflow is served', () => {
  const text = (serving: string): string =>
    `import { request-rate } from "std/kserve"\n${online('service s : model { server sklearn  model cnn@production }')}
agent a { strategy s { WHEN every 1h IF request-rate(serve) > 1/s THEN deleteWorkflow(serve) } }`.replace(
      'on cluster',
      `on cluster ${serving}`,
    );
  expect(labelsOf(text('serving seldon'))).toEqual(['other-serving the workflow is served by this: seldon']);
  expect(labelsOf(text(''))).toHaveLength(1);
});

it('a name that is declared twice shows the first', () => {
  const of = (text: string): readonly string[] => labelsOf(app(`workflow w : batch { ${text} }`));
  const first = (name: string): string[] => [`duplicate-name ${name} is first declared here: ${name}`];
  expect(of('executor e { image "e:1" output o : Path at "/a" output o : Path at "/b" }')).toEqual(first('o'));
  expect(of('param e : Int = 1 executor e { image "e:1" }')).toEqual(first('e'));
});
