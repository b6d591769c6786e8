interface Server {
  readonly image: string;
  /** Where below the model's folder its files are expected. */
  readonly folder: string;
  readonly command?: readonly string[];
  readonly args: (place: Place) => readonly string[];
  readonly env: (place: Place) => Readonly<Record<string, string>>;
}

/** What a server has to be told. */
export interface Place {
  readonly name: string;
  readonly folder: string;
  readonly rest: number;
  readonly grpc: number;
}

/** Seldon's MLServer serves several kinds of models; it is told which by its environment (mlserver/settings.py). */
const mlserver = (kind: string, implementation: string): Server => ({
  image: `docker.io/seldonio/mlserver:1.6.1-${kind}`,
  folder: '',
  args: () => [],
  env: ({ name, folder, rest, grpc }) => ({
    MLSERVER_GRPC_PORT: String(grpc),
    MLSERVER_HTTP_PORT: String(rest),
    MLSERVER_MODEL_IMPLEMENTATION: implementation,
    MLSERVER_MODEL_NAME: name,
    MLSERVER_MODEL_URI: folder,
  }),
});

/** Public images of servers, pinned. */
export const servers: Readonly<Record<string, Server>> = {
  tensorflow: {
    image: 'docker.io/tensorflow/serving:2.19.1',
    // The server looks for folders that are named by a version.
    folder: '/1',
    args: ({ name, folder, rest, grpc }) => [
      `--model_base_path=${folder}`,
      `--model_name=${name}`,
      `--port=${String(grpc)}`,
      `--rest_api_port=${String(rest)}`,
    ],
    env: () => ({}),
  },
  triton: {
    image: 'nvcr.io/nvidia/tritonserver:25.08-py3',
    folder: '',
    command: ['tritonserver'],
    args: ({ folder, rest, grpc }) => [
      `--model-repository=${folder}`,
      `--http-port=${String(rest)}`,
      `--grpc-port=${String(grpc)}`,
    ],
    env: () => ({}),
  },
  sklearn: mlserver('sklearn', 'mlserver_sklearn.SKLearnModel'),
  xgboost: mlserver('xgboost', 'mlserver_xgboost.XGBoostModel'),
  mlflow: mlserver('mlflow', 'mlserver_mlflow.MLflowRuntime'),
  huggingface: mlserver('huggingface', 'mlserver_huggingface.HuggingFaceRuntime'),
};

/** The second version of the open inference protocol alone. */
export const speaksV2 = (server: string): boolean => server !== 'tensorflow';
