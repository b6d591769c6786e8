/** A wrong command line, or a file that cannot be read or written: a sentence and exit code 2. */
export class UsageError extends Error {}
