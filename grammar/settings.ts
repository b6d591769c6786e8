import { bodies, type Body } from '../src/language/syntax/clauses.ts';
import type { Parser, SettingRule } from './rule-table.ts';
import * as t from './tokens.ts';

/** Rules for settings, the clauses that are a word and a value; `src/language/syntax/clauses.ts` has the words. */
export function settingRules(p: Parser): void {
  plain(p, 'executorSetting', t.ExecutorSetting);
  plain(p, 'workflowSetting', t.WorkflowSetting);
  plain(p, 'serviceSetting', t.ServiceSetting);
  plain(p, 'agentSetting', t.AgentSetting);
  plain(p, 'applicationSetting', t.ApplicationSetting);
  plain(p, 'modelSetting', t.ModelSetting);
  plain(p, 'endpointSetting', t.EndpointSetting);

  /** `tracker mlflow "…"`, `storage "…" { size: 50Gi }` */
  p.RULE('platformSetting', () => {
    const start = p.here();
    const name = p.nameOf(p.CONSUME(t.PlatformSetting));
    const shape = (bodies.platform as Body).settings[name.text];
    const variant = p.OPTION({
      GATE: () => shape?.variant === true,
      DEF: () => p.nameOf(p.CONSUME(t.Identifier)),
    });
    const value = p.SUBRULE(p.expression);
    const options = p.OPTION1({ GATE: () => shape?.options === true, DEF: () => p.SUBRULE(p.record) });
    return {
      kind: 'setting',
      name,
      ...(variant ? { variant } : {}),
      value,
      ...(options ? { options } : {}),
      span: p.since(start),
    };
  });
}

/** `image "x"` */
function plain(p: Parser, rule: SettingRule, word: t.TokenType): void {
  p.RULE(rule, () => {
    const start = p.here();
    const name = p.nameOf(p.CONSUME(word));
    const value = p.SUBRULE(p.expression);
    return { kind: 'setting', name, value, span: p.since(start) };
  });
}
