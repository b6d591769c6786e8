import { defined } from '../../base/values/defined.ts';
import { equal } from '../../base/values/compare.ts';
import { parseQuantity } from '../../base/values/quantity.ts';
import type { Value } from '../../base/values/value.ts';
import type { SensorCall } from '../../contract/strategy-graph/strategy-graph.ts';

/** A sensor as a world names it: `request-rate(inference, over: 5m)`, or `load`. */
export interface SensorKey {
  readonly sensor: string;
  readonly arguments: readonly KeyArgument[];
}

interface KeyArgument {
  /** Absent: it is given by its place. */
  readonly name?: string;
  readonly value: Value;
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[(),:[\]]|[^\s"(),:[\]]+)\s*/y;

/** Takes a key apart; undefined where it does not have the form of a sensor. */
export function readSensorKey(text: string): SensorKey | undefined {
  const tokens = tokensOf(text);
  const [sensor = '', open, ...rest] = tokens ?? [];
  if (!isWord(sensor)) return undefined;
  if (open === undefined) return { sensor, arguments: [] };
  const given = open === '(' && rest.pop() === ')' ? argumentsOf(rest) : undefined;
  return given && { sensor, arguments: given };
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

const isWord = (token: string): boolean => /^[^"(),:[\]]/.test(token);

function argumentsOf(tokens: readonly string[]): KeyArgument[] | undefined {
  const items = separated(tokens).map((item): KeyArgument | undefined => {
    const [name = '', colon] = item;
    const isNamed = colon === ':' && isWord(name);
    const value = valueOf(isNamed ? item.slice(2) : item);
    return value === undefined ? undefined : defined({ name: isNamed ? name : undefined, value });
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** What stands between commas that are in no list. */
function separated(tokens: readonly string[]): string[][] {
  if (tokens.length === 0) return [];
  const items: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === ',' && depth === 0) items.push([]);
    else items.at(-1)?.push(token);
    depth += token === '[' ? 1 : token === ']' ? -1 : 0;
  }
  return items;
}

const words: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['none', null],
]);

/** A quantity, a text, a list, or the name of something. */
function valueOf(tokens: readonly string[]): Value | undefined {
  const [token = '', ...more] = tokens;
  if (token === '[' && more.pop() === ']') {
    const items = separated(more).map(valueOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (more.length > 0) return undefined;
  if (token.startsWith('"')) return textIn(token);
  if (!isWord(token)) return undefined;
  const word = words.get(token);
  if (word !== undefined) return word;
  const quantity = parseQuantity(token.replace(/^[+-]/, ''));
  if ('reason' in quantity) return token;
  return token.startsWith('-') ? -quantity.value : quantity.value;
}

function textIn(token: string): string | undefined {
  try {
    return String(JSON.parse(token));
  } catch {
    return undefined;
  }
}

/** Whether a key means a reading: what it leaves out is what the parameter has anyway. */
export function means({ sensor, arguments: given }: SensorKey, call: SensorCall): boolean {
  if (sensor !== call.sensor) return false;
  const bound = new Map<string, Value>();
  let place = 0;
  for (const { name = call.arguments[place++]?.name ?? '', value } of given) {
    if (bound.has(name) || !call.arguments.some((argument) => argument.name === name)) return false;
    bound.set(name, value);
  }
  return call.arguments.every(({ name, value, default: isDefault }) => {
    const said = bound.get(name);
    return said === undefined ? isDefault === true : equal(said, value);
  });
}
