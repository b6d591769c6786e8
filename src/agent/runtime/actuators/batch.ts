import { isRecord } from '../../../base/values/plain.ts';
import type { Value } from '../../../base/values/value.ts';
import { idDigest } from '../../engine/call-id.ts';
import type { ConcreteBatchTarget, ConcretePrimitive } from '../../engine/effect.ts';
import type { Outcome } from '../../engine/event.ts';
import { collectionOf, pathTo } from '../cluster/client.ts';
import { at, listOf, metadataOf, textAt, type KubernetesObject } from '../cluster/object.ts';
import type { Actuator } from './actuator.ts';
import { placeIn } from './edit.ts';
import { annotationOf, DECISION, isOver, markOf, marksOf, NOT_WAITED_FOR, wait, WRITER, type Hands } from './hands.ts';
import { isPassing, pauseOf, refused, writeOnce } from './write-once.ts';

export const WORKFLOWS = { group: 'argoproj.io', version: 'v1alpha1', resource: 'workflows' } as const;
const CONFIG_MAPS = { group: '', version: 'v1', resource: 'configmaps' } as const;

/** Longest name that may also be the value of a label. */
const NAME_LENGTH = 63;
const MOST_TRIES = 12;
/**
 * A run that has ended is removed some time later, by default a day; what was begun longer ago than half of that and is not there may
 * have been removed.
 */
const SURE_FOR = 12 * 3600 * 1000;

const NO_WORKFLOW: Outcome = { failed: 'it names no batch workflow' };

const batchOf = ({ target }: ConcretePrimitive): ConcreteBatchTarget | undefined =>
  target?.kind === 'batch' ? target : undefined;

/** As a run is given it: numbers in base units, records as JSON. */
const written = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A name that each repeat finds again, and no other action. */
export function runName(hands: Pick<Hands, 'agent'>, template: string, key: string): string {
  const { namespace, name } = hands.agent;
  const digest = idDigest(`${namespace}/${name} ${key}`).slice(0, 16);
  return `${template.slice(0, NAME_LENGTH - digest.length - 1)}-${digest}`;
}

/** Starts a run. Its name and its mark are those of the key. */
export const runWorkflow =
  (hands: Hands): Actuator =>
  async (action, effect, deed) => {
    const { intents, signal } = deed;
    const target = batchOf(action);
    if (!target) return NO_WORKFLOW;
    const { namespace, template, parameters } = target;
    const name = runName(hands, template, effect.key);
    const annotations = marksOf(hands, effect);
    const run = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name, namespace, annotations, labels: labelsOf(template) },
      spec: {
        workflowTemplateRef: { name: template },
        arguments: {
          parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value: written(value) })),
        },
      },
    };
    const what = `a run of ${template}`;
    const path = pathTo(namespace, { ...WORKFLOWS, name });
    const begun = intents.map(({ body }) => (isRecord(body) ? Number(body['begun']) : 0))[0];
    if (begun === undefined) await deed.intend({ begun: hands.now() });
    const isLate = begun !== undefined && hands.now() - begun > SURE_FOR;
    const isOwn = (object: KubernetesObject): boolean =>
      metadataOf(object).annotations[annotationOf(hands)] === markOf(effect);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      if (isOver(signal)) return { failed: NOT_WAITED_FOR };
      const answer = isLate
        ? { problem: 'was asked long ago', status: 409 }
        : await hands.cluster.ask('POST', collectionOf(namespace, WORKFLOWS), { query: WRITER, body: run, signal });
      if (!('problem' in answer)) return { ok: name };
      let refusal = answer;
      if (answer.status === 409) {
        const there = await hands.cluster.ask('GET', path, { signal });
        if (!('problem' in there))
          return isOwn(there.object) ? { ok: name } : { failed: `another run has the name ${name} already` };
        if (there.status === 404 && isLate)
          return { failed: `it is not known whether ${what} was started: it was asked for long ago` };
        refusal = there;
      }
      if (!isPassing(refusal) && refusal.status !== 404) return refused(what, refusal);
      await wait(pauseOf(hands, tries, refusal), signal);
    }
    return { failed: `${what} could not be started: the API server does not answer` };
  };

/** The controller gives it to runs that others start; by it they are found. */
const labelsOf = (template: string): Readonly<Record<string, string>> => ({ 'sflow.dev/workflow': template });

