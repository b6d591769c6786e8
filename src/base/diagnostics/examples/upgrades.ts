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
};
