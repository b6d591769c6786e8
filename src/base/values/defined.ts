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

/** Plain data without fields that are undefined, however deep they are; what has none of them is given back as it is. */
export function definedWithin<T>(data: T): T {
  return withoutUndefined(data) as T;
}

function withoutUndefined(data: unknown): unknown {
  if (Array.isArray(data)) {
    const items: unknown[] = data.map(withoutUndefined);
    return items.every((item, index) => item === data[index]) ? data : items;
  }
  if (typeof data !== 'object' || data === null) return data;
  const fields: Record<string, unknown> = {};
  let isSame = true;
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    const kept = withoutUndefined(value);
    if (kept !== undefined) fields[name] = kept;
    isSame &&= kept === value && kept !== undefined;
  }
  return isSame ? data : fields;
}
