import type { OrchestratorNode } from '../../../contract/process/orchestrator.ts';
import { average } from './average.ts';
import type { Problem } from '../interface/problem.ts';
import { callService, noRoom, type Exchange } from './call-service.ts';
import { asList, asRequest, keysOf } from './json-object.ts';
import { heldMessage, sharedBy, type Message } from './message.ts';
import { readAnswer, wrongAnswer } from './read-answer.ts';

/** What a service and those behind it make of a message, which is done with then. Rejects with a `Problem`. */
export async function handOn(node: OrchestratorNode, message: Message, exchange: Exchange): Promise<Message> {
  const children = node.children ?? [];
  const [child] = children;
  switch (node.role) {
    case 'model':
    case 'transformer': {
      const answer = await predict(node, message, exchange);
      return child ? handOn(child, answer, exchange) : answer;
    }
    case 'output':
      return predict(node, child ? await handOn(child, message, exchange) : message, exchange);
    case 'router': {
      const branch = await branchOf(node, children, message, exchange);
      return handOn(branch, message, exchange);
    }
    case 'combiner': {
      const shared = sharedBy(children.length, message);
      const answers = await Promise.all(children.map((each) => handOn(each, shared, exchange)));
      return combine(node, answers, exchange);
    }
  }
}

async function predict(node: OrchestratorNode, message: Message, exchange: Exchange): Promise<Message> {
  const answer = await callService(node, 'predict', requestOf(message), exchange);
  message.done();
  return answer;
}

/** What a caller sends is a request; what a service answers may have to become one. */
function requestOf(message: Message): Message {
  const { bytes, by } = message;
  if (by === undefined) return message;
  const request = asRequest(bytes);
  if (request) return { ...message, bytes: request };
  throw noObject(by);
}

async function combine(node: OrchestratorNode, answers: readonly Message[], exchange: Exchange): Promise<Message> {
  const { limits, held } = exchange;
  const own = node.port === undefined;
  const bytes = own ? average(node, answers, limits) : listOf(answers);
  for (const { done } of answers) done();
  if (!held.take(bytes.length)) throw noRoom();
  const combined = heldMessage(bytes, held, node.name);
  if (own) return combined;
  const answer = await callService(node, 'aggregate', combined, exchange);
  combined.done();
  return answer;
}

function listOf(answers: readonly Message[]): Buffer {
  const wrong = answers.find(({ bytes }) => !keysOf(bytes));
  if (wrong) throw noObject(wrong.by ?? '');
  return asList(answers.map(({ bytes }) => bytes));
}

const noObject = (service: string): Problem => wrongAnswer(service, 'something that is no object of JSON');

/** The branch that a router picks, by its own program or at random. */
async function branchOf(
  router: OrchestratorNode,
  children: readonly OrchestratorNode[],
  message: Message,
  exchange: Exchange,
): Promise<OrchestratorNode> {
  if (router.port === undefined) return atRandom(router, children, exchange.random());
  const answer = await callService(router, 'route', requestOf(message), exchange);
  const read = readAnswer(answer, exchange.limits);
  const index: unknown = Array.isArray(read) && read.length === 1 ? read[0] : read;
  const branch = typeof index === 'number' ? children[index] : undefined;
  if (branch) return branch;
  throw wrongAnswer(router.name, `no number of a branch, of which the last is ${String(children.length - 1)}`);
}

/** The first gets its share, the others have equal ones of the rest. */
function atRandom(
  { ratio = 0.5 }: OrchestratorNode,
  children: readonly OrchestratorNode[],
  drawn: number,
): OrchestratorNode {
  const others = children.slice(1);
  const index = Math.floor(((drawn - ratio) / (1 - ratio)) * others.length);
  return (drawn < ratio ? undefined : others[index]) ?? (children[0] as OrchestratorNode);
}
