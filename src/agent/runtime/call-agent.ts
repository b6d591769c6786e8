import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from '../../base/values/plain.ts';
import { onOneLine } from '../../base/values/words.ts';
import { AGENT_PORT, CALL_SECONDS } from '../../contract/process/agent.ts';
import { callIdOf } from '../engine/call-id.ts';
import type { ConcreteCall } from '../engine/effect.ts';
import type { Outcome } from '../engine/event.ts';
import { postJson, type JsonAnswer } from './post-json.ts';

export interface CallOptions {
  /** The token that says to an agent who calls it, read anew for each request: the cluster replaces it. */
  readonly token: (agent: ConcreteCall['agent']) => Promise<string | undefined>;
  readonly signal: AbortSignal;
  /** Where an agent is, as `http://planner-agent.mnist.svc:8080`. */
  readonly addressOf?: (agent: ConcreteCall['agent']) => string;
}

/** Of one request; whoever is called answers once its journal has the call. */
const REQUEST_SECONDS = 10;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;

/**
 * Calls another agent under the key of the effect, and asks again while it is starting anew or too busy: under one key it takes the
 * call once. Never rejects.
 */
export async function callAgent(action: ConcreteCall, key: string, options: CallOptions): Promise<Outcome> {
  const { agent, receiver } = action;
  const end = performance.now() + CALL_SECONDS * 1000;
  const body = JSON.stringify(given(action.arguments));
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const token = await options.token(agent).catch(() => undefined);
    const headers = {
      'idempotency-key': `"${callIdOf(key)}"`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const url = `${(options.addressOf ?? serviceOf)(agent)}/v1/calls/${encodeURIComponent(receiver)}`;
    const answer = await postJson(url, body, { headers, timeoutSeconds: REQUEST_SECONDS, signal: options.signal });
    const outcome = outcomeOf(answer, agent.name);
    const isLast = options.signal.aborted || performance.now() + pause >= end;
    if (!outcome.mayPass || isLast) return outcome.outcome;
    await sleep(pause);
  }
}

/** An argument that may be left out and is not there is not sent. */
const given = (values: ConcreteCall['arguments']): ConcreteCall['arguments'] =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const serviceOf = ({ namespace, name }: ConcreteCall['agent']): string =>
  `http://${name}.${namespace}.svc:${String(AGENT_PORT)}`;

function outcomeOf(answer: JsonAnswer, name: string): { readonly outcome: Outcome; readonly mayPass: boolean } {
  if ('problem' in answer) return { outcome: { failed: `${name} ${answer.problem}` }, mayPass: true };
  if (answer.status === 200 || answer.status === 202) return { outcome: { ok: null }, mayPass: false };
  const { status, json } = answer;
  const detail = isRecord(json) && typeof json['detail'] === 'string' ? `: ${onOneLine(json['detail'], 300)}` : '';
  const mayPass = status === 429 || status >= 500;
  return { outcome: { failed: `${name} answered ${String(status)}${detail}` }, mayPass };
}
