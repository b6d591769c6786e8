import type { nameEntries } from '../catalogue-names.ts';
import type { Examples } from './example.ts';

const cluster = `
platform cluster { registry "registry.example.org"  command ["python", "main.py"] }
`;

export const nameExamples: Examples<typeof nameEntries> = {
  'unknown-name': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN every 1d
    THEN runWorkflow(trainig)
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN every 1d
    THEN runWorkflow(training)
  }
}
`,
  },
  'duplicate-name': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit-cnn:1.4" }
  executor fit { image "fit-svm:1.4" }
}
`,
    good: `
workflow nightly : batch {
  executor fit-cnn { image "fit-cnn:1.4" }
  executor fit-svm { image "fit-svm:1.4" }
}
`,
  },
  'import-not-found': {
    bad: {
      files: {
        'main.sflow': `
import { cluster } from "./platforms"
application mnist { team science  on cluster }
`,
        'platform.sflow': cluster,
      },
    },
    good: {
      files: {
        'main.sflow': `
import { cluster } from "./platform"
application mnist { team science  on cluster }
`,
        'platform.sflow': cluster,
      },
    },
  },
  'import-circle': {
    bad: {
      files: {
        'limits.sflow': `
import { busy } from "./load"
sensor limit = 80%
sensor alarm = busy
`,
        'load.sflow': `
import { limit } from "./limits"
sensor busy = 90% > limit
`,
      },
    },
    good: {
      files: {
        'limits.sflow': `
sensor limit = 80%
`,
        'load.sflow': `
import { limit } from "./limits"
sensor busy = 90% > limit
sensor alarm = busy
`,
      },
    },
  },
  'not-exported': {
    bad: {
      files: {
        'main.sflow': `
import { clusters } from "./platform"
application mnist { team science  on clusters }
`,
        'platform.sflow': cluster,
      },
    },
    good: {
      files: {
        'main.sflow': `
import { cluster } from "./platform"
application mnist { team science  on cluster }
`,
        'platform.sflow': cluster,
      },
    },
  },
  'wrong-declaration': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
  register cluster from fit
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  metric accuracy : Ratio }
  register mnist-cnn from fit
}
`,
  },
  'no-application': {
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
}
`,
    good: `
platform cluster { registry "registry.example.org"  command ["python", "main.py"] }
application mnist { team science  on cluster }
workflow nightly : batch {
  executor fit { image "fit:1.4" }
}
`,
  },
  'two-applications': {
    bad: {
      files: {
        'main.sflow': `
import { cluster } from "./platform"
application mnist { team science  on cluster }
application fashion { team science  on cluster }
`,
        'platform.sflow': cluster,
      },
    },
    good: {
      files: {
        'mnist.sflow': `
import { cluster } from "./platform"
application mnist { team science  on cluster }
`,
        'fashion.sflow': `
import { cluster } from "./platform"
application fashion { team science  on cluster }
`,
        'platform.sflow': cluster,
      },
    },
  },
  'no-platform': {
    bad: {
      files: {
        'main.sflow': `
platform staging { registry "staging.example.org" }
platform production { registry "registry.example.org" }
application mnist { team science  on staging }
`,
      },
      platform: 'prod',
    },
    good: {
      files: {
        'main.sflow': `
platform staging { registry "staging.example.org" }
platform production { registry "registry.example.org" }
application mnist { team science  on staging }
`,
      },
      platform: 'production',
    },
  },
  'no-param': {
    bad: {
      files: {
        'main.sflow': `
param epochs : Int = 10
`,
      },
      set: { epoch: '20' },
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
  'unused-import': {
    given: 'workflows',
    bad: `
import { failure-rate, latency } from "std/istio"
agent watcher {
  strategy tell {
    WHEN every 5m  IF latency(inference) > 100ms
    THEN notify(secret ml-alerts.url, "inference is slow")
  }
}
`,
    good: `
import { failure-rate, latency } from "std/istio"
agent watcher {
  strategy tell {
    WHEN every 5m  IF latency(inference) > 100ms or failure-rate(inference) > 5%
    THEN notify(secret ml-alerts.url, "inference is slow, or fails")
  }
}
`,
  },
  'unused-declaration': {
    given: 'application',
    bad: `
workflow nightly : batch {
  param epochs : Int = 10
  executor fit { image "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  param epochs : Int = 10
  executor fit { image "fit:1.4"  args { epochs: epochs } }
}
`,
  },
  'namespace-of-cluster': {
    bad: {
      files: {
        'main.sflow': `${cluster}
application mnist { team science  on cluster  namespace "default" }
`,
      },
    },
    good: {
      files: {
        'main.sflow': `${cluster}
application mnist { team science  on cluster  namespace "default" { existing: true } }
`,
      },
    },
  },
  'namespace-shared': {
    bad: {
      files: {
        'main.sflow': `${cluster}
application mnist { team science  on cluster  namespace "ml" }
`,
        'fraud.sflow': `
import { cluster } from "./main"
application fraud { team science  on cluster  namespace "ml" }
`,
      },
    },
    good: {
      files: {
        'main.sflow': `${cluster}
application mnist { team science  on cluster  namespace "ml" }
`,
        'fraud.sflow': `
import { cluster } from "./main"
application fraud { team science  on cluster  namespace "ml-fraud" }
`,
      },
    },
  },
  'namespace-differs': {
    bad: {
      files: {
        'main.sflow': `${cluster}
application mnist { team science  on cluster  namespace "ml" }
`,
        'online.sflow': `
import { cluster } from "./main"
application mnist { team science  on cluster  namespace "ml-online" }
`,
      },
    },
    good: {
      files: {
        'main.sflow': `${cluster}
application mnist { team science  on cluster  namespace "ml" }
`,
        'online.sflow': `
import { cluster } from "./main"
application mnist { team science  on cluster }
`,
      },
    },
  },
};
