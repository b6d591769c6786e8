/** What an object of a type is made of: each of its optional fields may be undefined too. */
type Loose<T> = T extends unknown
  ? { readonly [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] }
  : never;

/**
 * An object without those of its optional fields that are undefined: with exact optional types a field is there with a value, or
 * not there. The type comes from where the object is used, so that no other field can be given.
 */
export function defined<T extends object>(fields: NoInfer<Loose<T>>): T {
  const object: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) object[name] = value;
  return object as T;
}
