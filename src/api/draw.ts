import { closest } from '../base/diagnostics/suggest.ts';
import { drawable, pictureOf } from '../target/picture/picture-of.ts';
import type { Compilation, DrawOptions } from './types.ts';

export type { DrawOptions } from './types.ts';

/**
 * A picture of what was compiled: workflows, agents with their strategies, and what these read, call and act on. Undefined
 * where there is nothing of what `only` names.
 */
export async function draw(compilation: Compilation, options: DrawOptions = {}): Promise<string | undefined> {
  const picture = pictureOf(compilation.applications, compilation.graphs, options.only);
  if (!picture) return undefined;
  switch (options.format ?? 'svg') {
    case 'svg':
      return (await import('../target/picture/svg.ts')).toSvg(picture);
    case 'mermaid':
      return (await import('../target/picture/mermaid.ts')).toMermaid(picture);
    case 'dot':
      return (await import('../target/picture/dot.ts')).toDot(picture);
  }
}

/** What was probably meant by a name that `only` cannot be. */
export const closestDrawable = (asked: string, applications: Compilation['applications']): string | undefined =>
  closest(asked, drawable(applications));
