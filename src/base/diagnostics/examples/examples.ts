import type { catalogue } from '../catalogue.ts';
import { accessExamples } from './access.ts';
import { agentExamples } from './agents.ts';
import { analysisExamples } from './analysis.ts';
import { batchExamples } from './batch.ts';
import { endpointExamples } from './endpoints.ts';
import { environmentExamples } from './environment.ts';
import type { Examples } from './example.ts';
import { modelExamples } from './models.ts';
import { edgeExamples } from './edges.ts';
import { loopExamples } from './loops.ts';
import { nameExamples } from './names.ts';
import { onlineExamples } from './online.ts';
import { sourceExamples } from './source.ts';
import { strategyExamples } from './strategies.ts';
import { targetExamples } from './targets.ts';
import { typeExamples } from './types.ts';
import { upgradeExamples } from './upgrades.ts';
import { versionExamples } from './versions.ts';
import { uselessExamples } from './useless.ts';
import { workflowExamples } from './workflows.ts';

/** An example for each message. Only `sflow explain` loads them. */
export const examples: Examples<typeof catalogue> = {
  ...sourceExamples,
  ...nameExamples,
  ...typeExamples,
  ...workflowExamples,
  ...batchExamples,
  ...onlineExamples,
  ...agentExamples,
  ...strategyExamples,
  ...analysisExamples,
  ...versionExamples,
  ...upgradeExamples,
  ...edgeExamples,
  ...loopExamples,
  ...uselessExamples,
  ...endpointExamples,
  ...modelExamples,
  ...environmentExamples,
  ...accessExamples,
  ...targetExamples,
};
