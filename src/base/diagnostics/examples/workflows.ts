import type { workflowEntries } from '../catalogue-workflows.ts';
import type { Examples } from './example.ts';

export const workflowExamples: Examples<typeof workflowEntries> = {
  'bad-name': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor load_data { image "load-data:1.4" }
}
`,
    good: `
workflow nightly : batch {
  executor load-data { image "load-data:1.4" }
}
`,
  },
  'workflow-kind': {
    given: 'application',
    bad: `
workflow serving : service {
  service predictor : model { image "predictor:1.0" }
}
`,
    good: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
}
`,
  },
  'wrong-member': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
  replicas 3
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
  parallel 3
}
`,
  },
  'empty-workflow': {
    given: 'application',
    bad: `
workflow nightly : batch {
  timeout 6h
}
`,
    good: `
workflow nightly : batch {
  timeout 6h
  executor fit { image "fit:1.4" }
}
`,
  },
  'unknown-node': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor load { image "load:1.4" }
  executor fit after laod { image "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  executor load { image "load:1.4" }
  executor fit after load { image "fit:1.4" }
}
`,
  },
  'bad-image': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit" }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
}
`,
  },
  'missing-clause': {
    bad: `
model digits { registered "digits" }
`,
    good: `
model digits { registered "digits"  better accuracy }
`,
  },
  'duplicate-clause': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  timeout 1h  timeout 2h }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  timeout 2h }
}
`,
  },
  'unknown-variant': {
    bad: `
platform cluster {
  registry "registry.example.org"
  tracker  mlfow "http://mlflow.ml:5000"
}
`,
    good: `
platform cluster {
  registry "registry.example.org"
  tracker  mlflow "http://mlflow.ml:5000"
}
`,
  },
  'bad-url': {
    bad: `
platform cluster {
  registry "registry.example.org"
  tracker  mlflow "mlflow.ml:5000"
}
`,
    good: `
platform cluster {
  registry "registry.example.org"
  tracker  mlflow "http://mlflow.ml:5000"
}
`,
  },
  'platform-lacks': {
    bad: `
platform cluster { registry "registry.example.org"  command ["python", "main.py"] }
application mnist { team science  on cluster }
workflow nightly : batch {
  executor fit { image "fit:1.4"  metric accuracy : Ratio }
}
`,
    good: `
platform cluster {
  registry "registry.example.org"
  command  ["python", "main.py"]
  tracker  mlflow "http://mlflow.ml:5000"
}
application mnist { team science  on cluster }
workflow nightly : batch {
  executor fit { image "fit:1.4"  metric accuracy : Ratio }
}
`,
  },
  'bad-range': {
    given: 'application',
    bad: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  replicas 5..2
}
`,
    good: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  replicas 2
}
`,
  },
  'bad-argument-value': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  args { token: secret hub.token } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  env { TOKEN: secret hub.token } }
}
`,
  },
  'plain-secret': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  env { HUB_TOKEN: "not-for-your-eyes" } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  env { HUB_TOKEN: secret hub.token } }
}
`,
  },
};
