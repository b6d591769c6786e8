/** The smallest program that raises a message, and the one that was meant. `sflow explain` shows both; a test compiles them. */
export interface Example {
  /** What else `main.sflow` declares. It stands behind the shown text, so that lines are numbered as they are shown. */
  readonly given?: keyof typeof surroundings;
  readonly bad: string | Program;
  readonly good: string | Program;
}

/** A program that is more than one text. */
export interface Program {
  /** By path; the first is shown first. Bytes are of a file that is no text. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** As given by `--set`. */
  readonly set?: Readonly<Record<string, string>>;
  /** As given by `--platform`. */
  readonly platform?: string;
  /** `--locked`: `models.lock.yaml` is among the files, or missing. */
  readonly locked?: true;
}

/** An example for each entry: a new message cannot come without. */
export type Examples<Entries> = { readonly [name in keyof Entries]: Example };

const application = `
platform cluster {
  registry  "registry.example.org/science"
  tracker   mlflow "http://mlflow.ml:5000"
  artifacts s3 "s3://mnist" { endpoint: "http://minio.ml:9000", credentials: secret minio }
  metrics   prometheus "http://prometheus.monitoring:9090"
  mesh      istio { gateway: "istio-system/public" }
  storage   "nfs-client"
  command   ["python", "/app/main.py"]
}
application mnist { team science  on cluster }
model mnist-cnn { registered "mnist-cnn"  better accuracy }
`;

const workflows = `
workflow training : batch {
  param epochs : Int = 10
  executor fit { image "fit:1.4"  args { epochs: epochs }  metric accuracy : Ratio }
  register mnist-cnn from fit
}
sensor requests : Rate from prometheus { query: "sum(rate(requests_total[5m]))", unit: 1/s }
workflow inference : online {
  service predictor : model { server tensorflow  model mnist-cnn@production }
  replicas 1..9 scale on requests per replica to 20/s
}
`;

/** What examples take for granted, and how it is said. */
export const surroundings = {
  application: {
    text: application,
    told: 'Both stand in a file that also declares a platform, an application, and the model mnist-cnn.',
  },
  workflows: {
    text: application + workflows,
    told: 'Both stand in a file that also declares a platform, an application, the model mnist-cnn, the batch workflow training and the online workflow inference.',
  },
} as const;
