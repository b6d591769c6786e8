import { error, warning, type None } from './entry.ts';

/** What can be wrong with names and with the files that declare them. */
export const nameEntries = {
  'unknown-name': error(
    'SF2001',
    (p: { name: string; what: string }) => `there is no ${p.what} ${p.name} here`,
    `
A name means a declaration of the same file or one that the file imports.

    import { cluster } from "./platform"
`,
    { absent: true, joinedBy: 'name' },
  ),
  'duplicate-name': error(
    'SF2002',
    (p: { name: string; what: string }) => `${p.name} is declared twice; this ${p.what} is the second`,
    `
A name stands for one thing in its file, its workflow or its agent. Rename one of the two.
`,
  ),
  'import-not-found': error(
    'SF2003',
    (p: { from: string }) => `there is no file ${p.from}`,
    `
An import names a file beside its own, without the ending (\`"./platform"\`), or a part of the standard library (\`"std/agents"\`).
`,
  ),
  'import-circle': error(
    'SF2004',
    (p: { circle: readonly string[] }) => `these files import each other in a circle: ${p.circle.join(' → ')}`,
    `
Files are read in the order of their imports, so no file may import itself by way of others.
Move what both need into a file of its own.
`,
  ),
  'not-exported': error(
    'SF2005',
    (p: { name: string; from: string }) => `${p.from} declares no ${p.name}`,
    `
Only what a file itself declares can be imported from it.
`,
    { absent: true },
  ),
  'wrong-declaration': error(
    'SF2006',
    (p: { name: string; found: string; expected: string }) =>
      `${p.name} is ${p.found}, and ${p.expected} is needed here`,
    `
The name is known, but it stands for something of another kind.
`,
  ),
  'no-application': error(
    'SF2007',
    (p: { what: string }) => `this ${p.what} belongs to no application`,
    `
Workflows and agents are deployed for an application of a team. A file that holds some declares it once:

    application mnist { team dataengineer  on cluster }
`,
    { absent: true },
  ),
  'two-applications': error(
    'SF2008',
    (_: None) => 'a file belongs to one application, and this is the second',
    `
What a file declares is deployed for the application of that file. Put the other application into another file.
`,
  ),
  'no-platform': error(
    'SF2009',
    (p: { name: string; known: readonly string[] }) =>
      `there is no platform ${p.name}${p.known.length > 0 ? `; there is ${p.known.join(', ')}` : ''}`,
    `
\`--platform NAME\` chooses one of the platforms that the sources declare.
`,
    { absent: true },
  ),
  'no-param': error(
    'SF2010',
    (p: { name: string }) => `no source declares a param ${p.name}`,
    `
\`--set name=value\` and the values file give values to params that stand outside workflows.
`,
    { absent: true },
  ),
  'unused-import': warning(
    'SF2011',
    (p: { names: readonly string[] }) =>
      `${p.names.join(', ')} ${p.names.length === 1 ? 'is' : 'are'} imported, and not used in this file`,
    `
What a file imports is for that file alone: others do not get it from there. Leave the name out, or the whole import.

A platform is not told of, since \`--platform\` may choose it.
`,
  ),
  'unused-declaration': warning(
    'SF2012',
    (p: { name: string; what: string }) => `nothing uses the ${p.what} ${p.name}`,
    `
What nobody names has no effect: a sensor that nothing reads is never asked, a template of which nothing is made is never deployed,
and a value for a parameter that nothing reads changes nothing. Often it is what was forgotten: a part of a constraint, an argument.

    strategy keep-busy(of: Online, promise: Rate) {
      WHEN every 1m
      IF   request-rate(of) > promise
      THEN updateWorkflowReplica(of, by: +1)
    }

Sensors, params and templates of a file are told of where the file belongs to an application and all files of its folder were read:
in any other file they may be there for others to import.
`,
  ),
  'namespace-of-cluster': error(
    'SF2013',
    (p: { name: string }) => `the namespace ${p.name} belongs to the cluster`,
    `
A build makes the namespaces of its applications and labels them, and \`kubectl delete -k\` takes them away with all that is in
them. \`default\` is there in every cluster, and names that begin with \`kube-\` are those of Kubernetes itself. A namespace that is
there already is left as it is where the clause says so:

    namespace "ml-retail" { existing: true }
`,
  ),
  'namespace-shared': error(
    'SF2014',
    (p: { name: string; namespace: string }) =>
      `${p.name} would share the namespace ${p.namespace} with another application`,
    `
Each application has a namespace of its own: accounts, rights and policies of agents are said for a namespace, and would be those
of both.
`,
  ),
  'namespace-differs': error(
    'SF2015',
    (p: { name: string }) => `another file says that ${p.name} lives elsewhere`,
    `
Several files may declare one application. Its namespace is that of the first of them; the others say the same or nothing.
`,
  ),
};
