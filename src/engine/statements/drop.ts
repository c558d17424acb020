import { LakeError } from '../../base/lake-error.js';
import { type CatalogTable, isView } from '../../catalog/catalog-entry.js';
import type { Drop } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { dropWithFiles } from './managed-files.js';
import { trinoSchema, trinoTarget } from './trino-target.js';

export const drop: StatementDefinition<Drop> = {
  kind: 'Drop',
  async run(statement, context) {
    const drop = (): void => {
      if (statement.object === 'TABLE' || statement.object === 'VIEW') dropTable(statement, context);
      else if (statement.object === 'SCHEMA') dropSchema(statement, context);
      else
        throw new LakeError('NOT_SUPPORTED', `DROP ${statement.object} is not supported`, {
          position: statement.position,
        });
    };
    await dropWithFiles(() => droppedTables(statement, context), drop, context);
    return done(context);
  },
};

function droppedTables({ object, name, behavior }: Drop, context: StatementContext): readonly CatalogTable[] {
  const { catalog } = context;
  if (object === 'SCHEMA') return behavior === 'CASCADE' ? catalog.listTables(trinoSchema(name, context)) : [];
  if (object !== 'TABLE') return [];
  const target = trinoTarget(name, context);
  const entry = catalog.getTable(target.database, target.name);
  return entry ? [entry] : [];
}

function dropTable({ object, name, ifExists, position }: Drop, context: StatementContext): void {
  const { catalog } = context;
  const { database, name: table, text } = trinoTarget(name, context);
  const entry = catalog.getTable(database, table);
  const wanted = object === 'VIEW' ? 'View' : 'Table';
  if (!entry && ifExists) return;
  if (!entry) throw new LakeError('TABLE_NOT_FOUND', `${wanted} '${text}' does not exist`, { position });
  const found = isView(entry) ? 'View' : 'Table';
  if (found !== wanted)
    throw new LakeError(
      'GENERIC_USER_ERROR',
      `${wanted} '${text}' does not exist, but a ${found.toLowerCase()} with that name exists. Did you mean DROP ${found.toUpperCase()} ${text}?`,
      { position },
    );
  catalog.dropTable(database, table);
}

function dropSchema({ name, ifExists, behavior, position }: Drop, context: StatementContext): void {
  const { catalog } = context;
  const schema = trinoSchema(name, context);
  const exists = catalog.getDatabase(schema) !== undefined;
  if (!exists && ifExists) return;
  if (!exists)
    throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${context.session.catalog}.${schema}' does not exist`, {
      position,
    });
  const cascade = behavior === 'CASCADE';
  if (!cascade && catalog.listTableNames(schema).length > 0)
    throw new LakeError('SCHEMA_NOT_EMPTY', `Cannot drop non-empty schema '${schema}'`, { position });
  catalog.dropDatabase(schema, { cascade });
}
