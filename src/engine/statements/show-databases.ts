import type { ShowDatabases } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { namesLike } from './name-pattern.js';

export const showDatabases: StatementDefinition<ShowDatabases> = {
  kind: 'ShowDatabases',
  keepsLake: true,
  run({ pattern }, context) {
    const names = context.catalog.listDatabases().map(({ name }) => name);
    const rows = namesLike(names, pattern).map((name) => [name]);
    return textResult(['database_name'], rows, context);
  },
};
