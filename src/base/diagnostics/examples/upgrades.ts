import type { upgradeEntries } from '../catalogue-upgrades.ts';
import type { Examples } from './example.ts';

export const upgradeExamples: Examples<typeof upgradeEntries> = {
  'which-service': {
    given: 'application',
    bad: `
workflow classify : online {
  service near : model { server sklearn  model mnist-cnn@production }
  service far  : model { server sklearn  model mnist-cnn@previous }
  service mean : combiner { server average }
  graph [near, far] -> mean
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeWorkflow(classify, model: mnist-cnn@latest)
  }
}
`,
    good: `
workflow classify : online {
  service near : model { server sklearn  model mnist-cnn@production }
  service far  : model { server sklearn  model mnist-cnn@previous }
  service mean : combiner { server average }
  graph [near, far] -> mean
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeWorkflow(classify, model: mnist-cnn@latest, service: near)
  }
}
`,
  },
  'only-copies': {
    given: 'application',
    bad: `
workflow serve : online {
  service s : model { server sklearn  model mnist-cnn@production }
  shadow next at 10% { s { model mnist-cnn@candidate } }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN updateWorkflowTraffic(serve.next, share: +10%)
  }
}
`,
    good: `
workflow serve : online {
  service s : model { server sklearn  model mnist-cnn@production }
  canary next at 10% { s { model mnist-cnn@candidate } }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN updateWorkflowTraffic(serve.next, share: +10%)
  }
}
`,
  },
  'which-param': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeWorkflow(training, model: mnist-cnn@latest)
  }
}
`,
    good: `
workflow tuning : batch {
  param start : ModelVersion = mnist-cnn@production
  executor tune { image "tune:1.4"  args { start: start } }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeWorkflow(tuning, model: mnist-cnn@latest)
  }
}
`,
  },
  'different-images': {
    given: 'application',
    bad: `
workflow training : batch {
  executor load { image "load:1.0" }
  executor fit after load { image "fit:1.4" }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeWorkflow(training, image: "fit:1.5")
  }
}
`,
    good: `
workflow training : batch {
  executor load { image "load:1.0" }
  executor fit after load { image "fit:1.4" }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeExecutor(training, fit, image: "fit:1.5")
  }
}
`,
  },
  'job-stays': {
    given: 'application',
    bad: `
workflow training : batch {
  executor fit { image "fit:1.4"  gang 4  resources { memory: 8Gi } }
}
agent keeper {
  strategy act {
    WHEN on training.fit.out-of-memory
    THEN updateExecutorResource(training, fit, memory: 16Gi)
  }
}
`,
    good: `
workflow training : batch {
  executor fit { image "fit:1.4"  resources { memory: 8Gi } }
}
agent keeper {
  strategy act {
    WHEN on training.fit.out-of-memory
    THEN updateExecutorResource(training, fit, memory: 16Gi)
  }
}
`,
  },
  'unread-param': {
    given: 'application',
    bad: `
workflow training : batch {
  param epochs : Int = 10
  executor load { image "load:1.0" }
  executor fit after load { image "fit:1.4"  args { epochs: epochs } }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeExecutor(training, load, epochs: 5)
  }
}
`,
    good: `
workflow training : batch {
  param epochs : Int = 10
  executor load { image "load:1.0" }
  executor fit after load { image "fit:1.4"  args { epochs: epochs } }
}
agent keeper {
  strategy act {
    WHEN every 1h
    THEN upgradeExecutor(training, fit, epochs: 5)
  }
}
`,
  },
};
