import { describe, expect, it } from 'vitest';
import { fix, type Loaded } from '../../src/api/index.ts';
import { withImports } from '../../src/api/prepare.ts';
import { app, compileTexts, expectMessages } from '../support/marked.ts';

/** A model, and a service that has it. */
const served = (model: string, version: string, server = 'sklearn', serving = ''): string =>
  app(`${model}
workflow serve : online { service s : model { server ${server}  model ${version} } }`).replace(
    'on cluster }',
    `on cluster ${serving} }`,
  );

const placed = (address: string, more = ''): string => `model m { at ${address}${more} }`;

const loaded = (text: string): Loaded => ({
  root: '.',
  sources: withImports([{ path: 'main.sflow', text }]),
  entries: ['main.sflow'],
  diagnostics: [],
});

const urlOf = (text: string): string[] =>
  [...JSON.stringify(compileTexts(text).manifests ?? []).matchAll(/"(?:modelUri|storageUri)":"([^"]*)"/g)].map(
    ([, url = '']) => url,
  );

describe('a model at an address', () => {
  it('is served from there; its version is filled in, and params', () => {
    expect(urlOf(served(placed('"s3://a/b/"'), 'm'))).toEqual(['s3://a/b']);
    expect(urlOf(served(placed('"gs://a/v${version}"', '  better accuracy'), 'm@3'))).toEqual(['gs://a/v3']);
    expect(urlOf(served(placed('"gs://a/${version}/x/${version}"'), 'm@3'))).toEqual(['gs://a/3/x/3']);
    const param = 'param bucket : String = "flowers"\nparam n : Int = 7\n';
    expect(urlOf(served(`${param}${placed('"gs://${bucket}/${n}/${version}"')}`, 'm@3'))).toEqual(['gs://flowers/7/3']);
  });

  it('is not named by its own clauses', () => {
    expectMessages(served('model m { registered «m»  better accuracy }', 'm@1'), ['wrong-type']);
    expectMessages(served('model m { registered "«${m}»"  better accuracy }', 'm@1'), ['wrong-type']);
    expectMessages(served(placed('"gs://a/«${m}»"'), 'm'), ['wrong-type']);
  });

  it('is in no registry: it needs no metric, has no alias, and nothing is done with it but to serve it', () => {
    expectMessages(served(placed('"s3://a/b"'), 'm'), []);
    expectMessages(served(placed('"s3://a/${version}"'), '«m@production»'), [['no-registry', 'm@1']]);
    expectMessages(served(placed('"s3://a/${version}"'), '«m»'), [['wrong-type', 'which version? write m@1']]);
    expectMessages(served(placed('"s3://a/b"'), '«m@1»'), ['one-version']);
    const work = 'workflow train : batch { executor fit { image "a:1"  metric accuracy : Ratio } ';
    expectMessages(app(`${placed('"s3://a/${version}"')}\n${work} register «m» from fit }`), ['no-registry']);
    expectMessages(app(`${placed('"s3://a/b"')}\n${work} param of : ModelVersion = «m» }`), ['no-registry']);
    const agent = (text: string): string =>
      app(`import_\n${placed('"s3://a/${version}"')}\n${work} }\nagent a { strategy s { ${text} } }`).replace(
        'import_\n',
        '',
      );
    expectMessages(agent('WHEN on «m».registered  THEN runWorkflow(train)'), ['no-registry']);
    expectMessages(agent('WHEN every 1h  THEN promote(«m»@1, to: production)'), ['no-registry']);
  });

  it('has an address that a store has', () => {
    for (const address of [
      's3://a',
      's3://a/b-c/d_e.f',
      'gs://a/b c'.replace(' ', '%20'),
      'pvc://claim',
      'pvc://claim/a/b',
    ])
      expectMessages(served(placed(`"${address}"`), 'm'), []);
    for (const address of ['hf://a/b', 'hf://a/b:main', 'https://a.example.org:8443/b/model.joblib'])
      expectMessages(served(placed(`"${address}"`), 'm', 'sklearn', 'serving kserve'), []);
    for (const address of [
      '',
      'flowers',
      '/models/flowers',
      'ftp://a/b',
      'http://a/b',
      's3:a/b',
      's3://',
      's3:///a',
      's3://a b',
      's3://a/b?versionId=1',
      'hf://a',
      'hf://a/b/c',
      'https://host',
      'https://host/a#b',
      'pvc:///a',
      'constructor://a',
    ])
      expectMessages(served(placed(`«"${address}"»`), 'm'), ['bad-url']);
    for (const scheme of ['models', 'runs', 'mlflow-artifacts'])
      expectMessages(served(placed(`«"${scheme}:/flowers/1"»`), 'm'), [['bad-url', 'registered "cnn"']]);
    expectMessages(served(placed('«"s3://a/${run}"»').replace('${run}', '${[1]}'), 'm'), ['not-constant']);
  });

  it('shows no password', () => {
    for (const address of ['https://ann:s3cret@host/m', 's3://ann:s3cret@a/b', 'ftp://ann:s3cret@host/m']) {
      const { diagnostics } = expectMessages(served(placed(`«"${address}"»`), 'm'), ['plain-secret']);
      expect(diagnostics[0]?.message).not.toContain('s3cret');
    }
  });

  it('is read by a whole Secret', () => {
    expectMessages(served(placed('"s3://a/b"', '  credentials secret hub'), 'm'), []);
    expectMessages(served(placed('"s3://a/b"', '  credentials «secret hub.token»'), 'm'), [
      ['wrong-type', 'secret hub'],
    ]);
    expectMessages(served(placed('"s3://a/b"', '  credentials «"hub"»'), 'm'), ['secret-as-text']);
    expectMessages(served('model «m» { registered "m"  better accuracy  credentials secret hub }', 'm@1'), [
      'missing-clause',
    ]);
  });

  it('is there or in a registry, and says either once', () => {
    expectMessages(served('model m { registered "m"  better accuracy  «at» "s3://a/b" }', 'm'), ['two-places']);
    expectMessages(served('model m { at "s3://a/b"  «at» "s3://a/c" }', 'm'), ['duplicate-clause']);
    expectMessages('model «m» { }', ['missing-clause']);
  });

  it('stands inside the braces, where the edit puts it', () => {
    for (const [wrong, right] of [
      ['model m at "s3://a/b" { better accuracy }', 'model m { at "s3://a/b" better accuracy }'],
      ['model m at "s3://a/b"', 'model m { at "s3://a/b" }'],
    ] as const) {
      const { sources, diagnostics } = fix(loaded(served(wrong, 'm')));
      expect(diagnostics).toEqual([]);
      expect(sources.find(({ path }) => path === 'main.sflow')?.text).toContain(right);
      expect(compileTexts(served(wrong, 'm')).diagnostics).toMatchObject([
        { name: 'unexpected', help: 'the address of a model stands inside the braces' },
      ]);
    }
  });
});

