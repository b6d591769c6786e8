import { compile } from '../../src/api/compile.ts';
import type { Picture } from '../../src/target/picture/picture.ts';
import { pictureOf } from '../../src/target/picture/picture-of.ts';
import { load } from '../../src/api/load.ts';

/** The picture of one text, which has to be right. */
export function pictureOfText(text: string, only?: string): Picture {
  const { applications, graphs, diagnostics } = compile([{ path: 'main.sflow', text }]);
  const picture = pictureOf(applications, graphs, only);
  if (!picture) throw new Error(`nothing to draw: ${diagnostics.map(({ message }) => message).join('; ')}`);
  return picture;
}

export async function pictureOfFolder(path: string, only?: string): Promise<Picture> {
  const { applications, graphs } = compile(await load(path));
  const picture = pictureOf(applications, graphs, only);
  if (!picture) throw new Error(`nothing to draw in ${path}`);
  return picture;
}

/** Names by id, so that links can be told in words. A line is told by its row. */
export function namesIn({ groups, boxes }: Picture): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const box of [...groups.flatMap((group) => group.boxes), ...boxes]) {
    names.set(box.id, box.name);
    if (box.form === 'flow') for (const part of box.parts) names.set(part.id, `${box.name}/${part.name}`);
    else
      for (const row of box.rows) {
        names.set(row.id, `${box.name}/${row.name}`);
        for (const line of row.lines) names.set(line.id, `${box.name}/${row.name}`);
      }
  }
  return names;
}

/** `kind: from -> to`, of each link. */
export function linksIn(picture: Picture): string[] {
  const names = namesIn(picture);
  const nameOf = (id: string): string => names.get(id) ?? `no ${id}`;
  return picture.links.map(({ kind, from, to, label }) =>
    [`${kind}:`, nameOf(from), '->', nameOf(to), ...(label === '' || label === kind ? [] : [`(${label})`])].join(' '),
  );
}
