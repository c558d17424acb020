import type { SetTags } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { tagTargetOf } from './tag-target.js';

export const setTags: StatementDefinition<SetTags> = {
  kind: 'SetTags',
  async run({ on, tags }, context) {
    const { rights, inside, catalog } = context;
    const target = await tagTargetOf(on, context);
    catalog.transaction(() => {
      for (const [key, value] of tags) {
        rights.require(rights.authority.onTag('ASSOCIATE', key), 'ASSOCIATE', { kind: 'tag', tag: key });
        if (value === undefined) inside.access.tags.unset(target, key);
        else inside.access.tags.set(target, key, value);
      }
    });
    return done(context);
  },
};
