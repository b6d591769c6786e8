import { error, warning } from './entry.ts';

/** What can be wrong with what servers are shown. */
export const accessEntries = {
  'bad-credentials': error(
    'SF4092',
    (p: { reason: string }) => `these are no credentials: ${p.reason}`,
    `
A server is shown a bearer token, or a name with its password. One key of a Secret is a token; a Secret without a key has
\`token\`, or \`username\` and \`password\`; where its keys are called otherwise they are named:

    tracker mlflow "https://mlflow.example.org" { credentials: secret mlflow }
    tracker mlflow "https://mlflow.example.org" { credentials: { username: secret login.user, password: secret login.pass } }
    metrics prometheus "https://thanos.example.org" { credentials: secret thanos.token }
`,
  ),
  'headers-of-agents': warning(
    'SF4093',
    (p: { workflow: string }) => `the steps of ${p.workflow} ask the tracker without these headers`,
    `
Headers of a tracker are sent by agents. The programs of steps ask it by MLflow's client, and register their models so; that
client reads an address, credentials and a CA from its surroundings, and no headers. Let the tracker do without them, or tell by
the credentials who asks.
`,
  ),
  'keda-cannot-ask': error(
    'SF6011',
    (p: { what: string; reason: string }) => `KEDA cannot ask the metrics server with ${p.what}: ${p.reason}`,
    `
Where an online workflow has \`scale on\` a sensor, KEDA asks the metrics server itself, by a TriggerAuthentication that names
keys of Secrets. It shows a token, or a name with its password, looks at a CA beside one of these alone, and has its headers as plain
text in the ScaledObject. Which keys a Secret has is not known when the manifests are written, so they are named:

    metrics prometheus "https://thanos.example.org" { credentials: { username: secret thanos.username, password: secret thanos.password } }
`,
  ),
};
