import { sourceEntries } from './catalogue-source.ts';
import { versionEntries } from './catalogue-versions.ts';
import { nameEntries } from './catalogue-names.ts';
import { typeEntries } from './catalogue-types.ts';
import { workflowEntries } from './catalogue-workflows.ts';
import { batchEntries } from './catalogue-batch.ts';
import { onlineEntries } from './catalogue-online.ts';
import { modelEntries } from './catalogue-models.ts';
import { accessEntries } from './catalogue-access.ts';
import { environmentEntries } from './catalogue-environment.ts';
import { agentEntries } from './catalogue-agents.ts';
import { strategyEntries } from './catalogue-strategies.ts';
import { edgeEntries } from './catalogue-edges.ts';
import { loopEntries } from './catalogue-loops.ts';
import { analysisEntries } from './catalogue-analysis.ts';
import { uselessEntries } from './catalogue-useless.ts';
import { endpointEntries } from './catalogue-endpoints.ts';
import { upgradeEntries } from './catalogue-upgrades.ts';
import { targetEntries } from './catalogue-targets.ts';
import type { Traits } from './entry.ts';

/**
 * Every message of the compiler. A code is never used for another message again: people search for it.
 * SF1 text and syntax, SF2 names, SF3 types and units, SF4 workflows, SF5 agents and strategies, SF6 targets.
 */
export const catalogue = {
  ...sourceEntries,
  ...nameEntries,
  ...typeEntries,
  ...workflowEntries,
  ...batchEntries,
  ...onlineEntries,
  ...agentEntries,
  ...strategyEntries,
  ...analysisEntries,
  ...versionEntries,
  ...upgradeEntries,
  ...edgeEntries,
  ...loopEntries,
  ...uselessEntries,
  ...endpointEntries,
  ...modelEntries,
  ...environmentEntries,
  ...accessEntries,
  ...targetEntries,
};

export type DiagnosticName = keyof typeof catalogue;
export type ParametersOf<K extends DiagnosticName> = Parameters<(typeof catalogue)[K]['message']>[0];

export const traitsOf = (name: DiagnosticName): Traits => catalogue[name];
