import type { strategyEntries } from '../catalogue-strategies.ts';
import type { Examples } from './example.ts';

export const strategyExamples: Examples<typeof strategyEntries> = {
  'misplaced-template': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain(period: Duration) {
    WHEN every period
    THEN runWorkflow(training)
  }
}
`,
    good: `
strategy retrain(period: Duration) {
  WHEN every period
  THEN runWorkflow(training)
}
agent keeper {
  strategy retrain-daily = retrain(1d)
}
`,
  },
  'and-without-within': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN every 1h and on training.failed
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN every 1h and on training.failed within 1h
    THEN runWorkflow(training)
  }
}
`,
  },
  'needless-within': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN every 1h within 5m
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
  },
  'unknown-state': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN on training.crashed
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN on training.failed
    THEN runWorkflow(training)
  }
}
`,
  },
  'no-states': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN on keeper.failed
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN on training.failed
    THEN runWorkflow(training)
  }
}
`,
  },
  'held-too-short': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN every 1h
    IF   request-rate(inference) > 20/s for 5m
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN every 1m
    IF   request-rate(inference) > 20/s for 5m
    THEN runWorkflow(training)
  }
}
`,
  },
  'held-by-chance': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN every 10m jitter 1m
    IF   request-rate(inference) > 20/s for 10m
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    cooldown 1h
    WHEN every 9m jitter 1m
    IF   request-rate(inference) > 20/s for 10m
    THEN runWorkflow(training)
  }
}
`,
  },
  'latch-order': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1m
    IF   request-rate(inference) rises above 15/s falls below 20/s
    THEN runWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1m
    IF   request-rate(inference) rises above 20/s falls below 15/s
    THEN runWorkflow(training)
  }
}
`,
  },
  'latch-misplaced': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/istio"
sensor high = request-rate(inference) rises above 20/s falls below 15/s
agent keeper {
  state busy : Bool = false
  strategy retrain {
    WHEN every 1m
    THEN set busy = high
  }
}
`,
    good: `
import { request-rate } from "std/istio"
sensor high = request-rate(inference) rises above 20/s falls below 15/s
agent keeper {
  state busy : Bool = false
  strategy retrain {
    WHEN every 1m
    IF   high
    THEN set busy = true
  }
}
`,
  },
  'default-needless': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN called retrain(epochs: Int)
    IF   epochs default 1 > 3
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN called retrain(epochs: Int)
    IF   epochs > 3
    THEN runWorkflow(training)
  }
}
`,
  },
  'branch-without-constraint': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN every 1d
    THEN runWorkflow(training)
    ELSE stopWorkflow(training)
  }
}
`,
    good: `
import { request-rate } from "std/istio"
agent keeper {
  strategy retrain {
    WHEN every 1d
    IF   request-rate(inference) < 1/s
    THEN runWorkflow(training)
    ELSE stopWorkflow(training)
  }
}
`,
  },
  'not-counted': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN called report()
    IF   count(training) over 1h >= 3
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN called report()
    IF   count(training.failed) over 1h >= 3
    THEN runWorkflow(training)
  }
}
`,
  },
  'count-misplaced': {
    given: 'workflows',
    bad: `
sensor often = count(training.failed) over 1h >= 3
agent keeper {
  strategy retrain {
    WHEN every 1h
    IF   often
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN every 1h
    IF   count(training.failed) over 1h >= 3
    THEN runWorkflow(training)
  }
}
`,
  },
  'count-without-span': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN called report(host: String)
    IF   count(report) >= 3
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN called report(host: String)
    IF   count(report) over 1m >= 3
    THEN runWorkflow(training)
  }
}
`,
  },
  'count-argument': {
    given: 'workflows',
    bad: `
agent keeper {
  state watched : String = "web-1"
  strategy retrain {
    WHEN called report(host: String)
    IF   count(report, host: watched) over 1m >= 3
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN called report(host: String)
    IF   count(report, host: host) over 1m >= 3
    THEN runWorkflow(training)
  }
}
`,
  },
  'unknown-key': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    cooldown 1h per key
    WHEN called report(host: String)
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    cooldown 1h per host
    WHEN called report(host: String)
    THEN runWorkflow(training)
  }
}
`,
  },
  'nested-parallel': {
    given: 'workflows',
    bad: `
agent keeper {
  strategy retrain {
    WHEN every 1d
    THEN parallel { runWorkflow(training)  parallel { deployWorkflow(inference) } }
  }
}
`,
    good: `
agent keeper {
  strategy retrain {
    WHEN every 1d
    THEN parallel { runWorkflow(training)  deployWorkflow(inference) }
  }
}
`,
  },
  'state-without-value': {
    given: 'workflows',
    bad: `
agent keeper {
  state failures : Int
  strategy retrain {
    WHEN on training.failed
    THEN set failures = failures + 1
  }
}
`,
    good: `
agent keeper {
  state failures : Int = 0
  strategy retrain {
    WHEN on training.failed
    THEN set failures = failures + 1
  }
}
`,
  },
};
