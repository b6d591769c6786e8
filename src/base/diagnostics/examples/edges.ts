import type { edgeEntries } from '../catalogue-edges.ts';
import type { Examples } from './example.ts';

export const edgeExamples: Examples<typeof edgeEntries> = {
  'not-upstream': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor load { image "load:1.4"  output images : Path at "/workflow/images" }
  executor fit { image "fit:1.4"  args { data: load.images } }
}
`,
    good: `
workflow nightly : batch {
  executor load { image "load:1.4"  output images : Path at "/workflow/images" }
  executor fit after load { image "fit:1.4"  args { data: load.images } }
}
`,
  },
  'self-edge': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor load { image "load:1.4" }
  executor fit after load, fit { image "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  executor load { image "load:1.4" }
  executor fit after load { image "fit:1.4" }
}
`,
  },
  'maybe-absent': {
    given: 'application',
    bad: `
workflow nightly : batch {
  param fresh : Bool = false
  executor load when fresh { image "load:1.4"  output rows : Int from "/tmp/rows" }
  executor fit after load.ended { image "fit:1.4"  args { rows: load.rows } }
}
`,
    good: `
workflow nightly : batch {
  param fresh : Bool = false
  executor load when fresh { image "load:1.4"  output rows : Int from "/tmp/rows" default 0 }
  executor fit after load.ended { image "fit:1.4"  args { rows: load.rows } }
}
`,
  },
  'never-meet': {
    given: 'application',
    bad: `
workflow nightly : batch {
  param fresh : Bool = false
  executor load when fresh { image "load:1.4" }
  executor keep when not fresh { image "keep:1.4" }
  executor fit after load, keep { image "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  param fresh : Bool = false
  executor load when fresh { image "load:1.4" }
  executor keep when not fresh { image "keep:1.4" }
  executor fit after load.ended, keep.ended { image "fit:1.4" }
}
`,
  },
};
