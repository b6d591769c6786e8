import type {
  BatchOutline,
  ModelOutline,
  OnlineOutline,
  RunEnd,
  ServiceOutline,
  StepOutline,
  VariantOutline,
} from '../outline/outline.ts';
import type { Edge, FlowBox, Part } from './picture.ts';
import { counted } from '../../base/values/words.ts';

/** What a part has to do with a model. */
export interface ModelUse {
  readonly kind: 'registers' | 'serves';
  readonly part: string;
  readonly model: ModelOutline;
  readonly version: string;
}

export interface DrawnFlow {
  readonly box: FlowBox;
  readonly uses: readonly ModelUse[];
  /** The parts that are variants, by name. */
  readonly variants?: ReadonlyMap<string, string>;
}

/** A workflow as one box, for where its inner parts do not matter. */
export const closedBox = (kind: FlowBox['kind'], id: string, name: string): FlowBox => ({
  form: 'flow',
  kind,
  id,
  name,
  notes: [],
  parts: [],
  edges: [],
});

const plain = { notes: [], isMany: false, isOptional: false };

const endText: Readonly<Record<RunEnd, string>> = {
  success: 'on success',
  failure: 'on failure',
  always: 'at the end',
};

const stateText: Readonly<Record<StepOutline['after'][number]['state'], string>> = {
  succeeded: '',
  failed: 'failed',
  ended: 'ended',
};

/** Executors and what else a run does, by what each waits for. Steps for the end come after all others. */
export function batchBox(workflow: BatchOutline, id: string): DrawnFlow {
  const ids = new Map(workflow.steps.map(({ name }, index) => [name, `${id}n${String(index + 1)}`]));
  const idOf = (name: string): string => ids.get(name) ?? id;
  const waitedFor = new Set(workflow.steps.flatMap(({ after }) => after.map(({ step }) => step)));
  const lasts = workflow.steps.filter((step) => !isEnd(step) && !waitedFor.has(step.name));
  const edges = workflow.steps.flatMap((step): Edge[] => {
    const to = idOf(step.name);
    if (!isEnd(step)) return step.after.map(({ step: from, state }) => edge(idOf(from), to, stateText[state]));
    return lasts.map(({ name }) => ({ from: idOf(name), to, label: endText[step.end], isSide: true }));
  });
  const { schedule } = workflow;
  const zone = schedule?.zone === undefined ? '' : ` in ${schedule.zone}`;
  const box: FlowBox = {
    form: 'flow',
    kind: 'batch',
    id,
    name: workflow.name,
    notes: schedule ? [`cron ${schedule.cron}${zone}`] : [],
    parts: workflow.steps.map((step) => stepPart(step, idOf(step.name))),
    edges,
  };
  const uses = workflow.steps.flatMap((step): ModelUse[] =>
    step.kind === 'register' ? [{ kind: 'registers', part: idOf(step.name), model: step.model, version: '' }] : [],
  );
  return { box, uses };
}

const isEnd = (step: StepOutline): step is StepOutline & { readonly end: RunEnd } => 'end' in step;

function stepPart(step: StepOutline, id: string): Part {
  switch (step.kind) {
    case 'executor': {
      const { name, image, loops, condition, pods } = step;
      const over = loops.map((loop) => `${loop.name} in ${loop.items}`).join(', ');
      const notes = [
        image,
        ...(over === '' ? [] : [`for ${over}`]),
        ...(condition === undefined ? [] : [`when ${condition}`]),
        ...(pods === undefined ? [] : [`${String(pods)} pods together`]),
      ];
      return { id, kind: 'step', name, notes, isMany: loops.length > 0, isOptional: condition !== undefined };
    }
    case 'workflow': {
      const { name, workflow, condition } = step;
      const notes = [`runs ${workflow}`, ...(condition === undefined ? [] : [`when ${condition}`])];
      return { ...plain, id, kind: 'nested', name, notes, isOptional: condition !== undefined };
    }
    case 'register': {
      const notes = step.metric === undefined ? [] : [`best by ${step.lower ? 'lower ' : ''}${step.metric}`];
      return { ...plain, id, kind: 'store', name: `register ${step.model.name}`, notes };
    }
    case 'notify':
      return { ...plain, id, kind: 'message', name: step.name };
  }
}

