import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cases, keptIn } from './cases.ts';

/** `npm run golden`: makes the goldens anew. What changes is to be read, and explained, before it is committed. */
for (const { folder, goldens } of cases) {
  const kept = keptIn(folder);
  const made = await goldens();
  for (const path of kept.keys()) if (!made.has(path)) rmSync(join(folder, path));
  for (const [path, text] of made) {
    if (kept.get(path) === text) continue;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${kept.has(path) ? 'changed' : 'new'} ${file}\n`);
  }
}
