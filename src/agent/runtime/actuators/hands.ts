import { setTimeout as sleep } from 'node:timers/promises';
import { idDigest } from '../../engine/call-id.ts';
import type { ActEffect } from '../../engine/effect.ts';
import type { Access } from '../../../tracker/mlflow.ts';
import type { Cluster } from '../cluster/client.ts';
import type { Marks } from './edit.ts';

/** What actuators of the cluster do their work with. */
export interface Hands {
  readonly cluster: Cluster;
  /** Who acts: its keys on objects are not those of other agents. */
  readonly agent: { readonly namespace: string; readonly name: string };
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** How a tracker is reached that a graph names. */
  readonly reach: (tracker: string) => Access;
  /** What an agent does to an object it does alone. */
  readonly alone: Alone;
  readonly pace: Pace;
}

/** In seconds. */
export interface Pace {
  /** The first pause before a request is tried again, which doubles up to eight times as much. */
  readonly again: number;
  /** Between two looks at something that takes its time. */
  readonly look: number;
  /** A rollout that is not through by then is taken back. */
  readonly rollout: number;
  /** An operator that does not say which generation it has seen has seen the last one after this time. */
  readonly notice: number;
}

export const pace: Pace = { again: 0.5, look: 5, rollout: 600, notice: 30 };

/** Runs one thing after the other, by what it is about. */
export type Alone = <T>(about: string, run: () => Promise<T>) => Promise<T>;

export function oneAfterTheOther(): Alone {
  const last = new Map<string, Promise<unknown>>();
  return async (about, run) => {
    const own = (last.get(about) ?? Promise.resolve()).then(run, run);
    last.set(about, own);
    try {
      return await own;
    } finally {
      if (last.get(about) === own) last.delete(about);
    }
  };
}

/** The annotation in which an agent leaves its last key on an object: what stands behind the slash may have 63 characters. */
export const annotationOf = ({ agent: { namespace, name } }: Pick<Hands, 'agent'>): string =>
  `sflow.dev/key.${idDigest(`${namespace}/${name}`).slice(0, 40)}`;

/** What stands in it; `step`: of an action of several writes. */
export const markOf = ({ key }: Pick<ActEffect, 'key'>, step = ''): string =>
  idDigest(step === '' ? key : `${key} ${step}`);

/** Where what an agent makes or changes says which decision it comes of. */
export const DECISION = 'sflow.dev/decision';

/** What an action leaves on an object: by its key it is known again, and the decision is for people. */
export const marksOf = (
  hands: Pick<Hands, 'agent'>,
  effect: Pick<ActEffect, 'key' | 'occurrence'>,
  step = '',
): Marks => ({
  [annotationOf(hands)]: markOf(effect, step),
  [DECISION]: effect.occurrence,
});

/** Resolves early when the signal ends. */
export const wait = (seconds: number, signal: AbortSignal): Promise<unknown> =>
  sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);

/** The requests of Kubernetes objects name their writer, so that people see who changed what. */
export const WRITER = { fieldManager: 'sflow-agent' };

/** Asked again and again, since it changes while something is waited for. */
export const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** Nobody waits for it any more. */
export const NOT_WAITED_FOR = 'it was not waited for';
