import { Socket } from 'node:net';

/**
 * Loaded into a process by --import: what stands in for the cluster's DNS and its Services. `SFLOW_TEST_SERVICES` is a JSON object of
 * `name.namespace.svc:port` to ports of the loopback.
 */
const places = JSON.parse(process.env['SFLOW_TEST_SERVICES'] ?? '{}') as Readonly<Record<string, number>>;

interface Address {
  host?: string;
  port?: number | string;
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its socket
const connect = Socket.prototype.connect as (this: Socket, ...given: unknown[]) => Socket;

Socket.prototype.connect = function (this: Socket, ...given: unknown[]): Socket {
  // `net.connect` hands on a list of normalized arguments, whose first is the address.
  const [options] = (Array.isArray(given[0]) ? given[0] : given) as readonly (Address | undefined)[];
  const place = places[`${options?.host ?? ''}:${String(options?.port)}`];
  if (options && place !== undefined) Object.assign(options, { host: '127.0.0.1', port: place });
  return connect.apply(this, given);
};
