import { error, type None } from './entry.ts';

/** What can be wrong with types, units, fields and calls. */
export const typeEntries = {
  'wrong-type': error(
    'SF3001',
    (p: { expected: string; found: string }) => `expected ${p.expected}, found ${p.found}`,
    `
Everything has a type. A value stands only where its type is expected; a whole number may stand for a count or a number.
`,
  ),
  'wrong-unit': error(
    'SF3002',
    (p: { expected: string; found: string }) => `expected ${p.expected}, found ${p.found}`,
    `
Quantities have units: \`20/s\` is a Rate, \`1h\` a Duration, \`4Gi\` Bytes, \`90%\` a Ratio. They are never mixed.
`,
  ),
  incomparable: error(
    'SF3003',
    (p: { left: string; right: string; operator: string }) =>
      `${p.left} and ${p.right} cannot be compared by ${p.operator}`,
    `
Two quantities can be compared when they have the same unit; texts and switches only by == and !=.

    IF request-rate(inference) > 20/s      // a rate and a rate
`,
  ),
  'no-arithmetic': error(
    'SF3004',
    (p: { left: string; right: string; operator: string }) =>
      `${p.operator} has no meaning between ${p.left} and ${p.right}`,
    `
Sums and differences want one unit on both sides. A product or a quotient has the product or quotient of the units:
a count by a duration is a rate.
`,
  ),
  'bad-quantity': error(
    'SF3005',
    (p: { text: string; reason: string }) => `${p.text} is no quantity: ${p.reason}`,
    `
Units are ms, s, m, h, d, w (durations), /s, /m, /h, /d (rates), Ki, Mi, Gi, Ti, k, M, G, T (bytes) and %.
`,
  ),
  'unknown-type': error(
    'SF3006',
    (p: { name: string }) => `there is no type ${p.name}`,
    `
Types are Bool, Int, Number, String, Path, Duration, Time, Bytes, Cpu, Ratio, Rate, Count, Model, ModelVersion, Dataset,
Image, Secret, Batch, Online, Variant (a canary or a shadow of an online workflow), Served (either of the two), Workflow (any of
these), and List<T>. A question mark behind a type makes it optional.
`,
  ),
  'unknown-field': error(
    'SF3007',
    (p: { field: string; of: string }) => `${p.of} has no field ${p.field}`,
    `
Records have a fixed set of fields, and a wrong one would be ignored later on.
`,
    { absent: true, joinedBy: 'field' },
  ),
  'missing-field': error(
    'SF3008',
    (p: { field: string; of: string }) => `${p.of} lacks ${p.field}`,
    `
This cannot be left out: nothing sensible could stand in for it.
`,
    { absent: true },
  ),
  'not-callable': error(
    'SF3009',
    (p: { name: string }) => `${p.name} cannot be called`,
    `
In an expression sensors that have parameters can be called; behind THEN primitives, and receivers of agents with \`call\`.
`,
  ),
  'unknown-argument': error(
    'SF3010',
    (p: { name: string; of: string }) => `${p.of} takes no argument ${p.name}`,
    `
The names of arguments are those of the parameters in the declaration.
`,
    { absent: true, joinedBy: 'name' },
  ),
  'missing-argument': error(
    'SF3011',
    (p: { name: string; type: string; of: string }) => `${p.of} wants the argument ${p.name} : ${p.type}`,
    `
Only a parameter with a default, or with an optional type, may be left out.
`,
    { absent: true },
  ),
  'too-many-arguments': error(
    'SF3012',
    (p: { count: number; of: string }) => `${p.of} takes ${String(p.count)} arguments without a name`,
    `
Arguments without a name are taken in the order of the parameters.
`,
    { absent: true },
  ),
  'duplicate-argument': error(
    'SF3013',
    (p: { name: string; what: 'argument' | 'field' }) => `the ${p.what} ${p.name} is given twice`,
    `
Each argument is given once, by name or by place, and each field of a record once.
`,
  ),
  'not-constant': error(
    'SF3014',
    (p: { what: string }) => `${p.what} has to be known when the sources are compiled`,
    `
This ends up in a manifest or in the text of a query, so it cannot depend on what happens later.
`,
  ),
  'secret-as-text': error(
    'SF3015',
    (p: { what: string }) => `${p.what} is a secret, not a text`,
    `
Sources are in version control and manifests are readable to many, so neither holds a secret. Name the Secret of the
cluster that does:

    credentials: secret scanflow-secret
`,
  ),
  'secret-in-text': error(
    'SF3016',
    (_: None) => 'a secret cannot become part of a text',
    `
A secret is only ever referred to. Within a text it would be readable in manifests and process lists.
`,
  ),
  'version-of-nothing': error(
    'SF3017',
    (p: { found: string }) => `only a model has versions, and this is ${p.found}`,
    `
\`mnist-cnn@production\`, \`mnist-cnn@latest\` and \`mnist-cnn@3\` are versions of the model mnist-cnn.
`,
  ),
  'window-missing': error(
    'SF3018',
    (p: { sensor: string }) => `${p.sensor} counts observations, so it has to say over which time`,
    `
A windowed sensor is read \`over 1h\`, or \`since last fired\`, where each observation counts once.
`,
  ),
  'window-needless': error(
    'SF3019',
    (p: { text: string }) => `${p.text} tells the present and cannot be read over a time`,
    `
Only sensors declared \`windowed\` gather observations over a time.
`,
  ),
  'sensor-circle': error(
    'SF3020',
    (p: { name: string }) => `the sensor ${p.name} is defined by itself`,
    `
A sensor that is a name for an expression cannot occur in that expression, not even by way of others.
`,
  ),
  'param-circle': error(
    'SF3026',
    (p: { name: string }) => `the param ${p.name} is defined by itself`,
    `
The value of a param that nobody sets is computed when the sources are compiled, so it cannot be computed of itself, not even by
way of other params.
`,
  ),
  'unknown-word': error(
    'SF3021',
    (p: { word: string; words: readonly string[] }) => `${p.word} is none of ${p.words.join(', ')}`,
    `
Only these words have a meaning here; they stand without quotation marks.
`,
  ),
  'not-an-expression': error(
    'SF3022',
    (p: { what: string }) => `${p.what} is not a value`,
    `
The name is known, but what it stands for can be read, called or run, and has no value of its own.
`,
  ),
  'param-without-value': error(
    'SF3023',
    (p: { name: string; type: string }) => `the param ${p.name} : ${p.type} has no value`,
    `
A param without a default gets its value on the command line or in a values file:

    sflow build DIR --set name=value
`,
    { absent: true },
  ),
  'bad-value': error(
    'SF3024',
    (p: { name: string; type: string; value: string }) => `${p.value} is no ${p.type}, which the param ${p.name} wants`,
    `
Values from outside are read as the source would write them: 20/s, 1h, 4Gi, 90%, true, or a plain text.
`,
  ),
  'bad-promql': error(
    'SF3025',
    (p: { reason: string }) => `this is not PromQL: ${p.reason}`,
    `
Queries are read when the sources are compiled, so that a slip does not show at three in the morning.
The text that is shown has the arguments of the sensor already put in.
`,
  ),
};
