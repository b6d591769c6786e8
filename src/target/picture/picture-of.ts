import type { ApplicationOutline } from '../outline/outline.ts';
import type { StrategyGraph } from '../../contract/strategy-graph/strategy-graph.ts';
import { drawAgent, type DrawnAgent } from './agents.ts';
import type { Box, FlowBox, Group, Link, Picture, Row, TableBox } from './picture.ts';
import type { Deed } from './strategies.ts';
import { batchBox, closedBox, onlineBox, type DrawnFlow, type ModelUse } from './workflows.ts';

/**
 * The picture of applications and of what their agents run. `only` is `workflows`, `agents`, or the name of one of either.
 * Undefined is given where nothing that is deployed is meant by it. What is drawn refers to others, which then are boxes
 * without contents.
 */
export function pictureOf(
  applications: readonly ApplicationOutline[],
  graphs: readonly StrategyGraph[],
  only?: string,
): Picture | undefined {
  const deployed = applications.filter((application) => application.deployed);
  const drawing = new Drawing(applications);
  const wants = (kind: 'workflows' | 'agents', name: string): boolean =>
    only === undefined || only === kind || (only === name && only !== 'workflows' && only !== 'agents');
  for (const application of deployed) {
    for (const { name } of [...application.batch, ...application.online])
      if (wants('workflows', name)) drawing.openFlow(application, name);
  }
  for (const graph of graphs) if (wants('agents', graph.agent.name)) drawing.openAgent(graph);
  return drawing.isEmpty ? undefined : drawing.finish();
}

/** All names that `only` may be. */
export const drawable = (applications: readonly ApplicationOutline[]): string[] => [
  'workflows',
  'agents',
  ...applications
    .filter(({ deployed }) => deployed)
    .flatMap(({ batch, online, agents }) => [...batch, ...online, ...agents].map(({ name }) => name)),
];

class Drawing {
  readonly #applications: readonly ApplicationOutline[];
  /** By namespace and name; an agent may have the name of a workflow. */
  readonly #flows = new Map<string, DrawnFlow>();
  readonly #agents = new Map<string, DrawnAgent>();
  /** By name. */
  readonly #endpointIds = new Map<string, string>();

  constructor(applications: readonly ApplicationOutline[]) {
    this.#applications = applications;
  }

  get isEmpty(): boolean {
    return this.#flows.size + this.#agents.size === 0;
  }

  openFlow(application: ApplicationOutline, name: string): void {
    const key = keyOf(application.namespace, name);
    const id = this.#idOf(application, 'w', [...application.batch, ...application.online], name);
    const batch = application.batch.find((workflow) => workflow.name === name);
    const online = application.online.find((workflow) => workflow.name === name);
    if (batch) this.#flows.set(key, batchBox(batch, id));
    else if (online) this.#flows.set(key, onlineBox(online, id));
  }

  openAgent(graph: StrategyGraph): void {
    const { namespace, name } = graph.agent;
    const application = this.#applications.find((one) => one.namespace === namespace);
    if (!application) return;
    this.#agents.set(keyOf(namespace, name), drawAgent(graph, this.#idOf(application, 'a', application.agents, name)));
  }

