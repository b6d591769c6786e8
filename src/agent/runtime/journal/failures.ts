import { JournalFailure, type FailureCode } from './journal.ts';

/** What people are told, and what they can do. `where` names the journal, without a secret. */
const words: Readonly<Record<FailureCode, (where: string) => string>> = {
  'in-use': (where) =>
    `another process has ${where} open; an agent is one process: end the other, or give this one its own`,
  'taken-over': (where) =>
    `another process of this agent has taken over ${where}: this one ends, and decides nothing any more`,
  full: (where) =>
    `nothing more fits into ${where}: give it more room, and the agent goes on where it was; what it decided last was not done`,
  corrupt: (where) =>
    `${where} cannot be read: it was spoilt, or is no journal; restore it, or move it away and the agent begins anew`,
  foreign: (where) => `${where} is the journal of another agent; each agent needs its own`,
  newer: (where) => `${where} was written by a later release of sflow-runtime; run that one, or a later one`,
  unreachable: (where) => `${where} cannot be reached`,
  lost: (where) =>
    `writing to ${where} failed, and what was written last may or may not be there: this process ends, and the next one looks`,
};

/** `detail`: what the database said, where that says more. */
export function failure(code: FailureCode, where: string, detail = ''): JournalFailure {
  const text = words[code](where);
  return new JournalFailure(code, detail === '' ? text : `${text} (${detail})`);
}
