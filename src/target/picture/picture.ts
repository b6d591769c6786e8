/**
 * What a picture shows, before it is drawn: boxes with their contents, and links between them. Plain data, in an order that
 * follows from the sources alone. Ids are unique in the picture and consist of letters and digits.
 */
export interface Picture {
  readonly title: string;
  /** For those who cannot see it. */
  readonly description: string;
  /** One for each application of a team. */
  readonly groups: readonly Group[];
  /** What belongs to no team. */
  readonly boxes: readonly Box[];
  readonly links: readonly Link[];
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly boxes: readonly Box[];
}

export type Box = FlowBox | TableBox;

/** A workflow: its parts in the order of their work. Without parts it stands only for what it is. */
export interface FlowBox {
  readonly form: 'flow';
  readonly kind: 'batch' | 'online';
  readonly id: string;
  readonly name: string;
  readonly notes: readonly string[];
  readonly parts: readonly Part[];
  readonly edges: readonly Edge[];
}

export interface Part {
  readonly id: string;
  readonly kind: PartKind;
  readonly name: string;
  readonly notes: readonly string[];
  /** It is repeated. */
  readonly isMany: boolean;
  /** It may be left out. */
  readonly isOptional: boolean;
}

/** `step` does work, `store` and `message` go to other systems, `entry` is where requests come in. */
export type PartKind = 'step' | 'nested' | 'store' | 'message' | 'entry' | 'service' | 'model' | 'variant';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Not the ordinary way. */
  readonly isSide: boolean;
}

/** An agent with its strategies, what it reads, the model registry, or the endpoints of the user's own. */
export interface TableBox {
  readonly form: 'table';
  readonly kind: 'agent' | 'sensors' | 'models' | 'endpoints';
  readonly id: string;
  readonly name: string;
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly id: string;
  readonly name: string;
  /** Small, behind the name. */
  readonly note: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly id: string;
  /** `WHEN`, `IF`, `THEN`; empty where the line goes on with the one before. */
  readonly keyword: string;
  readonly text: string;
  /** 1 for what is a part of the line before. */
  readonly depth: number;
}

/** `starts` is what a change of one thing does to a strategy. */
export type LinkKind = 'reads' | 'starts' | 'calls' | 'acts' | 'registers' | 'serves' | 'backup';

/** From a box, a part, a row or a line to another one. */
export interface Link {
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}
