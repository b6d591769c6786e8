import { textOf } from '../../base/values/plain.ts';
import { known, unknown, type Observation } from '../../base/values/value.ts';
import type { SensorRequest } from '../engine/effect.ts';
import { ROUTES, routeOf } from './actuators/traffic.ts';
import { pathTo, type Cluster } from './cluster/client.ts';
import { at, type KubernetesObject } from './cluster/object.ts';
import type { Driver } from './driver.ts';

/** Reads what the API server says of the present: how many pods serve a workflow, and which share of the requests a canary gets. */
export const kubernetesSensor =
  (cluster: Cluster): Driver =>
  async (request, _, signal) => {
    const { fields, window } = request;
    if (window) return unknown('the API server tells the present alone');
    const [take, namespace] = [textOf(fields['take']), textOf(fields['namespace'])];
    const [deployment, route] = [textOf(fields['deployment']), textOf(fields['virtualService'])];
    const path =
      take === 'share'
        ? pathTo(namespace, { ...ROUTES, name: route })
        : pathTo(namespace, { group: 'apps', version: 'v1', resource: 'deployments', name: deployment });
    const what = take === 'share' ? `the route ${route}` : `the Deployment ${deployment}`;
    const answer = await cluster.ask('GET', path, { signal });
    if ('problem' in answer)
      return unknown(answer.status === 404 ? `${what} is not there` : `of ${what} the API server ${answer.problem}`);
    return take === 'share' ? shareIn(answer.object, request, what) : countIn(answer.object, take, what);
  };

type Count = (deployment: KubernetesObject) => number;

const numberAt = (object: KubernetesObject, within: 'spec' | 'status', field: string, otherwise: number): number => {
  const found = at(object, within, field);
  return typeof found === 'number' ? found : otherwise;
};

/** What the fields of a Deployment tell that are absent where they are nothing; how many there should be is one if it is not said. */
const counts: Readonly<Record<string, Count>> = {
  'ready-replicas': (deployment) => numberAt(deployment, 'status', 'readyReplicas', 0),
  'desired-replicas': (deployment) => numberAt(deployment, 'spec', 'replicas', 1),
  'unavailable-replicas': (deployment) => numberAt(deployment, 'status', 'unavailableReplicas', 0),
};

function countIn(deployment: KubernetesObject, take: string, what: string): Observation {
  const count = Object.hasOwn(counts, take) ? counts[take] : undefined;
  if (!count) return unknown(`nothing is known of ${take}`);
  // A status that its controller has not written yet would be taken for an outage.
  if (take !== 'desired-replicas' && at(deployment, 'status', 'observedGeneration') === undefined)
    return unknown(`${what} has no status yet`);
  return known(count(deployment));
}

function shareIn(route: KubernetesObject, { fields }: SensorRequest, what: string): Observation {
  const [namespace, service] = [textOf(fields['namespace']), textOf(fields['service'])];
  const found = routeOf(route, namespace, { of: service, rest: service });
  const index = found?.services.indexOf(service) ?? -1;
  const weight = found && at(route, ...found.path, index, 'weight');
  return typeof weight === 'number' ? known(weight / 100) : unknown(`${what} does not lead to ${service}`);
}
