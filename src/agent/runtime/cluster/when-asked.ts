import { connect, type Cluster } from './client.ts';

/** The API server, which is connected to when it is first asked: many agents never do, and the client is large. */
export function whenAsked(connecting: () => Promise<Cluster> = connect): Cluster {
  let connected: Promise<Cluster | undefined> | undefined;
  const cluster = async (): Promise<Cluster | undefined> => {
    const there = await (connected ??= connecting().catch(() => undefined));
    // The next one tries anew.
    if (!there) connected = undefined;
    return there;
  };
  const nowhere = { problem: 'cannot be reached, since there is neither an account of a pod nor a kubeconfig' };
  return {
    ask: async (...request) => (await cluster())?.ask(...request) ?? nowhere,
    watch: async (...request) => {
      const there = await cluster();
      return there ? there.watch(...request) : nowhere;
    },
  };
}
