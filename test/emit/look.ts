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

/** Every value in some data, the data itself first, with its path. */
export function* walk(value: unknown, path = ''): Generator<{ readonly path: string; readonly value: unknown }> {
  yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value) as [string, unknown][]) yield* walk(part, `${path}/${key}`);
}
