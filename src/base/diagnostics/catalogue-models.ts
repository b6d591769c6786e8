import { error } from './entry.ts';

/** What can be wrong with models: where their versions lie, and what is known of these beforehand. */
export const modelEntries = {
  'not-locked': error(
    'SF4100',
    (p: { text: string }) => `${p.text} has no entry in models.lock.yaml`,
    `
Which version an alias stands for is known to the registry alone, and no build asks it. \`sflow lock\` does, and writes down version
and address of each; the file belongs beside the sources, into version control. \`sflow build --locked\` compares both without
asking anybody, so that a version that nobody looked up is not shipped as version 1. A version by its number is locked too, since the
registry knows where its files lie.
`,
  ),
  'lock-unused': error(
    'SF4101',
    (p: { entries: readonly string[] }) =>
      `no source names ${p.entries.join(', ')}, which ${p.entries.length === 1 ? 'has an entry' : 'have entries'} in models.lock.yaml`,
    `
\`sflow build --locked\` takes a lock that says what the sources need, and no more: an entry that is left over is most likely one
whose alias was renamed. \`sflow lock\` writes the file anew. Entries of the trackers of other platforms stay as long as the sources
name the version.
`,
  ),
  'absent-version': error(
    'SF4105',
    (p: { text: string }) => `${p.text} is absent in models.lock.yaml: nothing has that version yet`,
    `
When the versions were locked the registry had none of this name, so that there is nothing to be served: what \`sflow build\` writes
would wait for files that are nowhere. A workflow that is \`deployed by\` an agent is none of that. The agent brings it up when it
first upgrades it, with the version that it upgrades it to, as at the first promotion:

    workflow inference : online {
      service predictor : model { server tensorflow  model fraud@production }
      deployed by keeper
    }
    agent keeper {
      strategy select = replace-if-better(fraud, inference)
    }

What such an upgrade gives no version, as a variant or an explainer, needs one that there is. Where the registry has the version by
now, \`sflow lock\` writes it down.
`,
  ),
  'two-places': error(
    'SF4102',
    (p: { name: string }) => `the model ${p.name} is in a registry and at an address; it is at one of both`,
    `
A model of the registry lies where the registry says, for each version. One that no registry has lies at its address:

    model forest { registered "forest"  better accuracy }
    model llama  { at "hf://meta-llama/Llama-2-7b-chat-hf"  credentials secret hub }
`,
  ),
  'no-registry': error(
    'SF4103',
    (p: { name: string }) => `no registry has ${p.name}, which lies at an address`,
    `
A model at an address can be served. What else can be done with models, a registry does: it gives versions numbers and aliases, it has
the scores by which they are compared, and the steps of a workflow register their models there. Where the address has
\`\${version}\` in it, versions are named by number:

    model flowers { at "gs://models/flowers-\${version}" }
    workflow serving : online { service predictor : model { server tensorflow  model flowers@3 } }
`,
  ),
  'one-version': error(
    'SF4104',
    (p: { name: string }) => `${p.name} has one version, which lies at its address`,
    `
Without \`\${version}\` in its address a model has one version, and is named as it is:

    workflow serving : online { service chat : model { server huggingface  model llama } }
`,
  ),
};
