import { spawnSync } from 'node:child_process';

/**
 * What the tests of each controller need: a cluster for tests on which it runs, and for KEDA a Prometheus that scrapes a
 * generator of metrics.
 */
const NEEDED = {
  argo: ['KUBECONFIG'],
  keda: ['KUBECONFIG', 'PROMETHEUS_URL', 'METRICS_GENERATOR_URL'],
} as const;

const isSet = (name: string): boolean => (process.env[name] ?? '') !== '';

/** The variables that are not set; where there are some, the tests are skipped. */
export const missing = (what: keyof typeof NEEDED): readonly string[] => NEEDED[what].filter((name) => !isSet(name));

/** Whether processes can have volumes of their own in their places, as pods have. */
export const canMount = (): boolean => spawnSync('unshare', ['-rm', 'true']).status === 0;

/** The value of a variable that is there, since the test is not skipped. */
export function variable(name: (typeof NEEDED)['keda'][number]): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
