import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPromql } from '../../../src/target/lower/promql.ts';
import { list, look, text, walk } from './look.ts';
import { app, compileTexts, expectMessages } from '../../support/marked.ts';
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

describe('what is recorded of sensors', () => {
  const recorded = (declarations: string): unknown[] =>
    objectsOf(compileTexts(`import { request-rate } from "std/istio"\n${app(declarations)}`).manifests)
      .filter(({ kind }) => kind === 'PrometheusRule')
      .flatMap((rule) => list(rule, 'spec.groups'))
      .flatMap((group) => list(group, 'rules'))
      .flatMap((rule) =>
        look(rule, 'record') === undefined ? [] : [[text(rule, 'record'), look(rule, 'labels.sflow_sensor')]],
      );
  const workflow = (name: string): string =>
    `workflow ${name} : online { service s : transformer { image "a:1" }  replicas 1..3 scale on request-rate(${name}) per replica to 20/s }`;

  it('is a series of its own for each', () => {
    expect(recorded(`${workflow('a')}\n${workflow('b')}`)).toEqual([
      ['sflow:request_rate', 'request-rate(a)'],
      ['sflow:request_rate', 'request-rate(b)'],
    ]);
  });

  it('is a series of its own where two files have another sensor of one name', () => {
    const sources = {
      'a.sflow': `import { request-rate } from "std/istio"\nimport { watch } from "./b"\n${app(workflow('a'))}\nagent k : watch(a) {}`,
      'b.sflow': `import { request-rate } from "std/seldon"
template watch(of: Online) { strategy s { WHEN every 1m  IF request-rate(of) > 1/s  THEN updateWorkflowReplica(of, by: +1) } }`,
    };
    const rules = objectsOf(expectMessages(sources, []).manifests).filter(({ kind }) => kind === 'PrometheusRule');
    const series = [...walk(rules)].flatMap(({ value }) =>
      look(value, 'record') === undefined ? [] : [JSON.stringify([look(value, 'record'), look(value, 'labels')])],
    );
    expect(series).toHaveLength(2);
    expect(new Set(series).size).toBe(2);
  });

  it('is called as the sensor, whatever signs are in its name', () => {
    const agent = `agent k { state calm : Bool = true  strategy s { WHEN every 1m  IF my_load > 1/s and (busy-now) > 1/s  THEN set calm = false } }`;
    const sensors = `sensor my_load : Rate from prometheus { query: "sum(x)", unit: 1/s }\nsensor busy-now = request-rate(a, over: 1m)`;
    expect(recorded(`${workflow('a')}\n${sensors}\n${agent}`)).toEqual(
      expect.arrayContaining([
        ['sflow:my_load', 'my_load'],
        ['sflow:busy_now', 'busy-now'],
      ]),
    );
  });
});
