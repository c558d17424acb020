import { isView } from '../../catalog/catalog-entry.js';
import type { ShowViews } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { namesLike } from './name-pattern.js';
import { requireDatabase, targetDatabase } from './target.js';

export const showViews: StatementDefinition<ShowViews> = {
  kind: 'ShowViews',
  keepsLake: true,
  run({ database, pattern }, context) {
    const { name } = requireDatabase(targetDatabase(database, context), context);
    const views = context.catalog.listTables(name).filter(isView);
    const names = views.map((view) => view.name);
    return textResult(
      ['views'],
      namesLike(names, pattern).map((view) => [view]),
      context,
    );
  },
};
