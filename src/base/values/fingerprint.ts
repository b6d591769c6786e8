/**
 * A short text that is another one for other content. Node's crypto takes as long to load as a small build takes, so it is
 * asked for only when there is something to hash.
 */
export const fingerprint = (content: string): string =>
  process.getBuiltinModule('node:crypto').hash('sha256', content, 'hex').slice(0, 16);
