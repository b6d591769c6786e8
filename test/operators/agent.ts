import type { Value } from '../../src/base/values/value.ts';
import type {
  BatchTarget,
  ExpressionNode,
  PartNode,
  StepOutputNode,
  StrategyGraph,
} from '../../src/contract/strategy-graph/strategy-graph.ts';
import { actionsOf } from '../../src/contract/strategy-graph/walk.ts';
import { list, look, record, text } from '../target/emit/look.ts';
import type { Stage } from './stage.ts';
import type { Node, Run } from './workflow.ts';

/** What an agent does to batch workflows, from what its graph says and nothing else. */
export class Actor {
  readonly #stage: Stage;
  readonly #graph: StrategyGraph;

  constructor(stage: Stage, agent: string) {
    this.#stage = stage;
    const config = stage
      .ofKind('ConfigMap')
      .find((object) => object.metadata.name.startsWith(agent) && 'strategies.json' in record(look(object, 'data')));
    this.#graph = JSON.parse(text(config, 'data', 'strategies.json')) as StrategyGraph;
  }

  /** What an action acts on, by how it is written. */
  target(written: string): BatchTarget {
    const action = this.#graph.strategies.flatMap(actionsOf).find((one) => one.text === written);
    if (action?.kind !== 'primitive' || action.target?.kind !== 'batch') throw new Error(`no action ${written}`);
    return action.target;
  }

  /** Writes what an action overrides, with what stands in the place of arguments of the event. */
  async override(written: string, given: Readonly<Record<string, Value>> = {}): Promise<void> {
    const { namespace, overrides } = this.target(written);
    for (const [key, node] of Object.entries(overrides?.entries ?? {}))
      await this.write(namespace, overrides?.configMap ?? '', key, textOf(valueOf(node, given)));
  }

  /** A merge patch of one key. */
  async write(namespace: string, configMap: string, key: string, value: string | null): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/configmaps/${configMap}`;
    const answer = await this.#stage.cluster.send(
      'PATCH',
      path,
      { data: { [key]: value } },
      'application/merge-patch+json',
    );
    if (answer.status !== 200) throw new Error(text(answer.body, 'message'));
  }

  /** The spec of a run that goes on where another failed. */
  goOn(written: string, failed: { readonly spec: unknown; readonly nodes: readonly Node[] }, run: Run): object {
    const { part, parameters, template } = this.target(written);
    if (!part) throw new Error(`${written} runs no part`);
    const before = list(failed.spec, 'arguments.parameters').map((one) => [text(one, 'name'), look(one, 'value')]);
    for (const step of part.after) {
      const phase = failed.nodes.find(({ displayName }) => displayName === step)?.phase ?? 'missing';
      if (!['Succeeded', 'Skipped'].includes(phase)) throw new Error(`${step} is ${phase}`);
    }
    const values = {
      [part.folder]: run.name,
      ...(Object.fromEntries(before) as Record<string, string>),
      ...Object.fromEntries(Object.entries(part.inputs).map(([name, from]) => [name, outputOf(failed.nodes, from)])),
      ...Object.fromEntries(Object.entries(parameters).map(([name, node]) => [name, textOf(valueOf(node, {}))])),
    };
    return specOf(template, part, values);
  }
}

const specOf = (template: string, { entrypoint }: PartNode, values: Readonly<Record<string, string>>): object => ({
  workflowTemplateRef: { name: template },
  entrypoint,
  arguments: { parameters: Object.entries(values).map(([name, value]) => ({ name, value })) },
});

function outputOf(nodes: readonly Node[], { step, output }: StepOutputNode): string {
  const node = nodes.find(({ displayName }) => displayName === step);
  return text(
    list(node, 'outputs.parameters').find((one) => look(one, 'name') === output),
    'value',
  );
}

function valueOf(node: ExpressionNode, given: Readonly<Record<string, Value>>): Value {
  if (node.op === 'constant') return node.value;
  if (node.op === 'argument') return given[node.name] ?? null;
  if (node.op === 'field') return look(valueOf(node.of, given), node.name) as Value;
  throw new Error(`${node.text} is not known`);
}

const textOf = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));
