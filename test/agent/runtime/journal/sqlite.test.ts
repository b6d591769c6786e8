import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Journal } from '../../../../src/agent/runtime/journal/journal.ts';
import { beginning, faultsOf, numbered, START, stepAt } from './batches.ts';
import { itIsAJournal } from './contract.ts';
import { newFile, open, removeFiles, type Place } from './places.ts';
import { isThere, write } from './processes.ts';

const begun = async (place: Place, bytes?: number): Promise<Journal> => {
  const journal = await open(place, bytes === undefined ? {} : { keeping: { days: 30, bytes } });
  await journal.begin(beginning);
  return journal;
};

const kept = async (place: Place, most: number): Promise<void> => {
  const journal = await begun(place);
  for (let number = 1; number <= most; number += 1) await journal.commit(numbered(number));
  await journal.close();
};

afterAll(removeFiles);

describe('a journal in a file', () => {
  itIsAJournal(newFile);

  it('is of one process at a time, and of the next once that has ended', async () => {
    const place = await newFile();
    const journal = await begun(place);
    await expect(open(place)).rejects.toMatchObject({ code: 'in-use' });
    const { said, errors, code } = await write(place, 1);
    expect({ said, code }).toEqual({ said: [], code: 1 });
    expect(errors).toContain('another process has the journal');
    await journal.commit(numbered(1));
    await journal.close();
    expect((await write(place, 1)).said.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('of another agent is refused, and stays as it is', async () => {
    const place = await newFile();
    await kept(place, 3);
    await expect(open(place, { agent: 'ns/other' })).rejects.toMatchObject({ code: 'foreign' });
    const journal = await open(place);
    expect(await journal.load()).toMatchObject({ epoch: 2 });
    expect(await faultsOf(journal, 3)).toEqual([]);
    await journal.close();
  });

  it.each([
    ['text', 'name: value\n'.repeat(1000)],
    ['a picture', '\x89PNG\r\n\x1a\n' + '\0'.repeat(5000)],
  ])('is not made of %s', async (_, content) => {
    const place = await newFile();
    writeFileSync(place.at, content, 'latin1');
    await expect(open(place)).rejects.toMatchObject({ code: 'corrupt' });
    expect(readFileSync(place.at, 'latin1')).toBe(content);
  });

  it('is not made of the database of another program', async () => {
    const place = await newFile();
    const make = `new (process.getBuiltinModule('node:sqlite').DatabaseSync)(${JSON.stringify(place.at)}).exec('CREATE TABLE t (a)')`;
    expect(isThere(process.execPath, '-e', make)).toBe(true);
    const before = readFileSync(place.at);
    await expect(open(place)).rejects.toMatchObject({ code: 'corrupt' });
    expect(readFileSync(place.at)).toEqual(before);
    expect(existsSync(`${place.at}-wal`)).toBe(false);
  });

  it('that was spoilt is told, wherever that is', async () => {
    const whole = await newFile();
    await kept(whole, 60);
    const bytes = readFileSync(whole.at);
    const pages = bytes.length / 4096;
    const told: string[] = [];
    for (let page = 0; page < pages; page += 1) {
      const place = await newFile();
      const spoilt = Buffer.from(bytes);
      spoilt.fill(0xa5, page * 4096, (page + 1) * 4096);
      writeFileSync(place.at, spoilt);
      const outcome = await open(place)
        .then(
          async (journal) => {
            const faults = await faultsOf(journal, 60).finally(() => journal.close());
            return faults.length === 0 ? 'whole' : 'wrong';
          },
          (error: unknown) => error,
        )
        .catch((error: unknown) => error);
      told.push(typeof outcome === 'string' ? outcome : (outcome as { code: string }).code);
    }
    expect(told).not.toContain('wrong');
    expect(told.filter((each) => each === 'corrupt').length).toBeGreaterThan(pages / 2);
    expect(new Set(told)).toEqual(new Set(told.includes('whole') ? ['corrupt', 'whole'] : ['corrupt']));
  }, 60_000);

  it('cannot be where there is no folder, and says so', async () => {
    const place = await newFile();
    await expect(open({ ...place, at: join(place.at, '..', 'none', 'journal.db') })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('in which nothing more fits says so, keeps nothing more, and lost nothing', async () => {
    const place = await newFile();
    const journal = await begun(place, 120_000);
    let acknowledged = 0;
    const failed = await (async () => {
      for (let number = 1; number < 100; number += 1) {
        await journal.commit(
          stepAt(START + number, { values: { count: number, [`large${String(number)}`]: 'x'.repeat(5000) } }),
        );
        acknowledged = number;
      }
      return undefined;
    })().catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'full' });
    expect(acknowledged).toBeGreaterThan(5);
    await expect(journal.commit(numbered(acknowledged + 1))).rejects.toMatchObject({ code: 'full' });
    await journal.close();
    const next = await open(place);
    const stored = await next.load();
    expect(stored?.state.values['count']).toBe(acknowledged);
    await next.commit(numbered(acknowledged + 1));
    await next.close();
  });

  it.skipIf(!isThere('unshare', '-rm', 'true'))('on a disk that is full says so, and lost nothing', async () => {
    const place = await newFile();
    const folder = join(place.at, '..');
    // The disk is the child's own: what it has at the end is copied out of it.
    const script = `mount -t tmpfs -o size=600k none "$0/disk" && JOURNAL="$0/disk/journal.db" "$@"; status=$?; cp "$0"/disk/* "$0"; exit $status`;
    expect(isThere('mkdir', join(folder, 'disk'))).toBe(true);
    const { said, errors, code } = await write(place, 100_000, {
      through: ['unshare', '-rm', 'sh', '-c', script, folder],
    });
    expect(errors).toContain("code: 'full'");
    expect(code).not.toBe(0);
    const journal = await open(place);
    expect(await faultsOf(journal, said.at(-1)?.number ?? 0)).toEqual([]);
    expect(said.length).toBeGreaterThan(10);
    await journal.close();
  });

  it('has each commit when the log ahead is cut behind it', async () => {
    const place = await newFile();
    // It is killed long before SQLite writes the log back: until then the file itself has nothing.
    const { said } = await write(place, 1_000_000, { killAt: 25 });
    const cuts = said.filter(({ wal }, index) => wal > (said[index - 1]?.wal ?? 0));
    for (const { number, wal } of cuts.filter((_, index) => index % Math.ceil(cuts.length / 10) === 0)) {
      const cut = await newFile();
      copyFileSync(place.at, cut.at);
      copyFileSync(`${place.at}-wal`, `${cut.at}-wal`);
      truncateSync(`${cut.at}-wal`, wal);
      const journal = await open(cut);
      expect(await faultsOf(journal, number)).toEqual([]);
      await journal.close();
      // A byte less is one commit less, and nothing of that one.
      copyFileSync(place.at, cut.at);
      copyFileSync(`${place.at}-wal`, `${cut.at}-wal`);
      truncateSync(`${cut.at}-wal`, wal - 1);
      if (number === 0) continue;
      const shorter = await open(cut);
      expect(await faultsOf(shorter, number - 1)).toEqual([]);
      await shorter.close();
    }
    expect(cuts.length).toBeGreaterThan(3);
  }, 60_000);

  it.skipIf(!isThere('strace', '-V'))('is synced with each commit before that is acknowledged', async () => {
    const place = await newFile();
    const calls = join(place.at, '..', 'calls');
    const through = ['strace', '-f', '-y', '-e', 'trace=fsync,fdatasync,write', '-o', calls];
    const { said } = await write(place, 30, { through });
    expect(said).toHaveLength(31);
    // What was acknowledged, and whether the log ahead was synced since the acknowledgement before.
    let synced = false;
    const acknowledged: boolean[] = [];
    for (const line of readFileSync(calls, 'utf8').split('\n')) {
      if (/f(data)?sync\(.*journal\.db-wal/.test(line)) synced = true;
      if (!/ write\(1[<,].*"\d+ \d+\\n"/.test(line)) continue;
      acknowledged.push(synced);
      synced = false;
    }
    expect(acknowledged).toEqual(said.map(() => true));
  });
});
