import type { versionEntries } from '../catalogue-versions.ts';
import type { Examples } from './example.ts';

export const versionExamples: Examples<typeof versionEntries> = {
  'stale-alias': {
    given: 'workflows',
    bad: `
import { failure-rate } from "std/istio"
agent keeper {
  strategy back {
    cooldown 1d
    WHEN every 1m
    IF   failure-rate(inference) > 5% for 5m
    THEN {
      promote(mnist-cnn@previous, to: production)
      upgradeWorkflow(inference, model: mnist-cnn@production)
    }
  }
}
`,
    good: `
import { failure-rate } from "std/istio"
agent keeper {
  strategy back {
    cooldown 1d
    WHEN every 1m
    IF   failure-rate(inference) > 5% for 5m
    THEN {
      promote(mnist-cnn@previous, to: production)
      upgradeWorkflow(inference, model: mnist-cnn@previous)
    }
  }
}
`,
  },
  'scores-apart': {
    given: 'application',
    bad: `
import { score } from "std/mlflow"
model prices { registered "prices"  better lower rmse }
agent selector {
  strategy select {
    WHEN every 1h
    IF   score(mnist-cnn@latest) > score(prices@production)
    THEN promote(mnist-cnn@latest, to: production)
  }
}
`,
    good: `
import { score } from "std/mlflow"
agent selector {
  strategy select {
    WHEN every 1h
    IF   score(mnist-cnn@latest) > score(mnist-cnn@production)
    THEN promote(mnist-cnn@latest, to: production)
  }
}
`,
  },
  'unset-alias': {
    given: 'application',
    bad: `
import { gain } from "std/mlflow"
agent selector {
  strategy select {
    WHEN every 1h
    IF   gain(mnist-cnn@latest, than: mnist-cnn@prodution) > 0
    THEN promote(mnist-cnn@latest, to: production)
  }
}
`,
    good: `
import { gain } from "std/mlflow"
agent selector {
  strategy select {
    WHEN every 1h
    IF   gain(mnist-cnn@latest, than: mnist-cnn@production) > 0
    THEN promote(mnist-cnn@latest, to: production)
  }
}
`,
  },
  'unlogged-metric': {
    given: 'application',
    bad: `
import { logged-mean } from "std/mlflow"
workflow serving-check : batch {
  executor check { image "check:1.0"  metric drift : Ratio in experiment "serving" }
}
agent watcher {
  strategy watch {
    WHEN every 1h
    IF   logged-mean("drft", experiment: "serving") over 6h > 20%
    THEN runWorkflow(serving-check)
  }
}
`,
    good: `
import { logged-mean } from "std/mlflow"
workflow serving-check : batch {
  executor check { image "check:1.0"  metric drift : Ratio in experiment "serving" }
}
agent watcher {
  strategy watch {
    WHEN every 1h
    IF   logged-mean("drift", experiment: "serving") over 6h > 20%
    THEN runWorkflow(serving-check)
  }
}
`,
  },
  'unscored-model': {
    given: 'application',
    bad: `
model prices { registered "prices"  better lower rmse }
workflow pricing : batch {
  executor fit { image "fit:1.0"  metric mae : Number }
  register prices from fit
}
`,
    good: `
model prices { registered "prices"  better lower rmse }
workflow pricing : batch {
  executor fit { image "fit:1.0"  metric rmse : Number }
  register prices from fit
}
`,
  },
  'never-deployed': {
    given: 'application',
    bad: `
workflow digits : online {
  service predictor : model { server tensorflow  model mnist-cnn@production }
  deployed by keeper
}
agent keeper {
  strategy select {
    WHEN on mnist-cnn.registered
    THEN promote(mnist-cnn@latest, to: production)
  }
}
`,
    good: `
import { replace-if-better } from "std/strategies"
workflow digits : online {
  service predictor : model { server tensorflow  model mnist-cnn@production }
  deployed by keeper
}
agent keeper {
  strategy select = replace-if-better(mnist-cnn, digits)
}
`,
  },
};
