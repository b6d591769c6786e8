import { simpleActions, type Agent, type Strategy, type Subject, type Trigger } from '../model/model.ts';
import { within, type Term } from '../types/term.ts';
import { implies } from './implies.ts';
import { termKey, type TermOwner } from './term-key.ts';
import { signatureOf } from './trigger-overlap.ts';
import { ownerOf } from './writers.ts';

/**
 * Whether one strategy of an agent has its constraint hold at each instant at which that of another does. What is made up late is left
 * out of account: of two intervals the last firings that were missed may be two instants.
 */
export function holdsWhenever(agent: Agent, first: Strategy, second: Strategy): boolean {
  if (!covers(first.trigger, second.trigger)) return false;
  const [owner, other] = [ownerOf(agent, first), ownerOf(agent, second)];
  const [own, premise] = [first.constraint, second.constraint];
  if (!own) return true;
  if (!premise) return false;
  const read = readIn(second, other);
  // What reads nothing of what the premise reads does not follow from it; to see that first saves most of the work.
  if (conjunctsOf(own).some((part) => keysOf(part, owner).every((key) => !read.has(key)))) return false;
  if (first.heldSeconds === undefined) return implies(premise, own, other, owner);
  // Two that look at other instants, or are unknown at other ones, begin their time anew at others, too.
  const isLonger = (second.heldSeconds ?? 0) >= first.heldSeconds;
  return isLonger && covers(second.trigger, first.trigger) && termKey(premise, other) === termKey(own, owner);
}

const conjunctsOf = (term: Term): readonly Term[] =>
  term.op === 'and' ? [...conjunctsOf(term.left), ...conjunctsOf(term.right)] : [term];

const keysOf = (term: Term, owner: TermOwner): readonly string[] =>
  within(term).flatMap((part) => (VARYING.includes(part.op) ? [termKey(part, owner)] : []));

/** What may be another value at another instant. */
const VARYING: readonly Term['op'][] = ['reading', 'local', 'state'];

const known = new WeakMap<Strategy, ReadonlySet<string>>();

/** What a strategy goes by, found once. */
function readIn(strategy: Strategy, owner: TermOwner): ReadonlySet<string> {
  const read = known.get(strategy) ?? new Set(strategy.constraint ? keysOf(strategy.constraint, owner) : []);
  known.set(strategy, read);
  return read;
}

/** Whether a strategy acts wherever its constraint holds: it never rests, asks nobody, and knows what its actions are given. */
export const actsAtOnce = ({ modifiers, actions }: Strategy): boolean => {
  const { cooldownSeconds, limit, approval, dryRun } = modifiers;
  const isFree = cooldownSeconds === undefined && limit === undefined && approval === undefined && !dryRun;
  return isFree && actions.length > 0 && simpleActions(actions).every(isGivenNoReading);
};

const isGivenNoReading = (action: ReturnType<typeof simpleActions>[number]): boolean => {
  const given = action.kind === 'set' ? [action.value] : [...action.arguments.values()];
  const params = action.kind === 'primitive' ? [...action.parameters.values()] : [];
  return [...given, ...params].flatMap(within).every(({ op }) => op !== 'reading');
};

/** Whether each firing of the second trigger is one of the first, too. It may be where this does not see it. */
export function covers(first: Trigger, second: Trigger): boolean {
  if (second.kind === 'any') return second.triggers.every((part) => covers(first, part));
  if (first.kind === 'any') return first.triggers.some((part) => covers(part, second));
  switch (first.kind) {
    case 'every':
      return second.kind === 'every' && intervalCovers(first, second);
    case 'at':
      return second.kind === 'at' && second.instant === first.instant;
    case 'cron':
      return second.kind === 'cron' && second.zone === first.zone && isSame(first.fields, second.fields);
    case 'called':
      return (
        second.kind === 'called' && second.receiver === first.receiver && signatureOf(second) === signatureOf(first)
      );
    case 'on': {
      if (second.kind !== 'on' || subjectKey(first.subject) !== subjectKey(second.subject)) return false;
      return first.state === second.state || (first.state === 'ended' && ENDS.includes(second.state));
    }
    case 'all':
      return (
        second.kind === 'all' &&
        first.withinSeconds === second.withinSeconds &&
        first.triggers.length === second.triggers.length &&
        first.triggers.every((part, index) => {
          const other = second.triggers[index];
          return other !== undefined && covers(part, other) && covers(other, part);
        })
      );
  }
}

const ENDS: readonly string[] = ['succeeded', 'failed'];

type Every = Extract<Trigger, { kind: 'every' }>;

/** A jitter follows from the name of a strategy; without `from` both begin with the agent. */
function intervalCovers(first: Every, second: Every): boolean {
  if (first.jitterSeconds !== undefined || second.jitterSeconds !== undefined) return false;
  const [period, other] = [first, second].map(({ seconds }) => Math.round(seconds * 1000));
  if (!period || !other || other % period !== 0) return false;
  if ((first.from === undefined) !== (second.from === undefined)) return false;
  const later = (second.from ?? 0) - (first.from ?? 0);
  return later >= 0 && later % period === 0 && (second.until ?? Infinity) <= (first.until ?? Infinity);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const subjectKey = (subject: Subject): string =>
  [subject.of.id, subject.kind === 'executor' ? subject.executor : ''].join(' ');
