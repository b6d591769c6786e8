import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('refused/', import.meta.url);

/** What a target refuses: objects such as would be emitted, had the compiler let their source through. */
export interface Refused {
  /** The rule, as `A8-cycle`. */
  readonly rule: string;
  readonly path: string;
  /** A part of each complaint of the target's own code. */
  readonly upstream: readonly string[];
  /** The message with which the compiler refuses the source. */
  readonly guard: string;
  readonly source: string;
}

/** Each file begins with comments: `# upstream: TEXT` for each complaint, `# guard: MESSAGE`, and the lines of the source. */
export const refused: readonly Refused[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const path = fileURLToPath(new URL(name, FOLDER));
    const lines = readFileSync(path, 'utf8').split('\n');
    const header = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('#')),
    );
    const after = (key: string): string[] =>
      header.filter((line) => line.startsWith(`# ${key}: `)).map((line) => line.slice(key.length + 4));
    return {
      rule: name.slice(0, -'.yaml'.length),
      path,
      upstream: after('upstream'),
      guard: after('guard')[0] ?? '',
      source: header
        .filter((line) => /^#( {3}|$)/.test(line))
        .map((line) => line.slice(4))
        .join('\n'),
    };
  });
