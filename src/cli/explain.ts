import { samplesOf, type Sample } from '../api/example.ts';
import { closestMessage, explain as find } from '../api/explain.ts';
import { renderText, type Diagnostic, type Source } from '../api/index.ts';
import { EXIT } from './exit.ts';
import { UsageError } from './usage.ts';

/** Prints the page of a message: why it is a mistake, a program that makes it, and the one that was meant. */
export async function explain(asked: string): Promise<number> {
  const found = find(asked);
  if (!found) {
    const meant = closestMessage(asked);
    throw new UsageError(`there is no message ${asked}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  const { code, name, severity, text } = found;
  const { wrong, right, told } = await samplesOf(name);
  const own = wrong.diagnostics.filter((each) => each.name === name).map((each) => withinShown(each, wrong));
  const message = renderText(own, wrong.sources, { colour: process.stdout.isTTY });
  const parts = [
    `${code} ${name} (${severity})`,
    text,
    'Wrong:',
    shown(wrong),
    // The last line counts the messages.
    message.trimEnd().split('\n').slice(0, -1).join('\n').trimEnd(),
    'Right:',
    shown(right),
    ...(told === undefined ? [] : [told]),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
  return EXIT.ok;
}

/** A message without the places in what a program takes for granted, and in the library. */
function withinShown(found: Diagnostic, { files }: Sample): Diagnostic {
  const isShown = ({ path, end }: Diagnostic['span']): boolean =>
    files.some((file) => file.path === path && end <= file.text.length);
  return { ...found, labels: found.labels.filter(({ span }) => isShown(span)) };
}

/** The files of a program, and the command line where it matters. */
function shown({ files, flags }: Sample): string {
  const texts = files.map((file) => (files.length === 1 ? excerpt(file) : `// ${file.path}\n${excerpt(file)}`));
  const lines = [...(flags.length === 0 ? [] : [`$ sflow check . ${flags.join(' ')}\n`]), ...texts].join('\n');
  return lines.trimEnd().replaceAll(/^(?=.)/gm, '    ');
}

/** Lines and columns of an example that are shown: some of them are only long. */
const [LINES, COLUMNS] = [20, 110];

function excerpt({ text }: Source): string {
  const lines = text.split('\n');
  const kept = lines.length > LINES ? [...lines.slice(0, LINES / 4), '…'] : lines;
  return kept.map((line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS)}…` : line)).join('\n');
}
