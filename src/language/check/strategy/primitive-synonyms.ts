import type { Names, PrimitiveSymbol } from '../../names/scope.ts';

/**
 * The primitive that does what a name of another tool says, as `retrainModel` or `scale_up`, by the words that primitives
 * declare. Of several it is the last: the library has what is special behind what is general, as `updateTraffic` shows.
 */
export function primitiveFor({ primitives }: Names, name: string): string | undefined {
  const said = new Set([name, ...name.split(/[-_]|(?=[A-Z])/)].map((word) => word.toLowerCase()));
  const isMeant = ({ declaration }: PrimitiveSymbol): boolean =>
    declaration.synonyms.some(({ words }) => words.some(({ text }) => said.has(text)));
  const meant = [...primitives.values()].flat().findLast(isMeant)?.name;
  const ofExecutor = said.has('executor') ? meant?.replace('Workflow', 'Executor') : undefined;
  return ofExecutor !== undefined && primitives.has(ofExecutor) ? ofExecutor : meant;
}
