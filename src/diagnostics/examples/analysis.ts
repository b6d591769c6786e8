import type { analysisEntries } from '../catalogue-analysis.ts';
import type { Examples } from './example.ts';

export const analysisExamples: Examples<typeof analysisEntries> = {
  conflict: {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    WHEN every 1m  IF request-rate(inference) > 10/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
  strategy save {
    WHEN cron "0 20 * * *"
    THEN updateWorkflowReplica(inference, minimum: 1)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    priority 10  WHEN every 1m  IF request-rate(inference) > 10/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
  strategy save {
    WHEN cron "0 20 * * *"
    THEN updateWorkflowReplica(inference, minimum: 1)
  }
}
`,
  },
};
