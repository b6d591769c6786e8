import type { SensorRequest } from '../engine/effect.ts';
import { calculate } from '../../base/values/arithmetic.ts';
import { textOf } from '../../base/values/plain.ts';
import { known, unknown, type Observation, type Value } from '../../base/values/value.ts';
import { answerAt } from './answers.ts';
import type { World } from './world.ts';

/** Answers a request to any source but the tracker with what was scripted last. `label`: the sensor as it was written. */
export function sense(world: World, { kind, fields }: SensorRequest, label: string, at: number): Observation {
  switch (kind) {
    case 'prometheus':
      return senseMetric(world, fields, label, at);
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
  { metrics }: World,
  fields: Readonly<Record<string, Value>>,
  label: string,
  at: number,
): Observation {
  const query = textOf(fields['query']);
  const metric = metrics.find(({ name }) => name === label) ?? metrics.find(({ name }) => query.includes(name));
  if (!metric) return unknown(`the scripted world has no metric ${label}`);
  const answer = answerAt(metric.answers, at) ?? unknown(`the scripted world does not have ${label} yet`);
  return metric.name === label ? answer : calculate('multiply', answer, known(Number(fields['factor'])));
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