  finish(): Picture {
    const agents = [...this.#agents.values()];
    const links = agents.flatMap(({ reads }) => reads);
    const deeds = agents.flatMap((drawn) => drawn.deeds);
    const starts = agents.flatMap((drawn) => drawn.starts);
    links.push(...deeds.flatMap((deed) => this.#deedLink(deed)), ...starts.flatMap((start) => this.#startLink(start)));
    links.push(...this.#backups());
    const boxes = [this.#models(links, deeds, starts), this.#endpoints()];
    return {
      title: this.#applications
        .filter(({ deployed }) => deployed)
        .map(labelOf)
        .join(' and '),
      description: this.#describe(),
      groups: this.#groups(),
      boxes: boxes.flatMap((box) => box ?? []),
      links,
    };
  }

  #deedLink({ line, label, other }: Deed): Link[] {
    switch (other.kind) {
      case 'agent': {
        const called = this.#agent(other.namespace, other.name);
        return called
          ? [{ kind: 'calls', from: line, to: called.receivers.get(other.receiver) ?? called.box.id, label }]
          : [];
      }
      case 'batch':
      case 'online': {
        const flow = this.#flow(other.namespace, other.name);
        const part = other.part === undefined ? undefined : flow?.variants?.get(other.part);
        return flow ? [{ kind: 'acts', from: line, to: part ?? flow.box.id, label }] : [];
      }
      case 'endpoint':
        return [{ kind: 'acts', from: line, to: this.#endpointId(other.name), label }];
      case 'models':
        // They come last, when all are known.
        return [];
    }
  }

  #startLink({ line, label, other }: Deed): Link[] {
    if (other.kind !== 'batch' && other.kind !== 'online') return [];
    const flow = this.#flow(other.namespace, other.name);
    return flow ? [{ kind: 'starts', from: flow.box.id, to: line, label }] : [];
  }

  #backups(): Link[] {
    return this.#applications.flatMap(({ namespace, online }) =>
      online.flatMap(({ name, backup }): Link[] => {
        const from = this.#flows.get(keyOf(namespace, name));
        if (!from || backup === undefined || from.box.parts.length === 0) return [];
        const to = this.#flow(namespace, backup);
        return to ? [{ kind: 'backup', from: from.box.id, to: to.box.id, label: 'backup' }] : [];
      }),
    );
  }

  /** The registry, where something is put into it or comes from it. Adds the links. */
  #models(links: Link[], deeds: readonly Deed[], starts: readonly Deed[]): TableBox | undefined {
    const uses = [...this.#flows.values()].flatMap((flow) => flow.uses);
    if (uses.length === 0 && ![...deeds, ...starts].some(({ other }) => other.kind === 'models')) return undefined;
    const rows = new Map<string, Row>();
    const rowOf = ({ model: { name, registered, address } }: ModelUse): Row => {
      const id = `${MODELS}${String(rows.size + 1)}`;
      const row = rows.get(name) ?? { id, name, note: address ?? (registered === name ? '' : registered), lines: [] };
      rows.set(name, row);
      return row;
    };
    for (const use of uses) {
      const { id } = rowOf(use);
      links.push(
        use.kind === 'registers'
          ? { kind: 'registers', from: use.part, to: id, label: 'registers' }
          : { kind: 'serves', from: id, to: use.part, label: use.version },
      );
    }
    const idOf = ({ other }: Deed): string | undefined => {
      if (other.kind !== 'models') return undefined;
      const use = uses.find(({ model }) => model.registered === other.registered);
      return use ? rowOf(use).id : MODELS;
    };
    for (const deed of deeds) {
      const to = idOf(deed);
      if (to !== undefined) links.push({ kind: 'acts', from: deed.line, to, label: deed.label });
    }
    for (const start of starts) {
      const from = idOf(start);
      if (from !== undefined) links.push({ kind: 'starts', from, to: start.line, label: start.label });
    }
    return { form: 'table', kind: 'models', id: MODELS, name: 'model registry', notes: [], rows: [...rows.values()] };
  }

  #endpointId(name: string): string {
    const id = this.#endpointIds.get(name) ?? `${ENDPOINTS}${String(this.#endpointIds.size + 1)}`;
    this.#endpointIds.set(name, id);
    return id;
  }

  #endpoints(): TableBox | undefined {
    const rows = [...this.#endpointIds].map(([name, id]) => ({ id, name, note: 'http', lines: [] }));
    if (rows.length === 0) return undefined;
    return { form: 'table', kind: 'endpoints', id: ENDPOINTS, name: 'endpoints', notes: [], rows };
  }

  #groups(): Group[] {
    return this.#applications.flatMap((application, index): Group[] => {
      const { namespace, batch, online, agents } = application;
      const drawn = agents.flatMap(({ name }) => this.#agents.get(keyOf(namespace, name)) ?? []);
      const flows = [...batch, ...online].flatMap(({ name }) => this.#flows.get(keyOf(namespace, name)) ?? []);
      const boxes: Box[] = [
        ...drawn.flatMap(({ sensors, box }) => (sensors ? [sensors, box] : [box])),
        ...flows.map(({ box }) => box),
      ];
      return boxes.length === 0 ? [] : [{ id: `g${String(index + 1)}`, name: labelOf(application), boxes }];
    });
  }

  /** A workflow that is referred to: as it is drawn already, or closed. */
  #flow(namespace: string, name: string): DrawnFlow | undefined {
    const key = keyOf(namespace, name);
    const application = this.#applications.find((one) => one.namespace === namespace);
    if (!application || this.#flows.has(key)) return this.#flows.get(key);
    const kind: FlowBox['kind'] = application.batch.some((one) => one.name === name) ? 'batch' : 'online';
    const id = this.#idOf(application, 'w', [...application.batch, ...application.online], name);
    const flow = { box: closedBox(kind, id, name), uses: [] };
    this.#flows.set(key, flow);
    return flow;
  }

  #agent(namespace: string, name: string): DrawnAgent | undefined {
    const key = keyOf(namespace, name);
    const application = this.#applications.find((one) => one.namespace === namespace);
    const agent = application?.agents.find((one) => one.name === name);
    if (!application || !agent || this.#agents.has(key)) return this.#agents.get(key);
    const notes = agent.role === '' ? [] : [agent.role];
    const id = this.#idOf(application, 'a', application.agents, name);
    const box: TableBox = { form: 'table', kind: 'agent', id, name, notes, rows: [] };
    const closed = { box, reads: [], deeds: [], starts: [], receivers: new Map<string, string>() };
    this.#agents.set(key, closed);
    return closed;
  }

  #idOf(of: ApplicationOutline, letter: string, all: readonly { readonly name: string }[], name: string): string {
    const place = all.findIndex((one) => one.name === name) + 1;
    return `g${String(this.#applications.indexOf(of) + 1)}${letter}${String(place)}`;
  }

  #describe(): string {
    const sentences = this.#applications.flatMap((application) => {
      const { namespace, batch, online, agents } = application;
      const named = (kind: string, from: ReadonlyMap<string, unknown>, all: readonly { name: string }[]): string[] => {
        const names = all.map(({ name }) => name).filter((name) => from.has(keyOf(namespace, name)));
        return names.length === 0 ? [] : [`${kind} ${names.join(', ')}`];
      };
      const parts = [
        ...named('batch workflows', this.#flows, batch),
        ...named('online workflows', this.#flows, online),
        ...named('agents', this.#agents, agents),
      ];
      return parts.length === 0 ? [] : [`${labelOf(application)}: ${parts.join('; ')}.`];
    });
    return sentences.join(' ');
  }
}

const MODELS = 'm';
const ENDPOINTS = 'e';
const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;
const labelOf = ({ name, team }: ApplicationOutline): string => `${name}, team ${team}`;