describe('a serving system that cannot read an address', () => {
  const cannot = (address: string, serving: string): [string, string][] =>
    compileTexts(served(placed(`"${address}"`), 'm', 'sklearn', serving)).diagnostics.map(({ name, message }) => [
      name,
      message,
    ]);

  it('says which can', () => {
    expect(cannot('hf://a/b', '')).toEqual([
      ['serving-cannot', 'Seldon Core cannot serve models at hf:, where m lies; kserve can'],
    ]);
    expect(cannot('https://a/b', '')).toEqual([
      ['serving-cannot', 'Seldon Core cannot serve models at https:, where m lies; kserve and deployments can'],
    ]);
    expect(cannot('hf://a/b', 'serving deployments')).toHaveLength(1);
    for (const serving of ['', 'serving deployments']) {
      expect(cannot('s3://a/b.tar.gz', serving)[0]?.[1]).toMatch(/cannot serve m, which is an archive; kserve can$/);
      for (const address of ['s3://a/b', 'gs://a/b', 'pvc://a/b']) expect(cannot(address, serving)).toEqual([]);
    }
    for (const address of ['s3://a/b', 'gs://a/b', 'pvc://a/b', 'https://a/b', 'hf://a/b', 's3://a/b.zip'])
      expect(cannot(address, 'serving kserve')).toEqual([]);
  });

  it('has one claim of models in a pod of Seldon Core', () => {
    const two = (serving: string): string[] =>
      compileTexts(
        app(`${placed('"pvc://a/b"')}
workflow serve : online {
  service s : model { server sklearn  model m }
  service t : model { server sklearn  model m }
  graph s -> t
}`).replace('on cluster }', `on cluster ${serving} }`),
      ).diagnostics.map(({ message }) => message);
    expect(two('')).toEqual(['Seldon Core cannot serve two models on claims in one graph; kserve and deployments can']);
    expect([two('serving kserve'), two('serving deployments')]).toEqual([[], []]);
  });
});
