import { error } from './entry.ts';

/** What actions leave open, or ask of workflows and their variants that these do not have. */
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
  'which-param': error(
    'SF5086',
    (p: { workflow: string; model: string; params: readonly string[] }) =>
      p.params.length === 0
        ? `${p.workflow} has no param that takes a version of ${p.model}`
        : `this may be meant for the params ${p.params.join(' and ')} of ${p.workflow}`,
    `
A batch workflow is told by a param which version of a model it works with. An upgrade gives that param another default, so there
has to be one, and only one, that takes a version of this model:

    workflow training : batch {
      param model : ModelVersion = cnn@production
      executor fit { image "fit:1"  args { model: model } }
    }

    upgradeWorkflow(training, model: cnn@latest)

Where there are several, name the one that is meant: \`upgradeWorkflow(training, start: cnn@latest)\`.
`,
  ),
  'different-images': error(
    'SF5087',
    (p: { workflow: string; images: readonly string[] }) =>
      `the executors of ${p.workflow} have different images: ${p.images.join(', ')}`,
    `
Another image for a whole workflow is the image of each of its executors, which makes sense where all of them have one:

    upgradeWorkflow(training, image: "fit:2")

Where they differ, say which executor is meant:

    upgradeExecutor(training, fit, image: "fit:2")
`,
  ),
  'job-stays': error(
    'SF5089',
    (p: { of: string }) => `${p.of} runs as a job of several pods, which agents do not change`,
    `
Where the pods of an executor run, what they ask for and which image they have, agents change by the template of its workflow. The
pods of an executor with \`gang\` or \`mpi\` are made by Volcano, of a job that stands in the manifests as a whole.
`,
  ),
  'unread-param': error(
    'SF5088',
    (p: { executor: string; param: string }) => `the executor ${p.executor} is not given the param ${p.param}`,
    `
An upgrade of an executor changes its image, and the params of the workflow that it is given in \`args\`, \`env\` or elsewhere. One
that it does not name changes nothing of it.
`,
  ),
};
