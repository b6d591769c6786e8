import type { agentEntries } from '../catalogue-agents.ts';
import type { Examples } from './example.ts';

export const agentExamples: Examples<typeof agentEntries> = {
  'wrong-primitive': {
    given: 'application',
    bad: `
workflow serving : online { service predictor : model { image "predictor:1.0" } }
agent keeper {
  strategy bring-back {
    WHEN every 1h
    THEN runWorkflow(serving)
  }
}
`,
    good: `
workflow serving : online { service predictor : model { image "predictor:1.0" } }
agent keeper {
  strategy bring-back {
    WHEN every 1h
    THEN deployWorkflow(serving)
  }
}
`,
  },
  'unknown-primitive': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN every 1d
    THEN startWorkflow(training)
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
  'not-received': {
    given: 'workflows',
    bad: `
agent planner {
  strategy ask { WHEN every 1d  THEN call trainer.retrian() }
}
agent trainer {
  strategy retrain { WHEN called retrain()  THEN runWorkflow(training) }
}
`,
    good: `
agent planner {
  strategy ask { WHEN every 1d  THEN call trainer.retrain() }
}
agent trainer {
  strategy retrain { WHEN called retrain()  THEN runWorkflow(training) }
}
`,
  },
  'bad-call': {
    given: 'workflows',
    bad: `
agent planner {
  strategy ask { WHEN every 1d  THEN trainer.retrain() }
}
agent trainer {
  strategy retrain { WHEN called retrain()  THEN runWorkflow(training) }
}
`,
    good: `
agent planner {
  strategy ask { WHEN every 1d  THEN call trainer.retrain() }
}
agent trainer {
  strategy retrain { WHEN called retrain()  THEN runWorkflow(training) }
}
`,
  },
  'received-twice': {
    given: 'workflows',
    bad: `
agent trainer {
  strategy retrain { WHEN called retrain(epochs: Int)  THEN runWorkflow(training, epochs: epochs) }
  strategy restart { WHEN called retrain()  THEN stopWorkflow(training) }
}
`,
    good: `
agent trainer {
  strategy retrain { WHEN called retrain(epochs: Int)  THEN runWorkflow(training, epochs: epochs) }
  strategy stop { WHEN called stop()  THEN stopWorkflow(training) }
}
`,
  },
  'bad-cron': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN cron "0 25 * * *"
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN cron "0 23 * * *"
    THEN runWorkflow(training)
  }
}
`,
  },
  'bad-zone': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN cron "0 3 * * *" in "Europe/Madird"
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN cron "0 3 * * *" in "Europe/Madrid"
    THEN runWorkflow(training)
  }
}
`,
  },
  'bad-date': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN at "2026-12-01 09:00"
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN at "2026-12-01T09:00Z"
    THEN runWorkflow(training)
  }
}
`,
  },
  'bad-interval': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN every 500ms
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN every 5s
    THEN runWorkflow(training)
  }
}
`,
  },
  'no-strategies': {
    given: 'workflows',
    bad: `
agent planner {
  replicas 1
}
`,
    good: `
agent planner {
  replicas 1
  strategy retrain { WHEN every 1d  THEN runWorkflow(training) }
}
`,
  },
  'constraint-type': {
    given: 'workflows',
    bad: `
import { score } from "std/mlflow"
agent planner {
  strategy retrain {
    WHEN every 1d
    IF   score(mnist-cnn@production)
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { score } from "std/mlflow"
agent planner {
  strategy retrain {
    WHEN every 1d
    IF   score(mnist-cnn@production) < 0.9
    THEN runWorkflow(training)
  }
}
`,
  },
  'not-readable': {
    given: 'workflows',
    bad: `
import { score } from "std/mlflow"
agent keeper {
  strategy check {
    WHEN called check(version: ModelVersion)
    IF   score(version) > 0.9
    THEN promote(version, to: production)
  }
}
`,
    good: `
import { score } from "std/mlflow"
agent keeper {
  strategy check {
    WHEN called check(version: ModelVersion)
    IF   score(mnist-cnn@latest) > 0.9
    THEN promote(version, to: production)
  }
}
`,
  },
  'unknown-budget': {
    given: 'workflows',
    bad: `
agent planner {
  budget trainings 2 per 1d
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  budget runs 2 per 1d
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
  },
  'budget-time': {
    given: 'workflows',
    bad: `
agent planner {
  budget runs 2
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  budget runs 2 per 1d
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
  },
  'budget-too-small': {
    given: 'workflows',
    bad: `
agent planner {
  budget runs 1 per 1d
  strategy retrain {
    WHEN called retrain()
    THEN {
      runWorkflow(training)
      runWorkflow(training)
    }
  }
}
`,
    good: `
agent planner {
  budget runs 2 per 1d
  strategy retrain {
    WHEN called retrain()
    THEN {
      runWorkflow(training)
      runWorkflow(training)
    }
  }
}
`,
  },
  'budget-out-of-reach': {
    given: 'workflows',
    bad: `
agent planner {
  budget runs 48 per 1d
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  budget runs 12 per 1d
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
  },
  'budget-step': {
    given: 'workflows',
    bad: `
workflow serve : online {
  service s : model { server tensorflow  model mnist-cnn@production }
  backup inference
}
agent keeper {
  budget traffic 25%
  strategy fail-over { WHEN called fail-over()  THEN updateWorkflowTraffic(serve, backup: 100%) }
  strategy fail-back { WHEN called fail-back()  THEN updateWorkflowTraffic(serve, backup: 0%) }
}
`,
    good: `
workflow serve : online {
  service s : model { server tensorflow  model mnist-cnn@production }
  backup inference
}
agent keeper {
  strategy fail-over { WHEN called fail-over()  THEN updateWorkflowTraffic(serve, backup: 100%) }
  strategy fail-back { WHEN called fail-back()  THEN updateWorkflowTraffic(serve, backup: 0%) }
}
`,
  },
};
