import type { environmentEntries } from '../catalogue-environment.ts';
import type { Examples } from './example.ts';

export const environmentExamples: Examples<typeof environmentEntries> = {
  'unknown-version': {
    bad: `
platform cluster {
  registry "registry.example.org"
  versions { argo: "2.0" }
}
`,
    good: `
platform cluster {
  registry "registry.example.org"
  versions { argo: "3.7" }
}
`,
  },
  'seldon-licence': {
    bad: `
platform cluster {
  registry "registry.example.org"
  versions { seldon: "1.18" }
}
application mnist { team science  on cluster }
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
}
`,
    good: `
platform cluster {
  registry "registry.example.org"
  versions { seldon: "1.17" }
}
application mnist { team science  on cluster }
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
}
`,
  },
};
