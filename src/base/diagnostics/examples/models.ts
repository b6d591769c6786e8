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

const ABSENT = `trackers:
  http://mlflow.ml:5000:
    mnist-cnn:
      production: absent
`;

const REPLACED = (clause: string): string => `
import { replace-if-better } from "std/strategies"
workflow serving : online {
  service predictor : model { server sklearn  model mnist-cnn@production }${clause}
}
agent keeper {
  strategy select = replace-if-better(mnist-cnn, serving)
}
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
  'absent-version': {
    given: 'application',
    bad: { files: { 'main.sflow': REPLACED(''), 'models.lock.yaml': ABSENT } },
    good: { files: { 'main.sflow': REPLACED('\n  deployed by keeper'), 'models.lock.yaml': ABSENT } },
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
