import { LakeError } from '../base/lake-error.js';
import type { AggregateFunction, FunctionDefinition, ScalarFunction, WindowFunction } from '../functions/definition.js';
import { listFunctions } from '../functions/registry.js';
import { parsePattern, patternText } from '../functions/type-pattern.js';
import type { LogicalPlan } from '../plan/logical-plan.js';
import type * as ast from '../sql/ast.js';
import { BOOLEAN, type SqlType, typeText, VARCHAR } from '../types/sql-type.js';
import type { BindContext, BoundRelation } from './bind-context.js';
import { callFunction } from './expression/call.js';
import { constant } from './expression/literal.js';
import { missingTable, visibleColumns } from './hidden-or-missing.js';
import { tableNameOf } from './table-name.js';

type Cell = string | boolean;

/** Binds a SHOW whose rows are known from the catalog or the registry. */
export function bindShow(context: BindContext, node: ast.Show): BoundRelation {
  const { subject, position } = node;
  const { metadata, session } = context;
  switch (subject.kind) {
    case 'catalogs':
      return listOf(context, 'Catalog', metadata.listCatalogs(), node);
    case 'schemas': {
      const catalog = subject.catalog?.value.toLowerCase() ?? session.catalog;
      if (!metadata.hasCatalog(catalog)) throw new LakeError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`);
      return listOf(context, 'Schema', metadata.listSchemas(catalog), node);
    }
    case 'tables': {
      const [schema = session.schema, catalog = session.catalog] = [...(subject.schema?.parts ?? [])]
        .reverse()
        .map(({ value }) => value.toLowerCase());
      if (!metadata.hasCatalog(catalog))
        throw new LakeError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, { position });
      if (!metadata.hasSchema(catalog, schema))
        throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${schema}' does not exist`, { position });
      return listOf(context, 'Table', metadata.listTables(catalog, schema), node);
    }
    case 'columns':
      return showColumns(context, subject.table, node);
    case 'create':
      if (subject.object === 'VIEW') return showCreateView(context, subject.name, node);
      if (subject.object === 'SCHEMA') return showCreateSchema(context, subject.name, node);
      throw new LakeError('NOT_SUPPORTED', `SHOW CREATE ${subject.object} is not supported`, { position });
    case 'roles':
      return listOf(context, 'Role', rolesIn('roles', context), node);
    case 'current roles':
      return listOf(context, 'Role', rolesIn('enabled_roles', context), node);
    case 'role grants':
      return listOf(context, 'Role Grants', rolesIn('applicable_roles', context), node);
    case 'functions':
      return filtered(context, functionColumns, functionRows(), node);
    default:
      throw new LakeError('NOT_SUPPORTED', `SHOW ${subject.kind.toUpperCase()} is not supported`, { position });
  }
}

/** Lists the roles that a table of information_schema has, each once. */
function rolesIn(table: string, { metadata, session }: BindContext): readonly string[] {
  const known = metadata.findRows({ catalog: session.catalog, schema: 'information_schema', name: table });
  const place = known?.columns.findIndex(({ name }) => name === 'role_name') ?? -1;
  const { rows } = known?.rows(
    () => true,
    () => ({}),
  ) ?? { rows: [] };
  return [...new Set(rows?.map((row) => String(row[place])))].sort();
}

const listOf = (context: BindContext, name: string, items: readonly string[], node: ast.Show): BoundRelation =>
  filtered(
    context,
    [[name, VARCHAR]],
    items.map((item) => [item]),
    node,
  );

function showColumns(context: BindContext, table: ast.QualifiedName, node: ast.Show): BoundRelation {
  const { position } = node;
  const parts = table.parts.map(({ value }) => value);
  const name = tableNameOf(parts, context.session);
  const { metadata } = context;
  const scanned = metadata.findTable(name);
  const found =
    scanned?.access?.isVisible === false ? undefined : (scanned ?? metadata.findView(name) ?? metadata.findRows(name));
  if (!found) throw missingTable(metadata, name, position);
  const rows = visibleColumns(found).map((column) => [column.name, typeText(column.type), '', column.comment ?? '']);
  const columns = ['Column', 'Type', 'Extra', 'Comment'].map((title) => [title, VARCHAR] as const);
  return filtered(context, columns, rows, node);
}

