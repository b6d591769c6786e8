import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { termText } from '../../types/print-term.ts';
import { implies } from '../../reason/implies.ts';
import type { TermOwner } from '../../reason/term-key.ts';
import { mapParts, within, type Term } from '../../types/term.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { addEdge } from './edge-fixes.ts';
import type { Executor, NestedRun } from '../../model/model.ts';
import { isRead, readsOf, type Read } from '../../model/reads.ts';

interface OrderedStep {
  readonly name: string;
  readonly after: readonly string[];
}

/** For each step all that run before it. Cycles end the walk; they are the business of the analyses. */
function ancestorsOf(steps: readonly OrderedStep[]): Map<string, ReadonlySet<string>> {
  const byName = new Map(steps.map((step) => [step.name, step]));
  return new Map(
    steps.map((step) => {
      const found = new Set<string>();
      const open = [...step.after];
      for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (found.has(name)) continue;
        found.add(name);
        open.push(...(byName.get(name)?.after ?? []));
      }
      return [step.name, found];
    }),
  );
}

/** What an executor reads is there when it starts: its producer ran before, and was not left out. */
export function checkReads(
  reporter: Reporter,
  executors: readonly Executor[],
  runs: readonly NestedRun[],
  steps: ReadonlyMap<string, syntax.Executor | syntax.NestedRun>,
): void {
  const ancestors = ancestorsOf([...executors, ...runs]);
  const byName = new Map(executors.map((executor) => [executor.name, executor]));
  // An edge to a step behind would only make a circle.
  const isBehind = (step: string, other: string): boolean => ancestors.get(step)?.has(other) === true;
  for (const run of runs) {
    const given = [...run.arguments.values(), ...(run.condition ? [run.condition] : [])];
    const reads = given.flatMap(within).filter(isRead);
    const missing = reads.find((read) => ancestors.get(run.name)?.has(read.executor) !== true);
    if (run.after.some((name) => !steps.has(name))) continue;
    if (!missing) {
      for (const read of reads) checkPresence(reporter, run, byName.get(read.executor), read);
      continue;
    }
    const labels = [{ span: run.span, text: `add: after ${[...run.after, missing.executor].join(', ')}` }];
    const fix = isBehind(missing.executor, run.name) ? {} : addEdge(steps.get(run.name), missing.executor);
    reporter.report(
      'not-upstream',
      missing.span,
      { executor: run.name, producer: missing.executor },
      { labels, ...fix },
    );
  }
  for (const executor of executors) {
    // A name behind `after` that stands for nothing may be the producer's; it was reported.
    if (executor.after.some((name) => !steps.has(name))) continue;
    const reported = new Set<string>();
    for (const read of readsOf(executor)) {
      const producer = byName.get(read.executor);
      const isBefore = ancestors.get(executor.name)?.has(read.executor) === true;
      const isOwn = read.executor === executor.name;
      if (!isBefore && !(isOwn && read.op !== 'value') && !reported.has(read.executor)) {
        reported.add(read.executor);
        const labels = [{ span: executor.span, text: `add: after ${[...executor.after, read.executor].join(', ')}` }];
        const fix = isBehind(read.executor, executor.name) ? {} : addEdge(steps.get(executor.name), read.executor);
        reporter.report(
          'not-upstream',
          read.span,
          { executor: executor.name, producer: read.executor },
          { labels, ...fix },
        );
      } else if (isBefore) checkPresence(reporter, executor, producer, read);
    }
  }
}

const isSame = (one: Read, other: Read): boolean => one.executor === other.executor && one.output === other.output;

/** Whether a place is another one for each item. */
export const namesItem = (path: Term): boolean => within(path).some(({ op }) => op === 'item');

/** Both conditions are of one workflow. */
const WORKFLOW: TermOwner = { agent: '', strategy: '', event: '' };

/** A param that is absent is an empty text in a run. */
const asInRun = (condition: Term): Term =>
  condition.op === 'constant' && condition.value === null ? { ...condition, value: '' } : mapParts(condition, asInRun);

/** What a step reads of one that may have been left out is there if the step runs only where the other did. */
function checkPresence(
  reporter: Reporter,
  reader: { readonly name: string; readonly condition?: Term },
  producer: Executor | undefined,
  first: Read,
): void {
  if (!producer) return;
  // A condition is looked at wherever the step may run, so it guards nothing that it reads itself.
  const asked =
    reader.condition &&
    within(reader.condition)
      .filter(isRead)
      .find((read) => isSame(read, first));
  const [read, guard] = asked ? [asked] : [first, reader.condition];
  const labels = [{ span: producer.span, text: `the executor ${producer.name}` }];
  if (read.op !== 'value' && (read.op === 'stored' ? producer.loops.length > 0 : namesItem(read.path))) {
    const help =
      read.op === 'stored'
        ? 'read the folder of all of them as an input with the key that they share'
        : 'read the folder in which all of them are';
    reporter.report('stored-by-many', read.span, { producer: producer.name, output: read.output }, { labels, help });
  }
  if (!producer.condition || (guard && implies(asInRun(guard), asInRun(producer.condition), WORKFLOW))) return;
  // Of items that were left out there are no values, and a list without any is a list.
  if (read.op === 'value' && read.ofAll) return;
  const value = producer.values.find(({ name }) => name === read.output);
  if (value?.default) return;
  const help = value
    ? `give it a value for that case, as in: output ${value.name} : … from … default …`
    : `run ${reader.name} only then too: when ${termText(producer.condition)}`;
  const parameters = { executor: producer.name, output: read.output, condition: termText(producer.condition) };
  reporter.report('maybe-absent', read.span, parameters, { labels, help });
}
