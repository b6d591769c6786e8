import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml';
import type { Outcome } from '../engine/event.ts';
import { parseInstant } from '../values/instant.ts';
import { plainValue } from '../values/plain.ts';
import { parseQuantity } from '../values/quantity.ts';
import { known, unknown, type Observation, type Value } from '../values/value.ts';
import type { World, WorldLog, WorldModel, WorldObservation, WorldWorkflow } from './world.ts';

export interface WorldProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const MAX_CHARACTERS = 1_000_000;
const MAX_OBSERVATIONS = 100_000;

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
    'sensors',
    'actions',
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
    .map(([name, node]) => [name, readWorkflow(reader, name, node)] as const);
  const metrics = reader
    .entries(root.get('metrics'))
    .map(([query, value]) => ({ query, value: reader.number(value, query) }));
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
    sensors: new Map(
      reader.entries(root.get('sensors')).map(([name, node]) => [name, readSensor(reader, node, start)]),
    ),
    actions: new Map(reader.entries(root.get('actions')).map(([name, node]) => [name, readAction(reader, name, node)])),
    observations: observations.slice(0, MAX_OBSERVATIONS),
  };
}

const logFields = ['experiment', 'metric', 'value', 'artifact'];

function readLog(reader: Reader, fields: ReadonlyMap<string, Node | null>, value: number): WorldLog {
  const artifact = fields.get('artifact');
  return {
    experiment: reader.text(fields.get('experiment'), 'experiment'),
    metric: reader.text(fields.get('metric'), 'metric'),
    value,
    ...(artifact ? { artifact: reader.text(artifact, 'artifact') } : {}),
  };
}

/** `at` alone is once; with `every` it goes on until `until`, or to the end. Times count from the start. */
function readObservations(reader: Reader, node: Node | null, start: number, end: number): WorldObservation[] {
  const fields = reader.record(node, 'an observation', ['at', 'every', 'until', ...logFields]);
  const values = reader.numbers(fields.get('value'), 'value');
  const from = start + reader.duration(fields.get('at'), 'at');
  const every = fields.get('every');
  const until = fields.get('until');
  const last = until ? start + reader.duration(until, 'until') : end;
  const period = every ? reader.duration(every, 'every') : 0;
  const observations: WorldObservation[] = [];
  for (let at = from; at <= last && observations.length <= MAX_OBSERVATIONS; at += period) {
    const value = values[observations.length % Math.max(1, values.length)] ?? 0;
    observations.push({ at, ...readLog(reader, fields, value) });
    if (period <= 0) break;
  }
  return observations;
}

function readWorkflow(reader: Reader, name: string, node: Node | null): WorldWorkflow {
  const fields = reader.record(node, `the workflow ${name}`, ['takes', 'logs', 'registers', 'fails']);
  const registers = fields.get('registers');
  const fails = fields.get('fails');
  const registration = registers ? reader.record(registers, 'registers', ['model', 'scores']) : undefined;
  return {
    takes: reader.duration(fields.get('takes'), 'takes'),
    logs: reader.items(fields.get('logs')).map((item) => {
      const log = reader.record(item, 'a log', logFields);
      return readLog(reader, log, reader.number(log.get('value'), 'value'));
    }),
    ...(registration
      ? {
          registers: {
            model: reader.text(registration.get('model'), 'model'),
            scores: reader.numbers(registration.get('scores'), 'scores'),
          },
        }
      : {}),
    ...(fails ? { fails: reader.text(fails, 'fails') } : {}),
  };
}

/** A value that holds throughout, or a list of those that hold from an instant on: `{ at: 6h, unknown: "no data" }`. */
function readSensor(
  reader: Reader,
  node: Node | null,
  start: number,
): { readonly at: number; readonly reading: Observation }[] {
  if (!isSeq(node)) return [{ at: start, reading: known(reader.value(node)) }];
  const answers = reader.items(node).map((item) => {
    const answer = reader.record(item, 'an answer', ['at', 'value', 'unknown']);
    const reason = answer.get('unknown');
    const reading = reason ? unknown(reader.text(reason, 'unknown')) : known(reader.value(answer.get('value')));
    return { at: start + reader.duration(answer.get('at'), 'at'), reading };
  });
  return answers.sort((a, b) => a.at - b.at);
}

function readAction(reader: Reader, name: string, node: Node | null): Outcome {
  const fields = reader.record(node, `the action ${name}`, ['result', 'fails']);
  const fails = fields.get('fails');
  if (fails) return { failed: reader.text(fails, 'fails') };
  const result = fields.get('result');
  return { ok: result ? reader.value(result) : null };
}

type Maybe = Node | null | undefined;

/** Takes a document apart by what is expected; anything else is reported at its place and stands in as nothing. */
class Reader {
  readonly #report: (offset: number, message: string) => void;
  #place = 0;

  constructor(report: (offset: number, message: string) => void) {
    this.#report = report;
  }

  complain(node: Maybe, message: string): void {
    this.#report(node?.range?.[0] ?? this.#place, message);
  }

  record(node: Maybe, what: string, known: readonly string[]): ReadonlyMap<string, Node | null> {
    this.#place = node?.range?.[0] ?? this.#place;
    if (!isMap(node)) {
      this.complain(node, `${what} is a record with ${known.join(', ')}`);
      return new Map();
    }
    const fields = new Map(this.entries(node));
    for (const item of node.items) {
      const name = isScalar(item.key) ? String(item.key.value) : '';
      if (!known.includes(name)) this.complain(item.key as Maybe, `${what} has no ${name}; it has ${known.join(', ')}`);
    }
    return fields;
  }

  entries(node: Maybe): (readonly [string, Node | null])[] {
    if (node === undefined || node === null) return [];
    if (!isMap(node)) {
      this.complain(node, 'this is a record of names');
      return [];
    }
    return node.items.map((item) => [isScalar(item.key) ? String(item.key.value) : '', item.value as Node | null]);
  }

  items(node: Maybe): (Node | null)[] {
    if (node === undefined || node === null) return [];
    if (isSeq(node)) return node.items as (Node | null)[];
    this.complain(node, 'this is a list');
    return [];
  }

  text(node: Maybe, what: string): string {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    this.complain(node, `${what} is a text`);
    return '';
  }

  /** A value as JSON has it. */
  value(node: Maybe): Value {
    const value = plainValue(node?.toJSON());
    if (value !== undefined) return value;
    this.complain(node, 'this is a value: a number in base units, a text, true, false, or a list');
    return null;
  }

  number(node: Maybe, what: string): number {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.complain(node, `${what} is a number`);
    return 0;
  }

  /** A number, or a list of numbers. */
  numbers(node: Maybe, what: string): number[] {
    return isSeq(node) ? node.items.map((item) => this.number(item as Maybe, what)) : [this.number(node, what)];
  }

  /** Milliseconds. */
  duration(node: Maybe, what: string): number {
    const value = isScalar(node) ? node.value : undefined;
    const quantity = typeof value === 'string' ? parseQuantity(value) : undefined;
    if (quantity && !('reason' in quantity) && quantity.kind === 'Duration') return quantity.value * 1000;
    if (value === 0) return 0;
    this.complain(node, `${what} is a duration, as 90m`);
    return 0;
  }

  instant(node: Maybe, what: string): number {
    const value = isScalar(node) ? node.value : undefined;
    const instant = typeof value === 'string' ? parseInstant(value) : undefined;
    if (typeof instant === 'number') return instant;
    this.complain(node, `${what} is an instant, as 2026-12-01T00:00Z`);
    return 0;
  }
}
