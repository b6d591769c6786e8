import { statSync, writeSync } from 'node:fs';
import { beginning, numbered } from './batches.ts';
import { open, type Place } from './places.ts';

// A process that is killed: it keeps numbered batches one after the other, and says the number of each once it is kept, with the length
// of the log that SQLite writes ahead. Arguments: the kind of the store, and how many batches; the place is in the environment.
const [, , kind, most] = process.argv;
const at = process.env['JOURNAL'] ?? '';
const journal = await open({ kind: kind as Place['kind'], at });
const stored = await journal.load();
if (!stored) await journal.begin(beginning);
const say = (number: number): number =>
  writeSync(1, `${String(number)} ${kind === 'sqlite' ? String(statSync(`${at}-wal`).size) : ''}\n`);
const before = Number(stored?.state.values['count'] ?? 0);
say(before);
for (let number = before + 1; number <= before + Number(most); number += 1) {
  await journal.commit(numbered(number));
  say(number);
}
await journal.close();
