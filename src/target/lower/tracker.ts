import { defined } from '../../base/values/defined.ts';
import type { ClientsPlan, TrackerPlan } from '../plan/deployment-plan.ts';
import type { Application } from '../../language/model/model.ts';
import { completeImage, needs, platformOf, type Context } from './context.ts';
import { CLIENTS_CONFIG, TRACKER, TRACKER_PORT } from './names.ts';

/** MLflow's own image with the drivers of databases and of S3, without which a server of a team is of no use. */
const IMAGE = 'ghcr.io/mlflow/mlflow:v3.17.2-full';

/** Two worker processes take 250 MB each, and so does the one that starts them (seen on 3.17). */
const DEFAULTS = { cpu: 0.25, memory: 2 ** 30 };

/** The team's own tracker. Its runs keep their files in the platform's store, where serving systems find models. */
export function lowerTracker(context: Context): TrackerPlan | undefined {
  const { platform, tracker } = context.application;
  if (!tracker || needs(context, 'artifacts', tracker.span, 'a tracker') === undefined) return undefined;
  const { image, cpu = DEFAULTS.cpu, memory = DEFAULTS.memory } = tracker;
  return {
    objectName: TRACKER,
    origin: context.origin(tracker.span),
    image: image === undefined ? IMAGE : completeImage(platform.registry, image),
    port: TRACKER_PORT,
    database: { kind: 'secret', ...tracker.database },
    resources: { cpu: { asked: cpu }, memory: { asked: memory, limit: memory } },
  };
}

/** What MLflow's and S3's clients read by themselves and what is the same for all steps of a team. */
export function clientSettings(application: Application): ClientsPlan | undefined {
  const { tracker, artifacts } = platformOf(application);
  const settings = defined<{ MLFLOW_TRACKING_URI?: string; MLFLOW_S3_ENDPOINT_URL?: string }>({
    MLFLOW_TRACKING_URI: tracker,
    MLFLOW_S3_ENDPOINT_URL: artifacts?.endpoint,
  });
  return Object.keys(settings).length > 0 ? { objectName: CLIENTS_CONFIG, settings } : undefined;
}
