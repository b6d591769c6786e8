import type { StrategyNode } from '../../../src/contract/strategy-graph/strategy-graph.ts';
import type { Decided, Told } from './agent.ts';
import { latchesOf } from './evaluate.ts';
import type { Played } from './play.ts';
import type { Program } from './programs.ts';

/** How much of what there is a campaign came by, so that a gap of the generator is seen. */
export class Shares {
  #histories = 0;
  #steps = 0;
  readonly #programs = new Set<Program>();
  readonly #inPrograms = new Map<string, number>();
  readonly #inHistories = new Map<string, number>();

  add(program: Program, played: Played): void {
    this.#histories += 1;
    this.#steps += played.events.length;
    if (!this.#programs.has(program)) count(this.#inPrograms, featuresOf(program));
    this.#programs.add(program);
    const kinds = played.events.map(({ kind }) => `event ${kind}`);
    count(this.#inHistories, new Set([...played.told.map(entryOf), ...kinds, ...looksOf(program, played)]));
  }

  get lines(): string[] {
    return [
      `${this.#histories} histories of ${this.#programs.size} programs, ${this.#steps} steps`,
      `of the programs: ${shares(this.#inPrograms, this.#programs.size)}`,
      `of the histories: ${shares(this.#inHistories, this.#histories)}`,
    ];
  }
}

function count(counts: Map<string, number>, features: Iterable<string>): void {
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
}

const shares = (counts: ReadonlyMap<string, number>, whole: number): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([feature, times]) => `${feature} ${((100 * times) / whole).toFixed(1)} %`)
    .join(', ');

/** What of the language a program has. */
function featuresOf({ graph }: Program): Set<string> {
  const fields = graph.strategies
    .flatMap((node) => Object.keys(node))
    .filter((field) => field !== 'name' && field !== 'origin');
  const found = new Set(fields);
  JSON.stringify(graph.strategies, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null) for (const feature of ofNode(value)) found.add(feature);
    return value;
  });
  if (graph.strategies.length > 1) found.add('several strategies');
  if (hasMirrored(graph.strategies)) found.add('mirrored latches');
  return found;
}

function ofNode(node: { readonly kind?: unknown; readonly op?: unknown; readonly sensor?: unknown }): string[] {
  const { kind, op, sensor } = node;
  if (kind === 'all') return ['withinSeconds' in node ? 'and … within' : 'and of schedules'];
  if (op === 'reading') return [`reading ${String(sensor)}`];
  const name = op ?? kind;
  return [...(typeof name === 'string' ? [name] : []), ...('retry' in node ? ['retry'] : [])];
}

function hasMirrored(strategies: readonly StrategyNode[]): boolean {
  const latches = strategies.flatMap(latchesOf);
  return latches.some((one) => latches.some((other) => one.id === other.id && one.direction !== other.direction));
}

/** How a strategy looks after the look before: what ends a `for`, and what comes too late to move a latch. */
function looksOf({ upgrades }: Program, { told }: Played): string[] {
  const namesOf = (has: (node: StrategyNode) => boolean): ReadonlySet<string> =>
    new Set(upgrades.flatMap(({ strategies }) => strategies.filter(has).map(({ name }) => name)));
  const [lasting, watching] = [namesOf((node) => 'heldSeconds' in node), namesOf((node) => latchesOf(node).length > 0)];
  const looks = told.filter((entry) => entry.kind === 'decision');
  const isTwice = ({ strategy, verdict }: Decided, place: number): boolean =>
    verdict === 'unknown' &&
    lasting.has(strategy) &&
    looks.slice(0, place).findLast((look) => look.strategy === strategy)?.verdict === 'unknown';
  const isLate = ({ strategy, at }: Decided, place: number): boolean =>
    watching.has(strategy) && looks.slice(0, place).some((look) => watching.has(look.strategy) && look.at > at);
  return [
    ...(looks.some(isTwice) ? ['unknown twice with a `for`'] : []),
    ...(looks.some(isLate) ? ['a later look at a latch before'] : []),
  ];
}

function entryOf(entry: Told): string {
  switch (entry.kind) {
    case 'decision':
      return `${entry.verdict}${entry.held ? ` by ${entry.held.by}${'key' in entry.held ? ' of a key' : ''}` : ''}${entry.dryRun ? ' in a dry run' : ''}`;
    case 'approval':
      return entry.answer;
    case 'action':
      return entry.again === undefined ? `action ${entry.result}` : 'tried again';
    case 'ending':
      return `${entry.branch} ${entry.complete ? 'complete' : 'failed'}`;
    case 'pausing':
      return entry.paused ? 'paused' : 'goes on';
    case 'refusal':
    case 'late':
      return entry.kind;
  }
}
