import { formatInstant, formatValue } from '../../base/values/format.ts';
import { formatDuration } from '../../base/values/quantity.ts';
import type { Observation } from '../../base/values/value.ts';
import { counted, times } from '../../base/values/words.ts';
import { countedWords } from '../../contract/primitives/budget-kinds.ts';
import { decisiveLeaves, type Clause, type Leaf } from './clause.ts';
import type {
  ActionResult,
  Approval,
  Decision,
  Ending,
  HeldBack,
  HeldKey,
  Pausing,
  Reading,
  TraceEntry,
} from './trace.ts';

/** An entry of the trace in the user's words: its first line, and lines that belong below it. */
export interface Explained {
  readonly headline: string;
  readonly details: readonly string[];
}

export function explainEntry(entry: TraceEntry): Explained {
  switch (entry.kind) {
    case 'decision':
      return explainDecision(entry);
    case 'approval':
      return { headline: explainApproval(entry), details: [] };
    case 'action':
      return { headline: `${mark(entry)} ${entry.text}${outcome(entry)}`, details: [] };
    case 'ending':
      return { headline: explainEnding(entry), details: [] };
    case 'refusal':
      return { headline: `refuses ${entry.receiver} from ${entry.caller}: ${entry.reason}`, details: [] };
    case 'pausing':
      return { headline: explainPausing(entry), details: [] };
    case 'ignored':
    case 'waiting':
    case 'late':
    case 'dropped':
      return { headline: `${entry.kind}: ${entry.text}`, details: [] };
  }
}

function explainDecision(decision: Decision): Explained {
  const { constraint, actions, readings, trigger, madeUp, call } = decision;
  const why = madeUp ? `${trigger}, made up for what was missed` : call ? `${trigger} by ${call.caller}` : trigger;
  const leaves = constraint ? decisiveLeaves(constraint).map(explainLeaf) : [];
  const because = [...(decision.missing === undefined ? [] : [decision.missing]), ...leaves].join('; ');
  const details = [
    ...(constraint && constraint.kind !== 'leaf' ? clauseLines(constraint, '') : []),
    ...(decision.verdict === 'quiet' && !decision.branch ? [] : readings.map(explainReading)),
    ...actions.flatMap(({ text, values, unknown }) => [
      `→ ${text}`,
      ...values.flatMap(({ name, type, value }) => {
        const shown = formatValue(value, type);
        return shown === name ? [] : [`  where ${name} is ${shown}`];
      }),
      ...(unknown === undefined ? [] : [`  cannot be done: ${unknown}`]),
    ]),
  ];
  return { headline: `${verdictOf(decision)}: ${because || 'no constraint'} (${why})`, details };
}

function verdictOf({ verdict, held, branch, approver, dryRun }: Decision): string {
  const dry = dryRun ? ', in a dry run' : '';
  switch (verdict) {
    case 'act':
      return dryRun ? 'would act, in a dry run' : approver === undefined ? 'acts' : `acts if ${approver} agrees`;
    case 'held':
      return `is held back${held ? `, since ${explainHeld(held)}` : ''}`;
    case 'quiet':
      return branch ? `acts otherwise${dry}` : 'nothing to do';
    case 'unknown':
      return branch ? `does not know, and acts on that${dry}` : 'does not know, so it does nothing';
  }
}

function explainHeld(held: HeldBack): string {
  switch (held.by) {
    case 'duration':
      return `it has held for ${formatDuration(held.seconds)} of ${formatDuration(held.of)}`;
    case 'cooldown':
      return `it cools down${forKey(held.key)} until ${formatInstant(held.until)}`;
    case 'limit':
      return `it has fired ${times(held.count)} within ${formatDuration(held.seconds)}${forKey(held.key)}`;
    case 'keys':
      return `it remembers ${String(held.of)} values of ${held.name} that still hold something back, and takes no other`;
    case 'budget': {
      const { of, spent, needs, count, seconds } = held;
      const whole = `${counted(count, ...countedWords[of])} per ${formatDuration(seconds)}`;
      const left = spent < count ? `has ${String(count - spent)} left` : 'is spent';
      return `the budget of ${whole} ${left}, and it needs ${String(needs)}`;
    }
    case 'precedence':
      return `${held.strategy} goes before it`;
    case 'pause':
      return `${held.who} paused ${held.of === 'agent' ? 'the agent' : 'it'}`;
  }
}

