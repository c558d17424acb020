import { LakeError } from '../../base/lake-error.js';
import { isView } from '../../catalog/catalog-entry.js';
import type { QualifiedName, Rename } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { checkSchema, type TrinoTarget, trinoTarget } from './trino-target.js';

/** A new name without a schema is one of the same schema. */
function inDatabaseOf({ database }: TrinoTarget, to: QualifiedName): QualifiedName {
  if (to.parts.length > 1) return to;
  const schema = { ...to.parts[0]!, value: database };
  return { ...to, parts: [schema, ...to.parts] };
}

export const rename: StatementDefinition<Rename> = {
  kind: 'Rename',
  run({ object, name, to, ifExists, position }, context) {
    const { catalog } = context;
    if (object !== 'TABLE' && object !== 'VIEW')
      throw new LakeError('NOT_SUPPORTED', `ALTER ${object} RENAME is not supported`, { position });
    const source = trinoTarget(name, context);
    const target = trinoTarget(inDatabaseOf(source, to), context);
    const wanted = object === 'VIEW' ? 'View' : 'Table';
    catalog.transaction(() => {
      const entry = catalog.getTable(source.database, source.name);
      if (!entry && ifExists) return;
      if (!entry || isView(entry) !== (object === 'VIEW'))
        throw new LakeError('TABLE_NOT_FOUND', `${wanted} '${source.text}' does not exist`, { position });
      checkSchema(target.database, context, position);
      if (catalog.getTable(target.database, target.name))
        throw new LakeError('TABLE_ALREADY_EXISTS', `Target ${wanted.toLowerCase()} '${target.text}' already exists`, {
          position,
        });
      catalog.renameTable(source, target, entry.version);
    });
    return done(context);
  },
};
