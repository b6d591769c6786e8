import { defined } from '../../base/values/defined.ts';
import type { ModelPlan, RegisteredPlan } from '../plan/deployment-plan.ts';
import type { Service } from '../../language/model/model.ts';
import { needs, platformOf, type Context } from './context.ts';
import { lockedAs } from '../outline/lock.ts';

/** The version that is taken where nobody says which one an alias is: only the registry knows. */
const FIRST_VERSION = '1';

const isNumber = (version: string): boolean => /^\d+$/.test(version);

/**
 * What a service serves at first, and where its files lie: where the source says so, or as the lock has it, or else below the
 * platform's store.
 */
export function lowerModel(context: Context, service: Service): ModelPlan | undefined {
  const { model: served } = service;
  if (!served) return undefined;
  const { model, version: alias, span } = served;
  const { artifacts, tracker } = platformOf(context.application);
  if (model.at) {
    const url = model.at.texts.join(alias);
    // A store of the kind of the platform's is most likely that one.
    const secret = model.at.secret ?? (url.startsWith('s3:') ? artifacts?.secret : undefined);
    const text = alias === '' ? model.name : `${model.name}@${alias}`;
    return defined<ModelPlan>({ origin: context.origin(span), text, url, secret });
  }
  const named = defined<Pick<RegisteredPlan, 'tracker' | 'model' | 'alias'>>({
    tracker,
    model: model.registered,
    alias,
  });
  const plan = (url: string, version: string, known: RegisteredPlan['known']): ModelPlan =>
    defined({
      origin: context.origin(span),
      text: `${model.name}@${alias}`,
      url,
      secret: artifacts?.secret,
      registered: { ...named, version, known },
    });
  const entry = lockedAs(context.lock, named);
  if (entry !== undefined && entry !== 'absent') return plan(entry.address, entry.version, 'locked');
  const store = needs(context, 'artifacts', service.span, 'a model server');
  if (!store) return undefined;
  const version = isNumber(alias) ? alias : FIRST_VERSION;
  const known = entry ?? (isNumber(alias) ? 'said' : 'guessed');
  return plan(`${store.url}/models/${model.registered}/${version}`, version, known);
}
