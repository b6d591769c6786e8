/** An object of the Kubernetes API as it is written. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What is written into one file. */
export interface ManifestFile {
  /** Below the output folder: `scanflow-mnist-dataengineer/agent-tracker-agent.yaml`. */
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}
