import type { endpointEntries } from '../catalogue-endpoints.ts';
import type { Examples } from './example.ts';

export const endpointExamples: Examples<typeof endpointEntries> = {
  'cannot-travel': {
    given: 'application',
    bad: `
endpoint drift : service { image "drift:1.0" }
sensor worst : Online from http { endpoint: drift }
`,
    good: `
endpoint drift : service { image "drift:1.0" }
sensor worst : String from http { endpoint: drift }
`,
  },
  'endpoint-clause': {
    given: 'application',
    bad: `
endpoint drift : sidecar { image "drift:1.0"  replicas 2 }
`,
    good: `
endpoint drift : service { image "drift:1.0"  replicas 2 }
`,
  },
  'port-taken': {
    given: 'workflows',
    bad: `
endpoint drift : sidecar { image "drift:1.0"  port 8080 }
sensor shift : Number from http { endpoint: drift }
agent watcher {
  strategy retrain { WHEN every 1h  IF shift > 0.2  THEN runWorkflow(training) }
}
`,
    good: `
endpoint drift : sidecar { image "drift:1.0"  port 8091 }
sensor shift : Number from http { endpoint: drift }
agent watcher {
  strategy retrain { WHEN every 1h  IF shift > 0.2  THEN runWorkflow(training) }
}
`,
  },
};
