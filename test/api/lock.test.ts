import { afterEach, describe, expect, it } from 'vitest';
import { compile, lock, type Locked, type LockOptions } from '../../src/api/index.ts';
import type { Lock } from '../../src/target/outline/lock.ts';
import { PLATFORM } from '../support/marked.ts';
import { fakeTracker, serve, type Local, type Registry } from '../support/tracker.ts';

const servers: Local[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

async function tracker(registry: Registry): Promise<Local> {
  const server = await fakeTracker(registry);
  servers.push(server);
  return server;
}

const TRACKER = 'http://mlflow.scanflow:5000';

const registry: Registry = {
  models: {
    cnn: {
      '1': { uri: 's3://scanflow/cnn/1' },
      '3': { uri: 's3://scanflow/0/r/artifacts/model', run: 'r' },
      '4': { uri: 's3://scanflow/cnn/4' },
    },
  },
  aliases: { cnn: { production: '3', candidate: '4' } },
  runs: { r: 's3://scanflow/0/r/artifacts' },
  files: { r: ['MLmodel', 'conda.yaml', 'model.pkl'] },
};

const serving = (text: string, serve = ''): { path: string; text: string }[] => [
  {
    path: 'main.sflow',
    text: `${PLATFORM.replace('on cluster', `on cluster ${serve}`)}model cnn { registered "cnn"  better accuracy }
workflow serve : online {
${text}
}
`,
  },
];

const canary = serving(`  service score : model { server sklearn  model cnn@production }
  canary next at 10%  { score { model cnn@candidate } }
  shadow trial        { score { model cnn@experiment } }`);

const lockAt = (input: Parameters<typeof lock>[0], { url }: Local, more: LockOptions = {}): Promise<Locked> =>
  lock(input, { trackers: url, ...more });

const modelUris = (compilation: ReturnType<typeof compile>): string[] =>
  [...JSON.stringify(compilation.manifests).matchAll(/"modelUri":"([^"]*)"/g)].map(([, uri = '']) => uri);

const lockOf = (versions: Lock[string][string]): Lock => ({ [TRACKER]: { cnn: versions } });

describe('lock', () => {
  it('writes version and address of each alias, of variants too, and that one is not set', async () => {
    const { text, versions, diagnostics, problems } = await lockAt(canary, await tracker(registry));
    expect(text?.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'trackers:',
      `  ${TRACKER}:`,
      '    cnn:',
      '      candidate:',
      '        address: s3://scanflow/cnn/4',
      '        version: "4"',
      '      experiment: absent',
      '      production:',
      '        address: s3://scanflow/0/r/artifacts/model',
      '        version: "3"',
      '',
    ]);
    expect(problems).toEqual([]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'cnn@experiment is absent in models.lock.yaml: nothing has that version yet',
    ]);
    expect(versions).toEqual([
      'cnn@candidate is version 4, at s3://scanflow/cnn/4',
      `cnn@experiment is absent: ${TRACKER} has no such version`,
      'cnn@production is version 3, at s3://scanflow/0/r/artifacts/model',
    ]);
  });

  it('asks for a number and for the latest version too, and not for what only agents read', async () => {
    const server = await tracker(registry);
    const [source] = serving(
      '  service score : model { server sklearn  model cnn@1 }\n  explainer { server anchor-tabular  model cnn@latest }',
    );
    const text = `${source?.text ?? ''}
import { score } from "std/mlflow"
workflow train : batch { executor step { image "a:1" } }
agent a { strategy s { WHEN every 1h  IF score(cnn@staging) > 0.5  THEN runWorkflow(train) } }`;
    const { versions } = await lockAt(
      [
        {
          path: 'main.sflow',
          text: text.replace(/^import.*\n/m, '').replace(/^/, 'import { score } from "std/mlflow"\n'),
        },
      ],
      server,
    );
    expect(versions).toEqual([
      'cnn@1 is version 1, at s3://scanflow/cnn/1',
      'cnn@latest is version 4, at s3://scanflow/cnn/4',
    ]);
  });

  it('tells files that do not fit the server, by what the serving system opens', async () => {
    const one = (system: string, server: string): Promise<Locked> =>
      tracker(registry).then((at) =>
        lockAt(serving(`  service score : model { server ${server}  model cnn@production }`, system), at),
      );
    expect((await one('', 'sklearn')).notes).toEqual([
      'main.sflow:13: cnn@production has MLmodel, conda.yaml, model.pkl; the server sklearn of Seldon Core opens model.joblib',
    ]);
    expect((await one('serving kserve', 'sklearn')).notes).toEqual([]);
    expect((await one('serving deployments', 'sklearn')).notes).toEqual([]);
    expect((await one('', 'mlflow')).notes).toEqual([]);
    expect((await one('', 'tensorflow')).notes).toEqual([
      expect.stringContaining('opens a folder whose name is a number'),
    ]);
    expect((await one('serving kserve', 'xgboost')).notes).toHaveLength(1);
  });

  it('refuses an address that the serving system cannot read, and writes it', async () => {
    const uri = 'mlflow-artifacts:/1/models/m-1/artifacts';
    const server = await tracker({ ...registry, models: { cnn: { '3': { uri }, '4': { uri } } } });
    const { text, diagnostics } = await lockAt(canary, server);
    expect(text).toContain(uri);
    expect(diagnostics.filter(({ name }) => name !== 'absent-version').map(({ message }) => message)).toEqual(
      ['production', 'candidate'].map(
        (alias) => `Seldon Core cannot serve models at mlflow-artifacts:, where cnn@${alias} lies; no system can`,
      ),
    );
  });

  it('writes no password, and takes a folder of the tracker for a file', async () => {
    const at = (uri: string): Promise<Locked> =>
      tracker({ ...registry, models: { cnn: { '3': { uri }, '4': { uri } } } }).then((server) =>
        lockAt(canary, server),
      );
    const { text, problems } = await at('ftp://ann:s3cret@files/cnn');
    expect([text, problems.length]).toEqual([undefined, 1]);
    expect(problems[0]).toMatch(/gives version 4 of cnn an address with a password, which is written nowhere$/);
    expect((await at('/mlruns/1/artifacts')).text).toContain('address: file:///mlruns/1/artifacts');
    expect((await at('nowhere')).problems[0]).toContain('an address that is none');
  });

  it('asks nobody where there is a mistake, or no tracker', async () => {
    const server = await tracker(registry);
    const broken = canary.map(({ path, text }) => ({ path, text: text.replace('sklearn', 'sklern') }));
    const lacking = canary.map(({ path, text }) => ({ path, text: text.replace(/ {2}tracker.*\n/, '') }));
    for (const sources of [broken, lacking]) {
      const { text, diagnostics } = await lockAt(sources, server);
      expect([text, diagnostics.some(({ severity }) => severity === 'error')]).toEqual([undefined, true]);
    }
    expect((await lockAt(lacking, server)).diagnostics[0]).toMatchObject({ name: 'not-locked' });
    expect(server.asked).toEqual([]);
  });

  it('keeps each of several trackers apart, and says which gave no answer', async () => {
    const [first, second] = [
      await tracker(registry),
      await tracker({ models: { cnn: { '7': { uri: 's3://b/7' } } }, aliases: { cnn: { production: '7' } } }),
    ];
    const other = `platform b { tracker mlflow "http://b:1"  artifacts s3 "s3://b" }
application two { team t  on b }
import_
workflow serve-b : online { service score : model { server sklearn  model cnn@production } }`;
    const sources = [
      ...canary,
      { path: 'b.sflow', text: `import { cnn } from "./main"\n${other.replace('import_\n', '')}` },
    ];
    const trackers = { [TRACKER]: first.url, 'http://b:1': second.url };
    const { text = '', versions } = await lock(sources, { trackers });
    expect(versions).toContain('cnn@production is version 7, at s3://b/7');
    expect(versions).toContain('cnn@production is version 3, at s3://scanflow/0/r/artifacts/model');
    expect(text.indexOf('http://b:1')).toBeGreaterThan(0);
    expect(text).not.toContain('127.0.0.1');
    expect((await lock(sources, { trackers: first.url })).problems[0]).toMatch(
      /^the sources have several trackers: which of /,
    );
    await second.close();
    const { problems, text: none } = await lock(sources, { trackers });
    expect(problems).toEqual([
      expect.stringContaining(`the tracker http://b:1, at ${second.url}, cannot be reached (`),
    ]);
    expect(none).toBeUndefined();
  });

  it('takes no address with a password, no other protocol, and no tracker that there is not, and shows no secret', async () => {
    const problems = async (options: LockOptions): Promise<string> => (await lock(canary, options)).problems.join();
    expect(await problems({ trackers: 'http://ann:s3cret@localhost' })).toBe(
      'http://…@localhost is no address of a tracker: http:// or https://, without a password',
    );
    expect(await problems({ trackers: 'ftp://localhost' })).toContain('no address of a tracker');
    expect(await problems({ trackers: { 'http://else': 'http://localhost' } })).toContain(
      'no source has the tracker http://else',
    );
    expect(await problems({ credentials: { token: 's3\ncret' } })).toBe('the token has characters that no token has');
  });

  it('shows credentials, and does not tell them', async () => {
    const server = await serve((request, response) =>
      response.writeHead(403, { 'content-type': 'text/plain' }).end(`${request.headers.authorization ?? ''} may not`),
    );
    servers.push(server);
    const locked = await lockAt(canary, server, { credentials: { username: 'ann', password: 's3cret' } });
    expect(server.shown).toEqual([`Basic ${Buffer.from('ann:s3cret').toString('base64')}`]);
    expect(locked.problems[0]).toContain('refuses (HTTP 403): Basic … may not');
    expect(JSON.stringify(locked)).not.toContain('s3cret');
  });
});

