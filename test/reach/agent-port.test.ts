import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { PEOPLE_PORT } from '../../src/contract/process/agent.ts';
import { reachAgent, ReachError } from '../../src/reach/agent-port.ts';

/**
 * What stands in for an API server: it lists pods, and forwards their port as `v4.channel.k8s.io` has it: frames of a WebSocket, the
 * first byte of each the channel, and the first of each channel the port.
 */
class ApiServer {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly asked: string[] = [];
  pods: object[] = [];
  status = 200;

  constructor(target: () => number) {
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      response.writeHead(this.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: this.pods }));
    });
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      this.asked.push(request.url ?? '');
      forward(request, socket, target());
    });
  }

  async kubeconfig(folder: string): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    const file = join(folder, 'kubeconfig');
    const config = {
      clusters: [
        { name: 'c', cluster: { server: `http://127.0.0.1:${String(port)}`, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'u', user: { token: 'secret-token' } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'here',
    };
    writeFileSync(file, JSON.stringify(config));
    return file;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

function forward({ headers }: IncomingMessage, socket: Duplex, port: number): void {
  // RFC 6455, 1.3
  const accept = createHash('sha1')
    .update(`${headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n`,
  );
  const tell = (channel: number, data: Buffer): void => {
    const length = data.length + 1;
    const head = length < 126 ? Buffer.from([0x82, length]) : Buffer.from([0x82, 126, length >> 8, length & 255]);
    socket.write(Buffer.concat([head, Buffer.from([channel]), data]));
  };
  const portBytes = Buffer.from([PEOPLE_PORT & 255, PEOPLE_PORT >> 8]);
  tell(0, portBytes);
  tell(1, portBytes);
  const agent = connect(port, '127.0.0.1');
  agent.on('data', (data: Buffer) => {
    tell(0, data);
  });
  let rest = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (let frame = frameIn(rest); frame; frame = frameIn(rest)) {
      rest = rest.subarray(frame.size);
      if (frame.opcode === 2) agent.write(frame.payload.subarray(1));
      else if (frame.opcode === 8) agent.end();
    }
  });
  socket.on('error', () => agent.destroy());
  socket.on('close', () => agent.destroy());
  agent.on('error', () => socket.destroy());
}

/** A masked frame, as clients send them, that is there whole. */
function frameIn(data: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (data.length < 6) return undefined;
  const short = (data[1] ?? 0) & 127;
  const [length, at] = short < 126 ? [short, 2] : [data.readUInt16BE(2), 4];
  if (data.length < at + 4 + length) return undefined;
  const mask = data.subarray(at, at + 4);
  const payload = Buffer.from(
    data.subarray(at + 4, at + 4 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)),
  );
  return { opcode: (data[0] ?? 0) & 15, payload, size: at + 4 + length };
}

const pod = (name: string, ready: boolean): object => ({
  metadata: { name },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function begin(): Promise<{ api: ApiServer; kubeconfig: string }> {
  const agent = createServer((request, response) =>
    response.end(`agent ${request.url ?? ''} as ${request.headers.host ?? ''}`),
  );
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
  const api = new ApiServer(() => (agent.address() as AddressInfo).port);
  const folder = mkdtempSync(join(tmpdir(), 'reach-'));
  open.push(api, agent, {
    close: () => {
      rmSync(folder, { recursive: true });
    },
  });
  return { api, kubeconfig: await api.kubeconfig(folder) };
}

describe('an agent in a cluster', () => {
  it('is reached on the loopback, at the pod that is ready', async () => {
    const { api, kubeconfig } = await begin();
    api.pods = [pod('planner-0', false), pod('planner-1', true)];
    const { url, release } = await reachAgent({ namespace: 'team', agent: 'planner', kubeconfig });
    try {
      const answer = await (await fetch(`${url}/v1/why`, { headers: { connection: 'close' } })).text();
      expect(answer).toBe(`agent /v1/why as ${new URL(url).host}`);
    } finally {
      release();
    }
    const [list = '', forwarded] = api.asked;
    expect(new URL(list, 'http://x').searchParams.get('labelSelector')).toBe(
      'app.kubernetes.io/component=agent,app.kubernetes.io/name=planner',
    );
    expect(forwarded).toBe(`/api/v1/namespaces/team/pods/planner-1/portforward?ports=${String(PEOPLE_PORT)}`);
  });

  it.each([
    ['there is none', 200, [], 'there is no agent planner in the namespace team'],
    [
      'none of its pods runs',
      200,
      [{ metadata: { name: 'planner-0' }, status: { phase: 'Pending' } }],
      'describe pod planner-0',
    ],
    ['the account may not read pods', 403, [], 'the pods of team may not be read by this account (403)'],
  ])('is not reached where %s, which is told without credentials', async (_, status, pods, told) => {
    const { api, kubeconfig } = await begin();
    api.status = status;
    api.pods = pods;
    const asked = reachAgent({ namespace: 'team', agent: 'planner', kubeconfig });
    await expect(asked).rejects.toThrow(ReachError);
    await expect(asked).rejects.toThrow(told);
    await expect(asked).rejects.not.toThrow('secret-token');
  });

  it('is not reached by a context that is not there', async () => {
    const { kubeconfig } = await begin();
    await expect(reachAgent({ namespace: 'team', agent: 'planner', kubeconfig, context: 'other' })).rejects.toThrow(
      'the kubeconfig has no context other; it has here',
    );
  });
});
