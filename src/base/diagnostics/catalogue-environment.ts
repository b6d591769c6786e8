import { error, warning } from './entry.ts';

/** Releases from one to the next as a range: `1.11 to 1.31`. */
const listed = (known: readonly string[]): string => {
  const [first, last] = [known[0], known.at(-1)];
  return known.length > 4 ? `${first ?? ''} to ${last ?? ''}` : known.join(', ');
};

/** What can be wrong with the surroundings of a team: versions, the tracker, images, rules and dashboards. */
export const environmentEntries = {
  'unknown-version': error(
    'SF4090',
    (p: { system: string; version: string; known: readonly string[] }) =>
      `there are no manifests for ${p.system} ${p.version}; it can be ${listed(p.known)}`,
    `
The platform says which releases of the target systems it has, where they are not the newest:

    versions { argo: "3.7.16", istio: "1.14", seldon: "1.17" }

What is written then is served by these releases. A patch release is written as its minor one. Of Argo Workflows it has to be named,
since earlier ones wait without an end for a value of a step that was skipped. \`keda\` and \`kserve\` are said in the same way.
`,
  ),
  'needs-release': error(
    'SF4091',
    (p: { what: string; system: string; needed: string; version: string }) =>
      `${p.what} needs ${p.system} ${p.needed}, and the platform has ${p.version}`,
    `
What is written for a release is served by it. A part that only a later one has would be refused by the cluster, or left out there
without a word:

    versions { keda: "2.18" }
`,
  ),
  'seldon-licence': warning(
    'SF6070',
    (p: { version: string }) => `Seldon Core ${p.version} needs a licence of Seldon for production`,
    `
Seldon Core is under Apache-2.0 up to 1.17. From 1.18 on it is under the Business Source License, which allows tests and
development; production needs a licence that Seldon sells. The manifests are the same. If you have no licence, stay with
1.17, or serve with another system.
`,
  ),
};
