import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/target/emit/openapi/document.ts';
import { records, schemaOf } from '../../../src/target/emit/openapi/schemas.ts';
import { namedTypes } from '../../../src/language/types/type.ts';
import { conforms } from '../../../src/base/values/conform.ts';
import { compileTexts, PLATFORM } from '../../support/marked.ts';
import { list, look, record, walk } from './look.ts';

const documents = (text: string): Map<string, Record<string, unknown>> =>
  new Map(compileTexts(PLATFORM + text).plan?.interfaces.map((one) => [one.name, { ...openApiDocument(one) }]));

const SOURCE = `
// Tells how far
// things have moved.
endpoint watch : service { image "watch:1.0" }
endpoint judge : sidecar { image "judge:1.0"  port 8099 }
endpoint desk : external { at "https://desk.example.org/api/"  credentials secret desk.token }
endpoint bell : external { at "http://bell.tools.svc:8000" }

// ------------------------------------------- The distance.
sensor drift(of: Online, to: Dataset?, versions: List<ModelVersion>, across: Across = hosts) : Ratio windowed
  from http { endpoint: watch, timeout: 2500ms }
sensor age(of: Path) : Duration? from http { endpoint: watch }
sensor verdict : Bool from http { endpoint: judge }
action open-ticket(title: String, severity: Int = 3, wait: Duration = 5m) : List<String> from http { endpoint: desk }
action ring() from http { endpoint: bell }
`;

const all = documents(SOURCE);
const of = (name: string): Record<string, unknown> => ({ ...all.get(name) });
const schemaAt = (document: object, path: string, side: 'request' | 'answer'): object => {
  const operation = look(document, 'paths', path, 'post');
  const content = look(operation, side === 'request' ? 'requestBody' : 'responses.200');
  return {
    ...record(look(content, 'content', 'application/json', 'schema')),
    components: look(document, 'components'),
  };
};
const validatorOf = (schema: object): ((value: unknown) => boolean) =>
  new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
const takes = (schema: object, value: unknown): boolean => validatorOf(schema)(value);

