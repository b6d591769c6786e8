import type { SensorRequest } from '../engine/effect.ts';
import { calculate } from '../../base/values/arithmetic.ts';
import { textOf } from '../../base/values/plain.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import type { SensorNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { answerAt } from './answers.ts';
import type { Scripted } from './scripted-metrics.ts';
import type { World } from './world.ts';

/** Answers a request to any source but the tracker with what was scripted last. `metric`: what the world has of a sensor. */
export function sense(
  world: World,
  metric: (sensor: SensorNode) => Scripted | undefined,
  sensor: SensorNode,
  { kind, fields }: Pick<SensorRequest, 'kind' | 'fields'>,
  at: number,
): Observation {
  switch (kind) {
    case 'prometheus':
      return senseMetric(metric(sensor), sensor, fields, at);
    case 'kubernetes':
      return senseReplicas(world, fields, at);
    case 'http': {
      const name = textOf(fields['name']);
      return answerAt(world.sensors.get(name), at) ?? unknown(`the scripted world has no value of ${name}`);
    }
    default:
      return unknown(`the scripted world has no ${kind}`);
  }
}

function senseMetric(
  metric: Scripted | undefined,
  { label }: SensorNode,
  fields: Readonly<Record<string, Value>>,
  at: number,
): Observation {
  if (!metric) return unknown(`the scripted world has no metric ${label}`);
  const answer = answerAt(metric.answers, at) ?? unknown(`the scripted world does not have ${label} yet`);
  return metric.isOfSensor ? answer : calculate('multiply', answer, known(Number(fields['factor'])));
}

function senseReplicas({ online }: World, fields: Readonly<Record<string, Value>>, at: number): Observation {
  const name = textOf(fields['name']);
  const workflow = online?.get(name);
  const missing = unknown(`the scripted world does not say how many replicas ${name} has`);
  const ready = answerAt(workflow?.ready, at) ?? missing;
  const desired = answerAt(workflow?.desired, at) ?? missing;
  switch (fields['take']) {
    case 'ready-replicas':
      return ready;
    case 'desired-replicas':
      return desired;
    default:
      return calculate('subtract', desired, ready);
  }
}