function showCreateSchema(context: BindContext, { parts }: ast.QualifiedName, node: ast.Show): BoundRelation {
  const [schema = '', catalog = context.session.catalog] = parts.map(({ value }) => value.toLowerCase()).reverse();
  if (!context.metadata.hasSchema(catalog, schema))
    throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${catalog}.${schema}' does not exist`, {
      position: node.position,
    });
  return listOf(context, 'Create Schema', [`CREATE SCHEMA ${catalog}.${schema}`], node);
}

/** Prints the statement that makes a view again, as Trino does. */
function showCreateView(context: BindContext, view: ast.QualifiedName, node: ast.Show): BoundRelation {
  const { position } = node;
  const parts = view.parts.map(({ value }) => value);
  const name = tableNameOf(parts, context.session);
  const text = `${name.catalog}.${name.schema}.${name.name}`;
  const found = context.metadata.findView(name);
  if (!found && context.metadata.findTable(name))
    throw new LakeError('NOT_SUPPORTED', `Relation '${text}' is a table, not a view`, { position });
  if (!found) throw new LakeError('TABLE_NOT_FOUND', `View '${text}' does not exist`, { position });
  if (found.definer || visibleColumns(found).length < found.columns.length)
    throw new LakeError('PERMISSION_DENIED', `Access Denied: Cannot show create view for ${text}`, { position });
  const { comment, runAsInvoker, sql } = found;
  const clauses = [
    ...(comment === undefined ? [] : [`COMMENT '${comment.replaceAll("'", "''")}'`]),
    `SECURITY ${runAsInvoker ? 'INVOKER' : 'DEFINER'} AS`,
  ];
  return listOf(context, 'Create View', [`CREATE VIEW ${text} ${clauses.join(' ')}\n${sql}`], node);
}

const functionColumns: readonly (readonly [string, SqlType])[] = [
  ['Function', VARCHAR],
  ['Return Type', VARCHAR],
  ['Argument Types', VARCHAR],
  ['Function Type', VARCHAR],
  ['Deterministic', BOOLEAN],
  ['Description', VARCHAR],
];

const functionRows = (): readonly (readonly Cell[])[] =>
  listFunctions()
    .flatMap((definition) => [
      definition,
      ...(definition.kind === 'window' ? [] : (definition.aliases ?? []).map((name) => ({ ...definition, name }))),
    ])
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(overloadRows);

function overloadRows(definition: FunctionDefinition): readonly (readonly Cell[])[] {
  const { kind, name, summary } = definition;
  const deterministic = definition.kind !== 'scalar' || definition.deterministic !== false;
  const overloads: readonly Overload[] = definition.overloads;
  return overloads.map(({ args, returns }) => {
    const types = args.map((arg) => patternText(parsePattern(arg))).join(', ');
    const result = typeof returns === 'string' ? patternText(parsePattern(returns)) : '';
    return [name, result, types, kind, deterministic, summary];
  });
}

type Overload = Pick<(ScalarFunction | AggregateFunction | WindowFunction)['overloads'][number], 'args' | 'returns'>;

/** Makes rows of constants; LIKE applies to the first column. */
function filtered(
  context: BindContext,
  columns: readonly (readonly [name: string, type: SqlType])[],
  rows: readonly (readonly Cell[])[],
  { like, escape: escaping, position }: ast.Show,
): BoundRelation {
  const outputs = columns.map(([name, type]) => context.column(name, type));
  const values: LogicalPlan = {
    kind: 'Values',
    outputs,
    rows: rows.map((row) => row.map((cell, i) => constant(columns[i]![1], cell))),
  };
  const fields = outputs.map((column) => ({ name: column.name, column }));
  if (like === undefined) return { plan: values, fields };
  const patterns = [like, ...(escaping === undefined ? [] : [escaping])].map((text) => constant(VARCHAR, text));
  const condition = callFunction('$like', [outputs[0]!, ...patterns], position);
  return { plan: { kind: 'Filter', input: values, condition }, fields };
}
