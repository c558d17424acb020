import { LakeError } from '../../base/lake-error.js';
import { bindViewQuery } from '../../bind/bind-view.js';
import { isView, type TableDefinition } from '../../catalog/catalog-entry.js';
import { type PrestoView, viewTexts } from '../../catalog/presto-view.js';
import type { CreateView } from '../../sql/ast.js';
import { formatQuery } from '../../sql/format.js';
import { hiveTypeText } from '../../types/hive-type.js';
import { type SqlType, typeText } from '../../types/sql-type.js';
import type { StatementContext } from '../statement-context.js';
import { done, textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { checkName } from './target.js';
import { checkSchema, type TrinoTarget, trinoTarget } from './trino-target.js';

export const createView: StatementDefinition<CreateView> = {
  kind: 'CreateView',
  run(statement, context) {
    const { catalog } = context;
    const target = trinoTarget(statement.name, context);
    checkName(target.name);
    const definition = describeView(statement, target, context);
    if (statement.multiDialect?.showJson)
      return textResult(['View JSON'], [[JSON.stringify(definition, null, 2)]], context);
    catalog.transaction(() => {
      checkSchema(target.database, context, statement.position);
      const before = catalog.getTable(target.database, target.name);
      if (!before) catalog.createTable(definition);
      else if (!isView(before)) throw exists('Table', target, statement);
      else if (!statement.replace) throw exists('View', target, statement);
      else catalog.updateTable({ ...definition, owner: before.owner ?? definition.owner }, before.version);
    });
    return done(context);
  },
};

/** Tells whether values of a type are figures, tiles, or hold some: Athena keeps no views of them. */
function isGeospatial(type: SqlType): boolean {
  switch (type.kind) {
    case 'Geometry':
    case 'SphericalGeography':
    case 'BingTile':
    case 'KdbTree':
      return true;
    case 'array':
      return isGeospatial(type.element);
    case 'map':
      return isGeospatial(type.key) || isGeospatial(type.value);
    case 'row':
      return type.fields.some((field) => isGeospatial(field.type));
    default:
      return false;
  }
}

const exists = (what: string, { text }: TrinoTarget, { position }: CreateView): LakeError =>
  new LakeError('TABLE_ALREADY_EXISTS', `${what} already exists: '${text}'`, { position });

function describeView(statement: CreateView, target: TrinoTarget, context: StatementContext): TableDefinition {
  const { session, binding } = context;
  const { database, name, text } = target;
  const { query, columns } = bindViewQuery(statement.query, text, statement.position, binding);
  const figures = columns.find(({ type }) => isGeospatial(type));
  if (figures)
    throw new LakeError(
      'NOT_SUPPORTED',
      `Views cannot have columns of type ${typeText(figures.type)}: '${figures.name}'`,
      {
        position: statement.position,
        hint: 'ST_AsText makes text of it, and ST_GeometryFromText a figure of that.',
      },
    );
  const view: PrestoView = {
    originalSql: formatQuery(query),
    catalog: session.catalog,
    schema: session.schema,
    columns: columns.map((column) => ({ name: column.name, type: typeText(column.type) })),
    comment: statement.comment,
    owner: session.user,
    runAsInvoker: statement.security !== 'DEFINER',
  };
  const storage = {
    columns: columns.map((column) => ({ name: column.name, type: hiveTypeText(column.type) })),
    location: '',
    serde: { parameters: {} },
  };
  const definition = { database, name, storage, owner: session.user, retention: 0, ...viewTexts(view) };
  if (!statement.multiDialect) return definition;
  const representation = { Dialect: 'ATHENA', DialectVersion: '3', ViewOriginalText: view.originalSql };
  const viewDefinition = { IsProtected: true, Definer: session.user, Representations: [representation] };
  return { ...definition, others: { IsMultiDialectView: true, ViewDefinition: viewDefinition } };
}
