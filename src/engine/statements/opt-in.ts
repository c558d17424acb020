import type { OptIn } from '../../access/access-store.js';
import type { Grantee } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { granteeOf, type NamedResource, requireAdmin } from './access-target.js';

/** Changes for what a principal opted in, as administrators may. */
export function changeOptIns(
  what: 'create opt in' | 'drop opt in',
  to: Grantee,
  resources: readonly NamedResource[],
  context: StatementContext,
  change: (optIn: OptIn) => void,
): void {
  context.catalog.transaction(() => {
    const principal = granteeOf(to, context);
    requireAdmin(what, `${principal.kind} ${principal.name}`, context);
    for (const { resource } of resources) change({ principal, resource });
  });
}
