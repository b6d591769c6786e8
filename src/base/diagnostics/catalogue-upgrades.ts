import { error } from './entry.ts';

/** What actions leave open, or ask of online workflows and their variants that these do not have. */
export const upgradeEntries = {
  'which-service': error(
    'SF5080',
    (p: { workflow: string; services: readonly string[] }) =>
      `this may be meant for ${p.services.join(' or ')} of ${p.workflow}`,
    `
An upgrade changes the one service that serves the model. Where several serve it, or a version comes with a call and several
serve models, the service has to be named:

    upgradeWorkflow(inference, model: cnn@latest, service: second)
`,
  ),
};
