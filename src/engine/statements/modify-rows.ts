import { LakeError } from '../../base/lake-error.js';
import type { Delete, Merge, Truncate, Update } from '../../sql/ast.js';
import type { StatementDefinition } from './definition.js';
import { trinoTable, trinoTarget } from './trino-target.js';

type Modification = Delete | Update | Merge | Truncate;

const refused = <S extends Modification>(kind: S['kind'], reason: string): StatementDefinition<S> => ({
  kind,
  run({ table, position }, context) {
    trinoTable(trinoTarget(table, context), context, position);
    throw new LakeError('NOT_SUPPORTED', reason);
  },
});

const transactional = 'Modifying Hive table rows is only supported for transactional tables';

// What changes rows is refused of tables in Hive's layout; a table that is missing is named first.
export const deleteRows = refused<Delete>('Delete', transactional);
export const updateRows = refused<Update>('Update', transactional);
export const mergeRows = refused<Merge>('Merge', transactional);
export const truncateTable = refused<Truncate>('Truncate', 'This connector does not support truncating tables');
