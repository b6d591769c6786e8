import type { batchEntries } from '../catalogue-batch.ts';
import type { Examples } from './example.ts';

const grid = (count: number): string => `[${Array.from({ length: count }, (_, index) => index + 1).join(', ')}]`;

export const batchExamples: Examples<typeof batchEntries> = {
  'dag-cycle': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor load after test { image "load:1.4" }
  executor fit after load { image "fit:1.4" }
  executor test after fit { image "test:1.4" }
}
`,
    good: `
workflow nightly : batch {
  executor load { image "load:1.4" }
  executor fit after load { image "fit:1.4" }
  executor test after fit { image "test:1.4" }
}
`,
  },
  'no-command': {
    bad: `
platform cluster { registry "registry.example.org" }
application mnist { team science  on cluster }
workflow nightly : batch {
  executor fit { image "fit:1.4" }
}
`,
    good: `
platform cluster { registry "registry.example.org" }
application mnist { team science  on cluster }
workflow nightly : batch {
  executor fit { image "fit:1.4"  command ["python", "fit.py"] }
}
`,
  },
  'like-circle': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor small { like large }
  executor large { like small }
}
`,
    good: `
workflow nightly : batch {
  executor small { image "fit:1.4" }
  executor large { like small  resources { memory: 16Gi } }
}
`,
  },
  'metric-missing': {
    given: 'application',
    bad: `
workflow search : batch {
  executor fit for rate in [0.1, 0.01] { image "fit:1.4"  args { rate: rate } }
  register mnist-cnn from best of fit by accuracy
}
`,
    good: `
workflow search : batch {
  executor fit for rate in [0.1, 0.01] { image "fit:1.4"  args { rate: rate }  metric accuracy : Ratio }
  register mnist-cnn from best of fit by accuracy
}
`,
  },
  'too-many-items': {
    given: 'application',
    bad: `
workflow search : batch {
  executor fit for layers in ${grid(35)},
                   units in ${grid(30)} {
    image "fit:1.4"
    args  { layers: layers, units: units }
  }
}
`,
    good: `
workflow search : batch {
  executor fit for layers in [2, 4, 8], units in [16, 32, 64] {
    image "fit:1.4"
    args  { layers: layers, units: units }
  }
}
`,
  },
  'stored-by-many': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor load for day in ["mon", "tue"] {
    image "load:1.4"
    output rows : Path at "/workflow/rows/\${day}"
  }
  executor fit after load { image "fit:1.4"  args { rows: load.rows } }
}
`,
    good: `
workflow nightly : batch {
  executor load for day in ["mon", "tue"] {
    image "load:1.4"
    output rows : Path at "/workflow/rows/\${day}"
  }
  executor fit after load { image "fit:1.4"  args { rows: "/workflow/rows" } }
}
`,
  },
  'key-of-many': {
    given: 'application',
    bad: `
workflow search : batch {
  executor fit for rate in [0.1, 0.01] {
    image "fit:1.4"
    output weights : Path at "/tmp/weights" key "\${run}/weights"
  }
}
`,
    good: `
workflow search : batch {
  executor fit for rate in [0.1, 0.01] {
    image "fit:1.4"
    output weights : Path at "/tmp/weights" key "\${run}/\${rate}/weights"
  }
}
`,
  },
  'not-shared': {
    given: 'application',
    bad: `
workflow search : batch {
  executor fit { image "fit:1.4"  output weights : Path at "/tmp/weights" }
  executor test after fit { image "test:1.4"  args { weights: fit.weights } }
}
`,
    good: `
workflow search : batch {
  executor fit { image "fit:1.4"  output weights : Path at "/workflow/tmp/weights" }
  executor test after fit { image "test:1.4"  args { weights: fit.weights } }
}
`,
  },
  'one-place-for-two': {
    given: 'application',
    bad: `
workflow inner : batch {
  param part : String
  executor fit { image "fit:1.4"  args { part: part }  output weights : Path at "/workflow/weights" }
}
workflow outer : batch {
  run inner(part: "one") as one
  run inner(part: "two") as two
}
`,
    good: `
