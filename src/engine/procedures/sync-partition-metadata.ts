import { LakeError } from '../../base/lake-error.js';
import { catalogName } from '../../catalog/catalog-entry.js';
import type { RepairTable } from '../../sql/ast.js';
import { BOOLEAN, VARCHAR } from '../../types/sql-type.js';
import { findPartitionFolders, syncPartitions } from '../statements/partition-folders.js';
import { checkSchema, trinoTable } from '../statements/trino-target.js';
import type { Procedure } from './procedure.js';

const modes: readonly RepairTable['mode'][] = ['ADD', 'DROP', 'FULL'];

/** `system.sync_partition_metadata('db', 't', 'ADD' | 'DROP' | 'FULL')`: makes a table's partitions those of its folders. */
export const syncPartitionMetadata: Procedure = {
  catalog: catalogName,
  schema: 'system',
  name: 'sync_partition_metadata',
  changesLake: true,
  parameters: [
    { name: 'schema_name', type: VARCHAR },
    { name: 'table_name', type: VARCHAR },
    { name: 'mode', type: VARCHAR },
    { name: 'case_sensitive', type: BOOLEAN, initial: true },
  ],
  async run([schema, table, wanted, isCaseSensitive], context) {
    const [database, name] = [schema, table].map((value) => String(value).toLowerCase()) as [string, string];
    checkSchema(database, context);
    const entry = trinoTable({ database, name, text: `${catalogName}.${database}.${name}` }, context);
    const mode = modes.find((known) => known === String(wanted).toUpperCase());
    if (!mode) throw new LakeError('INVALID_PROCEDURE_ARGUMENT', `Invalid partition metadata sync mode: ${wanted}`);
    if (entry.partitionKeys.length === 0)
      throw new LakeError('INVALID_PROCEDURE_ARGUMENT', `Table is not partitioned: ${database}.${name}`);
    const found = await findPartitionFolders(entry, { isCaseSensitive: isCaseSensitive !== false }, context);
    syncPartitions(entry, found, mode, context);
  },
};
