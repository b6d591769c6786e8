/** A Prometheus, and the generator of metrics that it scrapes every second. */
const NEEDED = ['PROMETHEUS_URL', 'METRICS_GENERATOR_URL'] as const;

/** The variables that are not set; where there are some, the tests are skipped. */
export const missing: readonly string[] = NEEDED.filter((name) => (process.env[name] ?? '') === '');

/** The value of a variable that is there, since the test is not skipped. */
export function variable(name: (typeof NEEDED)[number]): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** Of a PostgreSQL; undefined where there is none. */
export const databaseUrl: string | undefined =
  process.env['DATABASE_URL'] === '' ? undefined : process.env['DATABASE_URL'];
