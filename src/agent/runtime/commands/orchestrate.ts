import { variables, type FlagValues } from '../../../contract/process/command.ts';
import { codeOf } from '../../../base/http/response.ts';
import { listen } from '../interface/serve.ts';
import { orchestratorApp } from '../orchestrator/app.ts';
import { readGraph } from '../orchestrator/graph.ts';
import { exitCodes, type Environment, type Io } from './io.ts';

/** Hands requests through a graph until `stop`, and then ends those that are there. Gives the code with which the process ends. */
export async function orchestrate(
  { port: given }: FlagValues<'orchestrate'>,
  environment: Environment,
  io: Io,
  stop: AbortSignal,
): Promise<number> {
  const name = variables.orchestrate.graph;
  const misused = (problem: string): number => {
    io.complain(problem);
    return exitCodes.misused;
  };
  const port = Number(given);
  if (!/^\d{1,5}$/.test(given) || port > 65_535) return misused(`--port=${given} is no port`);
  const text = environment[name];
  if (text === undefined) return misused(`${name} is not set: it has the graph as JSON`);
  const graph = readGraph(text);
  if (typeof graph === 'string') return misused(`${name} has no graph: ${graph}`);
  if (graph.transport === 'grpc')
    return misused('not done: a graph whose services speak gRPC; without "transport grpc" they speak REST');
  try {
    // Of both kinds of addresses, where there are both.
    const listening = await listen(orchestratorApp(graph, { tell: io.complain }), { host: '', port });
    io.say(`takes requests on port ${String(listening.port)}`);
    if (!stop.aborted)
      await new Promise((resolve) => {
        stop.addEventListener('abort', resolve, { once: true });
      });
    await listening.close();
    return exitCodes.done;
  } catch (error) {
    io.complain(`cannot listen on port ${given} (${codeOf(error) ?? 'for an unknown reason'})`);
    return exitCodes.failed;
  }
}
