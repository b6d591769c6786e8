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
  'only-copies': error(
    'SF5081',
    (p: { workflow: string; variant: string }) =>
      `${p.variant} only sees copies of the requests of ${p.workflow}, which nobody shares out`,
    `
A shadow gets a copy of each request, and nobody waits for its answers: it takes none of them from others. A canary has a share:

    canary next at 10% { predictor { model cnn@candidate } }

    updateWorkflowTraffic(inference.next, share: 25%)
`,
  ),
};
