import { afterEach, describe, expect, it } from 'vitest';
import { watchModels, type ChangeOptions } from '../../../src/agent/runtime/tracker-changes.ts';
import type { Sighting } from '../../../src/agent/host/batch.ts';
import { json, serve, type Local } from '../../support/tracker.ts';

const servers: Local[] = [];
const ends: (() => void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

interface Model {
  versions: { version: string; creation_timestamp: number }[];
  aliases: Record<string, string>;
  isAway: boolean;
  looks: number;
}

const PAGE = 2;

/** A registry of one model, which a test changes, with pages of two versions. */
async function registry(): Promise<Model & { readonly url: string }> {
  const model: Model = { versions: [], aliases: {}, isAway: false, looks: 0 };
  const server = await serve(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://t');
    if (model.isAway) response.writeHead(503).end();
    else if (pathname.endsWith('model-versions/search')) {
      const from = Number(searchParams.get('page_token') ?? 0);
      const all = model.versions.toReversed();
      const more = from + PAGE < all.length ? { next_page_token: String(from + PAGE) } : {};
      json(response, { model_versions: all.slice(from, from + PAGE), ...more });
    } else {
      model.looks += 1;
      const aliases = Object.entries(model.aliases).map(([alias, version]) => ({ alias, version }));
      json(response, { registered_model: { name: 'cnn', aliases } });
    }
  });
  servers.push(server);
  return Object.assign(model, { url: server.url });
}

/** What a host hears: it takes each change once, as it does. */
function hostOf(seen: readonly Sighting[] = []) {
  const ids = new Set(seen.map(({ change }) => change));
  const sightings = [...seen];
  const told: string[] = [];
  const notice = (sighting: Sighting): boolean => {
    if (ids.has(sighting.change)) return false;
    ids.add(sighting.change);
    sightings.push(sighting);
    return true;
  };
  return {
    sightings,
    told,
    known: (all: readonly Sighting[]) => void all.map(notice),
    changed: (object: string, { id, state }: { readonly id: string; readonly state: string }) => {
      if (notice({ object, change: id })) told.push(state);
    },
  };
}

type Watched = ReturnType<typeof hostOf> & { readonly looked: () => Promise<void>; readonly end: () => void };

function watch(
  model: Awaited<ReturnType<typeof registry>>,
  seen: readonly Sighting[] = [],
  more: ChangeOptions = {},
): Watched {
  const host = hostOf(seen);
  const end = watchModels([{ name: 'cnn', tracker: model.url }], host, { seen, period: 20, ...more });
  ends.push(end);
  // The second look that begins after now has seen all that is so now.
  const looked = async (): Promise<void> => {
    const until = model.looks + 2;
    await expect.poll(() => model.looks, { interval: 5 }).toBeGreaterThanOrEqual(until);
  };
  return { ...host, looked, end };
}

const version = (number: number, at = number): Model['versions'][number] => ({
  version: String(number),
  creation_timestamp: at * 1000,
});

describe('changes of a model in the registry', () => {
  it('are told once, and what was so before the first look is none', async () => {
    const model = await registry();
    model.versions = [version(1), version(2), version(3)];
    model.aliases = { production: '2' };
    const { told, looked } = watch(model);
    await looked();
    expect(told).toEqual([]);
    model.versions.push(version(4), version(5), version(6), version(7));
    await looked();
    expect(told).toEqual(Array.from({ length: 4 }, () => 'registered'));
    model.aliases = { production: '7', previous: '2' };
    await looked();
    expect(told.slice(4)).toEqual(['promoted']);
    model.aliases = { production: '2', previous: '7' };
    await looked();
    expect(told.slice(5)).toEqual(['promoted']);
  });

  it('count where a promotion is seen half done, and where an alias of any name is moved or set again', async () => {
    const model = await registry();
    model.aliases = { production: '1' };
    const { told, looked } = watch(model);
    await looked();
    model.aliases = { production: '1', previous: '1' };
    await looked();
    expect(told).toEqual([]);
    model.aliases = { production: '2', previous: '1' };
    await looked();
    model.aliases = { ...model.aliases, staging: '3' };
    await looked();
    expect(told).toEqual(['promoted', 'promoted']);
    model.aliases = { production: '2', previous: '1' };
    await looked();
    expect(told).toHaveLength(2);
    model.aliases = { ...model.aliases, staging: '3' };
    await looked();
    expect(told).toHaveLength(3);
  });

  it('of a model that is not there yet, or whose highest version is deleted, are the first of it and the number given again', async () => {
    const model = await registry();
    const { told, looked } = watch(model);
    await looked();
    model.versions = [version(1)];
    await looked();
    expect(told).toEqual(['registered']);
    model.versions = [];
    await looked();
    model.versions = [version(1, 9)];
    await looked();
    expect(told).toEqual(['registered', 'registered']);
  });

  it('are no news where versions are deleted', async () => {
    const model = await registry();
    model.versions = [version(1), version(2), version(3)];
    const { told, looked } = watch(model);
    await looked();
    model.versions = [version(1)];
    await looked();
    expect(told).toEqual([]);
  });

  it('that happened while the agent was down are told when it is back, by what its journal has', async () => {
    const model = await registry();
    model.versions = [version(1), version(2)];
    model.aliases = { production: '1' };
    const first = watch(model);
    await first.looked();
    model.aliases = { production: '2', previous: '1' };
    await first.looked();
    first.end();
    model.versions.push(version(3));
    model.aliases = { production: '1', previous: '2' };
    const second = watch(model, first.sightings);
    await second.looked();
    expect(second.told).toEqual(['registered', 'promoted']);
    second.end();
    const third = watch(model, second.sightings);
    await third.looked();
    expect(third.told).toEqual([]);
  });

  it('are told after the tracker was away, which is told, too', async () => {
    const model = await registry();
    const reasons: string[] = [];
    const { told, looked, end } = watch(model, [], {
      failed: (name, reason) => void reasons.push(`${name}: ${reason}`),
    });
    await looked();
    model.isAway = true;
    model.versions = [version(1)];
    await expect.poll(() => reasons.length).toBeGreaterThan(1);
    expect(reasons[0]).toBe('cnn: the tracker is not ready (HTTP 503)');
    expect(told).toEqual([]);
    model.isAway = false;
    await looked();
    expect(told).toEqual(['registered']);
    end();
    const { looks } = model;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(model.looks).toBeLessThanOrEqual(looks + 1);
  });
});
