import { defined } from '../../base/values/defined.ts';
import { SHARED_FOLDER } from '../../base/values/path.ts';
import type {
  Amount,
  EnvironmentPlan,
  ResourceName,
  ResourcesPlan,
  SecurityPlan,
  Text,
  VolumePlan,
} from '../plan/parts.ts';
import type { ProgramArgument, Resources, Security, Volume } from '../../language/model/model.ts';
import type { Term } from '../../language/types/term.ts';
import type { Context } from './context.ts';
import { lowerText } from './text.ts';

/** A variable of a container: a text, or one key of a Secret or ConfigMap. */
export function lowerVariable(context: Context, name: string, value: Term): EnvironmentPlan {
  if ((value.op === 'secret' || value.op === 'config') && value.key !== undefined) {
    return { name, from: { kind: value.op, name: value.name, key: value.key } };
  }
  return { name, value: lowerText(context, value) };
}

/** `--name=value`; an argument that is known to be absent gives nothing. */
export function lowerArgument(context: Context, { name, value }: ProgramArgument): Text[] {
  if (value.op === 'constant' && value.value === null) return [];
  const text = lowerText(context, value);
  if (name === undefined) return [text];
  const [first, ...rest] = text;
  return typeof first === 'string' ? [[`--${name}=${first}`, ...rest]] : [[`--${name}=`, ...text]];
}

/** What a container says itself, and of what it does not say what its application says, or else the platform. */
export function lowerResources({ application }: Context, own?: Resources): ResourcesPlan | undefined {
  const levels = [own, application.resources, application.platform.resources];
  const of = (kind: ResourceName): Amount | undefined =>
    levels.map((level) => level?.[kind]).find((amount) => amount !== undefined) ?? undefined;
  const plan = defined<ResourcesPlan>({ cpu: of('cpu'), memory: of('memory'), gpu: of('gpu'), perTry: own?.perTry });
  return Object.keys(plan).length > 0 ? plan : undefined;
}

/** Volumes beside the shared one, which keeps its place. */
export function lowerVolumes(
  context: Context,
  of: string,
  volumes: readonly Volume[],
  hasShared: boolean,
): VolumePlan[] {
  for (const { path, span } of volumes) {
    if (!hasShared || path !== SHARED_FOLDER) continue;
    context.reporter.report('same-place-twice', span, { executor: of, path, other: 'the shared volume' });
  }
  return volumes.map(({ path, span, source }) => ({ path, origin: context.origin(span), source }));
}

/** Capabilities that the level "baseline" of Pod Security lets a container have (pod-security-standards). */
const BASELINE = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** What a container needs beyond "restricted", with the level that lets it have that. */
export function lowerSecurity({ root, privileged, user, capabilities }: Security): SecurityPlan {
  const isBeyond = privileged || capabilities.some((name) => !BASELINE.has(name));
  const isRestricted = !root && capabilities.every((name) => name === 'NET_BIND_SERVICE');
  return defined({
    level: isBeyond ? 'privileged' : isRestricted ? 'restricted' : 'baseline',
    root,
    privileged,
    user,
    capabilities,
  });
}
