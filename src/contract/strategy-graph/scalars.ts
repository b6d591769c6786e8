/** The texts and numbers of a strategy graph. Tags are bounds of its schema. */

/** Of an object of Kubernetes. @minLength 1 @maxLength 253 */
export type Name = string;

/** What the source calls something, which may be as long as it likes: a strategy, a sensor, a param. @minLength 1 */
export type Identifier = string;

/** Name of a type, as `Count`, `ModelVersion` or `Dataset?`. */
export type TypeName = string;

/** As the user wrote it, as `predictions since last fired`. */
export type SourceText = string;

/** File and line of the source, as `dataengineer.sflow:58`. @pattern ^.+:[0-9]+$ */
export type OriginText = string;

/** Milliseconds since 1970 UTC. @asType integer */
export type Instant = number;

/** A span of time. @exclusiveMinimum 0 */
export type Seconds = number;

/** @pattern ^https?:// */
export type Url = string;

/** Of HTTP, of letters, digits, hyphens and underscores: a file is called after it. @pattern ^[A-Za-z0-9_-]+$ */
export type HeaderName = string;
