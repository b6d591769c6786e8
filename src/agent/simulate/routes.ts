import { textOf } from '../../base/values/plain.ts';
import { formatRatio } from '../../base/values/quantity.ts';
import { known, type Observation, type Value } from '../../base/values/value.ts';
import {
  giveBackup,
  giveShare,
  isTooFar,
  type ShareChange,
  type ShareOutcome,
  type Shares,
} from '../../contract/primitives/shares.ts';
import type { SharesNode } from '../../contract/strategy-graph/strategy-graph.ts';

/** How the requests of each workflow are shared in a simulated world: as the sources say, until an agent changes it. */
export class Routes {
  /** By namespace and name of the VirtualService. */
  readonly #shares = new Map<string, Shares>();

  change(
    namespace: string,
    virtualService: string,
    node: SharesNode,
    change: ShareChange,
    largestStep = 1,
  ): ShareOutcome {
    const { of, isBackup, declared } = node;
    const key = `${namespace}/${virtualService}`;
    const before = this.#shares.get(key) ?? declared;
    const outcome =
      isBackup && 'share' in change ? { shares: giveBackup(before, of, change.share) } : giveShare(before, of, change);
    if ('failed' in outcome) return outcome;
    const moved = Math.abs((outcome.shares[of] ?? 0) - (before[of] ?? 0));
    if (isTooFar(moved, largestStep))
      return {
        failed: `it moves ${formatRatio(moved)} of the requests, and a step may move ${formatRatio(largestStep)}`,
      };
    this.#shares.set(key, outcome.shares);
    return outcome;
  }

  /** What comes in its place has what the sources say. */
  remove(namespace: string, virtualService: string): void {
    this.#shares.delete(`${namespace}/${virtualService}`);
  }

  /** Answers a request of the sensor `share` as the runtime's driver would. */
  read(fields: Readonly<Record<string, Value>>): Observation {
    const [namespace, route, service] = ['namespace', 'virtualService', 'service'].map((name) => textOf(fields[name]));
    const share = this.#shares.get(`${namespace ?? ''}/${route ?? ''}`)?.[service ?? ''];
    return known(share ?? fields['declared'] ?? 0);
  }
}

/** Whether a source is asked how requests are shared, which agents change and no world scripts. */
export const isOfRoute = (fields: Readonly<Record<string, Value>>): boolean => 'virtualService' in fields;
