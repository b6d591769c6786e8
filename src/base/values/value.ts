/**
 * A value as the engine and the compiler's constant folding see it: plain JSON. Quantities are in base units (seconds,
 * bytes, cores, 1/s, ratios as fractions), instants are milliseconds since 1970 UTC, none is null. A model version is
 * `{ name, version, uri }`, a dataset `{ run, path, uri }`, each of strings.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** A value that may be missing for a reason: the third truth value, and what a sensor that cannot be read gives. */
export type Known = { readonly known: true; readonly value: Value };
export type Unknown = { readonly known: false; readonly reason: string };
export type Observation = Known | Unknown;

export const known = (value: Value): Known => ({ known: true, value });
export const unknown = (reason: string): Unknown => ({ known: false, reason });
