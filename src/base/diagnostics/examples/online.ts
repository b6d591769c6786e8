import type { onlineEntries } from '../catalogue-online.ts';
import type { Examples } from './example.ts';

export const onlineExamples: Examples<typeof onlineEntries> = {
  'service-role': {
    given: 'application',
    bad: `
workflow serving : online {
  service predictor : predictor { image "predictor:1.0" }
}
`,
    good: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
}
`,
  },
  'unread-clause': {
    given: 'application',
    bad: `
model cnn { registered "cnn"  better accuracy }
workflow serving : online {
  service classify : model { server sklearn  model cnn@1  inputs { images } }
}
`,
    good: `
model cnn { registered "cnn"  better accuracy }
workflow serving : online {
  service classify : model { server tensorflow  model cnn@1  inputs { images } }
}
`,
  },
  'branches-open': {
    given: 'application',
    bad: `
workflow serving : online {
  service small : model { image "small:1.0" }
  service large : model { image "large:1.0" }
  graph [small, large]
}
`,
    good: `
workflow serving : online {
  service small : model { image "small:1.0" }
  service large : model { image "large:1.0" }
  service pick : router { server random { ratio: 30% } }
  graph pick -> [small, large]
}
`,
  },
  'without-branches': {
    given: 'application',
    bad: `
workflow serving : online {
  service pick : router { image "pick:1.0" }
  service small : model { image "small:1.0" }
  service large : model { image "large:1.0" }
  graph pick -> small -> large
}
`,
    good: `
workflow serving : online {
  service pick : router { image "pick:1.0" }
  service small : model { image "small:1.0" }
  service large : model { image "large:1.0" }
  graph pick -> [small, large]
}
`,
  },
  'behind-branches': {
    given: 'application',
    bad: `
workflow serving : online {
  service small : model { image "small:1.0" }
  service large : model { image "large:1.0" }
  service join : combiner { image "join:1.0" }
  service scale : transformer { image "scale:1.0" }
  graph [small, large] -> join -> scale
}
`,
    good: `
workflow serving : online {
  service small : model { image "small:1.0" }
  service large : model { image "large:1.0" }
  service join : combiner { image "join:1.0" }
  service scale : output { image "scale:1.0" }
  graph [small, large] -> join -> scale
}
`,
  },
  'use-without-request': {
    given: 'application',
    bad: `
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  replicas 1..5 scale on cpu to 70%
}
`,
    good: `
workflow serving : online {
  service predictor : model { image "predictor:1.0"  resources { cpu: 1 } }
  replicas 1..5 scale on cpu to 70%
}
`,
  },
  'graph-missing': {
    given: 'application',
    bad: `
workflow serving : online {
  service prepare : transformer { image "prepare:1.0" }
  service predictor : model { image "predictor:1.0" }
}
`,
    good: `
workflow serving : online {
  service prepare : transformer { image "prepare:1.0" }
  service predictor : model { image "predictor:1.0" }
  graph prepare -> predictor
}
`,
  },
  'not-in-graph': {
    given: 'application',
    bad: `
workflow serving : online {
  service prepare : transformer { image "prepare:1.0" }
  service predictor : model { image "predictor:1.0" }
  graph predictor
}
`,
    good: `
workflow serving : online {
  service prepare : transformer { image "prepare:1.0" }
  service predictor : model { image "predictor:1.0" }
  graph prepare -> predictor
}
`,
  },
  'wrong-scaling': {
    given: 'application',
    bad: `
import { request-rate } from "std/istio"
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  replicas 3 scale on request-rate(serving) per replica to 20/s
}
`,
    good: `
import { request-rate } from "std/istio"
workflow serving : online {
  service predictor : model { image "predictor:1.0" }
  replicas 3..10 scale on request-rate(serving) per replica to 20/s
}
`,
  },
  'output-too-early': {
    given: 'application',
    bad: `
workflow serving : online {
  service round : output { image "round:1.0" }
  service predictor : model { image "predictor:1.0" }
  graph round -> predictor
}
`,
    good: `
workflow serving : online {
  service round : output { image "round:1.0" }
  service predictor : model { image "predictor:1.0" }
  graph predictor -> round
}
`,
  },
};
