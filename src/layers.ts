/**
 * The rooms of the house and what each may import; `test/layers.test.ts` holds the code to it, type imports included.
 * A room is the longest prefix of a file's path that is listed. Packages are named as `package.json` has them.
 */
export interface Room {
  readonly path: string;
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

export const rooms: readonly Room[] = [
  { path: 'grammar', rooms: ['src/syntax', 'src/source', 'src/diagnostics'], packages: [] },
  { path: 'src/source', rooms: [], packages: [] },
  { path: 'src/values', rooms: [], packages: [] },
  { path: 'src/diagnostics', rooms: ['src/source'], packages: [] },
  { path: 'src/syntax', rooms: ['src/source'], packages: [] },
  // It reads what it writes, to be sure that nothing got lost.
  {
    path: 'src/format',
    rooms: ['grammar', 'src/syntax', 'src/diagnostics', 'src/source'],
    packages: ['prettier'],
  },
  { path: 'src/names', rooms: ['src/syntax', 'src/diagnostics', 'src/source'], packages: [] },
  {
    path: 'src/types',
    rooms: ['src/names', 'src/syntax', 'src/values', 'src/diagnostics', 'src/source'],
    packages: ['croner'],
  },
  {
    path: 'src/model',
    rooms: ['src/types', 'src/names', 'src/syntax', 'src/values', 'src/diagnostics', 'src/source'],
    packages: [],
  },
  {
    path: 'src/analyse',
    rooms: ['src/model', 'src/types', 'src/diagnostics', 'src/source', 'src/values'],
    packages: [],
  },
  { path: 'src/graph', rooms: ['src/values', 'src/source'], packages: [] },
  {
    path: 'src/lower',
    rooms: [
      'src/model',
      'src/types',
      'src/names',
      'src/syntax',
      'src/graph',
      'src/values',
      'src/diagnostics',
      'src/source',
    ],
    packages: ['@prometheus-io/lezer-promql'],
  },
  {
    path: 'src/emit',
    rooms: ['src/graph', 'src/diagnostics', 'src/source'],
    packages: ['@kubernetes-models', 'kubernetes-models'],
  },
  { path: 'src/engine', rooms: ['src/graph', 'src/values'], packages: [] },
  { path: 'src/reference', rooms: ['grammar', 'src/syntax', 'src/source'], packages: [] },
  { path: 'src/runtime', rooms: ['src/engine', 'src/graph', 'src/values'], packages: [] },
  { path: 'src/simulate', rooms: ['src/engine', 'src/graph', 'src/values'], packages: ['yaml'] },
  { path: 'src/picture', rooms: ['src/graph', 'src/values'], packages: ['@dagrejs/dagre'] },
  {
    path: 'src/api',
    rooms: ['src/compiler', 'src/lower', 'src/emit', 'src/graph', 'src/picture', 'src/diagnostics', 'src/source'],
    packages: [],
  },
  // The command line is made of what every program may use, of the simulator, and of the style of sources.
  {
    path: 'src/cli',
    rooms: ['src/api', 'src/simulate', 'src/format', 'src/compiler'],
    packages: ['commander', 'diff', 'yaml'],
  },
];
