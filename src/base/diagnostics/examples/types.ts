import type { typeEntries } from '../catalogue-types.ts';
import type { Examples } from './example.ts';

export const typeExamples: Examples<typeof typeEntries> = {
  'wrong-type': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  retry "three" }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  retry 3 }
}
`,
  },
  'wrong-unit': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  timeout 90 }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  timeout 90s }
}
`,
  },
  incomparable: {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   request-rate(inference) > 20s
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   request-rate(inference) > 20/s
    THEN runWorkflow(training)
  }
}
`,
  },
  'no-arithmetic': {
    bad: `
param pause : Duration = 5m
sensor total = pause + 2Gi
`,
    good: `
param pause : Duration = 5m
sensor total = pause + 30s
`,
  },
  'bad-quantity': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  resources { memory: 8Gib } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  resources { memory: 8Gi } }
}
`,
  },
  'unknown-type': {
    bad: `
param epochs : Integer = 10
`,
    good: `
param epochs : Int = 10
`,
  },
  'unknown-field': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  resources { cpus: 4 } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  resources { cpu: 4 } }
}
`,
  },
  'missing-field': {
    bad: `
sensor queue-length : Count
  from prometheus { unit: 1 }
`,
    good: `
sensor queue-length : Count
  from prometheus { query: "sum(queue_length)", unit: 1 }
`,
  },
  'not-callable': {
    given: 'workflows',
    bad: `
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   inference() > 20/s
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   request-rate(inference) > 20/s
    THEN runWorkflow(training)
  }
}
`,
  },
  'unknown-argument': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN every 1d
    THEN runWorkflow(training, epoch: 20)
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN every 1d
    THEN runWorkflow(training, epochs: 20)
  }
}
`,
  },
  'missing-argument': {
    given: 'workflows',
    bad: `
import { logged-sum } from "std/mlflow"
agent watcher {
  strategy retrain {
    WHEN every 1h  IF logged-sum("n_rows") over 1h > 9  THEN runWorkflow(training)
  }
}
`,
    good: `
import { logged-sum } from "std/mlflow"
agent watcher {
  strategy retrain {
    WHEN every 1h  IF logged-sum("n_rows", experiment: "load") over 1h > 9  THEN runWorkflow(training)
  }
}
`,
  },
  'too-many-arguments': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent watcher {
  strategy grow { WHEN every 5m  IF request-rate(inference, 5m, 20/s) > 20/s  THEN runWorkflow(training) }
}
`,
    good: `
import { request-rate } from "std/istio"
agent watcher {
  strategy grow { WHEN every 5m  IF request-rate(inference, 5m) > 20/s  THEN runWorkflow(training) }
}
`,
  },
  'duplicate-argument': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent watcher {
  strategy retrain {
    WHEN every 1h  IF request-rate(inference, over: 2h, over: 1h) > 20/s  THEN runWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent watcher {
  strategy retrain {
    WHEN every 1h  IF request-rate(inference, over: 1h) > 20/s  THEN runWorkflow(training)
  }
}
`,
  },
  'not-constant': {
    given: 'application',
    bad: `
workflow nightly : batch {
  param version : String = "1.4"
  executor fit { image "fit:1.4"  script sh "echo \${version}" }
}
`,
    good: `
workflow nightly : batch {
  param version : String = "1.4"
  executor fit { image "fit:1.4"  script sh "echo $1"  args [version] }
}
`,
  },
  'secret-as-text': {
    bad: `
platform cluster {
  registry  "registry.example.org"
  artifacts s3 "s3://mnist" { credentials: "minio:minio123" }
}
`,
    good: `
platform cluster {
  registry  "registry.example.org"
  artifacts s3 "s3://mnist" { credentials: secret minio }
}
`,
  },
  'secret-in-text': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  args { header: "Bearer \${secret hub.token}" } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  env { TOKEN: secret hub.token } }
}
`,
  },
  'version-of-nothing': {
    given: 'workflows',
    bad: `
import { score } from "std/mlflow"
agent watcher {
  strategy retrain { WHEN every 1h  IF score(inference@production) < 90%  THEN runWorkflow(training) }
}
`,
    good: `
import { score } from "std/mlflow"
agent watcher {
  strategy retrain { WHEN every 1h  IF score(mnist-cnn@production) < 90%  THEN runWorkflow(training) }
}
`,
  },
  'window-missing': {
    given: 'workflows',
    bad: `
import { logged-sum } from "std/mlflow"
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   logged-sum("n_rows", experiment: "load") >= 1000
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { logged-sum } from "std/mlflow"
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   logged-sum("n_rows", experiment: "load") since last fired >= 1000
    THEN runWorkflow(training)
  }
}
`,
  },
  'window-needless': {
    given: 'workflows',
    bad: `
import { ready-replicas } from "std/kubernetes"
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   ready-replicas(inference) over 5m < 1
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { ready-replicas } from "std/kubernetes"
agent watcher {
  strategy retrain {
    WHEN every 1h
    IF   ready-replicas(inference) < 1
    THEN runWorkflow(training)
  }
}
`,
  },
  'param-circle': {
    bad: `
param width  : Int = height * 2
param height : Int = width
`,
    good: `
param width  : Int = height * 2
param height : Int = 32
`,
  },
  'sensor-circle': {
    bad: `
sensor busy = not idle
sensor idle = not busy
`,
    good: `
param load : Ratio = 50%
sensor busy = load > 80%
sensor idle = not busy
`,
  },
  'unknown-word': {
    given: 'application',
    bad: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  protocol v3
}
`,
    good: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  protocol v2
}
`,
  },
  'not-an-expression': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  args { app: cluster } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  args { app: "cluster" } }
}
`,
  },
  'param-without-value': {
    bad: `
param epochs : Int
`,
    good: `
param epochs : Int = 10
`,
  },
  'bad-value': {
    bad: {
      files: {
        'main.sflow': `
param epochs : Int = 10
`,
      },
      set: { epochs: 'many' },
    },
    good: {
      files: {
        'main.sflow': `
param epochs : Int = 10
`,
      },
      set: { epochs: '20' },
    },
  },
  'bad-promql': {
    given: 'workflows',
    bad: `
sensor errors : Rate
  from prometheus { query: "sum(rate(errors_total[5m])", unit: 1/s }
agent watcher {
  strategy retrain { WHEN every 1h  IF errors > 1/s  THEN runWorkflow(training) }
}
`,
    good: `
sensor errors : Rate
  from prometheus { query: "sum(rate(errors_total[5m]))", unit: 1/s }
agent watcher {
  strategy retrain { WHEN every 1h  IF errors > 1/s  THEN runWorkflow(training) }
}
`,
  },
};
