import { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { isWithin, SHARED_FOLDER } from '../../base/values/path.ts';
import type { BatchWorkflow, Executor } from '../../language/model/model.ts';
import { readsOf } from '../../language/model/reads.ts';
import { ancestorsOf, conditionWith, requiredBy } from '../../language/reason/batch-steps.ts';
import { areApart } from '../../language/reason/implies.ts';
import { termText } from '../../language/types/print-term.ts';
import type { Term } from '../../language/types/term.ts';
import type { Context } from './context.ts';
import { nestedName } from './names.ts';
import { lowerFanOut } from './steps.ts';
import { lowerText } from './text.ts';

/** What an executor leaves, and where. */
interface Left {
  readonly executor: Executor;
  readonly output: string;
  readonly what: 'key' | 'place';
  readonly where: Term;
  /** Equal where the places are, in each run. */
  readonly id: string;
}

/**
 * Two steps may leave what they make at one place only if nobody can get the one's for the other's: one of them alone runs, or the
 * second comes after all that read the first one's. Pairs within one nested workflow are its own.
 */
export function checkOnePlace(context: Context, workflow: BatchWorkflow, executors: readonly Executor[]): void {
  const [before, required] = [ancestorsOf(executors), requiredBy(executors)];
  const byName = new Map(executors.map((executor) => [executor.name, executor]));
  const known = new Map<string, Left[]>();
  const runOf = ({ name }: Executor): BatchWorkflow['runs'][number] | undefined =>
    workflow.executors.some((own) => own.name === name)
      ? undefined
      : workflow.runs.find((run) => name.startsWith(nestedName(run.name, '')));
  const isBefore = (one: string, other: string): boolean => before.get(other)?.has(one) === true;
  const isEitherOr = (...steps: readonly Executor[]): boolean => {
    const [one, other] = steps.map((step) => conditionWith(step, required.get(step.name), byName));
    return one !== undefined && other !== undefined && areApart(one, other);
  };
  const isSafe = (one: Left, other: Left): boolean => {
    const [first, second] = isBefore(other.executor.name, one.executor.name) ? [other, one] : [one, other];
    if (!isBefore(first.executor.name, second.executor.name)) return isEitherOr(one.executor, other.executor);
    return executors
      .filter((reader) => readsOf(reader).some((read) => isOf(read, first)))
      .every(({ name }) => name === second.executor.name || isBefore(name, second.executor.name));
  };
  for (const left of executors.flatMap((executor) => leftBy(context, executor))) {
    const others = known.get(left.id) ?? [];
    known.set(left.id, [...others, left]);
    const run = runOf(left.executor);
    const other = others.find((one) => (!run || runOf(one.executor) !== run) && !isSafe(one, left));
    if (!other) continue;
    const [first, second] = [other.executor.name, left.executor.name];
    const help = run
      ? `let a param of ${run.workflow.name} be a part of it, to which each run gives another value`
      : 'give one of them another';
    const labels = [{ span: (runOf(other.executor) ?? other.where).span, text: `${first} is here` }];
    const parameters = { first, second, what: left.what, where: termText(left.where) };
    context.reporter.report('one-place-for-two', (run ?? left.where).span, parameters, { labels, help });
  }
}

const isOf = (read: ReturnType<typeof readsOf>[number], { executor, output }: Left): boolean =>
  read.executor === executor.name && read.output === output;

function leftBy(context: Context, executor: Executor): Left[] {
  // What cannot be told is told where the step is lowered.
  const quiet: Context = { ...context, reporter: new Reporter() };
  const items = new Map(lowerFanOut(quiet, executor).map((fanOut) => [fanOut.name, fanOut.items]));
  const left = (output: string, what: Left['what'], where: Term): Left[] => {
    const text = lowerText(quiet, where);
    const [first] = text;
    if (what === 'place' && !(typeof first === 'string' && isWithin(first, SHARED_FOLDER))) return [];
    const parts = text.map((part) =>
      typeof part !== 'string' && 'input' in part ? (items.get(part.input) ?? part) : part,
    );
    return [{ executor, output, what, where, id: JSON.stringify([what, parts]) }];
  };
  return [
    ...[...executor.outputs.values()].flatMap((term) =>
      term.op === 'output' ? left(term.output, 'place', term.path) : [],
    ),
    ...executor.values.flatMap(({ name, path }) => left(name, 'place', path)),
    ...executor.stored.flatMap(({ name, path, key }) => [...left(name, 'key', key), ...left(name, 'place', path)]),
  ];
}
