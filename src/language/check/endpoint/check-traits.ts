import { closest, didYouMean } from '../../../base/diagnostics/suggest.ts';
import type { Sensor } from '../../syntax/nodes.ts';
import { describeType } from '../../types/coerce.ts';
import type { Environment } from '../../types/environment.ts';
import { traits, type Trait } from '../../types/traits.ts';
import { ModelVersion, type Type } from '../../types/type.ts';

/** What a sensor with values of a type says of them. What does not fit is reported and left out. */
export function checkTraits(environment: Environment, declaration: Sensor, type: Type): readonly Trait[] {
  const found = new Set<Trait>();
  for (const { text, span } of declaration.traits) {
    const trait = traits.find((known) => known === text);
    if (trait === undefined) {
      if (text === '') continue;
      const details = didYouMean(text, closest(text, traits), span);
      environment.reporter.report('unknown-variant', span, { clause: 'a sensor', found: text, known: traits }, details);
      continue;
    }
    const misfit = fits[trait](type, environment);
    if (misfit) environment.reporter.report('wrong-type', span, misfit);
    else found.add(trait);
  }
  return [...found];
}

interface Misfit {
  readonly expected: string;
  readonly found: string;
}

const isQuantity = ({ kind }: Type): boolean => kind === 'quantity' || kind === 'invalid';

function ofQuantity(type: Type): Misfit | undefined {
  return isQuantity(type) ? undefined : { expected: 'a sensor of a quantity', found: `one of ${describeType(type)}` };
}

/** What is wrong with a sensor that says so, if anything is. */
const fits: Readonly<Record<Trait, (type: Type, environment: Environment) => Misfit | undefined>> = {
  share: (type) =>
    type.kind === 'invalid' || (type.kind === 'quantity' && type.name === 'Ratio')
      ? undefined
      : { expected: 'a sensor of a Ratio', found: `one of ${describeType(type)}` },
  failures: ofQuantity,
  set: ofQuantity,
  replicas: ofQuantity,
  score: (type, { locals }) => {
    const misfit = ofQuantity(type);
    if (misfit) return misfit;
    const versions = [...locals.values()].filter((local) => local.type === ModelVersion).length;
    if (versions === 1) return undefined;
    return { expected: 'one parameter of type ModelVersion', found: versions === 0 ? 'none' : String(versions) };
  },
};