/** Stops the runs that are going on at the decision. Those that begin later are none of its business, also when it is done again. */
export const stopWorkflow =
  (hands: Hands): Actuator =>
  async (action, { occurrence }, deed) => {
    const { intents, signal } = deed;
    const target = batchOf(action);
    if (!target) return NO_WORKFLOW;
    const { namespace, template } = target;
    const known = intents.flatMap(({ body }) => listOf(body, 'runs'));
    let runs: readonly Run[] = known.map((run) => ({ name: textAt(run, 'name'), uid: textAt(run, 'uid') }));
    if (intents.length === 0) {
      const found = await going(hands, namespace, template, signal);
      if ('failed' in found) return found;
      ({ runs } = found);
      await deed.intend({ runs: runs.map(({ name, uid }) => ({ name, uid })) });
    }
    for (const run of runs) {
      const failed = await stop(hands, namespace, run, occurrence, signal);
      if (failed) return failed;
    }
    return { ok: null };
  };

interface Run {
  readonly name: string;
  readonly uid: string;
}

async function going(
  hands: Hands,
  namespace: string,
  template: string,
  signal: AbortSignal,
): Promise<{ readonly runs: readonly Run[] } | { readonly failed: string }> {
  const labels = Object.entries(labelsOf(template)).map(([name, value]) => `${name}=${value}`);
  const labelSelector = [...labels, 'workflows.argoproj.io/completed!=true'].join(',');
  const runs: Run[] = [];
  for (let next = '', tries = 0; tries < MOST_TRIES;) {
    if (isOver(signal)) break;
    const query = { labelSelector, limit: '500', ...(next === '' ? {} : { continue: next }) };
    const answer = await hands.cluster.ask('GET', collectionOf(namespace, WORKFLOWS), {
      query,
      onlyMetadata: true,
      signal,
    });
    if ('problem' in answer) {
      if (!isPassing(answer)) return refused(`the runs of ${template}`, answer);
      await wait(pauseOf(hands, tries, answer), signal);
      tries += 1;
      continue;
    }
    runs.push(...listOf(answer.object, 'items').map(metadataOf));
    next = textAt(answer.object, 'metadata', 'continue');
    if (next === '') return { runs };
  }
  return { failed: isOver(signal) ? NOT_WAITED_FOR : `the runs of ${template} could not be read` };
}

/** Undefined where it is done: also where the run has ended, or is no more. */
async function stop(
  hands: Hands,
  namespace: string,
  { name, uid }: Run,
  decision: string,
  signal: AbortSignal,
): Promise<{ readonly failed: string } | undefined> {
  const path = pathTo(namespace, { ...WORKFLOWS, name });
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (isOver(signal)) return { failed: NOT_WAITED_FOR };
    const read = await hands.cluster.ask('GET', path, { signal });
    let refusal = 'problem' in read ? read : undefined;
    if (!('problem' in read)) {
      const isOver = textAt(read.object, 'status', 'finishedAt') !== '';
      const isAnother = metadataOf(read.object).uid !== uid;
      if (isOver || isAnother || at(read.object, 'spec', 'shutdown') !== undefined) return undefined;
      const body = { metadata: { uid, annotations: { [DECISION]: decision } }, spec: { shutdown: 'Stop' } };
      const answer = await hands.cluster.ask('PATCH', path, { patch: 'merge', query: WRITER, body, signal });
      if (!('problem' in answer)) return undefined;
      refusal = answer;
    }
    if (refusal?.status === 404) return undefined;
    if (refusal && !isPassing(refusal) && refusal.status !== 409) return refused(`the run ${name}`, refusal);
    if (refusal) await wait(pauseOf(hands, tries, refusal), signal);
  }
  return { failed: `the run ${name} could not be stopped: the API server does not answer` };
}

/** Gives the next runs other defaults. What other keys hold stays, and so do those of other agents. */
export const override =
  (hands: Hands): Actuator =>
  async (action, effect, deed) => {
    const overrides = batchOf(action)?.overrides;
    if (!overrides) return { failed: 'it names nothing that the next runs have by default' };
    const { namespace, template } = batchOf(action) ?? { namespace: '', template: '' };
    const done = await writeOnce(hands, effect, deed, {
      path: pathTo(namespace, { ...CONFIG_MAPS, name: overrides.configMap }),
      what: `the ConfigMap with the defaults of ${template}`,
      merges: true,
      plan: (object) => ({
        places: Object.entries(overrides.entries).map(([key, value]) => placeIn(object, ['data', key], written(value))),
        tests: [],
      }),
    });
    return 'failed' in done ? done : { ok: null };
  };
