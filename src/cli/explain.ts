import { catalogue } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/suggest.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export function explain(asked: string): number {
  const entries = Object.entries(catalogue);
  const found = entries.find(([name, { code }]) => name === asked || code === asked.toUpperCase());
  if (!found) {
    const meant = closest(
      asked,
      entries.flatMap(([name, { code }]) => [name, code]),
    );
    throw new UsageError(`there is no message ${asked}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  const [name, { code, severity, explain: text }] = found;
  process.stdout.write(`${code} ${name} (${severity})\n\n${text}\n`);
  return EXIT.ok;
}