workflow inner : batch {
  param part : String
  executor fit { image "fit:1.4"  args { part: part }  output weights : Path at "/workflow/\${part}/weights" }
}
workflow outer : batch {
  run inner(part: "one") as one
  run inner(part: "two") as two
}
`,
  },
  'gone-at-end': {
    given: 'application',
    bad: `
workflow audit : batch {
  param rows : Int
  executor look { image "look:1.0" }
  finally report { image "report:1.0"  args { rows: rows } }
}
workflow nightly : batch {
  executor load { image "load:1.4"  output rows : Int from "/tmp/rows" }
  run audit(rows: load.rows) after load
}
`,
    good: `
workflow audit : batch {
  param rows : Int
  executor look { image "look:1.0"  args { rows: rows } }
  finally report { image "report:1.0" }
}
workflow nightly : batch {
  executor load { image "load:1.4"  output rows : Int from "/tmp/rows" }
  run audit(rows: load.rows) after load
}
`,
  },
  'nested-circle': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
  run check after fit
}
workflow check : batch { run nightly }
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
  run check after fit
}
workflow check : batch { executor test { image "test:1.4" } }
`,
  },
  'lost-in-nesting': {
    given: 'application',
    bad: `
workflow audit : batch {
  parallel 1
  executor look { image "look:1.0" }
}
workflow nightly : batch {
  run audit() as check
}
`,
    good: `
workflow audit : batch {
  parallel 1
  executor look { image "look:1.0" }
}
workflow nightly : batch {
  parallel 1
  run audit() as check
}
`,
  },
  'bad-condition': {
    given: 'application',
    bad: `
workflow nightly : batch {
  param pause : Duration = 5m
  executor fit when pause > 1m { image "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  param minutes : Int = 5
  executor fit when minutes > 1 { image "fit:1.4" }
}
`,
  },
  'schedule-without-value': {
    given: 'application',
    bad: `
workflow nightly : batch {
  param epochs : Int
  executor fit { image "fit:1.4"  args { epochs: epochs } }
  schedule cron "0 3 * * *"
}
`,
    good: `
workflow nightly : batch {
  param epochs : Int = 10
  executor fit { image "fit:1.4"  args { epochs: epochs } }
  schedule cron "0 3 * * *"
}
`,
  },
  'clocks-change': {
    given: 'application',
    bad: `
workflow nightly : batch {
  schedule cron "30 2 * * *" in "Europe/Madrid"
  executor fit { image "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  schedule cron "30 3 * * *" in "Europe/Madrid"
  executor fit { image "fit:1.4" }
}
`,
  },
  'left-by-several': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  gang 4  output loss : Number from "/tmp/loss" }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  gang 4  output loss : Path at "/workflow/loss" }
}
`,
  },
  'mpi-without-root': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  mpi { workers: 4 } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  mpi { workers: 4 }  security { root: true } }
}
`,
  },
  'unknown-queue': {
    bad: `
platform cluster { registry "registry.example.org"  command ["fit"] }
application mnist { team science  on cluster }
workflow nightly : batch {
  executor fit { image "fit:1.4" }
  queue volcano "research"
}
`,
    good: `
platform cluster {
  registry "registry.example.org"
  command  ["fit"]
  queues   { research: { weight: 4 } }
}
application mnist { team science  on cluster }
workflow nightly : batch {
  executor fit { image "fit:1.4" }
  queue volcano "research"
}
`,
  },
  'no-next-try': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  resources { memory: 8Gi * try.number } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  resources { memory: 8Gi * try.number }  retry 2 }
}
`,
  },
  'same-place-twice': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit {
    image "fit:1.4"
    input images : Path at "/data" key "images"
    input labels : Path at "/data" key "labels"
  }
}
`,
    good: `
workflow nightly : batch {
  executor fit {
    image "fit:1.4"
    input images : Path at "/data/images" key "images"
    input labels : Path at "/data/labels" key "labels"
  }
}
`,
  },
};
