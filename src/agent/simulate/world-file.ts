import { LineCounter, parseDocument, type Node } from 'yaml';
import { Reader } from './reader.ts';
import {
  MAX_OBSERVATIONS,
  readAction,
  readApproval,
  readFirings,
  readObservations,
  readSensor,
  readWorkflow,
} from './world-parts.ts';
import type { World, WorldModel, WorldOnline } from './world.ts';

export interface WorldProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const MAX_CHARACTERS = 1_000_000;

/** Reads a world. What is wrong with it comes back with its place, all of it. */
export function loadWorld(
  text: string,
  path: string,
): { readonly world: World; readonly problems: readonly WorldProblem[] } {
  const lines = new LineCounter();
  const problems: WorldProblem[] = [];
  const report = (offset: number, message: string): void => {
    const { line, col } = lines.linePos(offset);
    problems.push({ path, line: Math.max(1, line), column: Math.max(1, col), message });
  };
  if (text.length > MAX_CHARACTERS) report(0, `a world has at most ${String(MAX_CHARACTERS)} characters`);
  const document = parseDocument(text.slice(0, MAX_CHARACTERS), { lineCounter: lines, uniqueKeys: true });
  for (const error of document.errors) report(error.pos[0], error.message.split('\n')[0] ?? 'this is not YAML');
  const world = readWorld(new Reader(report), document.contents);
  return { world, problems };
}

function readWorld(reader: Reader, contents: Node | null): World {
  const root = reader.record(contents, 'the world', [
    'start',
    'length',
    'models',
    'observations',
    'workflows',
    'metrics',
    'online',
    'sensors',
    'actions',
    'approvals',
    'expect',
  ]);
  const start = reader.instant(root.get('start'), 'start');
  const end = start + reader.duration(root.get('length'), 'length');
  const models = reader.entries(root.get('models')).map(([name, node]): WorldModel => {
    const model = reader.record(node, `the model ${name}`, ['metric', 'scores', 'aliases']);
    const aliases = reader
      .entries(model.get('aliases'))
      .map(([alias, version]) => [alias, reader.text(version, alias)]);
    return {
      name,
      metric: reader.text(model.get('metric'), 'metric'),
      scores: reader.numbers(model.get('scores'), 'scores'),
      aliases: Object.fromEntries(aliases) as Record<string, string>,
    };
  });
  const workflows = reader
    .entries(root.get('workflows'))
    .map(([name, node]) => [name, readWorkflow(reader, name, node, start)] as const);
  const metrics = reader
    .entries(root.get('metrics'))
    .map(([name, node]) => ({ name, answers: reader.answers(node, start) }));
  const online = reader.entries(root.get('online')).map(([name, node]): readonly [string, WorldOnline] => {
    const fields = reader.record(node, `the workflow ${name}`, ['ready', 'desired']);
    const replicas = (field: string): WorldOnline['ready'] =>
      fields.has(field) ? reader.answers(fields.get(field), start) : [];
    return [name, { ready: replicas('ready'), desired: replicas('desired') }];
  });
  const observations = reader
    .items(root.get('observations'))
    .flatMap((node) => readObservations(reader, node, start, end));
  if (observations.length > MAX_OBSERVATIONS)
    reader.complain(root.get('observations'), `a world has at most ${String(MAX_OBSERVATIONS)} observations`);
  return {
    start,
    end,
    models,
    workflows: new Map(workflows),
    metrics,
    online: new Map(online),
    sensors: new Map(
      reader.entries(root.get('sensors')).map(([name, node]) => [name, readSensor(reader, node, start)]),
    ),
    actions: new Map(reader.entries(root.get('actions')).map(([name, node]) => [name, readAction(reader, name, node)])),
    approvals: new Map(reader.entries(root.get('approvals')).map(([by, node]) => [by, readApproval(reader, by, node)])),
    observations: observations.slice(0, MAX_OBSERVATIONS),
    expectations: reader
      .entries(root.get('expect'))
      .map(([strategy, node]) => ({ strategy, fires: readFirings(reader, node, start) })),
  };
}
