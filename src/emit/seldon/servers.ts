type Protocol = 'seldon' | 'v2';

interface Server {
  readonly implementation: string;
  /** For which the operator's settings name an image (`predictor_servers` in its ConfigMap). */
  readonly protocols: readonly Protocol[];
}

/** Servers that the operator brings along, by our name. */
export const servers: Readonly<Record<string, Server>> = {
  tensorflow: { implementation: 'TENSORFLOW_SERVER', protocols: ['seldon'] },
  sklearn: { implementation: 'SKLEARN_SERVER', protocols: ['seldon', 'v2'] },
  xgboost: { implementation: 'XGBOOST_SERVER', protocols: ['seldon', 'v2'] },
  mlflow: { implementation: 'MLFLOW_SERVER', protocols: ['seldon', 'v2'] },
  triton: { implementation: 'TRITON_SERVER', protocols: ['v2'] },
  huggingface: { implementation: 'HUGGINGFACE_SERVER', protocols: ['v2'] },
};

/** The protocol that all of some servers speak; a whole deployment has one. */
export const commonProtocol = (names: readonly (string | undefined)[]): Protocol | undefined =>
  (['seldon', 'v2'] as const).find((protocol) =>
    names.every((name) => name === undefined || servers[name]?.protocols.includes(protocol) !== false),
  );
