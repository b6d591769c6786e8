import { replay as play, type Replayed } from '../api/index.ts';
import { formatInstant } from '../base/values/format.ts';
import { counted } from '../base/values/words.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

/** Plays the journal of an agent again, and says whether the same is decided. */
export async function replay(path: string, { json = false }: { readonly json?: boolean }): Promise<number> {
  const replayed = await play(path);
  if (replayed.problem !== undefined) throw new UsageError(replayed.problem);
  process.stdout.write(json ? `${JSON.stringify(replayed, null, 2)}\n` : told(replayed));
  return replayed.difference ? EXIT.errors : EXIT.ok;
}

function told({ agent = '', same, left, difference }: Replayed): string {
  const events = counted(same, 'event');
  const rest =
    left === 0
      ? ''
      : `${counted(left, 'event')} cannot be played: before what is kept of the state, or by another behaviour\n`;
  if (!difference) return `${agent}: ${events}, and the same decisions byte for byte\n${rest}`;
  const { entry, at, what, kept, played } = difference;
  const place = `${what === 'state' ? 'the state' : 'what is decided'} at ${formatInstant(at)} (entry ${String(entry)})`;
  return `${agent}: ${events} decided as they were; then ${place} is another:\n${laid('was', kept)}${laid('is', played)}${rest}`;
}

const laid = (word: string, text: string): string =>
  text
    .split('\n')
    .map((line, index) => `  ${(index === 0 ? word : '').padEnd(4)} ${line}\n`)
    .join('');
