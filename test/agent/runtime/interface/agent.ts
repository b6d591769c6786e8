import { initialState } from '../../../../src/agent/engine/state.ts';
import type { AgentAccess, IncomingCall, Taken } from '../../../../src/agent/runtime/interface/agent-access.ts';
import { graphOf, START } from '../../engine/driver.ts';

/** An agent that takes each call and remembers it. */
export class FakeAgent implements AgentAccess {
  readonly graph =
    graphOf(`strategy s { WHEN called count(n: Int, of: ModelVersion?, names: List<String>?) THEN runWorkflow(train) }
strategy other { WHEN called go() THEN runWorkflow(train) }`);
  readonly calls: IncomingCall[] = [];
  readonly pauses: object[] = [];
  isBehind = 0;
  reasons: string[] = [];
  taken: Taken = { accepted: true, decisions: ['a/b/c'] };

  call(call: IncomingCall): Promise<Taken> {
    this.calls.push(call);
    return Promise.resolve(this.taken);
  }

  endings(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  state(): ReturnType<AgentAccess['state']> {
    return initialState(this.graph, START);
  }

  pause(pause: Parameters<AgentAccess['pause']>[0]): Promise<void> {
    this.pauses.push(pause);
    return Promise.resolve();
  }

  behind(): number {
    return this.isBehind;
  }

  setClock(): Promise<void> {
    this.isBehind = 0;
    return Promise.resolve();
  }

  decisions(): ReturnType<AgentAccess['decisions']> {
    return Promise.resolve({ items: [] });
  }

  entriesOf(): ReturnType<AgentAccess['entriesOf']> {
    return Promise.resolve([]);
  }

  told(): ReturnType<AgentAccess['told']> {
    return Promise.resolve([]);
  }

  unready(): readonly string[] {
    return this.reasons;
  }

  metrics(): Promise<string> {
    return Promise.resolve('sflow_up 1\n');
  }
}
