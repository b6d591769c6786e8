import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Outcome } from '../engine/event.ts';
import { known, unknown } from '../../base/values/value.ts';
import type { Answers } from './answers.ts';
import type { Reader } from './reader.ts';
import {
  executorStates,
  type WorldApproval,
  type WorldExecutorChange,
  type WorldLog,
  type WorldObservation,
  type WorldWorkflow,
} from './world.ts';

/** More than any play needs. */
export const MAX_OBSERVATIONS = 100_000;

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
export function readObservations(reader: Reader, node: Node | null, start: number, end: number): WorldObservation[] {
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

export function readWorkflow(reader: Reader, name: string, node: Node | null, start: number): WorldWorkflow {
  const fields = reader.record(node, `the workflow ${name}`, [
    'takes',
    'logs',
    'registers',
    'fails',
    'starts',
    'executors',
  ]);
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
    ...(fails ? { fails: isSeq(fails) ? readFailures(reader, fails) : reader.text(fails, 'fails') } : {}),
    ...(fields.has('starts')
      ? { starts: reader.listed(fields.get('starts')).map((one) => start + reader.duration(one, 'starts')) }
      : {}),
    executors: reader.items(fields.get('executors')).map((item) => readExecutorChange(reader, item)),
  };
}

/** Why the first, the second, … fails; what does not says `none`. */
const readFailures = (reader: Reader, node: Node): (string | null)[] =>
  reader.items(node).map((item) => {
    const reason = reader.text(item, 'why the n-th fails, or none,');
    return reason === 'none' ? null : reason;
  });

function readExecutorChange(reader: Reader, node: Node | null): WorldExecutorChange {
  const fields = reader.record(node, 'a change of an executor', ['executor', 'state', 'after', 'runs']);
  return {
    executor: reader.text(fields.get('executor'), 'executor'),
    state: reader.word(fields.get('state'), 'state', executorStates),
    after: reader.duration(fields.get('after'), 'after'),
    ...(fields.has('runs') ? { runs: reader.numbers(fields.get('runs'), 'runs') } : {}),
  };
}

/** A value that holds throughout, or a list of those that hold from an instant on: `{ at: 6h, unknown: "no data" }`. */
export function readSensor(reader: Reader, node: Node | null, start: number): Answers {
  if (!isSeq(node)) return [{ at: start, reading: known(reader.value(node)) }];
  const answers = reader.items(node).map((item) => {
    const answer = reader.record(item, 'an answer', ['at', 'value', 'unknown']);
    const reason = answer.get('unknown');
    const reading = reason ? unknown(reader.text(reason, 'unknown')) : known(reader.value(answer.get('value')));
    return { at: start + reader.duration(answer.get('at'), 'at'), reading };
  });
  return answers.sort((a, b) => a.at - b.at);
}

/** `fails` alone: it always fails. A list of reasons: the first tries fail, and then it succeeds. */
export function readAction(reader: Reader, name: string, node: Node | null): Outcome[] {
  const fields = reader.record(node, `the action ${name}`, ['result', 'fails']);
  const fails = fields.get('fails');
  const result = fields.get('result');
  const succeeds: Outcome = { ok: result ? reader.value(result) : null };
  if (!fails) return [succeeds];
  if (!isSeq(fails)) return [{ failed: reader.text(fails, 'fails') }];
  const failures = readFailures(reader, fails);
  return [...failures.map((reason): Outcome => (reason === null ? succeeds : { failed: reason })), succeeds];
}

/** `true`, `false`, `never`, or `{ agrees: true, after: 20m }`; a list has the first answer, the second, … */
export function readApproval(reader: Reader, by: string, node: Node | null): WorldApproval[] {
  return reader.listed(node).map((item): WorldApproval => {
    if (isScalar(item) && item.value === 'never') return { answer: 'never', after: 0 };
    const agreed = reader.flag(item);
    if (agreed !== undefined) return { answer: agreed ? 'agrees' : 'refuses', after: 0 };
    if (!isMap(item)) {
      reader.complain(item, `${by} answers true, false or never, or has a record with agrees, after`);
      return { answer: 'never', after: 0 };
    }
    const fields = reader.record(item, `the answer of ${by}`, ['agrees', 'after']);
    const agrees = reader.flag(fields.get('agrees'));
    if (agrees === undefined) reader.complain(fields.get('agrees') ?? item, 'agrees is true or false');
    return { answer: agrees ? 'agrees' : 'refuses', after: reader.duration(fields.get('after'), 'after') };
  });
}

/** How often, or the instants as durations since the start. */
export function readFirings(reader: Reader, node: Node | null, start: number): number | readonly number[] {
  if (isSeq(node)) return node.items.map((item) => start + reader.duration(item as Node | null, 'an instant'));
  const count = reader.number(node, 'how often it fires');
  if (!Number.isInteger(count) || count < 0) reader.complain(node, 'a strategy fires a whole number of times');
  return count;
}
