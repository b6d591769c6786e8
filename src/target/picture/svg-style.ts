/** Colours by what they are for: on a light ground, and on a dark one. */
const colours = {
  ground: ['#ffffff', '#0d1117'],
  group: ['#f6f8fa', '#151b23'],
  card: ['#ffffff', '#0d1117'],
  line: ['#d1d9e0', '#3d444d'],
  text: ['#1f2328', '#f0f6fc'],
  muted: ['#59636e', '#9198a1'],
  batch: ['#0969da', '#4493f8'],
  online: ['#1a7f37', '#3fb950'],
  agent: ['#8250df', '#ab7df8'],
  sensors: ['#59636e', '#9198a1'],
  models: ['#9a6700', '#d29922'],
  alarm: ['#cf222e', '#f85149'],
} as const;

type Colour = keyof typeof colours;

const fills: readonly (readonly [string, Colour])[] = [
  ['.ground', 'ground'],
  ['.group', 'group'],
  ['.card,.part', 'card'],
  ['text', 'text'],
  ['.muted', 'muted'],
  ['.batch-fill,.acts-head', 'batch'],
  ['.online-fill', 'online'],
  ['.agent-fill,.calls-head,.starts-head,.keyword', 'agent'],
  ['.sensors-fill,.endpoints-fill,.reads-head,.edge-head', 'sensors'],
  ['.models-fill,.registers-head,.serves-head', 'models'],
  ['.backup-head', 'alarm'],
];

const strokes: readonly (readonly [string, Colour])[] = [
  ['.group,.card,.part,.rule', 'line'],
  ['.edge,.reads', 'sensors'],
  ['.acts', 'batch'],
  ['.calls,.starts', 'agent'],
  ['.registers,.serves', 'models'],
  ['.backup', 'alarm'],
];

const SANS = "-apple-system,'Segoe UI',Helvetica,Arial,'Liberation Sans',sans-serif";
const MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";

const rules = (theme: 0 | 1): string =>
  [
    ...fills.map(([selector, colour]) => `${selector}{fill:${colours[colour][theme]}}`),
    ...strokes.map(([selector, colour]) => `${selector}{stroke:${colours[colour][theme]}}`),
  ].join('');

/** Everything that the picture needs to be seen: it takes nothing from where it stands, but whether that is dark. */
export const STYLE = [
  `text{font-family:${SANS};font-size:12px}`,
  `.mono,.keyword{font-family:${MONO};font-size:11px}`,
  '.keyword,.bold{font-weight:600}',
  '.small{font-size:10px}',
  '.over{font-size:9px;font-weight:600;letter-spacing:.6px}',
  '.name{font-size:13px;font-weight:600}',
  '.title{font-size:14px;font-weight:600}',
  '.edge,.link{fill:none;stroke-width:1.2}',
  '.link{stroke-width:1.5}',
  '.side,.reads,.starts,.backup{stroke-dasharray:4 3}',
  rules(0),
  `@media (prefers-color-scheme:dark){${rules(1)}}`,
].join('');
