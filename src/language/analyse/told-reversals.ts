/** A field of an object that agents write, and how often they can undo what they did to it. */
export interface Reversals {
  /** As `the share of the backup of inference`. */
  readonly what: string;
  /** The most turns from one goal to another in any hour, and in any day; absent where nothing bounds them. */
  readonly hour?: number;
  readonly day?: number;
  /** Seconds for which readings go on to show what was before, as a rule. */
  readonly settlesSeconds: number;
  /** How the limits lie to each other that lead to opposite goals, where both compare one reading. */
  readonly room?: string;
  readonly drivers: readonly Driver[];
}

/** A branch of a strategy that gives the field a value. */
export interface Driver {
  readonly agent: string;
  readonly strategy: string;
  readonly branch: 'then' | 'else' | 'unknown' | 'failure';
  /** The agents and strategies through whose answers to calls it does. */
  readonly through: readonly string[];
  /** As `to 100%`. */
  readonly goes: string;
  /** When it looks, and what lets it wait after that. */
  readonly looks: string;
  readonly waits: readonly Wait[];
}

export interface Wait {
  /** As `cooldown 10m`. */
  readonly text: string;
  /** Whether it lets the driver act more seldom than it looks: a cooldown of less than an interval does not. */
  readonly counts: boolean;
}