describe('a lock', () => {
  const locked = lockOf({
    production: { version: '3', address: 's3://scanflow/cnn/3' },
    candidate: { version: '4', address: 's3://scanflow/cnn/4' },
    experiment: { version: '5', address: 's3://scanflow/cnn/5' },
  });

  it('says which version each alias is; what it does not say is version 1, and told', () => {
    const without = compile(canary);
    expect(modelUris(without)).toEqual(Array(3).fill('s3://scanflow/models/cnn/1'));
    expect(without.models.map(({ text, known, address }) => [text, known, address])).toEqual(
      ['production', 'candidate', 'experiment'].map((alias) => [
        `cnn@${alias}`,
        'guessed',
        's3://scanflow/models/cnn/1',
      ]),
    );
    const compilation = compile(canary, { lock: locked });
    expect(modelUris(compilation)).toEqual(['s3://scanflow/cnn/3', 's3://scanflow/cnn/4', 's3://scanflow/cnn/5']);
    expect(compilation.models.map(({ known, version }) => [known, version])).toEqual([
      ['locked', '3'],
      ['locked', '4'],
      ['locked', '5'],
    ]);
    expect(compilation.diagnostics).toEqual([]);
  });

  it('is the tracker’s: an entry of another one says nothing', () => {
    const elsewhere = { 'http://else': locked[TRACKER] ?? {} };
    expect(new Set(modelUris(compile(canary, { lock: elsewhere })))).toEqual(new Set(['s3://scanflow/models/cnn/1']));
  });

  it('needs no artifact store where it has the address', () => {
    const sources = canary.map(({ path, text }) => ({
      path,
      text: text.replace(/ {2}artifacts.*\n/, '').replace(/\n {2}shadow.*/, ''),
    }));
    expect(compile(sources).diagnostics).toMatchObject([{ name: 'platform-lacks' }]);
    expect(modelUris(compile(sources, { lock: locked }))).toEqual(['s3://scanflow/cnn/3', 's3://scanflow/cnn/4']);
  });

  it('that has a version as absent ships nothing with it: an agent has to bring it', () => {
    const text = (clause: string, more = ''): { path: string; text: string }[] => [
      {
        path: 'main.sflow',
        text: `import { replace-if-better } from "std/strategies"
${PLATFORM}model cnn { registered "cnn"  better accuracy }
workflow serve : online {
  service score : model { server sklearn  model cnn@production }
  ${more}
  ${clause}
}
agent keeper { strategy a = replace-if-better(cnn, serve) }
agent second { strategy b { WHEN every 1d  THEN deployWorkflow(serve) } }`,
      },
    ];
    const told = (sources: { path: string; text: string }[], versions: Lock[string][string]): unknown[] =>
      compile(sources, { lock: lockOf(versions) }).diagnostics.map(({ name, span, help }) => [
        name,
        sources[0]?.text.slice(span.start, span.end),
        help,
      ]);
    const nothing = { production: 'absent' } as const;
    expect(told(text(''), nothing)).toEqual([
      [
        'absent-version',
        'cnn@production',
        'leave the first deployment to the agent that brings the version: deployed by keeper, or deployed by second',
      ],
    ]);
    expect(told(text('deployed by keeper'), nothing)).toEqual([]);
    // Nobody said that it is absent; and it is none of what is taken for version 1.
    expect(told(text(''), {})).toEqual([]);
    expect(compile(text(''), { lock: lockOf({}) }).models).toMatchObject([{ known: 'guessed' }]);
    expect(compile(text('deployed by keeper'), { lock: lockOf({}) }).models).toEqual([]);
    // Deploying alone brings no version, and an upgrade brings that of its service alone.
    const help: unknown = expect.stringContaining('gives this place no version');
    expect(told(text('deployed by second'), nothing)).toEqual([['absent-version', 'cnn@production', help]]);
    const variant = 'canary next at 10% { score { model cnn@candidate } }';
    expect(told(text('deployed by keeper', variant), { ...nothing, candidate: 'absent' })).toEqual([
      ['absent-version', 'cnn@candidate', help],
    ]);
    const without = text('').map(({ path, text: all }) => ({
      path,
      text: all.replace(/\nagent[^]*/, '').replace(/^import.*\n/, ''),
    }));
    expect(told(without, nothing)).toEqual([
      ['absent-version', 'cnn@production', expect.stringContaining('deployed by AGENT')],
    ]);
  });

  it('is compared with the sources, where that is asked for', () => {
    const names = (lock: Lock): string[] =>
      compile(canary, { lock, locked: true }).diagnostics.map(({ name, message }) => `${name}: ${message}`);
    expect(names(locked)).toEqual([]);
    expect(names({})).toEqual(
      ['production', 'candidate', 'experiment'].map(
        (alias) => `not-locked: cnn@${alias} has no entry in models.lock.yaml`,
      ),
    );
    const { cnn = {} } = locked[TRACKER] ?? {};
    expect(names(lockOf({ ...cnn, staging: 'absent' }))).toEqual([
      `lock-unused: no source names cnn@staging of ${TRACKER}, which has an entry in models.lock.yaml`,
    ]);
    // Of the tracker of another platform; and of one that nothing is of.
    expect(names({ ...locked, 'http://staging': { cnn: { production: 'absent' } } })).toEqual([]);
    expect(names({ ...locked, 'http://gone': { rnn: { production: 'absent' } } })).toHaveLength(1);
  });

  it('is changed by what trackers say now, and keeps what these sources do not speak of', async () => {
    const server = await tracker(registry);
    const before: Lock = {
      ...locked,
      [TRACKER]: { cnn: { ...(locked[TRACKER]?.['cnn'] ?? {}), experiment: 'absent', staging: 'absent' } },
      'http://staging': { cnn: { production: { version: '9', address: 's3://staging/9' } } },
    };
    const input = { root: '.', sources: [], entries: ['main.sflow'], diagnostics: [], lock: before };
    const { sources } = await import('../../src/api/prepare.ts').then(({ withImports }) => ({
      sources: withImports(canary),
    }));
    const { changes, text = '' } = await lockAt({ ...input, sources }, server);
    expect(changes).toEqual([
      'cnn@production was version 3, at s3://scanflow/cnn/3, and is version 3, at s3://scanflow/0/r/artifacts/model',
      `cnn@staging of ${TRACKER} is named nowhere any more`,
    ]);
    expect(text).toContain('s3://staging/9');
    expect(text).not.toContain('staging: absent');
    // One source of several may not be all that needs an entry.
    const some = await lockAt({ ...input, sources, areAll: false }, server);
    expect([some.changes.length, some.text?.includes('staging: absent')]).toEqual([1, true]);
  });
});
