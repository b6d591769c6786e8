import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';

/** Calls a second of an agent with a journal, in those of the same without: what durability costs. */
export async function benchCalls(pairs = 9): Promise<void> {
  for (const connections of [1, 64, 512]) {
    const ratios: number[] = [];
    const [durable, forgetful] = [await Server.start('durable'), await Server.start('forgetful')];
    for (const server of [durable, forgetful]) await server.load(connections, 500);
    const rates: { durable: number[]; forgetful: number[] } = { durable: [], forgetful: [] };
    for (let pair = 0; pair < pairs; pair += 1) {
      const [a, b] = [await durable.load(connections, 1500), await forgetful.load(connections, 1500)];
      rates.durable.push(a);
      rates.forgetful.push(b);
      ratios.push(a / b);
    }
    const label = `durable calls / without journal, ${String(connections)} connections`;
    const [a, b] = [median(rates.durable).toFixed(0), median(rates.forgetful).toFixed(0)];
    const memory = ((await durable.memory()) / 2 ** 20).toFixed(0);
    console.log(
      `${label.padEnd(44)} ${median(ratios).toFixed(2).padStart(6)} ×   (${a} / ${b} a second, ${memory} MB, ${String(pairs)} pairs)`,
    );
    durable.end();
    forgetful.end();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

class Server {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(kind: 'durable' | 'forgetful'): Promise<Server> {
    const child = fork('test/bench/calls-server.ts', [kind], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    if (!child.stdout) throw new Error('it says nothing');
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    return new Server(child, Number(String(port)));
  }

  /** Calls a second, with so many that wait at each moment. */
  async load(connections: number, milliseconds: number): Promise<number> {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const began = performance.now();
    let done = 0;
    const caller = async (): Promise<void> => {
      while (performance.now() - began < milliseconds) {
        await this.#call(agent);
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: connections }, caller));
    agent.destroy();
    return (done / (performance.now() - began)) * 1000;
  }

  async memory(): Promise<number> {
    this.#child.send('memory');
    const [bytes] = (await once(this.#child, 'message')) as [number];
    return bytes;
  }

  end(): void {
    this.#child.kill('SIGTERM');
  }

  #call(agent: Agent): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request({ agent, port: this.#port, path: '/v1/calls/go', method: 'POST', headers }, (answer) => {
        answer.resume();
        if (answer.statusCode === 202) answer.once('end', resolve);
        else reject(new Error(`a call was answered with ${String(answer.statusCode)}`));
      });
      sent.once('error', reject);
      sent.end('{"n": 1}');
    });
  }
}
