import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { list, look, record, text } from './look.ts';
import { withoutTags } from './references.ts';

/**
 * What an API server would refuse in the pods of an object, wherever the object's kind has them: names that are there twice, and
 * mounts without a volume. Server-side apply refuses variables and ports that are there twice, too.
 */
export function podProblems(object: KubernetesObject): string[] {
  const where = `${object.kind} ${object.metadata.name}`;
  return problemsIn(object, []).map((problem) => `${where}: ${problem}`);
}

/** Every part of some data; `volumes` are those of what is around it. */
function problemsIn(value: unknown, around: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => problemsIn(item, around));
  if (typeof value !== 'object' || value === null) return [];
  const names = (path: string): string[] => list(value, path).map((item) => text(item, 'name'));
  const claims = list(value, 'volumeClaimTemplates').map((claim) => text(claim, 'metadata.name'));
  const volumes = [...around, ...names('volumes'), ...claims];
  const containers = [...names('initContainers'), ...names('containers')];
  const ports = list(value, 'containers').flatMap((container) => list(container, 'ports'));
  const manifest = look(value, 'manifest');
  return [
    ...twice('volumes', [...names('volumes'), ...claims]),
    ...twice('containers', containers),
    ...twice('ports', ports.map(portOf)),
    ...twice(
      'names of ports',
      names('ports').filter((name) => name !== '∅'),
    ),
    ...twice('variables', names('env')),
    ...twice(
      'mounts',
      list(value, 'volumeMounts').map((mount) => text(mount, 'mountPath').replace(/(?<=.)\/+$/, '')),
    ),
    ...names('volumeMounts').flatMap((name) => (volumes.includes(name) ? [] : [`no volume ${name}`])),
    ...(typeof manifest === 'string' ? problemsIn(JSON.parse(withoutTags(manifest)), volumes) : []),
    ...Object.values(record(value)).flatMap((part) => problemsIn(part, volumes)),
  ];
}

const portOf = (port: unknown): string =>
  `${String(look(port, 'containerPort'))}/${look(port, 'protocol') === undefined ? 'TCP' : text(port, 'protocol')}`;

const twice = (what: string, names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) < index).map((name) => `two ${what} ${name}`);
