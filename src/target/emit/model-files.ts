/** What a server opens in the folder of a model. */
export interface ModelFiles {
  /** In words. */
  readonly told: string;
  /** Of a name in that folder; folders have a slash behind. */
  readonly fits: RegExp;
}

/** By our name of a server. One that is not here takes several forms. */
export type FilesByServer = Readonly<Record<string, ModelFiles | undefined>>;

/** MLServer's (WELLKNOWN_MODEL_FILENAMES of each runtime), which several systems run. */
export const mlserverFiles: FilesByServer = {
  mlflow: { told: 'MLmodel', fits: /^MLmodel$/ },
  sklearn: { told: 'model.joblib, model.pickle or model.pkl', fits: /^model\.(?:joblib|pickle|pkl)$/ },
  xgboost: { told: 'model.bst, model.json or model.ubj', fits: /^model\.(?:bst|json|ubj)$/ },
};

/** TensorFlow's server looks for folders that are named by a version. */
export const numberedFolder: ModelFiles = { told: 'a folder whose name is a number', fits: /^\d+\/$/ };
