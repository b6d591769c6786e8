import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import type { Source } from '../../base/source/source.ts';
import { libraryReference } from './library.ts';

/** The library beside this package. */
export const librarySources = (): Source[] =>
  readdirSync('stdlib')
    .filter((name) => name.endsWith('.sflow'))
    .map((name) => ({ path: `std/${name}`, text: readFileSync(`stdlib/${name}`, 'utf8') }));

if (import.meta.main) writeFileSync('stdlib/README.md', libraryReference(librarySources()));