function forKey(key: HeldKey | undefined): string {
  if (!key) return '';
  const { name, value } = key;
  return value === null
    ? ` without a ${name}`
    : ` for ${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function explainApproval({ answer, by }: Approval): string {
  switch (answer) {
    case 'asked':
      return `asks ${by} to agree`;
    case 'approved':
      return `${by} agrees`;
    case 'refused':
      return `${by} does not agree`;
    case 'lapsed':
      return `${by} did not answer in time`;
    case 'withdrawn':
      return `${by} is asked no more, since it is paused`;
  }
}

function explainPausing({ strategy = 'the agent', paused, by }: Pausing): string {
  return paused ? `${by} pauses ${strategy}` : `${by} lets ${strategy} go on`;
}

function explainEnding({ branch, complete, fired, endsWindows, refused, left }: Ending): string {
  if (complete) return branch === 'then' ? 'done' : `done, for ${branchWords[branch]}`;
  const missed = left.length > 0 ? `; not reached: ${left.join(', ')}` : '';
  if (refused) return `nothing is done${missed}`;
  const counts = endsWindows
    ? '; what was done counts'
    : fired
      ? '; what was done counts, but ends no window'
      : '; nothing counts, so what it counted is counted again';
  return `could not do all of ${branchWords[branch]}${branch === 'then' ? counts : ''}${missed}`;
}

const branchWords = { then: 'THEN', else: 'ELSE', unknown: 'when unknown', failure: 'on failure' } as const;

const signs = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/** `predictions since last fired = 999, which is not >= 1000` */
export function explainLeaf(leaf: Leaf): string {
  const [left, right] = leaf.sides;
  if (!leaf.comparison || !left || !right) {
    if (left && !left.value.known) return `${left.text} is unknown: ${left.value.reason}`;
    // Of a latch it is told what it looks at.
    const seen = left && left.text !== leaf.text ? `, with ${left.text} = ${show(left.value, left.type)}` : '';
    return `${leaf.text} is ${leaf.truth}${seen}`;
  }
  const unknownSide = [left, right].find(({ value }) => !value.known);
  if (unknownSide && !unknownSide.value.known) return `${unknownSide.text} is unknown: ${unknownSide.value.reason}`;
  // A number that is compared with a share is told as one.
  const isShare = [left, right].some(({ type }) => type === 'Ratio');
  const shown = ({ text, value, type, constant }: typeof left): string => {
    const is = show(value, isShare && type === 'Number' ? 'Ratio' : type);
    return constant && (LITERAL.test(text) || is === text) ? text : `${text} = ${is}`;
  };
  return `${shown(left)} is ${leaf.truth === 'true' ? '' : 'not '}${signs[leaf.comparison]} ${shown(right)}`;
}

/** A value as it was written; a param's name does not say what it is. */
const LITERAL = /^(?:[-+]?\d|"|\[|\{|true$|false$|none$)/;

const show = (value: Observation, type: string): string =>
  value.known ? formatValue(value.value, type) : `unknown (${value.reason})`;

function clauseLines(clause: Clause, indent: string): string[] {
  const line = `${indent}${clause.decided ? '*' : ' '} ${clause.kind === 'leaf' ? explainLeaf(clause) : `${clause.kind}: ${clause.truth}`}`;
  return clause.kind === 'leaf' ? [line] : [line, ...clause.parts.flatMap((part) => clauseLines(part, `${indent}  `))];
}

function explainReading({ label, type, value, window }: Reading): string {
  const span = window ? `   [${formatInstant(window.from)}, ${formatInstant(window.to)})` : '';
  return `read ${label} = ${show(value, type)}${span}`;
}

const mark = ({ result }: ActionResult): string => ('ok' in result ? '✓' : '✗');

function outcome({ result, again }: ActionResult): string {
  const later = again === undefined ? '' : `; tries again at ${formatInstant(again)}`;
  if ('failed' in result) return `: failed: ${result.failed}${later}`;
  if ('unknown' in result) return `: not done: ${result.unknown}`;
  return typeof result.ok === 'string' && result.ok !== '' ? `: ${result.ok}` : '';
}
