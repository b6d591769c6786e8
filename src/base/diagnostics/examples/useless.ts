import type { uselessEntries } from '../catalogue-useless.ts';
import type { Examples } from './example.ts';

export const uselessExamples: Examples<typeof uselessEntries> = {
  'no-way-back': {
    given: 'workflows',
    bad: `
import { ready-replicas } from "std/kubernetes"
workflow serve : online { service s : model { server tensorflow  model mnist-cnn@1 }  backup inference }
agent planner {
  strategy fail-over {
    WHEN every 30s  IF ready-replicas(serve) == 0 for 30s
    THEN updateWorkflowTraffic(serve, backup: 100%)
  }
}
`,
    good: `
import { ready-replicas } from "std/kubernetes"
workflow serve : online { service s : model { server tensorflow  model mnist-cnn@1 }  backup inference }
agent planner {
  strategy fail-over {
    WHEN every 30s  IF ready-replicas(serve) == 0 for 30s
    THEN updateWorkflowTraffic(serve, backup: 100%)
  }
  strategy fail-back {
    WHEN every 30s  IF ready-replicas(serve) >= 1 for 2m
    THEN updateWorkflowTraffic(serve, backup: 0%)
  }
}
`,
  },
  'short-window': {
    given: 'workflows',
    bad: `
import { failure-rate } from "std/istio"
agent watcher {
  strategy tell {
    cooldown 1h
    WHEN every 1h
    IF   failure-rate(inference, over: 5m) > 5%
    THEN notify(secret ml-alerts.url, "inference fails")
  }
}
`,
    good: `
import { failure-rate } from "std/istio"
agent watcher {
  strategy tell {
    cooldown 1h
    WHEN every 1h
    IF   failure-rate(inference, over: 1h) > 5%
    THEN notify(secret ml-alerts.url, "inference fails")
  }
}
`,
  },
  'few-samples': {
    given: 'workflows',
    bad: `
import { failure-rate } from "std/istio"
agent watcher {
  strategy tell {
    cooldown 1h
    WHEN every 30s
    IF   failure-rate(inference, over: 30s) > 5%
    THEN notify(secret ml-alerts.url, "inference fails")
  }
}
`,
    good: `
import { failure-rate } from "std/istio"
agent watcher {
  strategy tell {
    cooldown 1h
    WHEN every 30s
    IF   failure-rate(inference, over: 2m) > 5%
    THEN notify(secret ml-alerts.url, "inference fails")
  }
}
`,
  },
  shadowed: {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    priority 10  WHEN every 1h  IF request-rate(inference) > 5/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
  strategy grow-on {
    WHEN every 1h  IF request-rate(inference) > 20/s
    THEN updateWorkflowReplica(inference, minimum: 6)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    WHEN every 1h  IF request-rate(inference) > 5/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
  strategy grow-on {
    priority 10  WHEN every 1h  IF request-rate(inference) > 20/s
    THEN updateWorkflowReplica(inference, minimum: 6)
  }
}
`,
  },
  repeated: {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    WHEN every 1h  IF request-rate(inference) > 5/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
  strategy grow-on {
    WHEN every 1h  IF request-rate(inference) > 20/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    WHEN every 1h  IF request-rate(inference) > 5/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
  strategy grow-on {
    priority 10  WHEN every 1h  IF request-rate(inference) > 20/s
    THEN updateWorkflowReplica(inference, minimum: 6)
  }
}
`,
  },
};
