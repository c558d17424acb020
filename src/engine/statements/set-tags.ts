import type { TaggedResource } from '../../access/tag-store.js';
import type { SetTags } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { tagTargetOf } from './tag-target.js';

/** Who tags may alter what is tagged, or administers the lake. */
function requireAlter({ database, table }: TaggedResource, { rights, inside }: StatementContext): void {
  if (rights.authority.isAdmin) return;
  const { store } = inside.catalog;
  if (table !== undefined) return rights.requireOnTable(['ALTER'], store.requireTable(database, table));
  const isAllowed = rights.authority.onDatabase('ALTER', database, inside.access.tags.ofDatabase(database));
  rights.require(isAllowed, 'ALTER', { kind: 'database', database });
}

export const setTags: StatementDefinition<SetTags> = {
  kind: 'SetTags',
  async run({ on, tags }, context) {
    const { rights, inside, catalog } = context;
    const target = await tagTargetOf(on, context);
    catalog.transaction(() => {
      requireAlter(target, context);
      for (const [key, value] of tags) {
        rights.require(rights.authority.onTag('ASSOCIATE', key), 'ASSOCIATE', { kind: 'tag', tag: key });
        if (value === undefined) inside.access.tags.unset(target, key);
        else inside.access.tags.set(target, key, value);
      }
    });
    return done(context);
  },
};
