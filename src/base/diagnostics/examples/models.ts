import type { modelEntries } from '../catalogue-models.ts';
import type { Examples } from './example.ts';

export const modelExamples: Examples<typeof modelEntries> = {
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
import type { modelEntries } from '../catalogue-models.ts';
import type { Examples } from './example.ts';

const PRODUCTION = `
workflow serving : online {
  service predictor : model { server sklearn  model mnist-cnn@production }
}
`;

const LOCK = `trackers:
  http://mlflow.ml:5000:
    mnist-cnn:
      production:
        address: s3://mnist/mlflow/1/models/m-73/artifacts
        version: "3"
`;

export const modelExamples: Examples<typeof modelEntries> = {
  'not-locked': {
    given: 'application',
    bad: { files: { 'main.sflow': PRODUCTION }, locked: true },
    good: { files: { 'main.sflow': PRODUCTION, 'models.lock.yaml': LOCK }, locked: true },
  },
  'lock-unused': {
    given: 'application',
    bad: {
      files: { 'main.sflow': PRODUCTION, 'models.lock.yaml': `${LOCK}      staging: absent\n` },
      locked: true,
    },
    good: { files: { 'main.sflow': PRODUCTION, 'models.lock.yaml': LOCK }, locked: true },
  },
  'two-places': {
    bad: `
model llama { registered "llama"  at "hf://meta-llama/Llama-2-7b-chat-hf"  better accuracy }
`,
    good: `
model llama { at "hf://meta-llama/Llama-2-7b-chat-hf" }
`,
  },
  'no-registry': {
    given: 'application',
    bad: `
model flowers { at "gs://models/flowers-\${version}" }
workflow serving : online {
  service predictor : model { server tensorflow  model flowers@production }
}
`,
    good: `
model flowers { at "gs://models/flowers-\${version}" }
workflow serving : online {
  service predictor : model { server tensorflow  model flowers@3 }
}
`,
  },
  'one-version': {
    given: 'application',
    bad: `
model flowers { at "gs://models/flowers" }
workflow serving : online {
  service predictor : model { server tensorflow  model flowers@1 }
}
`,
    good: `
model flowers { at "gs://models/flowers" }
workflow serving : online {
  service predictor : model { server tensorflow  model flowers }
}
`,
  },
};
