import { closestMessage, explain as find } from '../api/explain.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

export function explain(asked: string): number {
  const found = find(asked);
  if (!found) {
    const meant = closestMessage(asked);
    throw new UsageError(`there is no message ${asked}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  const { code, name, severity, text } = found;
  process.stdout.write(`${code} ${name} (${severity})\n\n${text}\n`);
  return EXIT.ok;
}
