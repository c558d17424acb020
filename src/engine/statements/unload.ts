import { LakeError } from '../../base/lake-error.js';
import { bindStatement } from '../../bind/bind-statement.js';
import { projected } from '../../bind/write/insert-rows.js';
import type { Unload } from '../../sql/ast.js';
import { fileOptions, writtenFormat } from '../write/file-options.js';
import { runWrite } from '../write/run-write.js';
import { keptParameters, unloadProperties } from '../write/write-properties.js';
import { checkEmpty, folderOf, rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';

export const unload: StatementDefinition<Unload> = {
  kind: 'Unload',
  async run({ query, location: text, properties: given, position }, context) {
    const bound = bindStatement({ kind: 'QueryStatement', session: [], query, position }, context.binding);
    if (bound.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'UNLOAD takes a query', { position });
    const properties = unloadProperties(given, context);
    const location = folderOf(text);
    context.rights.requireLocation(location);
    const columns = bound.query.columns.map(({ name, type }) => ({ name: name.toLowerCase(), type }));
    const last = columns.slice(columns.length - properties.partitionedBy.length).map(({ name }) => name);
    if (last.join() !== properties.partitionedBy.join())
      throw new LakeError(
        'HIVE_COLUMN_ORDER_MISMATCH',
        `Partition keys must be the last columns in the table and in the same order as the table properties: [${properties.partitionedBy.join(', ')}]`,
      );
    const rows = bound.query.columns.map(({ column }) => column);
    const rowCount = await runWrite(
      {
        query: projected(bound.query.plan, rows, columns),
        location,
        isNewTable: true,
        prepare: () => checkEmpty(location, context.session.queryId, context),
        partitionKeys: properties.partitionedBy,
        files: fileOptions({
          storage: { ...writtenFormat(properties), columns: [] },
          parameters: keptParameters(properties),
        }),
      },
      context,
    );
    return rowCountResult(rowCount, context);
  },
};
