import type { ShowHiveTables } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { namesLike } from './name-pattern.js';
import { requireDatabase, targetDatabase } from './target.js';

export const showHiveTables: StatementDefinition<ShowHiveTables> = {
  kind: 'ShowHiveTables',
  keepsLake: true,
  run({ database, pattern }, context) {
    const { name } = requireDatabase(targetDatabase(database, context), context);
    const rows = namesLike(context.catalog.listTableNames(name), pattern).map((table) => [table]);
    return textResult(['tab_name'], rows, context);
  },
};
