/**
 * The wings of the house, their rooms, and what each may import; `test/layers.test.ts` holds the code to it, type imports
 * included. A room sees the rooms of its own wing that stand before it, and what is named for the wing or for itself; so the
 * order of rooms is a part of the law. A file belongs to the room with the longest path that it begins with; one file may be a
 * room of its own. Packages are named as `package.json` has them, and `node:fs` and `node:sqlite` are
 * two: nothing else of Node reaches a disk.
 */
interface Wing {
  readonly path: string;
  /** What all of its rooms see of other wings. */
  readonly sees: readonly string[];
  readonly rooms: readonly (string | Exception)[];
}

/** A room that sees more than its wing does, or fewer of the rooms before it. */
interface Exception {
  readonly name: string;
  readonly sees?: readonly string[];
  /** Of the rooms that stand before it: only these. */
  readonly before?: readonly string[];
  readonly packages?: readonly string[];
}

const wings: readonly Wing[] = [
  {
    path: 'src/base',
    sees: [],
    rooms: ['source', 'values', 'diagnostics', 'draw', 'http', { name: 'yaml', packages: ['yaml'] }],
  },
  {
    path: 'src/contract',
    sees: ['src/base/values'],
    rooms: ['primitives', { name: 'strategy-graph', packages: ['ajv'] }, { name: 'process', before: [] }],
  },
  {
    path: 'src/language',
    sees: ['src/base', 'src/contract/primitives'],
    rooms: [
      'syntax',
      // It reads what it writes, to be sure that nothing got lost.
      { name: 'format', sees: ['grammar'], packages: ['prettier'] },
      { name: 'names', before: ['syntax'] },
      { name: 'types', before: ['syntax', 'names'] },
      { name: 'model', before: ['types'] },
      { name: 'reason', before: ['types', 'model'] },
      { name: 'check', before: ['syntax', 'names', 'types', 'model', 'reason'] },
      { name: 'analyse', before: ['types', 'model', 'reason'] },
      { name: 'reference', sees: ['grammar'], before: ['syntax'], packages: ['node:fs'] },
    ],
  },
  {
    path: 'src/target',
    sees: ['src/base', 'src/contract'],
    rooms: [
      'plan',
      'outline',
      { name: 'picture', before: ['outline'], packages: ['@dagrejs/dagre'] },
      {
        name: 'lower',
        sees: ['src/language/model', 'src/language/reason', 'src/language/types'],
        before: ['plan', 'outline'],
        packages: ['@prometheus-io/lezer-promql'],
      },
      { name: 'emit', before: ['plan'], packages: ['@kubernetes-models', 'kubernetes-models'] },
    ],
  },
  {
    path: 'src/agent',
    sees: ['src/base/values', 'src/contract'],
    rooms: [
      'engine',
      'host',
      { name: 'explain', before: ['engine'] },
      // What is wrong with a world is told as people are told of sources.
      { name: 'simulate', sees: ['src/base'], packages: ['ajv', '@prometheus-io/lezer-promql'] },
      { name: 'runtime/journal', before: ['engine', 'host'], packages: ['node:sqlite', 'pg'] },
      {
        name: 'runtime/interface',
        before: ['engine', 'host', 'explain'],
        packages: ['ajv', 'hono', '@hono/node-server', 'jose'],
      },
      { name: 'runtime/orchestrator', sees: ['src/base/http'], before: ['runtime/interface'], packages: ['hono'] },
      {
        name: 'runtime',
        sees: ['src/base/http', 'src/tracker'],
        before: ['engine', 'host', 'runtime/journal', 'runtime/interface', 'runtime/orchestrator'],
        packages: ['node:fs', 'jose', 'pino', 'prom-client', '@kubernetes/client-node', '@opentelemetry/api'],
      },
    ],
  },
];

export interface Room {
  readonly path: string;
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const roomsOf = ({ path, sees, rooms: own }: Wing): Room[] =>
  own.map((room, index) => {
    const { name, sees: more = [], before, packages = [] } = typeof room === 'string' ? { name: room } : room;
    const earlier = own.slice(0, index).map((each) => (typeof each === 'string' ? each : each.name));
    const seen = earlier.filter((each) => before?.includes(each) ?? true).map((each) => `${path}/${each}`);
    return { path: `${path}/${name}`, rooms: [...sees, ...more, ...seen], packages };
  });

export const rooms: readonly Room[] = [
  ...wings.flatMap(roomsOf),
  { path: 'grammar', rooms: ['src/language/syntax', 'src/base'], packages: ['chevrotain'] },
  { path: 'grammar/ebnf.ts', rooms: ['grammar'], packages: ['chevrotain', 'node:fs'] },
  { path: 'src/tracker', rooms: ['src/base/values', 'src/base/http'], packages: [] },
  // What people and programs use: the pipeline, what every program may call, and the command line, which is made of that.
  {
    path: 'src/compiler',
    rooms: ['grammar', 'src/base', 'src/contract', 'src/language', 'src/target'],
    packages: [],
  },
  { path: 'src/compiler/disk-host.ts', rooms: ['grammar', 'src/base', 'src/compiler'], packages: ['node:fs'] },
  {
    path: 'src/api',
    rooms: [
      'src/compiler',
      'src/base',
      'src/contract',
      'src/target',
      'src/language/format',
      'src/language/analyse',
      'src/agent/engine',
      'src/agent/simulate',
      'src/agent/runtime/journal',
      'src/tracker',
    ],
    packages: [],
  },
  {
    path: 'src/api/editor.ts',
    rooms: ['src/api', 'src/compiler', 'src/base', 'src/language/syntax', 'src/language/names', 'src/language/types'],
    packages: [],
  },
  // An agent that runs in a cluster, asked by people.
  { path: 'src/reach', rooms: ['src/base/http', 'src/contract/process'], packages: ['@kubernetes/client-node'] },
  {
    path: 'src/cli',
    rooms: ['src/api', 'src/base/values', 'src/reach'],
    packages: ['commander', 'diff', 'yaml', 'node:fs'],
  },
];
