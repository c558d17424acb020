import { LakeError } from '../../base/lake-error.js';
import { serdeLibraries } from '../../catalog/storage-format.js';
import type { SetProperties } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { changedParameters } from '../write/write-properties.js';
import type { StatementDefinition } from './definition.js';
import { trinoTable, trinoTarget } from './trino-target.js';

/** Changes how files are written that come to a table from now on. */
export const setProperties: StatementDefinition<SetProperties> = {
  kind: 'SetProperties',
  run({ object, name, properties, position }, context) {
    if (object !== 'TABLE') throw new LakeError('NOT_SUPPORTED', `${object}S are not supported`, { position });
    const { catalog } = context;
    catalog.transaction(() => {
      const table = trinoTable(trinoTarget(name, context), context, position);
      const parameters = changedParameters(table.parameters, properties, context);
      if (table.storage.serde.library !== serdeLibraries.parquet)
        throw new LakeError('NOT_SUPPORTED', 'Only tables over Parquet files have properties that can be changed', {
          position,
        });
      catalog.updateTable({ ...table, parameters }, table.version);
    });
    return done(context);
  },
};
