/** Below it the executors of a run share files. */
export const SHARED_FOLDER = '/workflow';

/** Whether a path leads to a folder, or into it. */
export const isWithin = (path: string, folder: string): boolean =>
  `${plainPath(path)}/`.startsWith(`${plainPath(folder)}/`);

/** A path from the root in its one form, without slashes that mean nothing: `/data/` and `//data/.` are `/data`. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
