import type { OrchestratorGraph, OrchestratorNode } from '../../../contract/process/orchestrator.ts';
import { MOST_DEEP } from './limits.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The graph that a text of JSON holds, or what is wrong with it. */
export function readGraph(text: string): OrchestratorGraph | string {
  const given = fieldsOf(parsed(text));
  if (!given) return 'it is no object of JSON';
  const { graph, transport, copyTo } = given;
  if (transport !== 'rest' && transport !== 'grpc') return 'its transport is neither rest nor grpc';
  if (copyTo !== undefined && !isAddress(copyTo)) return 'its copyTo is no address that begins with http://';
  return wrongIn(graph, 1, new Set()) ?? (given as unknown as OrchestratorGraph);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const fieldsOf = (given: unknown): Fields | undefined =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Fields) : undefined;

const isAddress = (given: unknown): boolean => typeof given === 'string' && URL.parse(given)?.protocol === 'http:';

/** As names of containers are, so that they stand in paths as they are. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const roles: readonly string[] = [
  'model',
  'transformer',
  'output',
  'router',
  'combiner',
] satisfies OrchestratorNode['role'][];

/** What is wrong with a service or those behind it. */
function wrongIn(given: unknown, depth: number, seen: Set<string>): string | undefined {
  if (depth > MOST_DEEP) return `more than ${String(MOST_DEEP)} services stand behind each other`;
  const { name, role, port, ratio, children = [] } = fieldsOf(given) ?? {};
  if (typeof name !== 'string' || !NAME.test(name))
    return 'a service has no name, which has lower-case letters and digits';
  if (seen.has(name)) return `the service ${name} stands there twice`;
  seen.add(name);
  if (typeof role !== 'string' || !roles.includes(role)) return `the role of ${name} is none of ${roles.join(', ')}`;
  if (port !== undefined && !isPort(port)) return `the port of ${name} is none`;
  if (ratio !== undefined && !isShare(ratio)) return `the ratio of ${name} is not between 0 and 1`;
  if (!Array.isArray(children)) return `the children of ${name} are no list`;
  const shape = wrongShape(role, port !== undefined, children.length);
  if (shape !== undefined) return `the ${role} ${name} ${shape}`;
  for (const child of children as readonly unknown[]) {
    const wrong = wrongIn(child, depth + 1, seen);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const isPort = (given: unknown): boolean => Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 65_535;
const isShare = (given: unknown): boolean => typeof given === 'number' && given >= 0 && given <= 1;

/** What keeps a service from its role, with so many behind it. */
function wrongShape(role: string, hasPort: boolean, children: number): string | undefined {
  switch (role) {
    case 'router':
      return children === 0 ? 'has nothing to choose from' : undefined;
    case 'combiner':
      return children === 0 ? 'has nothing to combine' : undefined;
    default:
      if (!hasPort) return 'has no port';
      return children > 1 ? 'hands a request to several, between which a router or a combiner has to stand' : undefined;
  }
}
