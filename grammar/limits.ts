/** A source is written by people; ten times the largest that one was seen to write. */
export const MAX_SOURCE_BYTES = 2_000_000;

/** Brackets, prefix operators and type arguments within each other. The parser and all later stages recurse this deep. */
export const MAX_DEPTH = 200;

/** Operators of one level in a row, and members or calls behind one value: they make the tree as deep. */
export const MAX_CHAIN = 500;

/** Mistakes in the form of one file that are reported. */
export const MAX_ERRORS = 100;
