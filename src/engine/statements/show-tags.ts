import type { ShowTags } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { tagTargetOf } from './tag-target.js';

/** Lists the tags of the lake with their values, or those of a resource, inherited ones too. */
export const showTags: StatementDefinition<ShowTags> = {
  kind: 'ShowTags',
  keepsLake: true,
  async run({ on }, context) {
    const { tags } = context.inside.access;
    if (!on) {
      const rows = tags
        .list()
        .filter(({ key }) => context.rights.authority.onTag('DESCRIBE', key))
        .map(({ key, values }) => [key, values.join(', ')]);
      return textResult(['Tag', 'Values'], rows, context);
    }
    const { database, table, column } = await tagTargetOf(on, context);
    const found = table === undefined ? undefined : tags.ofTable(database, table);
    const inherited = found ? found.tags : tags.ofDatabase(database);
    const all = new Map([...inherited, ...(column === undefined ? [] : (found?.columnTags.get(column) ?? []))]);
    return textResult(['Tag', 'Value'], [...all].sort(), context);
  },
};
