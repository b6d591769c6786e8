/** Stands in the JSON for an expression; whole texts are replaced, so that one of a user within another stays. */
const PLACE = '@sflow@';

/**
 * JSON in which expressions stand in the place of values. `make` is given what writes one: what stands there until the JSON is
 * text. Each has to give JSON itself, so that no value of a run can end its place early.
 */
export function jsonWith(make: (value: (expression: string) => string) => unknown, indent?: number): string {
  const expressions: string[] = [];
  const value = (expression: string): string => {
    expressions.push(`{{=${expression}}}`);
    return `${PLACE}${String(expressions.length - 1)}${PLACE}`;
  };
  return JSON.stringify(make(value), null, indent).replaceAll(
    new RegExp(`"${PLACE}(\\d+)${PLACE}"`, 'g'),
    (_, index: string) => expressions[Number(index)] ?? '',
  );
}
