import { createHash } from 'node:crypto';

/** In characters. */
const LONGEST = 64;

/**
 * The id under which a call is sent: the key of the action, which every try of it has. A call that answers a call has the id of
 * that within its key, so that keys grow from agent to agent; a digest stands for a long one.
 */
export const callIdOf = (key: string): string =>
  key.length <= LONGEST ? key : `sha256-${createHash('sha256').update(key).digest('hex').slice(0, 48)}`;
