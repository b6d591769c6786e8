/** Where what removes folders of runs has the team's volume, below which each run has a folder of its name. */
export const RUNS_FOLDER = '/var/lib/sflow-runs';

/** The Argo parameter that says whose folder a run has. */
export const FOLDER_PARAMETER = 'sflow-folder';
