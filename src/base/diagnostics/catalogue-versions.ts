import { error, warning } from './entry.ts';

interface Scored {
  readonly name: string;
  readonly metric: string;
}

/** What strategies ask of versions and their scores. */
export const versionEntries = {
  'stale-alias': error(
    'SF5070',
    (p: { read: string; alias: string }) =>
      `${p.read} is read before ${p.alias} is moved, and is the version that it was`,
    `
All that a strategy does has the values of its decision: an alias that an action moves is, for the actions behind it, still the
version that it was before. This promotes the version before the last and then serves the one that failed:

    promote(fraud@previous, to: production)
    upgradeWorkflow(serving, model: fraud@production)

Name the version itself:

    promote(fraud@previous, to: production)
    upgradeWorkflow(serving, model: fraud@previous)
`,
  ),
  'scores-apart': warning(
    'SF5071',
    (p: { text: string; first: Scored; second: Scored }) =>
      p.first.metric === p.second.metric
        ? `this compares two models, ${p.first.name} and ${p.second.name}: ${p.text}`
        : `this compares ${p.first.metric} of ${p.first.name} with ${p.second.metric} of ${p.second.name}: ${p.text}`,
    `
A score is the metric by which the versions of one model are compared. Of two models it was measured on other data, or is another
metric altogether, so that the greater one says nothing. Compare versions of one model:

    IF   gain(fraud@latest, than: fraud@production) > 0
`,
  ),
  'unset-alias': warning(
    'SF5072',
    (p: { name: string; alias: string }) => `nothing here sets ${p.alias}, so that ${p.name} may never be a version`,
    `
No action of an agent moves an alias of this name, and it is nearly one that an action moves, or one that is usual. What reads it
is unknown as long as nobody sets it in the registry.
`,
  ),
  'unlogged-metric': warning(
    'SF5073',
    (p: { what: 'metric' | 'experiment'; name: string; of: string }) =>
      p.what === 'metric' ? `no step logs ${p.name} in ${p.of}` : `no step logs in the experiment ${p.name}`,
    `
Steps say what they log, as in \`metric accuracy : Ratio in experiment "training"\`. A reading of a metric that none of them logs
there is 0 or unknown for ever. Where a program logs it all the same, say so at its step.
`,
  ),
  'unscored-model': warning(
    'SF5074',
    (p: { name: string; metric: string; known: readonly string[] }) =>
      `versions of ${p.name} are compared by ${p.metric}, which no step that registers it logs${p.known.length > 0 ? `: they log ${p.known.join(', ')}` : ''}`,
    `
\`better accuracy\` compares versions of a model by the metric that the run has logged from which they come. Without it their score
is unknown, and no strategy that compares them acts. Say at the step that it logs the metric, or compare by one that it logs:

    executor fit { image "fit:1.4"  metric accuracy : Ratio }
    register fraud from fit
`,
  ),
  'never-deployed': error(
    'SF5075',
    (p: { workflow: string; agent: string }) => `${p.agent} never deploys ${p.workflow}, which nobody else ships`,
    `
A workflow that is \`deployed by\` an agent is none of what \`sflow build\` writes: the agent brings it up when it first deploys or
upgrades it, as at the first promotion of a model that has no version yet. So one of its strategies has to:

    workflow inference : online {
      service predictor : model { server tensorflow  model fraud@production }
      deployed by keeper
    }
    agent keeper {
      strategy select = replace-if-better(fraud, inference)
    }
`,
  ),
};
