import { isRecord } from '../../../base/values/plain.ts';

/** An object of the API server, of which no more is known than that it came as JSON. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

export interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, unknown>>;
}

/** What is at the end of these keys; undefined where there is nothing. Lists are entered by numbers. */
export const at = (value: unknown, ...keys: readonly (string | number)[]): unknown =>
  keys.reduce<unknown>((found, key) => {
    if (typeof key === 'number') return Array.isArray(found) ? (found as readonly unknown[])[key] : undefined;
    return isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }, value);

/** Empty where there is no text. */
export function textAt(value: unknown, ...keys: readonly (string | number)[]): string {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : '';
}

/** Objects in a list; what is none is left out. */
export function listOf(value: unknown, ...keys: readonly (string | number)[]): readonly KubernetesObject[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found.filter((one: unknown) => isRecord(one)) : [];
}

export function recordAt(value: unknown, ...keys: readonly (string | number)[]): KubernetesObject {
  const found = at(value, ...keys);
  return isRecord(found) ? found : {};
}

export const metadataOf = (object: KubernetesObject): Metadata => ({
  name: textAt(object, 'metadata', 'name'),
  uid: textAt(object, 'metadata', 'uid'),
  resourceVersion: textAt(object, 'metadata', 'resourceVersion'),
  annotations: recordAt(object, 'metadata', 'annotations'),
  labels: recordAt(object, 'metadata', 'labels'),
});
