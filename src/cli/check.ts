import { compilePath, type CompileOptions } from './compile-path.ts';
import { EXIT } from './exit.ts';
import type { Model } from '../model/model.ts';

export async function check(path: string, options: CompileOptions): Promise<number> {
  const { failed, model } = await compilePath(path, options);
  if (failed) return EXIT.errors;
  if ((options.format ?? 'text') === 'text') process.stdout.write(`${path}: ${inventory(model)}; no mistakes\n`);
  return EXIT.ok;
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${String(number)} ${number === 1 ? one : many}`;

function inventory({ applications }: Model): string {
  const total = (size: (application: Model['applications'][number]) => number): number =>
    applications.reduce((sum, application) => sum + size(application), 0);
  return [
    count(applications.length, 'application'),
    count(
      total(({ batch }) => batch.length),
      'batch workflow',
    ),
    count(
      total(({ online }) => online.length),
      'online workflow',
    ),
    `${count(
      total(({ agents }) => agents.length),
      'agent',
    )} with ${count(
      total(({ agents }) => agents.reduce((sum, agent) => sum + agent.strategies.length, 0)),
      'strategy',
      'strategies',
    )}`,
  ].join(', ');
}
