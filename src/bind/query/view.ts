import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type { Project, Scan } from '../../plan/logical-plan.js';
import { canCoerce } from '../../types/coercion.js';
import { displayType, sameType } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { coerce } from '../expression/coerce.js';
import { deniedSelect, missingTable, visibleColumns } from '../hidden-or-missing.js';
import type { ColumnMetadata, TableName, ViewMetadata } from '../metadata.js';
import type { Field } from '../scope.js';

/** Binds a view as the query that it is, its columns as they were when it was made. Throws VIEW_IS_STALE, INVALID_VIEW, VIEW_IS_RECURSIVE. */
export function bindView(
  context: BindContext,
  view: ViewMetadata,
  table: TableName,
  qualifier: readonly string[],
  position: Position,
): BoundRelation {
  const name = `${table.catalog}.${table.schema}.${table.name}`;
  if (context.madeView === name)
    throw new LakeError('VIEW_IS_RECURSIVE', 'Statement would create a recursive view', { position });
  if (view.access && !view.access.select) throw deniedSelect(view, table, position);
  if (context.views.includes(name)) throw new LakeError('VIEW_IS_RECURSIVE', 'View is recursive', { position });
  const whole = view.definer ? bindUnseen(context, view, table, position) : bindColumns(context, view, name, position);
  const inside = view.access ? shownPart(whole, visibleColumns(view)) : whole;
  const columns = inside.outputs.map((column) => column.name);
  const plan = view.definer ? opaqueScan(context, table, columns, inside) : inside;
  const { outputs } = plan;
  context.addSource({ table, isView: true, outputs, columns, rowFilterApplied: false });
  return { plan, fields: outputs.map((column): Field => ({ name: column.name, qualifier, column })) };
}

/** Leaves the columns of a view that exist for the principal. */
function shownPart(view: Project, shown: readonly ColumnMetadata[]): Project {
  const places = view.outputs.flatMap(({ name }, index) =>
    shown.some((column) => column.name === name) ? [index] : [],
  );
  if (places.length === view.outputs.length) return view;
  const pick = <T>(items: readonly T[]): T[] => places.map((place) => items[place]!);
  return { ...view, outputs: pick(view.outputs), expressions: pick(view.expressions) };
}

/** Binds a view's query to the columns that the view was made with. */
function bindColumns(context: BindContext, view: ViewMetadata, name: string, position: Position): Project {
  const { plan, fields } = bindViewQuery(context, view, name, position);
  const problem = staleness(view.columns, fields);
  if (problem !== undefined)
    throw new LakeError('VIEW_IS_STALE', `View '${name}' is stale or in invalid state: ${problem}`, { position });
  const expressions = view.columns.map(({ type }, index): Expression => coerce(fields[index]!.column, type));
  const outputs = view.columns.map((column) => context.column(column.name, column.type));
  return { kind: 'Project', input: plan, outputs, expressions };
}

/** Binds a view with its owner's rights. What is wrong with it could tell of what only the owner sees: then it is not there. */
function bindUnseen(context: BindContext, view: ViewMetadata, table: TableName, position: Position): Project {
  try {
    return bindColumns(context, view, `${table.catalog}.${table.schema}.${table.name}`, position);
  } catch (error) {
    if (error instanceof LakeError && error.type === 'USER_ERROR')
      throw missingTable(context.metadata, table, position);
    throw error;
  }
}

/** Makes what stands for a view into which the principal does not look. */
function opaqueScan(context: BindContext, table: TableName, columns: readonly string[], inside: Project): Scan {
  return {
    kind: 'Scan',
    outputs: inside.outputs.map(({ name, type }) => context.column(name, type)),
    columns,
    table: { ...table, handle: `view:${table.schema}.${table.name}`, isRestricted: true, hidesRows: true },
    view: { plan: inside, outputs: inside.outputs, columns },
  };
}

function bindViewQuery(context: BindContext, view: ViewMetadata, name: string, position: Position): BoundRelation {
  const { query, catalog, schema, definer } = view;
  if (query instanceof LakeError) throw invalid(`Failed parsing stored view '${name}'`, query, position);
  try {
    const { plan, fields } = context.bindQuery(context.inView(name, { catalog, schema }, definer), query, undefined);
    return { plan, fields: fields.filter(({ hidden }) => !hidden) };
  } catch (error) {
    // What is wrong with a view inside is told of that view.
    if (error instanceof LakeError && error.type === 'USER_ERROR' && !error.name.includes('VIEW'))
      throw invalid(`Failed analyzing stored view '${name}'`, error, position);
    throw error;
  }
}

const invalid = (what: string, cause: LakeError, position: Position): LakeError =>
  new LakeError('INVALID_VIEW', `${what}: ${cause.message}`, { position, cause });

/** Tells why the columns that the query has now are not those of the view, in Trino's words. */
function staleness(columns: readonly ColumnMetadata[], fields: readonly Field[]): string | undefined {
  if (columns.length !== fields.length)
    return `stored view column count (${columns.length}) does not match column count derived from the view query analysis (${fields.length})`;
  for (const [index, { name, type }] of columns.entries()) {
    const field = fields[index]!;
    const now = displayType(field.column.type);
    const stored = `column [${name}] of type ${displayType(type)} stored in view definition`;
    if (field.name === undefined)
      return `a column of type ${now} projected from query view at position ${index} has no name`;
    const what = `column [${field.name}] of type ${now} projected from query view at position ${index}`;
    if (field.name.toLowerCase() !== name.toLowerCase()) return `${what} has a different name from ${stored}`;
    if (!sameType(field.column.type, type) && !canCoerce(field.column.type, type))
      return `${what} cannot be coerced to ${stored}`;
  }
  return undefined;
}
