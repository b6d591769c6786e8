import type { SensorNode } from '../../src/contract/strategy-graph/strategy-graph.ts';
import { prometheus } from '../../src/agent/runtime/prometheus.ts';
import { formatValue } from '../../src/base/values/format.ts';
import type { Observation } from '../../src/base/values/value.ts';
import { compileTexts } from '../support/marked.ts';
import { variable } from './environment.ts';

/** The namespace of the application below. */
export const NAMESPACE = 'library-team';

const application = (serving: string): string => `platform cluster {
  registry  "registry.example.org"
  tracker   mlflow "http://mlflow.example:5000"
  artifacts s3 "s3://models" { endpoint: "http://store.example:9000", credentials: secret store }
  command   ["python", "main.py"]
  metrics   prometheus "${variable('PROMETHEUS_URL')}"
  mesh      istio { gateway: "istio-system/public" }
}
application library { team team  on cluster  serving ${serving} }
model cnn { registered "cnn"  better accuracy }
workflow serve  : online {
  service graph : model { server sklearn  model cnn@1 }
  canary next at 10% { graph { model cnn@2 } }
}
workflow remote : online { service graph : model { server sklearn  model cnn@1 } }
workflow chain  : online {
  service pre : model { image "pre:1" }
  service fit : model { server sklearn  model cnn@1 }
  graph pre -> fit
}
workflow train  : batch  { executor load { image "load:1" }  executor fit after load { image "fit:1" } }
`;

/** The sensors that readings become in a compiled strategy graph, by the text of the reading. */
export function compileReadings(
  library: string,
  readings: readonly string[],
  { serving = 'seldon', declared = '' } = {},
): ReadonlyMap<string, SensorNode> {
  const names = [...new Set(readings.map((reading) => reading.replace(/\(.*/, '')))];
  const strategies = readings.map(
    (reading, index) =>
      `strategy s${String(index)} { WHEN every 1h IF ${reading} == ${reading} THEN runWorkflow(train) }`,
  );
  const imports = library === '' ? '' : `import { ${names.join(', ')} } from "${library}"\n`;
  const { diagnostics, plan } = compileTexts(
    `${imports}${application(serving)}${declared}\nagent a {\n${strategies.join('\n')}\n}`,
  );
  // That a reading is what it is always holds, and windows are as short as the tests are.
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
  const sensors = plan?.teams.flatMap(({ agents }) => agents.flatMap(({ graph }) => graph.sensors)) ?? [];
  return new Map(sensors.map((sensor) => [sensor.label, sensor]));
}

const read = prometheus();

/** What an agent would observe now. */
export function observe(sensor: SensorNode | undefined): Promise<Observation> {
  if (!sensor) throw new Error('there is no such sensor in the graph');
  const { id, source } = sensor;
  return read({ sensor: id, kind: source.kind, fields: source.fixed }, Date.now());
}

/** A reading in the words of the decision log: `20/s`, `180ms`, or `unknown: …`. */
export const told = (sensor: SensorNode | undefined, observation: Observation): string =>
  observation.known ? formatValue(observation.value, sensor?.type ?? '') : `unknown: ${observation.reason}`;
