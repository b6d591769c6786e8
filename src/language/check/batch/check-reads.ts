import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { ancestorsOf, requiredBy } from '../../reason/batch-steps.ts';
import { within, type Term } from '../../types/term.ts';
import type * as syntax from '../../syntax/nodes.ts';
import { addEdge } from './edge-fixes.ts';
import type { Executor, NestedRun } from '../../model/model.ts';
import { isRead, readsOf, type Read } from '../../model/reads.ts';

/** What an executor reads is there when it starts: its producer ran before, and succeeded. */
export function checkReads(
  reporter: Reporter,
  executors: readonly Executor[],
  runs: readonly NestedRun[],
  steps: ReadonlyMap<string, syntax.Executor | syntax.NestedRun>,
): void {
  const [ancestors, required] = [ancestorsOf, requiredBy].map((of) => of([...executors, ...runs]));
  const byName = new Map(executors.map((executor) => [executor.name, executor]));
  const isBefore = (step: string, other: string): boolean => ancestors?.get(other)?.has(step) === true;
  const readers = [
    ...runs.map((run) => ({ ...run, reads: [...run.arguments.values(), ...(run.condition ? [run.condition] : [])] })),
    ...executors.map((executor) => ({ ...executor, reads: readsOf(executor) })),
  ];
  for (const { name, span, after, reads } of readers) {
    const declared = steps.get(name);
    // A name behind `after` that stands for nothing may be the producer's; it was reported.
    if (after.some((edge) => !edge.steps.every((step) => steps.has(step)))) continue;
    const reported = new Set<string>();
    for (const read of reads.flatMap(within).filter(isRead)) {
      const { executor: producer } = read;
      if (isBefore(producer, name)) {
        const isRequired = required?.get(name)?.has(producer) === true;
        checkPresence(reporter, { name, declared, isRequired }, byName.get(producer), read);
      } else if (!(producer === name && read.op !== 'value') && !reported.has(producer)) {
        reported.add(producer);
        const labels = [{ span, text: `add: ${afterText(declared, producer)}` }];
        // An edge to a step behind would only make a circle.
        const fix = isBefore(name, producer) ? {} : addEdge(declared, producer);
        reporter.report('not-upstream', read.span, { executor: name, producer }, { labels, ...fix });
      }
    }
  }
}

/** Whether a place is another one for each item. */
export const namesItem = (path: Term): boolean => within(path).some(({ op }) => op === 'item');

interface Reader {
  readonly name: string;
  readonly declared: syntax.Executor | syntax.NestedRun | undefined;
  /** It runs only where the producer has succeeded. */
  readonly isRequired: boolean;
}

/** What a step reads of one that may have failed, or have been left out, has another value for that case. */
function checkPresence(reporter: Reporter, reader: Reader, producer: Executor | undefined, read: Read): void {
  if (!producer) return;
  const labels = [{ span: producer.span, text: `the executor ${producer.name}` }];
  if (read.op !== 'value' && (read.op === 'stored' ? producer.loops.length > 0 : namesItem(read.path))) {
    const help =
      read.op === 'stored'
        ? 'read the folder of all of them as an input with the key that they share'
        : 'read the folder in which all of them are';
    reporter.report('stored-by-many', read.span, { producer: producer.name, output: read.output }, { labels, help });
  }
  if (reader.isRequired) return;
  // Of items that failed or were left out there are no values, and a list without any is a list.
  if (read.op === 'value' && read.ofAll) return;
  const value = producer.values.find(({ name }) => name === read.output);
  if (value?.default) return;
  const instead = value ? `, or give it a value for that case: output ${value.name} : … from … default …` : '';
  const help = `run ${reader.name} only where ${producer.name} has succeeded: ${afterText(reader.declared, producer.name)}${instead}`;
  const parameters = { executor: producer.name, output: read.output, reader: reader.name };
  reporter.report('maybe-absent', read.span, parameters, { labels, help });
}

/** The clause with one more step that has to have succeeded. */
function afterText(step: Reader['declared'], producer: string): string {
  const others = (step?.after ?? []).filter(({ name }) => name.text !== producer);
  const written = others.map(({ name, state }) => (state ? `${name.text}.${state.text}` : name.text));
  return `after ${[...written, producer].join(', ')}`;
}
