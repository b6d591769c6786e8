import { spawn, spawnSync } from 'node:child_process';
import type { Place } from './places.ts';

const WRITER = 'test/agent/runtime/journal/writer.ts';

export interface Said {
  readonly number: number;
  /** In bytes. */
  readonly wal: number;
}

/** Runs a writer, before which stand the words of `through`. It is killed so many milliseconds after its first word, or once it has said so many, if told so. */
export async function write(
  { kind, at }: Place,
  most: number,
  { killAfter, killAt, through = [] }: { killAfter?: number; killAt?: number; through?: readonly string[] } = {},
): Promise<{ readonly said: readonly Said[]; readonly errors: string; readonly code: number | null }> {
  const [program = process.execPath, ...given] = through;
  if (through.length > 0) given.push(process.execPath);
  const child = spawn(program, [...given, WRITER, kind, String(most)], { env: { ...process.env, JOURNAL: at } });
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (out === '' && killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    out += text;
    if (killAt !== undefined && out.split('\n').length > killAt) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = out.split('\n').slice(0, -1);
  return {
    said: lines.map((line) => line.split(' ')).map(([number, wal]) => ({ number: Number(number), wal: Number(wal) })),
    errors,
    code,
  };
}

export const isThere = (program: string, ...given: readonly string[]): boolean =>
  spawnSync(program, given, { stdio: 'ignore' }).status === 0;
