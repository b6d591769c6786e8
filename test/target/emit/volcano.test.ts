import { describe, expect, it } from 'vitest';
import { batch, compileTexts, expectMessages } from '../../support/marked.ts';
import { list, look, text } from './look.ts';
import { withoutTags } from './references.ts';
import { objectsOf } from './sources.ts';

/** The template of the executor `a`. */
function templateOf(executor: string, workflow = ''): unknown {
  const { diagnostics, manifests } = compileTexts(batch(`${workflow}\nexecutor a { image "a:1"  ${executor} }`));
  expect(diagnostics).toEqual([]);
  return objectsOf(manifests)
    .flatMap((object) => list(object, 'spec.templates'))
    .find((one) => text(one, 'name') === 'a');
}

/** The job that it makes. */
const jobOf = (executor: string, workflow = ''): unknown =>
  JSON.parse(withoutTags(text(templateOf(executor, workflow), 'resource.manifest')));

const tasks = (job: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(list(job, 'spec.tasks').map((task) => [text(task, 'name'), task]));

describe('a job of MPI', () => {
  const job = jobOf('mpi { workers: 4 }  security { root: true }');
  const { master, worker } = tasks(job);

  it('has a master that waits until all workers can be reached', () => {
    expect(look(master, 'dependsOn.name')).toEqual(['worker']);
    // Volcano waits for as many as the task says itself, and for none where it says nothing.
    expect(look(worker, 'minAvailable')).toBe(4);
    expect(look(worker, 'template.spec.containers')).toMatchObject([{ readinessProbe: { tcpSocket: { port: 22 } } }]);
  });

  it('does not wait for the master before its workers start, as they start before it', () => {
    expect(look(job, 'spec.minAvailable')).toBe(4);
  });

  it('has workers that make the folder which sshd wants', () => {
    const [container] = list(worker, 'template.spec.containers');
    expect(list(container, 'command').join(' ')).toBe('sh -c mkdir -p /run/sshd; exec /usr/sbin/sshd -D');
  });

  it('keeps the keys of ssh from being read by a group, which ssh refuses', () => {
    for (const task of [master, worker]) expect(look(task, 'template.spec.securityContext.fsGroup')).toBeUndefined();
    expect(look(tasks(jobOf('gang 2'))['worker'], 'template.spec.securityContext.fsGroup')).toBe(1000);
  });
});

describe('the pods of a job', () => {
  it('know which they are, and find each other', () => {
    expect(look(jobOf('gang 4'), 'spec.plugins')).toEqual({ env: [], svc: [] });
    expect(
      Object.keys(look(jobOf('mpi { workers: 2 }  security { root: true }'), 'spec.plugins') as object).sort(),
    ).toEqual(['env', 'mpi', 'ssh', 'svc']);
  });

  it('end when they are too late for the step or for the run, and the job with them', () => {
    const deadlines = (executor: string, workflow?: string): unknown[] =>
      Object.values(tasks(jobOf(executor, workflow))).map((task) => look(task, 'template.spec.activeDeadlineSeconds'));
    expect(deadlines('gang 2  timeout 1h')).toEqual([3600]);
    expect(deadlines('mpi { workers: 2 }  security { root: true }  timeout 1h', 'timeout 30m')).toEqual([1800, 1800]);
    expect(deadlines('gang 2', 'timeout 2h')).toEqual([7200]);
    expect(deadlines('gang 2')).toEqual([undefined]);
    // Argo's own would count the time that the job waits in its queue.
    expect(look(templateOf('gang 2  timeout 1h'), 'activeDeadlineSeconds')).toBeUndefined();
    const policies = list(jobOf('gang 2  timeout 1h'), 'spec.policies');
    expect(policies).toContainEqual({ event: 'PodFailed', action: 'AbortJob' });
  });

  it('have nothing of the user’s where Volcano has something', () => {
    const step = (rest: string): string => batch(`executor a { image "a:1"  ${rest} }`);
    expectMessages(step('gang 2  volumes { «"/etc/volcano"»: 1Gi }'), ['same-place-twice']);
    expectMessages(step('mpi { workers: 2 }  security { root: true }  volumes { «"/root/.ssh"»: 1Gi }'), [
      'same-place-twice',
    ]);
    expectMessages(step('gang 2  volumes { "/root/.ssh": 1Gi }'), []);
  });
});

describe('a queue', () => {
  const queued = (executor: string): string =>
    batch(`queue volcano "small"\nexecutor «a» { image "a:1"  ${executor} }`).replace(
      'storage ',
      'queues { small: { cpu: 8, memory: 16Gi } }\n  storage ',
    );
  const unmarked = (executor: string): string => queued(executor).replaceAll(/[«»]/g, '');

  it('is too small for pods that start together', () => {
    const { diagnostics } = expectMessages(queued('gang 8  resources { cpu: 4, memory: 8Gi }'), ['larger-than-queue']);
    expect(diagnostics[0]?.message).toBe('the 8 pods of a ask for 32 of cpu, and the queue small has 8');
    expectMessages(queued('mpi { workers: 4 }  security { root: true }  resources { memory: 4Gi }'), [
      'larger-than-queue',
    ]);
    expectMessages(unmarked('mpi { workers: 3 }  security { root: true }  resources { memory: 4Gi }'), []);
    expectMessages(unmarked('gang 8  resources { cpu: 1 }'), []);
  });

  it('is too small for one pod', () => {
    const { diagnostics } = expectMessages(queued('resources { memory: 32Gi }'), ['larger-than-queue']);
    expect(diagnostics[0]?.message).toBe('a asks for 32Gi of memory, and the queue small has 16Gi');
  });
});
