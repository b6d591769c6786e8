import type { sourceEntries } from '../catalogue-source.ts';
import type { Examples } from './example.ts';

export const sourceExamples: Examples<typeof sourceEntries> = {
  'not-utf8': {
    bad: { files: { 'main.sflow': Buffer.from('// Un caf\u00e9\nparam rate : Ratio = 5%\n', 'latin1') } },
    good: '// Un caf\u00e9\nparam rate : Ratio = 5%\n',
  },
  'empty-file': {
    bad: '// The workflows of our team.\n',
    good: `
// The workflows of our team.
param epochs : Int = 10
`,
  },
  'file-too-large': {
    bad: `sensor ready = 1\n${'// and so on, line by line\n'.repeat(80_000)}`,
    good: 'sensor ready = 1\n',
  },
  'too-deep': {
    bad: `sensor load = ${'('.repeat(300)}1${')'.repeat(300)}\n`,
    good: 'sensor load = (1 + 2) * 3\n',
  },
  'stray-character': {
    bad: `
param epochs : Int = 10;
`,
    good: `
param epochs : Int = 10
`,
  },
  'unterminated-string': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4 }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
}
`,
  },
  'unknown-escape': {
    bad: `
param folder : String = "C:\\data"
`,
    good: `
param folder : String = "C:\\\\data"
`,
  },
  'escape-in-script': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor greet {
    image  "python:3.13"
    script python """
      print("hello", end="\\n")
    """
  }
}
`,
    good: `
workflow nightly : batch {
  executor greet {
    image  "python:3.13"
    script python '''
      print("hello", end="\\n")
    '''
  }
}
`,
  },
  'shell-in-hole': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor greet {
    image  "alpine:3.23"
    script sh """
      echo "\${HOST:-nobody}"
    """
  }
}
`,
    good: `
workflow nightly : batch {
  executor greet {
    image  "alpine:3.23"
    script sh '''
      echo "\${HOST:-nobody}"
    '''
  }
}
`,
  },
  unexpected: {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    WHEN hourly
    THEN runWorkflow(training)
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
  },
  'too-many-errors': {
    bad: 'sensor = 1\n'.repeat(150),
    good: 'param epochs : Int = 10\n',
  },
  'unknown-clause': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { imgae "fit:1.4" }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4" }
}
`,
  },
  'spelled-otherwise': {
    given: 'application',
    bad: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  args { epochs = 5 } }
}
`,
    good: `
workflow nightly : batch {
  executor fit { image "fit:1.4"  args { epochs: 5 } }
}
`,
  },
  'chained-comparison': {
    bad: `
param load : Ratio = 50%
sensor busy = 20% < load < 80%
`,
    good: `
param load : Ratio = 50%
sensor busy = 20% < load and load < 80%
`,
  },
  'closes-nothing': {
    bad: `
model digits { registered "digits"  better accuracy } }
`,
    good: `
model digits { registered "digits"  better accuracy }
`,
  },
  'unclosed-hole': {
    bad: `
param price : String = "from \${5 on"
`,
    good: `
param price : String = "from \\\${5 on"
`,
  },
  'clause-order': {
    given: 'workflows',
    bad: `
agent planner {
  strategy retrain {
    THEN runWorkflow(training)
    WHEN every 1h
  }
}
`,
    good: `
agent planner {
  strategy retrain {
    WHEN every 1h
    THEN runWorkflow(training)
  }
}
`,
  },
};
