import type { ShowHiveColumns } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { requireEntry, targetName } from './target.js';

export const showHiveColumns: StatementDefinition<ShowHiveColumns> = {
  kind: 'ShowHiveColumns',
  keepsLake: true,
  run({ table }, context) {
    const { storage, partitionKeys } = requireEntry(targetName(table, context), context);
    const rows = [...storage.columns, ...partitionKeys].map(({ name }) => [name]);
    return textResult(['field'], rows, context);
  },
};
