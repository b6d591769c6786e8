import type { Picture } from './picture.ts';

/** Gives for the id of a line that of its row, and any other id as it is: for forms in which lines are no things. */
export function partOf({ groups, boxes }: Picture): (id: string) => string {
  const rows = new Map<string, string>();
  for (const box of [...groups.flatMap((group) => group.boxes), ...boxes]) {
    if (box.form !== 'table') continue;
    for (const row of box.rows) for (const line of row.lines) rows.set(line.id, row.id);
  }
  return (id) => rows.get(id) ?? id;
}
