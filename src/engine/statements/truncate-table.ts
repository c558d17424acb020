import { LakeError } from '../../base/lake-error.js';
import type { Truncate } from '../../sql/ast.js';
import type { StatementDefinition } from './definition.js';
import { trinoTable, trinoTarget } from './trino-target.js';

export const truncateTable: StatementDefinition<Truncate> = {
  kind: 'Truncate',
  run({ table, position }, context) {
    trinoTable(trinoTarget(table, context), context, position);
    throw new LakeError('NOT_SUPPORTED', 'This connector does not support truncating tables', {
      position,
      hint: 'DELETE FROM does the same for tables over Parquet files.',
    });
  },
};
