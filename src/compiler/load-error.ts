/** What keeps sources from being read at all, in a sentence. */
export class LoadError extends Error {}
