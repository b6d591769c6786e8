import type { Entry } from './journal.ts';
import type { Row } from './tables.ts';

/** What the body of an entry holds. */
export type EntryBody =
  Pick<Extract<Entry, { kind: 'copy' }>, 'state' | 'trace'> | Pick<Extract<Entry, { kind: 'batch' }>, 'steps'>;

/** From a row of that query. */
export function readEntry([sequence, epoch, at, graph, behaviour, body]: Row): Entry {
  const place = { sequence: Number(sequence), epoch: Number(epoch), at: Number(at) };
  const content = JSON.parse(String(body)) as EntryBody;
  if ('steps' in content) return { kind: 'batch', ...place, ...content };
  return { kind: 'copy', ...place, graph: String(graph), behaviour: Number(behaviour), ...content };
}
