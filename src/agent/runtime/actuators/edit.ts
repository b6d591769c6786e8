import { isDeepStrictEqual } from 'node:util';
import type { Value } from '../../../base/values/value.ts';
import { at, metadataOf, type KubernetesObject } from '../cluster/object.ts';

/** Keys of records and numbers of items that lead to a place in an object. */
export type Path = readonly (string | number)[];

/** What is changed of an object. */
export interface Edit {
  readonly places: readonly Place[];
  /** What has to be so beside them, as the names of the items that the paths go through. */
  readonly tests: readonly { readonly path: Path; readonly value: Value }[];
}

export interface Place {
  readonly path: Path;
  /** Absent: nothing was there. */
  readonly before?: Value;
  readonly after: Value;
}

/** A place with what is there now. */
export function placeIn(object: KubernetesObject, path: Path, after: Value): Place {
  const before = at(object, ...path) as Value | undefined;
  return { path, ...(before === undefined ? {} : { before }), after };
}

/** Whether an object still is as an edit found it, or is as it leaves it. */
export const isAs = (object: KubernetesObject, { places, tests }: Edit, when: 'before' | 'after'): boolean =>
  tests.every(({ path, value }) => isDeepStrictEqual(at(object, ...path), value)) &&
  places.every((place) => isDeepStrictEqual(at(object, ...place.path), place[when]));

/** The way back. Nothing is taken away: what was not there before stays. */
export const reversed = ({ places, tests }: Edit): Edit => ({
  places: places.map(({ path, before, after }) => ({ path, before: after, after: before ?? after })),
  tests,
});

/** What is left on an object, as annotations. */
export type Marks = Readonly<Record<string, string>>;

/**
 * Changes an object that is of the version that was read and no other, and leaves marks. A place that is missing would be added, also
 * in the wrong item: so the tests.
 */
export function jsonPatch(object: KubernetesObject, { places, tests }: Edit, marks: Marks): unknown {
  const hasAnnotations = at(object, 'metadata', 'annotations') !== undefined;
  return [
    ...tests.map((test) => ({ op: 'test', path: pointer(test.path), value: test.value })),
    { op: 'replace', path: '/metadata/resourceVersion', value: metadataOf(object).resourceVersion },
    ...(hasAnnotations ? [] : [{ op: 'add', path: '/metadata/annotations', value: {} }]),
    ...Object.entries(marks).map(([name, value]) => ({
      op: 'add',
      path: pointer(['metadata', 'annotations', name]),
      value,
    })),
    // What is added to a list would move the rest of it.
    ...places.map(({ path, after }) => ({
      op: typeof path.at(-1) === 'number' ? 'replace' : 'add',
      path: pointer(path),
      value: after,
    })),
  ];
}

/** The same of an object whose places lie in no list; what leads to them may be missing. */
export function mergePatch(object: KubernetesObject, { places }: Edit, annotations: Marks): unknown {
  const { uid, resourceVersion } = metadataOf(object);
  const patch: Record<string, unknown> = { metadata: { uid, resourceVersion, annotations } };
  for (const { path, after } of places) {
    let within = patch;
    for (const key of path.slice(0, -1)) within = (within[key] ??= {}) as Record<string, unknown>;
    within[path.at(-1) ?? ''] = after;
  }
  return patch;
}

/** RFC 6901. */
const pointer = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
