import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { text, walk } from '../target/emit/look.ts';
import { compileFolder, objectsOf } from '../target/emit/sources.ts';
import { missing, variable } from './environment.ts';

/** Whatever is PromQL in a manifest: rules and dashboards have it as `expr`, autoscalers as `query`. */
async function queriesOf(folder: string): Promise<string[]> {
  const objects = objectsOf((await compileFolder(folder)).manifests);
  const dashboards = objects
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.['grafana_dashboard'] === '1')
    .flatMap((object) => [...walk(object)].map(({ value }) => value))
    .flatMap((value) => (typeof value === 'string' && value.startsWith('{') ? [JSON.parse(value) as unknown] : []));
  const found = [...objects.filter(({ kind }) => ['PrometheusRule', 'ScaledObject'].includes(kind)), ...dashboards]
    .flatMap((data) => [...walk(data)])
    .flatMap(({ keys, value }) => (['expr', 'query'].includes(keys.at(-1) ?? '') ? [value] : []));
  return [...new Set(found.filter((value) => typeof value === 'string'))].filter((query) => query !== 'prometheus');
}

describe('the manifests of the examples', () => {
  it('have queries', async () => {
    const queries = await Promise.all(readdirSync('examples').map((name) => queriesOf(`examples/${name}`)));
    expect(queries.flat().length).toBeGreaterThan(20);
  });
});

describe.skipIf(missing.length > 0)('Prometheus takes each query of', () => {
  it.each(readdirSync('examples'))('examples/%s', async (name) => {
    for (const query of await queriesOf(`examples/${name}`)) {
      const body = new URLSearchParams({ query });
      const response = await fetch(`${variable('PROMETHEUS_URL')}/api/v1/query`, { method: 'POST', body });
      const answer: unknown = await response.json();
      expect(text(answer, 'status'), `${query}: ${JSON.stringify(answer)}`).toBe('success');
    }
  });
});
