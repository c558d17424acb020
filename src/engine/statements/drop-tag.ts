import type { DropTag } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

export const dropTag: StatementDefinition<DropTag> = {
  kind: 'DropTag',
  run({ key }, context) {
    const { rights, inside, catalog } = context;
    catalog.transaction(() => {
      rights.require(rights.authority.onTag('DROP', key), 'DROP', { kind: 'tag', tag: key });
      inside.access.tags.drop(key);
    });
    return done(context);
  },
};
