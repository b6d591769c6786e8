import type { ParserMethod } from './rules.ts';
import { bodies, type Body } from '../src/language/syntax/clauses.ts';
import type { Setting } from '../src/language/syntax/nodes.ts';
import { SignatureParser } from './signatures.ts';
import * as t from './tokens.ts';

/** Rules for settings, the clauses that are a word and a value; `src/language/syntax/clauses.ts` has the words. */
export abstract class SettingParser extends SignatureParser {
  executorSetting: ParserMethod<[], Setting> = this.#plain('executorSetting', t.ExecutorSetting);
  workflowSetting: ParserMethod<[], Setting> = this.#plain('workflowSetting', t.WorkflowSetting);
  serviceSetting: ParserMethod<[], Setting> = this.#plain('serviceSetting', t.ServiceSetting);
  agentSetting: ParserMethod<[], Setting> = this.#plain('agentSetting', t.AgentSetting);
  endpointSetting: ParserMethod<[], Setting> = this.#plain('endpointSetting', t.EndpointSetting);

  /** `image "x"` */
  #plain(rule: string, word: t.TokenType): ParserMethod<[], Setting> {
    return this.rule(rule, () => {
      const start = this.here();
      const name = this.nameOf(this.CONSUME(word));
      const value = this.SUBRULE(this.expression);
      return { kind: 'setting', name, value, span: this.since(start) };
    });
  }

  /** `tracker mlflow "…"`, `storage "…" { size: 50Gi }` */
  platformSetting: ParserMethod<[], Setting> = this.rule('platformSetting', () => {
    const start = this.here();
    const name = this.nameOf(this.CONSUME(t.PlatformSetting));
    const shape = (bodies.platform as Body).settings[name.text];
    const variant = this.OPTION({
      GATE: () => shape?.variant === true,
      DEF: () => this.nameOf(this.CONSUME(t.Identifier)),
    });
    const value = this.SUBRULE(this.expression);
    const options = this.OPTION1({ GATE: () => shape?.options === true, DEF: () => this.SUBRULE(this.record) });
    return {
      kind: 'setting',
      name,
      ...(variant ? { variant } : {}),
      value,
      ...(options ? { options } : {}),
      span: this.since(start),
    };
  });
}
