import type { CreateTag } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

export const createTag: StatementDefinition<CreateTag> = {
  kind: 'CreateTag',
  run({ key, values }, context) {
    const { rights, inside, catalog } = context;
    rights.require(rights.authority.onCatalog('CREATE_LF_TAG'), 'CREATE_LF_TAG', { kind: 'catalog' });
    catalog.transaction(() => inside.access.tags.create({ key, values: [...new Set(values)] }));
    return done(context);
  },
};