describe('the OpenAPI document of an endpoint', () => {
  it.each(['watch', 'judge', 'desk', 'bell'])('of %s is one, by the schema of OpenAPI 3.1', async (name) => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(of(name)));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('is not one with a mistake in it', async () => {
    const wrong = { ...of('watch'), paths: { '/sensors/drift': { post: { responses: 3 } } } };
    expect((await new Validator().validate(wrong)).valid).toBe(false);
  });

  it('refers to nothing that is not there, and holds nothing that nobody refers to', () => {
    for (const document of all.values()) {
      const refs = [...walk(document)].flatMap(({ value }) => (typeof look(value, '$ref') === 'string' ? [value] : []));
      const paths = refs.map((one) => String(look(one, '$ref')).slice(2).replaceAll('/', '.'));
      for (const path of paths) expect(look(document, path), path).toBeDefined();
      for (const name of Object.keys(record(look(document, 'components.schemas'))))
        expect(paths).toContain(`components.schemas.${name}`);
    }
  });

  it('says where it is, what it is for, and how agents prove who they are', () => {
    expect(look(of('watch'), 'info.title')).toBe('watch');
    expect(look(of('watch'), 'info.description')).toMatch(/^Tells how far things have moved\.\n\n/);
    expect(look(of('watch'), 'paths', '/sensors/drift', 'post', 'summary')).toBe('The distance.');
    const servers = (name: string): unknown => list(of(name), 'servers').map((server) => look(server, 'url'));
    expect(servers('watch')).toEqual(['http://watch.app-team:8090']);
    expect(servers('judge')).toEqual(['http://127.0.0.1:8099']);
    expect(servers('desk')).toEqual(['https://desk.example.org/api']);
    for (const [name, security] of [
      ['watch', [{ token: [] }]],
      ['judge', []],
      ['desk', [{ token: [] }]],
      ['bell', []],
    ] as const) {
      expect(look(of(name), 'security'), name).toEqual(security);
      expect(look(of(name), 'components.securitySchemes') !== undefined, name).toBe(security.length > 0);
    }
  });

  it('takes for a comment what is one, and what is about it', () => {
    const summaries = (text: string): unknown[] => {
      const paths = record(look(documents(text).get('desk'), 'paths'));
      return Object.values(paths).map((path) => look(path, 'post.summary'));
    };
    const desk = 'endpoint desk : external { at "https://desk.example.org" }';
    const told = (above: string): unknown[] =>
      summaries(`${desk}\n${above}\nsensor drift : Ratio from http { endpoint: desk }`);
    expect(told('// How far.')).toEqual(['How far.']);
    expect(told('// Of something else.\n')).toEqual(['The sensor drift']);
    expect(told('model m { registered "m"  better accuracy } // Of the model.')).toEqual(['The sensor drift']);
    expect(told('sensor x : Count from prometheus { unit: 1, query: """\n  // Of the query.""" }')).toEqual([
      'The sensor drift',
    ]);
    expect(
      look(
        documents(
          `// As #/components/schemas/Dataset has it.\n${desk}\n// #/components/schemas/Dataset\nsensor drift : Ratio from http { endpoint: desk }`,
        ).get('desk'),
        'components.schemas.Dataset',
      ),
    ).toBeUndefined();
    expect(summaries(`// Both.\n${desk} sensor drift : Ratio from http { endpoint: desk }`)).toEqual([
      'The sensor drift',
    ]);
  });

  it('has the arguments, with their units, and the instant of the event', () => {
    const schema = schemaAt(of('watch'), '/sensors/drift', 'request');
    const workflow = { kind: 'online', name: 'serve', namespace: 'a', instance: 'serve' };
    const request = {
      arguments: { of: workflow, versions: [{ name: 'm', version: '3', uri: 'models:/m/3' }], across: 'hosts' },
      at: '2026-12-01T00:00:00Z',
      window: { from: '2026-11-30T00:00:00Z', to: '2026-12-01T00:00:00Z' },
    };
    expect(takes(schema, request)).toBe(true);
    expect(takes(schema, { ...request, window: undefined })).toBe(false);
    expect(takes(schema, { ...request, arguments: { ...request.arguments, of: 'serve' } })).toBe(false);
    expect(takes(schema, { ...request, arguments: { ...request.arguments, across: 'planets' } })).toBe(false);
    expect(takes(schema, { ...request, arguments: { ...request.arguments, to: { uri: 'x' } } })).toBe(false);
    const wait = look(schemaAt(of('desk'), '/actions/open-ticket', 'request'), 'properties.arguments.properties.wait');
    expect(wait).toEqual({ type: 'number', description: 'Seconds.', 'x-unit': 's' });
  });

  it('has the answers: a value or why there is none, a result or none', () => {
    const drift = schemaAt(of('watch'), '/sensors/drift', 'answer');
    expect([{ value: 0.25 }, { unknown: 'no data' }].map((one) => takes(drift, one))).toEqual([true, true]);
    const wrong = [{}, { value: '25%' }, { unknown: '' }, { value: 1, unknown: 'both' }, 3];
    expect(wrong.map((one) => takes(drift, one))).toEqual(wrong.map(() => false));
    expect(takes(schemaAt(of('watch'), '/sensors/age', 'answer'), { value: null })).toBe(true);
    const ticket = schemaAt(of('desk'), '/actions/open-ticket', 'answer');
    expect(takes(ticket, { result: ['a'] })).toBe(true);
    expect(takes(ticket, {})).toBe(false);
    expect(takes(schemaAt(of('bell'), '/actions/ring', 'answer'), {})).toBe(true);
  });

  it('asks actions to know a key again, and says how long it is waited for', () => {
    const action = look(of('desk'), 'paths', '/actions/open-ticket', 'post');
    expect(list(action, 'parameters')).toMatchObject([{ name: 'Idempotency-Key', in: 'header', required: true }]);
    expect(look(action, 'description')).toContain('30 s');
    expect(look(of('watch'), 'paths', '/sensors/drift', 'post', 'description')).toContain('2.5 s');
  });

  it('has another version when the interface is another, and only then', () => {
    const version = (text: string): unknown => look(documents(text).get('watch'), 'info.version');
    expect(version(`\n\n${SOURCE}`)).toBe(version(SOURCE));
    expect(version(SOURCE.replace('watch:1.0', 'watch:2.0'))).toBe(version(SOURCE));
    expect(version(SOURCE.replace(': Ratio windowed', ': Count windowed'))).not.toBe(version(SOURCE));
  });
});

describe('the schema of a type', () => {
  const values = [null, true, 3, -2.5, 'a', [], ['a'], [3], {}, { name: 'm', version: '3', uri: 'u' }];
  const known = [...namedTypes.keys()].filter((name) => !['Secret', 'Online', 'Batch', 'Model'].includes(name));

  it.each(known.flatMap((name) => [name, `${name}?`, `List<${name}>`]))(
    'takes what is a %s, and nothing else',
    (type) => {
      // Words of a closed set are narrower than texts.
      if (type.includes('Across')) return;

      const schema = { ...schemaOf(type), components: { schemas: records } };
      const validate = validatorOf(schema);
      for (const value of values) expect(validate(value), JSON.stringify(value)).toBe(conforms(value, type));
    },
  );
});
