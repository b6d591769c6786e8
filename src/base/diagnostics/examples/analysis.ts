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
  'undecided-conflict': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    WHEN every 1m  IF request-rate(inference) * request-rate(inference) < 0/s * 1/s
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
    priority 10  WHEN every 1m  IF request-rate(inference) * request-rate(inference) < 0/s * 1/s
    THEN updateWorkflowReplica(inference, minimum: 3)
  }
  strategy save {
    WHEN cron "0 20 * * *"
    THEN updateWorkflowReplica(inference, minimum: 1)
  }
}
`,
  },
  'never-due': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN cron "0 3 * * *" and cron "30 * * * 1"
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN cron "0 3 * * *" and cron "0 * * * 1"
    THEN runWorkflow(training)
  }
}
`,
  },
  'interval-adrift': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN every 2d and cron "0 3 * * *"
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN every 2d from "2026-01-01T03:00Z" and cron "0 3 * * *"
    THEN runWorkflow(training)
  }
}
`,
  },
  'never-holds': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1h
    IF   request-rate(inference) > 5/s and request-rate(inference) < 3/s
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1h
    IF   request-rate(inference) > 3/s and request-rate(inference) < 5/s
    THEN runWorkflow(training)
  }
}
`,
  },
  'always-holds': {
    given: 'workflows',
    bad: `
import { failure-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1h
    IF   failure-rate(inference) >= 0%
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { failure-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1h
    IF   failure-rate(inference) > 0%
    THEN runWorkflow(training)
  }
}
`,
  },
  'replicas-for-failures': {
    given: 'workflows',
    bad: `
import { failure-rate } from "std/istio"
agent keeper {
  strategy mend {
    WHEN every 5m
    IF   failure-rate(inference) > 90%
    THEN updateWorkflowReplica(inference, by: +1)
  }
}
`,
    good: `
import { latency } from "std/istio"
agent keeper {
  strategy mend {
    WHEN every 5m
    IF   latency(inference) > 50ms
    THEN updateWorkflowReplica(inference, by: +1)
  }
}
`,
  },
  'promotes-worse': {
    given: 'application',
    bad: `
import { score } from "std/mlflow"
model prices { registered "prices"  better lower rmse }
agent selector {
  strategy select {
    WHEN every 1h
    IF   score(prices@latest) > score(prices@production)
    THEN promote(prices@latest, to: production)
  }
}
`,
    good: `
import { score } from "std/mlflow"
model prices { registered "prices"  better lower rmse }
agent selector {
  strategy select {
    WHEN every 1h
    IF   score(prices@latest) < score(prices@production)
    THEN promote(prices@latest, to: production)
  }
}
`,
  },
  'no-scaling-rule': {
    given: 'workflows',
    bad: `
workflow serve : online {
  service s : model { server tensorflow  model mnist-cnn@production }
  replicas 3
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN updateWorkflowReplica(serve, maximum: 8)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
workflow serve : online {
  service s : model { server tensorflow  model mnist-cnn@production }
  replicas 1..5 scale on request-rate(serve) per replica to 20/s
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN updateWorkflowReplica(serve, maximum: 8)
  }
}
`,
  },
  'no-backup': {
    given: 'workflows',
    bad: `
workflow serve : online {
  service s : model { server tensorflow  model mnist-cnn@production }
  replicas 3
}
agent keeper {
  strategy move {
    WHEN called move(share: Ratio)
    THEN updateWorkflowTraffic(serve, backup: share)
  }
}
`,
    good: `
workflow serve : online {
  service s : model { server tensorflow  model mnist-cnn@production }
  backup inference
}
agent keeper {
  strategy move {
    WHEN called move(share: Ratio)
    THEN updateWorkflowTraffic(serve, backup: share)
  }
}
`,
  },
  'changes-nothing': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy act {
    WHEN every 1h
    THEN promote(mnist-cnn@production, to: production)
  }
}
`,
    good: `
agent keeper {
  strategy act {
    WHEN every 1h
    THEN promote(mnist-cnn@latest, to: production)
  }
}
`,
  },
  'other-model': {
    given: 'application',
    bad: `
model forest { registered "forest"  better accuracy }
workflow classify : online {
  service s : model { server sklearn  model forest@production }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeWorkflow(classify, model: mnist-cnn@latest)
  }
}
`,
    good: `
model forest { registered "forest"  better accuracy }
workflow classify : online {
  service s : model { server sklearn  model forest@production }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeWorkflow(classify, model: forest@latest)
  }
}
`,
  },
  'parallel-conflict': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy act {
    WHEN every 1h
    THEN parallel { stopWorkflow(training)  runWorkflow(training) }
  }
}
`,
    good: `
agent keeper {
  strategy act {
    WHEN every 1h
    THEN { stopWorkflow(training)  runWorkflow(training) }
  }
}
`,
  },
};
