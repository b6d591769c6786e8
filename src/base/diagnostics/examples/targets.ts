import type { targetEntries } from '../catalogue-targets.ts';
import type { Examples } from './example.ts';

const steps = Array.from({ length: 12 }, (_, index) => `step${String(index + 1)}`);

export const targetExamples: Examples<typeof targetEntries> = {
  'name-too-long': {
    given: 'application',
    bad: `
workflow serving : online {
  service predictor-of-handwritten-digits-by-a-convolutional-network : model { image "predictor:1.0" }
}
`,
    good: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
}
`,
  },
  'object-too-large': {
    given: 'workflows',
    bad: `
sensor r1 = requests + requests + requests + requests
sensor r2 = r1 + r1 + r1 + r1
sensor r3 = r2 + r2 + r2 + r2
sensor r4 = r3 + r3 + r3 + r3
sensor r5 = r4 + r4 + r4 + r4
sensor r6 = r5 + r5 + r5 + r5
agent watcher {
  strategy retrain { WHEN every 1h  IF r6 > 4096/s  THEN runWorkflow(training) }
}
`,
    good: `
agent watcher {
  strategy retrain { WHEN every 1h  IF requests > 1/s  THEN runWorkflow(training) }
}
`,
  },
  'object-twice': {
    given: 'application',
    bad: `
workflow training : batch { executor fit { image "fit:1.4" } }
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
}
agent serving-default {
  strategy retrain { WHEN every 1d  THEN runWorkflow(training) }
}
`,
    good: `
workflow training : batch { executor fit { image "fit:1.4" } }
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
}
agent trainer {
  strategy retrain { WHEN every 1d  THEN runWorkflow(training) }
}
`,
  },
  'template-name-twice': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor main { image "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
}
`,
  },
  'braces-in-default': {
    given: 'application',
    bad: `
workflow nightly : batch {
  param name : String = "{{workflow.name}}"
  executor fit { image "fit:1.4"  args { name: name } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  args { name: run } }
}
`,
  },
  'braces-in-text': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit {
    image "fit:1.4"
    output weights : Path at "/tmp/weights" key "{{workflow.name}}/weights"
  }
}
`,
    good: `
workflow nightly : batch {
  executor fit {
    image "fit:1.4"
    output weights : Path at "/tmp/weights" key "\${run}/weights"
  }
}
`,
  },
  'graph-too-deep': {
    given: 'application',
    bad: `
workflow serving : online {
${steps.map((name) => `  service ${name} : transformer { image "step:1.0" }\n`).join('')}  graph ${steps.join(' -> ')}
}
`,
    good: `
workflow serving : online {
  service steps : transformer { image "steps:1.0" }
  service predictor : model { image "predictor:1.0" }
  graph steps -> predictor
}
`,
  },
  'mixed-protocols': {
    given: 'application',
    bad: `
workflow serving : online {
  service first : model { server tensorflow  model mnist-cnn@1 }
  service second : model { server triton  model mnist-cnn@2 }
  graph first -> second
}
`,
    good: `
workflow serving : online {
  service first : model { server sklearn  model mnist-cnn@1 }
  service second : model { server triton  model mnist-cnn@2 }
  graph first -> second
}
`,
  },
  'server-protocol': {
    given: 'application',
    bad: `
workflow serving : online {
  service predictor : model { server sklearn  model mnist-cnn@1 }
  protocol tensorflow
}
`,
    good: `
workflow serving : online {
  service predictor : model { server sklearn  model mnist-cnn@1 }
  protocol v2
}
`,
  },
  'serving-cannot': {
    bad: `
platform cluster { registry "registry.example.org" }
application mnist { team science  on cluster  serving deployments }
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  explainer { image "explainer:1.0" }
}
`,
    good: `
platform cluster { registry "registry.example.org" }
application mnist { team science  on cluster  serving seldon }
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  explainer { image "explainer:1.0" }
}
`,
  },
  'other-serving': {
    given: 'workflows',
    bad: `
import { request-rate } from "std/kserve"
agent watcher {
  strategy retrain { WHEN every 1h  IF request-rate(inference) > 20/s  THEN runWorkflow(training) }
}
`,
    good: `
import { request-rate } from "std/seldon"
agent watcher {
  strategy retrain { WHEN every 1h  IF request-rate(inference) > 20/s  THEN runWorkflow(training) }
}
`,
  },
  'image-made-twice': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor load { image "steps:1.0"  build { base: "python:3.13" } }
  executor fit after load { image "steps:1.0"  build { base: "python:3.12" } }
}
`,
    good: `
workflow nightly : batch {
  executor load { image "steps:1.0"  build { base: "python:3.13" } }
  executor fit after load { image "steps:1.0" }
}
`,
  },
  'host-twice': {
    given: 'application',
    bad: `
workflow digits : online {
  service predictor : model { image "digits:1.0" }
  expose "ml.example.org"
}
workflow letters : online {
  service predictor : model { image "letters:1.0" }
  expose "ml.example.org"
}
`,
    good: `
workflow digits : online {
  service predictor : model { image "digits:1.0" }
  expose "digits.example.org"
}
workflow letters : online {
  service predictor : model { image "letters:1.0" }
  expose "letters.example.org"
}
`,
  },
  'larger-than-queue': {
    bad: `
platform cluster { command ["run"]  queues { small: { weight: 1, cpu: 8 } } }
application speech { team research  on cluster }
workflow training : batch {
  queue volcano "small"
  executor train { image "train:1.0"  gang 8  resources { cpu: 4 } }
}
`,
    good: `
platform cluster { command ["run"]  queues { small: { weight: 1, cpu: 32 } } }
application speech { team research  on cluster }
workflow training : batch {
  queue volcano "small"
  executor train { image "train:1.0"  gang 8  resources { cpu: 4 } }
}
`,
  },
  'instances-differ': {
    given: 'application',
    bad: `
workflow serving : online {
  service predictor : model { server tensorflow grpc  model mnist-cnn@2 }
  backup standby
}
workflow standby : online {
  service predictor : model { server tensorflow rest  model mnist-cnn@1 }
}
`,
    good: `
workflow serving : online {
  service predictor : model { server tensorflow grpc  model mnist-cnn@2 }
  backup standby
}
workflow standby : online {
  service predictor : model { server tensorflow grpc  model mnist-cnn@1 }
}
`,
  },
};
