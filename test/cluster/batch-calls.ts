import type {
  BatchTarget,
  ExpressionNode,
  PrimitiveNode,
  StepOutputNode,
} from '../../src/contract/strategy-graph/strategy-graph.ts';
import { list, look, record, text, type Data } from '../target/emit/look.ts';
import { ask, constant, MERGE, textOf, type Hands } from './requests.ts';

const workflows = (namespace: string): string => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`;
const pods = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

const batchOf = ({ target, text: written }: PrimitiveNode): BatchTarget => {
  if (target?.kind !== 'batch') throw new Error(written);
  return target;
};

async function begin(hands: Hands, namespace: string, name: string, spec: Data): Promise<void> {
  const run = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name, namespace }, spec };
  await ask(hands, 'POST', workflows(namespace), run);
  // A repeat learns whose run it is.
  if ((await hands.agent.send('POST', workflows(namespace), run)).status !== 409) throw new Error('made twice');
  await ask(hands, 'GET', `${workflows(namespace)}/${name}`);
}

const given = (parameters: Readonly<Record<string, string>>): Data => ({
  parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
});

const computed = (nodes: Readonly<Record<string, ExpressionNode>>): Record<string, string> =>
  Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, textOf(constant(node))]));

async function runsOf(hands: Hands, { namespace, template }: BatchTarget): Promise<readonly unknown[]> {
  const { body } = await ask(hands, 'GET', `${workflows(namespace)}?labelSelector=sflow.dev/workflow=${template}`);
  return list(body, 'items');
}

export async function override(hands: Hands, action: PrimitiveNode): Promise<void> {
  const { namespace, overrides } = batchOf(action);
  if (!overrides) throw new Error(`${action.text} overrides nothing`);
  const path = `/api/v1/namespaces/${namespace}/configmaps/${overrides.configMap}`;
  await ask(hands, 'GET', path);
  for (const [key, value] of Object.entries(computed(overrides.entries))) {
    const { body } = await ask(hands, 'PATCH', path, { data: { [key]: value } }, MERGE);
    if (look(body, 'data', key) !== value) throw new Error(`${key} is not written`);
  }
}

export async function runExecutor(hands: Hands, action: PrimitiveNode): Promise<void> {
  const target = batchOf(action);
  const { namespace, template, part, parameters } = target;
  if (!part) throw new Error(`${action.text} runs no part`);
  const failed = (await runsOf(hands, target)).find((run) => look(run, 'status.phase') === 'Failed');
  const run = (await ask(hands, 'GET', `${workflows(namespace)}/${text(failed, 'metadata.name')}`)).body;
  const nodes = Object.values(record(look(run, 'status.nodes')));
  const before = list(run, 'spec.arguments.parameters').map((one) => [text(one, 'name'), text(one, 'value')]);
  const values = {
    ...(Object.fromEntries(before) as Record<string, string>),
    [part.folder]: text(run, 'metadata.name'),
    ...Object.fromEntries(Object.entries(part.inputs).map(([name, from]) => [name, outputOf(nodes, from)])),
    ...computed(parameters),
  };
  const spec = { workflowTemplateRef: { name: template }, entrypoint: part.entrypoint, arguments: given(values) };
  await begin(hands, namespace, `${template}-goes-on`, spec);
}

function outputOf(nodes: readonly unknown[], { step, output }: StepOutputNode): string {
  const node = nodes.find((one) => look(one, 'displayName') === step);
  return text(
    list(node, 'outputs.parameters').find((one) => look(one, 'name') === output),
    'value',
  );
}

export async function stopExecutor(hands: Hands, action: PrimitiveNode): Promise<void> {
  const target = batchOf(action);
  await runsOf(hands, target);
  const labels = `sflow.dev/workflow=${target.template},sflow.dev/executor=${textOf(constant(action.arguments['executor']))}`;
  const { body } = await ask(hands, 'GET', `${pods(target.namespace)}?labelSelector=${labels}`);
  const found = list(body, 'items');
  if (found.length === 0) throw new Error('no pod to stop');
  for (const pod of found) {
    const path = `${pods(target.namespace)}/${text(pod, 'metadata.name')}`;
    const { uid } = record(look((await ask(hands, 'GET', path)).body, 'metadata'));
    await ask(hands, 'DELETE', path, { preconditions: { uid } });
  }
}
