/** The words that are no names. All others have a meaning in some places only. */
const words = ['WHEN', 'IF', 'THEN', 'ELSE', 'and', 'or', 'not', 'true', 'false', 'none'] as const;

export type Keyword = (typeof words)[number];

export const keywords: ReadonlySet<string> = new Set(words);
