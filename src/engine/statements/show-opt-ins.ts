import { isSamePrincipal } from '../../access/principal.js';
import type { ShowOptIns } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { nameOf } from './show-grants.js';

export const showOptIns: StatementDefinition<ShowOptIns> = {
  kind: 'ShowOptIns',
  keepsLake: true,
  run(_statement, context) {
    const { rights, inside } = context;
    const shown = inside.access.store
      .listOptIns()
      .filter(
        ({ principal }) =>
          rights.authority.mayReadAudit || rights.authority.principals.some((own) => isSamePrincipal(own, principal)),
      );
    const rows = shown.map(({ principal, resource }) => [
      principal.name,
      principal.kind.toUpperCase(),
      resource.kind.toUpperCase(),
      nameOf(resource),
    ]);
    return textResult(['Principal', 'Principal Type', 'Resource Type', 'Resource'], rows, context);
  },
};
