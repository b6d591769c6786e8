import type { KubernetesObject } from './manifest.ts';

/**
 * A value of an API's type as it is written: nothing of it is changed, and a field that may be absent may also be undefined,
 * which every writer leaves out (`yaml.ts`, JSON). So a literal names its fields, each once, and the compiler refuses those
 * that the API does not know; it does not look at a literal with a spread. A map has the keys that it has.
 */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly Draft<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Draft<T[Key]> | (Partial<Pick<T, Key>> extends Pick<T, Key> ? undefined : never) }
    : T;

/** An object of the kind `T`, as `object<IDeployment>({ … })`. */
export const object = <T>(draft: Draft<T> & KubernetesObject): Draft<T> & KubernetesObject => draft;

/** A list or a map; undefined where nothing is in it, so that its field is left out. Its type is that of its place. */
export function unlessEmpty<T>(all: NoInfer<T>): T | undefined {
  for (const key in all) if (all[key] !== undefined) return all;
  return undefined;
}
