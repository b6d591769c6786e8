import { createHash } from 'node:crypto';

/** In characters. */
const LONGEST = 64;

/** Another text for each other one, also where somebody seeks two that are alike. */
export const idDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 48);

/**
 * The id under which a call is sent: the key of the action, which every try of it has. Keys have names in them, which may be long; a
 * digest stands for such a one.
 */
export const callIdOf = (key: string): string => (key.length <= LONGEST ? key : `sha256-${idDigest(key)}`);
