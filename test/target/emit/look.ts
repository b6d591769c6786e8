/** Reads data of which no more is known than that it came out of YAML or JSON. */
export type Data = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};

/** What is at a path such as `spec.template.spec`. Keys with a point in them are given as further arguments. */
export const look = (value: unknown, path: string, ...keys: readonly string[]): unknown =>
  [...path.split('.'), ...keys].reduce<unknown>((at, key) => record(at)[key], value);

export const list = (value: unknown, path: string): readonly unknown[] => {
  const found = look(value, path);
  return Array.isArray(found) ? (found as unknown[]) : [];
};

/** The text at a path; a sign that is no name where there is none, so that it is found missing rather than equal. */
export const text = (value: unknown, path: string, ...keys: readonly string[]): string => {
  const found = look(value, path, ...keys);
  return typeof found === 'string' ? found : '∅';
};

/** Whether labels hold all that a selector wants. */
export const selects = (selector: unknown, labels: unknown): boolean =>
  Object.entries(record(selector)).every(([key, value]) => record(labels)[key] === value);

/** Every value in some data, the data itself first, with the keys that lead to it. */
export function* walk(
  value: unknown,
  keys: readonly string[] = [],
): Generator<{ keys: readonly string[]; value: unknown }> {
  yield { keys, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value) as [string, unknown][]) yield* walk(part, [...keys, key]);
}

/** A copy in which the value at the end of the keys is another. */
export function replaced<T>(value: T, keys: readonly string[], change: (old: unknown) => unknown): T {
  const [key, ...rest] = keys;
  if (key === undefined) return change(value) as T;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, change);
  return copy as T;
}
