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
  const given = fields as Readonly<Record<string, unknown>>;
  for (const name in given) if (given[name] !== undefined) object[name] = given[name];
  return object as T;
}

/** Plain data without fields that are undefined, however deep they are; what has none of them is given back as it is. */
export const definedWithin = <T>(data: T): T => withoutUndefined(data) as T;

function withoutUndefined(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  return Array.isArray(data) ? listWithout(data) : recordWithout(data as Readonly<Record<string, unknown>>);
}

function listWithout(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const kept = withoutUndefined(list[index]);
    if (kept !== list[index]) (copy ??= [...list])[index] = kept;
  }
  return copy ?? list;
}

function recordWithout(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined;
  for (const name in record) {
    const kept = withoutUndefined(record[name]);
    if (kept !== record[name] || kept === undefined) copy ??= fieldsBefore(name, record);
    if (copy !== undefined && kept !== undefined) copy[name] = kept;
  }
  return copy ?? record;
}

function fieldsBefore(name: string, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const before in record) {
    if (before === name) break;
    fields[before] = record[before];
  }
  return fields;
}
