import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';

/** What was expected, in the words of the language. `found` is told from the token when the message is made. */
export const friendlyMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => labelOf(expected),
  buildNotAllInputParsedMessage: () => 'a declaration',
  buildNoViableAltMessage: ({ customUserDescription, expectedPathsPerAlt }) =>
    customUserDescription ?? oneOf(expectedPathsPerAlt.flatMap((paths) => paths.flatMap(([first]) => first ?? []))),
  buildEarlyExitMessage: ({ customUserDescription, expectedIterationPaths }) =>
    customUserDescription ?? oneOf(expectedIterationPaths.flatMap(([first]) => first ?? [])),
};

const labelOf = (type: TokenType): string => type.LABEL ?? type.name;

function oneOf(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map(labelOf))];
  const last = labels.pop() ?? 'something else';
  return labels.length === 0 ? last : `${labels.join(', ')} or ${last}`;
}

/** A token as it is named in a sentence. */
export function describeToken(token: IToken): string {
  if (token.tokenType === EOF || token.image === '') return 'the end of the file';
  const [line = ''] = token.image.split('\n');
  return `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``;
}

/** Slips that people bring along from other languages, by what was found. */
export const commonSlips: Readonly<Record<string, string>> = {
  '=': 'two values are compared by ==',
  '...': 'a range is written with two points: 1..5',
  ';': 'nothing stands behind a clause; the next one simply follows',
  "'": 'texts stand between double quotation marks',
  '&': 'write and',
  '|': 'write or',
  '!': 'write not',
  when: 'write WHEN',
  if: 'write IF',
  then: 'write THEN',
  When: 'write WHEN',
  If: 'write IF',
  Then: 'write THEN',
};