/** Services in the order of a request, from where requests come in; variants beside the stable ones. */
export function onlineBox(workflow: OnlineOutline, id: string): DrawnFlow {
  const { services, variants, edges, host } = workflow;
  const entry = `${id}n0`;
  const ids = new Map(services.map(({ name }, index) => [name, `${id}n${String(index + 1)}`]));
  const idOf = (name: string): string => ids.get(name) ?? id;
  const entered = new Set(edges.map(([, to]) => to));
  const aside = services.filter(({ role }) => role === 'explainer' || role === 'detector');
  const first = services.filter((service) => !entered.has(service.name) && !aside.includes(service));
  const canaries = variants.filter(({ role }) => role === 'canary').reduce((sum, { percent }) => sum + percent, 0);
  const drawn = variants.map((variant, index) => ({ variant, id: `${id}v${String(index + 1)}` }));
  const { minimum, maximum } = workflow.replicas;
  const replicas =
    minimum === maximum ? counted(minimum, 'replica') : `${String(minimum)}..${String(maximum)} replicas`;
  const box: FlowBox = {
    form: 'flow',
    kind: 'online',
    id,
    name: workflow.name,
    notes: [workflow.scale === undefined ? replicas : `${replicas} by ${workflow.scale}`],
    parts: [
      { ...plain, id: entry, kind: 'entry', name: host ?? 'requests' },
      ...services.map((service) => servicePart(service, idOf(service.name))),
      ...drawn.map((one) => variantPart(one.variant, one.id)),
    ],
    edges: [
      ...first.map(({ name }) => edge(entry, idOf(name), canaries > 0 ? `${String(100 - canaries)}%` : '')),
      ...edges.map(([from, to]) => edge(idOf(from), idOf(to))),
      ...drawn.map(({ variant: { role, percent }, id: to }) =>
        role === 'canary'
          ? edge(entry, to, `${String(percent)}%`)
          : edge(entry, to, `copies of ${String(percent)}%`, true),
      ),
      ...aside.map(({ name, role }) => edge(entry, idOf(name), role === 'detector' ? 'copies' : 'explains', true)),
    ],
  };
  const uses = [
    ...services.flatMap((service) => usesOf(service, idOf(service.name))),
    ...drawn.flatMap(({ variant, id: part }) => variant.services.flatMap((service) => usesOf(service, part))),
  ];
  return { box, uses, variants: new Map(drawn.map((one) => [one.variant.name, one.id])) };
}

const edge = (from: string, to: string, label = '', isSide = false): Edge => ({ from, to, label, isSide });

const usesOf = ({ model }: ServiceOutline, part: string): ModelUse[] =>
  model ? [{ kind: 'serves', part, model, version: model.version }] : [];

/** What runs there: a model on a server, or an image. */
function programOf({ image, server, model }: ServiceOutline): string[] {
  const version = model ? [model.version === '' ? model.name : `${model.name}@${model.version}`] : [];
  return [...version, ...(server === undefined ? [] : [server]), ...(image === undefined ? [] : [image])];
}

function servicePart(service: ServiceOutline, id: string): Part {
  const { name, role } = service;
  const isModel = role === 'model';
  const notes = [...(isModel || role === name ? [] : [role]), ...programOf(service)];
  return { ...plain, id, kind: isModel ? 'model' : 'service', name, notes };
}

function variantPart({ name, role, services }: VariantOutline, id: string): Part {
  const changes = services.map((service) => `${service.name}: ${programOf(service)[0] ?? ''}`);
  return { ...plain, id, kind: 'variant', name: `${role} ${name}`, notes: changes };
}
