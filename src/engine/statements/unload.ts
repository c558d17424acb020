import { LakeError } from '../../base/lake-error.js';
import { bindStatement } from '../../bind/bind-statement.js';
import { projected } from '../../bind/write/insert-rows.js';
import { writeOptionsDefault } from '../../parquet/write/write-options.js';
import type { Unload } from '../../sql/ast.js';
import { runWrite } from '../write/run-write.js';
import { unloadProperties, writeCodec } from '../write/write-properties.js';
import { checkEmpty, folderOf, rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';

export const unload: StatementDefinition<Unload> = {
  kind: 'Unload',
  async run({ query, location: text, properties: given, position }, context) {
    const bound = bindStatement({ kind: 'QueryStatement', session: [], query, position }, context.binding);
    if (bound.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'UNLOAD takes a query', { position });
    const properties = unloadProperties(given, context);
    if (properties.format !== 'PARQUET')
      throw new LakeError('NOT_SUPPORTED', `UNLOAD to format ${properties.format} is not supported`, { position });
    const location = folderOf(text);
    const columns = bound.query.columns.map(({ name, type }) => ({ name: name.toLowerCase(), type }));
    const last = columns.slice(columns.length - properties.partitionedBy.length).map(({ name }) => name);
    if (last.join() !== properties.partitionedBy.join())
      throw new LakeError(
        'HIVE_COLUMN_ORDER_MISMATCH',
        `Partition keys must be the last columns in the table and in the same order as the table properties: [${properties.partitionedBy.join(', ')}]`,
      );
    await checkEmpty(location, context.session.queryId, context);
    const rows = bound.query.columns.map(({ column }) => column);
    const rowCount = await runWrite(
      {
        query: projected(bound.query.plan, rows, columns),
        location,
        isNewTable: true,
        partitionKeys: properties.partitionedBy,
        parquet: { ...writeOptionsDefault, codec: writeCodec(properties.compression) },
      },
      context,
    );
    return rowCountResult(rowCount, context);
  },
};
