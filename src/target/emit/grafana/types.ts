/** A dashboard as Grafana keeps it, with the fields that are written (the JSON model of its documentation, schemaVersion 39). */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: 'datasource'; readonly query: string }[];
  };
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly id: number;
  readonly type: 'timeseries';
  readonly title: string;
  readonly datasource: DataSource;
  /** Its place in a grid that is 24 wide. */
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets: readonly Target[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly custom: { readonly thresholdsStyle: { readonly mode: 'line' } };
      readonly thresholds: { readonly mode: 'absolute'; readonly steps: readonly ThresholdStep[] };
    };
  };
}

export interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: DataSource;
  readonly refId: string;
}

export interface DataSource {
  readonly type: 'prometheus';
  readonly uid: string;
}

export interface ThresholdStep {
  readonly color: string;
  /** From which on it counts; null for the first. */
  readonly value: number | null;
}
