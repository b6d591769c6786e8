import type { KubernetesObject } from '../../src/target/emit/manifest.ts';
import { list, look, record, text, type Data } from '../target/emit/look.ts';
import { until } from '../cluster/client.ts';
import type { Stage } from './stage.ts';

const ARGO = 'argoproj.io/v1alpha1';

/** A node of a run, as Argo Workflows reports it. */
export interface Node {
  readonly displayName: string;
  readonly type: string;
  readonly phase: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** A Workflow of a WorkflowTemplate, made as an agent makes one. */
export class Run {
  readonly #stage: Stage;
  readonly namespace: string;
  readonly name: string;

  private constructor(stage: Stage, namespace: string, name: string) {
    this.#stage = stage;
    this.namespace = namespace;
    this.name = name;
  }

  static async start(
    stage: Stage,
    template: KubernetesObject,
    name: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<Run> {
    const { namespace = '', name: templateName } = template.metadata;
    await stage.create({
      apiVersion: ARGO,
      kind: 'Workflow',
      metadata: { namespace, name },
      spec: {
        workflowTemplateRef: { name: templateName },
        arguments: { parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value })) },
        // A scheduler of its own, such as Volcano's, is not there.
        ...(look(template, 'spec.schedulerName') === undefined ? {} : { schedulerName: 'default-scheduler' }),
      },
    });
    return new Run(stage, namespace, name);
  }

  /** One of whatever spec. */
  static async create(stage: Stage, namespace: string, name: string, spec: object): Promise<Run> {
    await stage.create({ apiVersion: ARGO, kind: 'Workflow', metadata: { namespace, name }, spec });
    return new Run(stage, namespace, name);
  }

  object(): Promise<unknown> {
    const object = { apiVersion: ARGO, kind: 'Workflow', metadata: { namespace: this.namespace, name: this.name } };
    return this.#stage.cluster.read(object);
  }

  async status(): Promise<Data> {
    return record(look(await this.object(), 'status'));
  }

  /** Of the pods of a template. */
  async phases(template: string): Promise<readonly string[]> {
    return new Ended(await this.status()).nodes
      .filter(({ type, templateName }) => type === 'Pod' && templateName === template)
      .map(({ phase }) => phase);
  }

  /** Waits for the end, and gives the status with which the run ended. */
  async end(): Promise<Ended> {
    let status: Data = {};
    const isOver = async (): Promise<boolean> => {
      status = await this.status();
      return typeof look(status, 'finishedAt') === 'string';
    };
    try {
      await until(`the end of ${this.name}`, isOver, 90);
    } catch (error) {
      throw new Error(`${this.name}: ${JSON.stringify(status)}`, { cause: error });
    }
    return new Ended(status);
  }

  /** The pod of a task, as soon as it is there. Pods of steps that succeeded are removed: let the step take its time. */
  async pod(task: string): Promise<unknown> {
    let found: readonly unknown[] = [];
    await until(`a pod of ${task} in ${this.name}`, async () => {
      found = await this.pods(task);
      return found.length > 0;
    });
    return found[0];
  }

  /** The pods that are there: all of the run, or those of a task with all its attempts and items. */
  async pods(task?: string): Promise<readonly unknown[]> {
    const selector = encodeURIComponent(`workflows.argoproj.io/workflow=${this.name}`);
    const path = `/api/v1/namespaces/${this.namespace}/pods?labelSelector=${selector}`;
    const all = list((await this.#stage.cluster.send('GET', path)).body, 'items');
    return all.filter((pod) => task === undefined || this.#taskOf(pod) === task);
  }

  /** Nodes are called `RUN.TASK` or `RUN.onExit.TASK`, with `(ATTEMPT)` or `(INDEX:ITEM)` behind it where there are several. */
  #taskOf(pod: unknown): string {
    const node = text(pod, 'metadata.annotations', 'workflows.argoproj.io/node-name');
    return node.slice(this.name.length + 1).replace(/^onExit\.|\(.*\)$/g, '');
  }
}

/** The container of the user's program in a pod. */
export const mainOf = (pod: unknown): unknown =>
  list(pod, 'spec.containers').find((container) => look(container, 'name') === 'main');

export class Ended {
  readonly phase: string;
  readonly message: string;
  readonly nodes: readonly Node[];

  constructor(status: Data) {
    this.phase = text(status, 'phase');
    this.message = text(status, 'message');
    this.nodes = Object.values(record(look(status, 'nodes'))) as Node[];
  }

  /** `TYPE PHASE` of the nodes of a name. */
  of(displayName: string): string[] {
    return this.nodes
      .filter((node) => node.displayName === displayName)
      .map(({ type, phase }) => `${type} ${phase}`)
      .sort();
  }
}
