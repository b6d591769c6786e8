import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { libraryReference } from '../../../src/language/reference/library.ts';
import { librarySources } from '../../../src/language/reference/write.ts';

describe('the reference of the library', () => {
  it('is that of the sources: npm run reference', () => {
    expect(readFileSync('stdlib/README.md', 'utf8')).toBe(libraryReference(librarySources()));
  });

  it('has the signature, the comment and what else there is to say of each declaration', () => {
    const text = `// What this is about.

// --------------------------------- batch workflows

// Starts it.
primitive go(workflow: Batch, ...) layer application { synonyms [start, run]  permit [get, list] on "a.io/b" named }

// The rate.
// Unit: 1/s.
sensor rate(
  of: Online, over: Duration = 5m
) : Rate windowed
  from prometheus { query: "up", unit: 1/s }

// Watches.
template watcher { role "watch" }
`;
    const reference = libraryReference([
      { path: 'std/zoo.sflow', text },
      { path: 'std/agents.sflow', text: '// Agents.\n\ntemplate t { role "r" }\n' },
    ]);
    expect(reference.indexOf('## std/agents')).toBeLessThan(reference.indexOf('## std/zoo'));
    expect(reference.slice(reference.indexOf('## std/zoo'))).toBe(`## std/zoo

What this is about.

### Batch workflows

#### \`go(workflow: Batch, ...)\`

Starts it.

In other words: start, run.

Permits: get, list on \`a.io/b\` of the workflow.

#### \`rate(of: Online, over: Duration = 5m) : Rate windowed\`

The rate.

Unit: 1/s.

#### \`watcher\`

Watches.

\`\`\`sflow
template watcher { role "watch" }
\`\`\`
`);
  });
});
