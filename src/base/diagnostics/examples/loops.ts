import type { loopEntries } from '../catalogue-loops.ts';
import type { Examples } from './example.ts';

export const loopExamples: Examples<typeof loopEntries> = {
  'acts-at-every-look': {
    given: 'workflows',
    bad: `
import { failure-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1m
    IF   failure-rate(inference) > 5% for 5m
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { failure-rate } from "std/istio"
agent keeper {
  strategy retrain {
    cooldown 6h
    WHEN every 1m
    IF   failure-rate(inference) > 5% for 5m
    THEN runWorkflow(training)
  }
}
`,
  },
  'endless-circle': {
    given: 'workflows',
    bad: `
agent planner {
  strategy plan { WHEN called plan()  THEN call keeper.check() }
}
agent keeper {
  strategy check { WHEN called check()  THEN call planner.plan() }
}
`,
    good: `
agent planner {
  strategy plan { cooldown 10m  WHEN called plan()  THEN call keeper.check() }
}
agent keeper {
  strategy check { WHEN called check()  THEN call planner.plan() }
}
`,
  },
  'promotes-again': {
    given: 'workflows',
    bad: `
import { failure-rate } from "std/istio"
import { gain }         from "std/mlflow"
agent keeper {
  strategy select {
    WHEN every 1h
    IF   gain(mnist-cnn@latest, than: mnist-cnn@production) > 1%
    THEN promote(mnist-cnn@latest, to: production)
  }
  strategy back { priority 10  WHEN every 1m  IF failure-rate(inference) > 5% for 5m
    THEN promote(mnist-cnn@previous, to: production) }
}
`,
    good: `
import { failure-rate } from "std/istio"
import { gain }         from "std/mlflow"
agent keeper {
  strategy select {
    WHEN on mnist-cnn.registered
    IF   gain(mnist-cnn@latest, than: mnist-cnn@production) > 1%
    THEN promote(mnist-cnn@latest, to: production)
  }
  strategy back { priority 10  WHEN every 1m  IF failure-rate(inference) > 5% for 5m
    THEN promote(mnist-cnn@previous, to: production) }
}
`,
  },
  'feeds-itself': {
    given: 'workflows',
    bad: `
import { ready-replicas } from "std/kubernetes"
agent keeper {
  strategy grow {
    WHEN every 1m
    IF   ready-replicas(inference) > 3
    THEN updateWorkflowReplica(inference, by: +1)
  }
}
`,
    good: `
import { ready-replicas } from "std/kubernetes"
agent keeper {
  strategy grow {
    WHEN every 1m
    IF   ready-replicas(inference) < 3
    THEN updateWorkflowReplica(inference, by: +1)
  }
}
`,
  },
  flapping: {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    WHEN every 1m  IF request-rate(inference) > 20/s
    THEN updateWorkflowReplica(inference, by: +1)
  }
  strategy shrink {
    WHEN every 1m  IF request-rate(inference) <= 20/s
    THEN updateWorkflowReplica(inference, by: -1)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy grow {
    WHEN every 1m  IF request-rate(inference) > 20/s
    THEN updateWorkflowReplica(inference, by: +1)
  }
  strategy shrink {
    WHEN every 1m  IF request-rate(inference) <= 15/s
    THEN updateWorkflowReplica(inference, by: -1)
  }
}
`,
  },
  'unbounded-reversals': {
    bad: `
platform live {
  registry "registry.example.org"  tracker mlflow "http://mlflow.ml:5000"
  metrics prometheus "http://prometheus.ml:9090"
  profile production
}
application shop { team science  on live }
workflow fit : batch { executor step { image "fit:1.0"  command ["fit"] } }
sensor load : Number from prometheus { query: "sum(load)", unit: 1 }
agent keeper {
  strategy more { WHEN every 1m  IF load > 20  THEN updateWorkflowResource(fit, cpu: 4) }
  strategy less { WHEN every 1m  IF load < 10  THEN updateWorkflowResource(fit, cpu: 1) }
}
`,
    good: `
platform live {
  registry "registry.example.org"  tracker mlflow "http://mlflow.ml:5000"
  metrics prometheus "http://prometheus.ml:9090"
  profile production
}
application shop { team science  on live }
workflow fit : batch { executor step { image "fit:1.0"  command ["fit"] } }
sensor load : Number from prometheus { query: "sum(load)", unit: 1 }
agent keeper {
  strategy more { WHEN every 1m  IF load > 20  THEN updateWorkflowResource(fit, cpu: 4) }
  strategy less { cooldown 1h  WHEN every 1m  IF load < 10  THEN updateWorkflowResource(fit, cpu: 1) }
}
`,
  },
};
