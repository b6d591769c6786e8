/**
 * A whole number of milliseconds from 0 to below `span` that follows from a text alone (FNV-1a, then Murmur's finalizer, so
 * that texts that differ in one sign are far apart).
 */
export function jitterOf(text: string, span: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return Math.floor((hash / 2 ** 32) * span);
}
