import { defined } from '../../base/values/defined.ts';
import type { ServerAccess } from '../../language/model/model.ts';
import type { Span } from '../../base/source/source.ts';
import type { AccessPlan, Origin } from '../plan/deployment-plan.ts';

/** What a server is shown, as targets need it. */
export function lowerAccess(
  origin: (span: Span) => Origin,
  access: ServerAccess | undefined,
): { readonly access?: AccessPlan } {
  if (!access) return {};
  const { credentials, ca, headers } = access;
  return {
    access: defined<AccessPlan>({
      credentials: credentials && { ...credentials, origin: origin(credentials.span) },
      ca: ca && { ...ca, origin: origin(ca.span) },
      headers: headers.map(({ name, value, span }) => ({ name, value, origin: origin(span) })),
    }),
  };
}
