import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut, so that the server looks away while it runs. */
export class Link {
  readonly #target: URL;
  #port = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  private constructor(target: URL) {
    this.#target = target;
  }

  static async to(url: string): Promise<Link> {
    const link = new Link(new URL(url));
    await link.open();
    return link;
  }

  /** Stays the same when the link is opened again. */
  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  open(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(Number(this.#target.port), this.#target.hostname);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.on('error', reject);
      server.listen(this.#port, '127.0.0.1', () => {
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Ends what goes over the link; who connects after that is refused. */
  cut(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#server?.listening !== true) {
        resolve();
        return;
      }
      this.#server.close(() => {
        resolve();
      });
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
