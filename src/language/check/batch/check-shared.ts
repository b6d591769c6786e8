import type { Reporter } from '../../../base/diagnostics/diagnostic.ts';
import { isWithin, SHARED_FOLDER } from '../../../base/values/path.ts';
import type { Executor } from '../../model/model.ts';
import { isRead, type Read } from '../../model/reads.ts';
import { within, type Term } from '../../types/term.ts';

/** A step with what it names of others; a workflow that is one has no volumes of its own. */
export interface Reader {
  readonly name: string;
  readonly terms: readonly Term[];
  readonly volumes?: Executor['volumes'];
}

/** With what a place begins, as far as it is the same in all runs. */
function beginning(place: Term): string {
  const first = place.op === 'join' ? place.parts[0] : place;
  return first?.op === 'constant' && typeof first.value === 'string' ? first.value : '';
}

/** Whether a place is in the folder that the steps of a run share. */
export const isShared = (place: Term): boolean => isWithin(beginning(place), SHARED_FOLDER);

/** Whether the folder in which a place is cannot be told. */
const isOpen = (place: Term): boolean => place.op !== 'constant' && SHARED_FOLDER.startsWith(beginning(place));

/**
 * A file without a key stays where it is: in the folder that all steps share, in a volume that both have, or in a container that
 * has gone when another step looks for it.
 */
export function checkShared(reporter: Reporter, executors: readonly Executor[], readers: readonly Reader[]): void {
  for (const producer of executors) {
    for (const [output, { path }] of outputsOf(producer)) {
      if (isShared(path) || isOpen(path) || path.op === 'invalid') continue;
      const reads = (reader: Reader): Read | undefined =>
        reader.name === producer.name || bothHave(producer, reader, path)
          ? undefined
          : reader.terms
              .flatMap(within)
              .filter(isRead)
              .find((read) => read.executor === producer.name && read.output === output);
      const read = readers.map(reads).find((found) => found !== undefined);
      if (!read) continue;
      const labels = [{ span: read.span, text: 'it is read here' }];
      const place = beginning(path);
      const isPlain = path.op === 'constant' && path.written === undefined && place.startsWith('/');
      const fix = isPlain ? { fix: { span: path.span, text: `"${SHARED_FOLDER}${place}"` } } : {};
      const help = `the steps of a run share what is below ${SHARED_FOLDER}; what has a key goes to the artifact store`;
      reporter.report('not-shared', path.span, { executor: producer.name, output }, { labels, help, ...fix });
    }
  }
}

const outputsOf = ({ outputs }: Executor): [string, Read & { readonly op: 'output' }][] =>
  [...outputs].filter((output): output is [string, Read & { readonly op: 'output' }] => output[1].op === 'output');

/** Whether a claim is mounted at one place in both. */
const bothHave = (producer: Executor, { volumes = [] }: Reader, path: Term): boolean =>
  producer.volumes.some(
    ({ path: folder, source }) =>
      source.kind === 'claim' &&
      isWithin(beginning(path), folder) &&
      volumes.some(
        (other) => other.path === folder && other.source.kind === 'claim' && other.source.name === source.name,
      ),
  );
