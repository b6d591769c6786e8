import { error, warning, type None } from './entry.ts';

/** What can be wrong with a text before its meaning is asked for. */
export const sourceEntries = {
  'not-utf8': error(
    'SF1001',
    (_: None) => 'this file is not UTF-8 text',
    `
Sources are UTF-8. Save the file in that encoding, or remove the bytes that belong to none.
`,
  ),
  'empty-file': error(
    'SF1002',
    (_: None) => 'this file declares nothing',
    `
A source holds at least one declaration. Delete the file, or write what it is for.
`,
    { readOn: 'always' },
  ),
  'file-too-large': error(
    'SF1003',
    (p: { bytes: number; limit: number }) =>
      `this file has ${(p.bytes / 1_000_000).toFixed(1)} MB; a source may have ${(p.limit / 1_000_000).toFixed(0)} MB`,
    `
Sources are written by people and read in one sitting. A file beyond the limit is most likely not a source;
if a program wrote it, let it write one file for each application.
`,
  ),
  'too-deep': error(
    'SF1004',
    (p: { limit: number }) => `this is nested more than ${String(p.limit)} levels deep`,
    `
Expressions, records and lists may be nested up to a limit, far above what a reader can follow.
`,
  ),
  'stray-character': error(
    'SF1005',
    (p: { character: string }) => `the character ${p.character} has no meaning here`,
    `
Outside strings and comments only letters, digits and the signs of the language may stand.
`,
  ),
  'unterminated-string': error(
    'SF1006',
    (_: None) => 'this string has no end',
    `
A string begins and ends with \`"\` on one line. A text of several lines stands between \`"""\` and \`"""\`, or, where nothing in
it is to have a meaning, between \`'''\` and \`'''\`.
`,
  ),
  'unknown-escape': error(
    'SF1007',
    (p: { escape: string }) => `${p.escape} is not an escape`,
    `
In a string \`\\n\`, \`\\t\`, \`\\"\`, \`\\\\\` and \`\\$\` have a meaning; a backslash itself is written \`\\\\\`.
Between \`'''\` and \`'''\` nothing has a meaning: so programs and patterns are written as they are.
`,
    { readOn: 'always' },
  ),
  unexpected: error(
    'SF1008',
    (p: { found: string; expected: string }) => `expected ${p.expected}, found ${p.found}`,
    `
The text does not have the form of the language here. The grammar is in grammar/README.md.
`,
    { readOn: 'if-mended' },
  ),
  'too-many-errors': error(
    'SF1009',
    (p: { limit: number }) =>
      `this file has more than ${String(p.limit)} mistakes in its form; the others are not shown`,
    `
Beyond that many mistakes the text is most likely not a source, or one bracket is missing early on.
`,
  ),
  'unknown-clause': error(
    'SF1010',
    (p: { name: string; of: string }) => `${p.of} has no ${p.name}`,
    `
Each declaration knows a fixed set of clauses. A misspelt one is named here with the one that was probably meant.
`,
    { readOn: 'if-mended' },
  ),
  'spelled-otherwise': error(
    'SF1011',
    (p: { found: string; instead: string }) => `${p.found} is written ${p.instead} here`,
    `
Some signs of other languages have another spelling: \`and\`, \`or\` and \`not\` are words, values are compared by
\`==\`, \`:\` stands between the name of a field and its value, and WHEN, IF and THEN are written in upper case.
`,
    { readOn: 'always' },
  ),
  'chained-comparison': error(
    'SF1012',
    (_: None) => 'comparisons cannot be chained',
    `
\`1 < a < 3\` would compare a truth value with a number. Write \`1 < a and a < 3\`.
`,
    { readOn: 'always' },
  ),
  'closes-nothing': error(
    'SF1013',
    (p: { bracket: string }) => `this ${p.bracket} closes nothing`,
    `
Every closing bracket belongs to an opening one. Either this one is too many, or one was lost before it.
`,
  ),
  'unclosed-hole': error(
    'SF1014',
    (_: None) => 'this `${` has no end',
    `
In a string, an expression stands between \`\${\` and \`}\`. Write \`\\$\` for a dollar sign that begins none.
`,
  ),
  'escape-in-script': warning(
    'SF1016',
    (p: { escape: string }) => `${p.escape} in this script is not what its program gets`,
    `
Between \`"""\` escapes are resolved before the program is made, so that \`print("a\\n")\` would get a line break within its
string. Between \`'''\` and \`'''\` nothing has a meaning, neither escapes nor \`\${…}\`: a script is written there as it is.
`,
    { readOn: 'always' },
  ),
  'shell-in-hole': error(
    'SF1017',
    (p: { expansion: string }) => `${p.expansion} is read by shells, and is no expression`,
    `
In a string, an expression stands between \`\${\` and \`}\`. A script for a shell stands between \`'''\` and \`'''\`, where nothing
has a meaning, or has \`\\\${\` in the place of \`\${\`.
`,
  ),
  'clause-order': error(
    'SF1015',
    (p: { found: string; before: string }) => `${p.found} stands before ${p.before}`,
    `
A strategy reads WHEN something happens, IF something holds, THEN do something, in this order.
`,
  ),
};
