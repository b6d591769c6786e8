import type { StrategyGraph, SubjectNode } from '../../../contract/strategy-graph/strategy-graph.ts';
import { changesOf } from '../../../contract/strategy-graph/walk.ts';
import type { ChangedSubject } from '../../engine/event.ts';
import type { Sighting } from '../../host/batch.ts';
import type { Host } from '../../host/host.ts';
import { collectionOf, type Cluster } from './client.ts';
import { metadataOf, textAt, type KubernetesObject } from './object.ts';
import { reflect, type Listener, type Watched } from './reflector.ts';
import { statesOfDeployment, statesOfRun, type Reached } from './states.ts';

/** Who is told. */
export type Hearer = Pick<Host, 'changed' | 'known' | 'gone'>;

type RunSubject = Extract<SubjectNode, { kind: 'batch' | 'executor' }>;
type OnlineSubject = Extract<SubjectNode, { kind: 'online' }>;

/** Objects of a collection that are watched together, and what their states mean for the triggers of a graph. */
interface Source {
  /** Stands before the uids of its objects in the journal, and for itself. */
  readonly name: string;
  readonly watched: Watched;
  readonly subjects: readonly { readonly mark: string; readonly subject: ChangedSubject }[];
  readonly changes: (object: KubernetesObject) => readonly Change[];
}

interface Change extends Reached {
  /** Of its subject, which was watched before or is watched for the first time. */
  readonly mark: string;
  readonly subject: ChangedSubject;
}

/**
 * Hears of all changes in the cluster for which triggers of a graph wait, until the signal ends, and tells them. What is so when a
 * subject is watched for the first time is no news; what happens while no process is there is, since `seen` tells what was. A
 * Deployment that is new and not yet available has not become unavailable.
 */
export async function hearChanges(
  graph: StrategyGraph,
  cluster: Cluster,
  hearer: Hearer,
  seen: readonly Sighting[],
  signal: AbortSignal,
  trouble: (of: string, problem: string | undefined) => void = () => undefined,
): Promise<void> {
  const sources = sourcesOf(graph);
  await Promise.all(
    sources.map((source) =>
      reflect(
        cluster,
        source.watched,
        listening(source, hearer, seen, (problem) => {
          trouble(source.name, problem);
        }),
        signal,
      ),
    ),
  );
}

/** Exported so that it is tested without a server. */
export function listening(
  { name, subjects, changes }: Source,
  hearer: Hearer,
  seen: readonly Sighting[],
  trouble: Listener['trouble'],
): Listener {
  const idOf = (object: KubernetesObject): string => `${name}/${metadataOf(object).uid}`;
  const live = new Set(seen.flatMap(({ object }) => (object.startsWith(`${name}/`) ? [object] : [])));
  const watchedBefore = new Set(seen.flatMap(({ object, change }) => (object === name ? [change] : [])));

  const tell = (object: KubernetesObject): void => {
    const id = idOf(object);
    const isNew = !live.has(id);
    live.add(id);
    for (const { id: change, subject, states } of changes(object)) {
      const [state, ...also] = states;
      if (isNew && state === 'unavailable') hearer.known([{ object: id, change }]);
      else hearer.changed(id, { id: change, subject, state, ...(also.length > 0 ? { also } : {}) });
    }
  };

  return {
    listed(objects) {
      const unheard = subjects.filter(({ mark }) => !watchedBefore.has(mark));
      if (unheard.length > 0) {
        const marks = new Set(unheard.map(({ mark }) => mark));
        const before = objects.flatMap((object) =>
          changes(object).flatMap(({ mark, id }) => (marks.has(mark) ? [{ object: idOf(object), change: id }] : [])),
        );
        hearer.known([...before, ...unheard.map(({ mark }) => ({ object: name, change: mark }))]);
        for (const { object } of before) live.add(object);
        for (const mark of marks) watchedBefore.add(mark);
      }
      const there = new Set(objects.map(idOf));
      for (const object of live) {
        if (there.has(object)) continue;
        live.delete(object);
        hearer.gone(object);
      }
      for (const object of objects) tell(object);
    },
    seen: tell,
    gone(object) {
      const id = idOf(object);
      live.delete(id);
      hearer.gone(id);
    },
    trouble,
  };
}

/** One for the runs of each namespace, and one for each Deployment, which a Role allows by its name. */
export function sourcesOf({ strategies }: Pick<StrategyGraph, 'strategies'>): readonly Source[] {
  const subjects = strategies.flatMap(changesOf).map(({ subject }) => subject);
  const runs = subjects.filter((subject) => subject.kind === 'batch' || subject.kind === 'executor');
  const online = subjects.filter((subject) => subject.kind === 'online');
  const namespaces = [...new Set(runs.map(({ namespace }) => namespace))];
  const deployments = new Map(online.map((subject) => [`${subject.namespace}/${subject.deployment}`, subject]));
  return [
    ...namespaces.map((namespace) =>
      sourceOfRuns(
        namespace,
        runs.filter((subject) => subject.namespace === namespace),
      ),
    ),
    ...[...deployments.values()].map(sourceOfDeployment),
  ];
}

function sourceOfRuns(namespace: string, subjects: readonly RunSubject[]): Source {
  const templates = [...new Set(subjects.map(({ name }) => name))].sort();
  const marked = subjects.map((subject) => ({
    mark: subject.kind === 'executor' ? `${subject.name}/${subject.executor}` : subject.name,
    template: subject.name,
    subject: subject satisfies ChangedSubject,
  }));
  return {
    name: `workflows/${namespace}`,
    watched: {
      path: collectionOf(namespace, { group: 'argoproj.io', version: 'v1alpha1', resource: 'workflows' }),
      labelSelector: `sflow.dev/workflow in (${templates.join(',')})`,
    },
    subjects: marked,
    changes: (run) => {
      const own = marked.filter(({ template }) => template === textAt(run, 'metadata', 'labels', 'sflow.dev/workflow'));
      const executors = own.flatMap(({ subject }) => (subject.kind === 'executor' ? [subject.executor] : []));
      return statesOfRun(run, [...new Set(executors)]).flatMap((reached) => {
        const of = own.find(
          ({ subject }) => (subject.kind === 'executor' ? subject.executor : undefined) === reached.executor,
        );
        return of ? [{ ...reached, mark: of.mark, subject: of.subject }] : [];
      });
    },
  };
}

function sourceOfDeployment({ namespace, name, deployment }: OnlineSubject): Source {
  const marked = { mark: name, subject: { kind: 'online', namespace, name } } as const;
  return {
    name: `deployments/${namespace}/${deployment}`,
    watched: {
      path: collectionOf(namespace, { group: 'apps', version: 'v1', resource: 'deployments' }),
      name: deployment,
    },
    subjects: [marked],
    changes: (object) => statesOfDeployment(object).map((reached) => ({ ...reached, ...marked })),
  };
}
