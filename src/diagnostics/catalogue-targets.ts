import { error } from './entry.ts';

/** What a target system would refuse. */
export const targetEntries = {
  'name-too-long': error(
    'SF6001',
    (p: { what: string; name: string; limit: number }) =>
      `${p.what} would be ${p.name}, which has ${String(p.name.length)} characters; it may have ${String(p.limit)}`,
    `
Some names are composed of others, by this compiler or by the systems that run the objects, and Kubernetes limits what comes
out: 63 characters for most, 48 for a service in a graph of Seldon Core (whose label it becomes a part of). Shorten the name
at the place that is shown.
`,
  ),
  'object-twice': error(
    'SF6002',
    (p: { kind: string; name: string; namespace: string }) =>
      `there would be two objects ${p.kind} ${p.name} in the namespace ${p.namespace}`,
    `
Names of the source become names of objects, and in one namespace two objects of a kind cannot share one. Rename one of the
two, or give the applications different namespaces.
`,
  ),
};
