/** Sources are written by people: far above the largest that one was seen to write. */
export const MAX_SOURCE_BYTES = 2_000_000;

/** Brackets, prefix operators and holes of strings within each other. The parser and all later stages recurse this deep. */
export const MAX_DEPTH = 64;

/** Operators, members and calls in a row, with no bracket or comma between: they make the tree as deep. */
export const MAX_CHAIN = 500;

/** Mistakes in the form of one file that are reported. */
export const MAX_ERRORS = 100;
