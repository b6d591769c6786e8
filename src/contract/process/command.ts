/** The program of the runtime's image; the word behind it says which process it is. */
export const PROGRAM = 'sflow-runtime';

/** How often a flag is given: once, at most once, or any number of times. */
type Given = 'once' | 'maybe' | 'often';

/** The flags of each process, in the order in which they are written. */
export const flags = {
  agent: {
    /** The file with the strategy graph. */
    graph: 'once',
    /** The file of the journal. It has this one or the next. */
    journal: 'maybe',
    /** The file with the address of the database of the journal. */
    postgres: 'maybe',
    /** Where it listens for other agents, probes and Prometheus. */
    port: 'once',
    /** Where it listens for people, on loopback alone. */
    people: 'once',
    /** The folder with the objects that actions bring up (`bodyFile`). */
    bodies: 'maybe',
    /** The folder with the tokens that prove to other agents who calls (`tokenFile`). */
    tokens: 'maybe',
    /** The folder with the tokens for endpoints (`credentialFile`). */
    credentials: 'maybe',
    /** The folder with the keys of Secrets that actions name (`secretFile`). */
    secrets: 'maybe',
    /** The folder with what the tracker and the metrics server are shown (`accessFile`). */
    access: 'maybe',
  },
  register: {
    /** Name in the registry. */
    model: 'once',
    run: 'once',
    /** A step whose runs are compared. */
    candidate: 'often',
    /** What they are compared by; with one candidate nothing is. */
    metric: 'maybe',
    /** `lower` or `higher`. */
    better: 'maybe',
  },
  notify: { workflow: 'once', run: 'once', /** As Argo has it, as `Succeeded`. */ status: 'once' },
  orchestrate: { port: 'once' },
  clean: {
    /** The folder of the team's volume. */
    folder: 'once',
    namespace: 'once',
    /** Workflows whose runs have folders there. */
    workflow: 'often',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Given>>>>;

/** The variables in which processes find what stands in no argument. */
export const variables = {
  notify: {
    /** The address of the webhook, which is a secret. */
    webhook: 'SFLOW_WEBHOOK_URL',
  },
  orchestrate: {
    /** An `OrchestratorGraph` as JSON. */
    graph: 'SFLOW_GRAPH',
  },
} as const satisfies Readonly<Partial<Record<ProcessName, Readonly<Record<string, string>>>>>;

export type ProcessName = keyof typeof flags;

/** What is behind the flags of a process. */
export type FlagValues<P extends ProcessName> = {
  readonly [F in keyof (typeof flags)[P]]: (typeof flags)[P][F] extends 'once'
    ? string
    : (typeof flags)[P][F] extends 'often'
      ? readonly string[]
      : string | undefined;
};

/** As a container has it. */
export interface Command {
  readonly command: readonly string[];
  readonly args: readonly string[];
}

/** How a process is started: each value stands behind its flag as `--name=value`. */
export function commandOf<P extends ProcessName>(process: P, values: FlagValues<P>): Command {
  const given: Readonly<Record<string, string | readonly string[] | undefined>> = values;
  const args = Object.keys(flags[process]).flatMap((name) =>
    [given[name] ?? []].flat().map((value) => `--${name}=${value}`),
  );
  return { command: [PROGRAM, process], args };
}
