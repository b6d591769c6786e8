import type { accessEntries } from '../catalogue-access.ts';
import type { Examples } from './example.ts';

const scaled = `
application shop { team data  on cluster }
sensor load : Rate from prometheus { query: "sum(rate(requests_total[5m]))", unit: 1/s }
workflow serve : online {
  service answer : transformer { image "answer:1.0" }
  replicas 1..4 scale on load to 100/s
}
`;

export const accessExamples: Examples<typeof accessEntries> = {
  'bad-credentials': {
    bad: `
platform cluster {
  registry "registry.example.org"
  tracker  mlflow "https://mlflow.example.org" { credentials: secret mlflow.password }
}
`,
    good: `
platform cluster {
  registry "registry.example.org"
  tracker  mlflow "https://mlflow.example.org" { credentials: secret mlflow }
}
`,
  },
  'headers-of-agents': {
    bad: `
platform cluster {
  registry "registry.example.org"
  tracker  mlflow "https://mlflow.example.org" { credentials: secret mlflow, headers: { "X-Team": "x" } }
  command  ["python", "/app/main.py"]
}
application mnist { team science  on cluster }
workflow training : batch { executor fit { image "fit:1.4"  metric accuracy : Ratio } }
`,
    good: `
platform cluster {
  registry "registry.example.org"
  tracker  mlflow "https://mlflow.example.org" { credentials: secret mlflow }
  command  ["python", "/app/main.py"]
}
application mnist { team science  on cluster }
workflow training : batch { executor fit { image "fit:1.4"  metric accuracy : Ratio } }
`,
  },
  'keda-cannot-ask': {
    bad: `
platform cluster {
  registry "registry.example.org"
  metrics  prometheus "https://thanos.example.org" { credentials: secret thanos }
}
${scaled.trimStart()}`,
    good: `
platform cluster {
  registry "registry.example.org"
  metrics  prometheus "https://thanos.example.org" { credentials: secret thanos.token }
}
${scaled.trimStart()}`,
  },
};
