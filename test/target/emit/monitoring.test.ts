import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPromql } from '../../../src/target/lower/promql.ts';
import { list, look, text, walk } from './look.ts';
import { compileFolder, objectsOf } from './sources.ts';

describe.each(readdirSync('examples'))('what is seen of examples/%s', (name) => {
  it('is asked in PromQL that parses, by rules of which each is named once', async () => {
    const objects = objectsOf((await compileFolder(`examples/${name}`)).manifests);
    const rules = objects.filter(({ kind }) => kind === 'PrometheusRule');
    const dashboards = objects
      .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.['grafana_dashboard'] === '1')
      .flatMap((object) => Object.values(look(object, 'data') as Record<string, string>))
      .map((json) => JSON.parse(json) as unknown);
    const isWatched = objects.some(({ kind }) => kind === 'PodMonitor' || kind === 'VirtualService');
    if (isWatched) expect(Math.min(rules.length, dashboards.length)).toBeGreaterThan(0);
    const expressions = [...rules, ...dashboards].flatMap((data) =>
      [...walk(data)].flatMap(({ keys, value }) => (keys.at(-1) === 'expr' ? [String(value)] : [])),
    );
    for (const expression of expressions) expect(checkPromql(expression), expression).toBeUndefined();
    for (const rule of rules) {
      const groups = list(rule, 'spec.groups');
      const names = groups.map((group) => text(group, 'name'));
      expect(new Set(names).size).toBe(names.length);
      for (const each of groups.flatMap((group) => list(group, 'rules'))) {
        expect((look(each, 'record') === undefined) !== (look(each, 'alert') === undefined)).toBe(true);
      }
    }
    for (const dashboard of dashboards) {
      const ids = list(dashboard, 'panels').map((panel) => look(panel, 'id'));
      expect(new Set(ids).size).toBe(ids.length);
      expect(text(dashboard, 'uid')).toMatch(/^[0-9a-f]{16}$/);
    }
  });
});
