import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../grammar/parse.ts';
import { compile, draw, load, manifestFiles, renderText, yamlText, type Compilation } from '../../src/api/index.ts';
import { unmet } from '../../src/agent/simulate/expectations.ts';
import { report, summary } from '../../src/agent/simulate/report.ts';
import { schedulesIn } from '../../src/target/outline/schedules.ts';
import { play } from '../../src/agent/simulate/simulate.ts';
import { loadWorld } from '../../src/agent/simulate/world-file.ts';
import { treeText } from './tree.ts';

/** What a source becomes on its way, in this order. */
export type Stage = 'tree' | 'messages' | 'manifests' | 'graphs' | 'picture' | 'interfaces' | 'play';

export const allStages: readonly Stage[] = ['tree', 'messages', 'manifests', 'graphs', 'picture', 'interfaces', 'play'];

/** Texts by path below the folder of the goldens. A stage that gives nothing has no file. */
export type Goldens = ReadonlyMap<string, string>;

/** Compiles a folder of sources as the command line does, and keeps what the stages give. */
export async function goldensOf(folder: string, stages: readonly Stage[]): Promise<Goldens> {
  const loaded = await load(folder);
  const compilation = compile(loaded);
  const goldens = new Map<string, string>();
  const keep = (path: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') goldens.set(path, text);
  };
  for (const stage of stages) {
    switch (stage) {
      case 'tree':
        for (const source of loaded.sources.filter(({ path }) => !path.startsWith('std/')))
          keep(`tree/${source.path.replace(/\.sflow$/, '')}.txt`, treeText(parse(source).value, source));
        break;
      case 'messages':
        keep('messages.txt', renderText([...compilation.diagnostics, ...compilation.notes], loaded.sources));
        break;
      case 'manifests':
        if (compilation.ok)
          for (const { path, text } of manifestFiles(compilation.manifests)) keep(`manifests/${path}`, text);
        for (const { path, text } of compilation.images) keep(path, text);
        break;
      case 'graphs':
        for (const graph of compilation.graphs) keep(`graphs/${graph.agent.name}.yaml`, yamlText(graph));
        break;
      case 'picture':
        keep('picture.mmd', await draw(compilation, { format: 'mermaid' }));
        break;
      case 'interfaces':
        for (const { endpoint, document } of compilation.interfaces)
          keep(`interfaces/${endpoint}.yaml`, yamlText(document));
        break;
      case 'play':
        keep('play.txt', playText(folder, compilation));
    }
  }
  return goldens;
}

function playText(folder: string, { graphs, applications }: Compilation): string | undefined {
  const file = join(folder, 'world.yaml');
  if (!existsSync(file)) return undefined;
  const { world: script, problems } = loadWorld(readFileSync(file, 'utf8'), file);
  if (problems.length > 0) return problems.map(({ line, message }) => `${line}: ${message}\n`).join('');
  const world = { ...script, schedules: schedulesIn(applications) };
  const entries = play(graphs, world);
  return [...report(entries, { all: false }).lines, '', summary(entries), ...unmet(graphs, world, entries), ''].join(
    '\n',
  );
}
