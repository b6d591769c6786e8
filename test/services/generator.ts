import { variable } from './environment.ts';

/** What a service of the generator is to look like; what is left out has the generator's default. */
export interface Setting {
  readonly namespace?: string;
  readonly predictor?: string;
  readonly model?: string;
  readonly rate?: number;
  readonly failures?: number;
  readonly latency?: { readonly quantile: number; readonly ms: number };
  readonly pods?: number;
  readonly phase?: string | readonly string[];
  readonly cpu?: number;
}

/** Says to the generator what exporters would see. */
export class Generator {
  readonly #made = new Set<string>();
  readonly #ramps: NodeJS.Timeout[] = [];

  async service(name: string, setting: Setting): Promise<void> {
    await this.#put(`/services/${name}`, JSON.stringify(setting));
  }

  /** Text in the exposition format of an exporter, as it stands. */
  async raw(name: string, text: string): Promise<void> {
    await this.#put(`/raw/${name}`, text);
  }

  /** Text that follows the time, in seconds since now: counters grow. What it gives ends the text. */
  async ramp(name: string, text: (seconds: number) => string): Promise<() => Promise<void>> {
    const start = performance.now();
    const tell = (): Promise<void> => this.raw(name, text((performance.now() - start) / 1000));
    await tell();
    const timer = setInterval(() => {
      tell().catch(() => undefined);
    }, 100);
    this.#ramps.push(timer);
    return async () => {
      clearInterval(timer);
      await this.raw(name, '');
    };
  }

  /** Whether the target of a job answers. */
  async job(name: string, up: boolean): Promise<void> {
    await send('PUT', `/jobs/${name}`, JSON.stringify({ up }));
  }

  /** Takes away what was put here. */
  async clear(): Promise<void> {
    for (const ramp of this.#ramps.splice(0)) clearInterval(ramp);
    for (const path of this.#made) await send('DELETE', path);
    this.#made.clear();
  }

  async #put(path: string, body: string): Promise<void> {
    this.#made.add(path);
    await send('PUT', path, body);
  }
}

async function send(method: string, path: string, body?: string): Promise<void> {
  const response = await fetch(`${variable('METRICS_GENERATOR_URL')}${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok && method !== 'DELETE') throw new Error(`the generator answers ${String(response.status)}: ${text}`);
}

export const seconds = (number: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, number * 1000);
  });
