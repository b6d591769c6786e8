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
  versions { argo: "3.7.16" }
}
`,
  },
  'needs-release': {
    bad: `
import { request-rate } from "std/istio"
platform cluster {
  registry "registry.example.org"
  metrics  prometheus "http://prometheus.monitoring:9090"
  mesh     istio { gateway: "istio-system/public" }
  versions { keda: "2.17" }
}
application shop { team data  on cluster }
workflow serve : online {
  service answer : transformer { image "answer:1.0" }
  replicas 1..4 scale on request-rate(serve) to 100/s
}
`,
    good: `
import { request-rate } from "std/istio"
platform cluster {
  registry "registry.example.org"
  metrics  prometheus "http://prometheus.monitoring:9090"
  mesh     istio { gateway: "istio-system/public" }
  versions { keda: "2.18" }
}
application shop { team data  on cluster }
workflow serve : online {
  service answer : transformer { image "answer:1.0" }
  replicas 1..4 scale on request-rate(serve) to 100/s
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
