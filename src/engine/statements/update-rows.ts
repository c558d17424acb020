import { LakeError, type Position } from '../../base/lake-error.js';
import { insertRows } from '../../bind/write/insert-rows.js';
import type { Assignment, Expression, Update } from '../../sql/ast.js';
import { commonSuperType } from '../../types/coercion.js';
import { displayType, type SqlType } from '../../types/sql-type.js';
import type { StatementContext } from '../statement-context.js';
import { changeOnce } from '../write/change-once.js';
import { type ChangedTable, changedTable, scannedFiles, touchedRows, withFiles } from '../write/changed-table.js';
import { ComposedQuery, quoteName } from '../write/composed-query.js';
import { mayDiffer } from '../write/may-differ.js';
import { replaceFiles } from '../write/replace-files.js';
import { retainingTables } from '../write/retaining-tables.js';
import { rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';

/** Changes rows: the files that have some are written anew, in one commit. */
export const updateRows: StatementDefinition<Update> = {
  kind: 'Update',
  async run(statement, context) {
    const changed = changedTable(statement.table, 'Updating', statement.position, context);
    const values = assignedValues(statement.assignments, changed);
    return retainingTables(context, async () =>
      rowCountResult(await update(changed, statement, values, context), context),
    );
  },
};

/** Gives the new values by column. Throws COLUMN_NOT_FOUND, DUPLICATE_COLUMN_NAME. */
export function assignedValues(
  assignments: readonly Assignment[],
  { columns }: ChangedTable,
): ReadonlyMap<string, Expression> {
  const values = new Map<string, Expression>();
  for (const { column, value } of assignments) {
    const { position } = column;
    const name = column.value.toLowerCase();
    if (!columns.some((candidate) => candidate.name === name))
      throw new LakeError('COLUMN_NOT_FOUND', `The UPDATE SET target column ${name} doesn't exist`, { position });
    if (values.has(name))
      throw new LakeError('DUPLICATE_COLUMN_NAME', `Multiple assignments for column ${name}`, { position });
    values.set(name, value);
  }
  return values;
}

/** Refuses new values of columns that do not fit; `from` is what they are computed from, `what` begins the message. Throws TYPE_MISMATCH. */
export function checkAssignedTypes(
  parts: ComposedQuery,
  { columns }: ChangedTable,
  values: ReadonlyMap<string, Expression>,
  from: string,
  what: string,
  position: Position,
): void {
  const found = parts.bind(`SELECT ${[...values.values()].map((value) => parts.add(value)).join(', ')} FROM ${from}`);
  const wanted = [...values.keys()].map((name) => columns.find((column) => column.name === name)!.type);
  if (wanted.every((type, index) => commonSuperType(found.columns[index]!.type, type))) return;
  const list = (types: readonly SqlType[]): string => types.map(displayType).join(', ');
  const [table, expressions] = [wanted, found.columns.map(({ type }) => type)].map(list);
  throw new LakeError('TYPE_MISMATCH', `${what} SET expressions: Table: [${table}], Expressions: [${expressions}]`, {
    position,
  });
}

async function update(
  changed: ChangedTable,
  { where, position }: Update,
  values: ReadonlyMap<string, Expression>,
  context: StatementContext,
): Promise<number> {
  const { table, text, columns } = changed;
  const parts = new ComposedQuery(context);
  const condition = where ? parts.add(where) : 'true';
  checkAssignedTypes(parts, changed, values, text, "UPDATE table column types don't match", position);
  if (where && mayDiffer(where))
    return changeOnce(changed, { where, values, kind: 'update', position }, parts, context);
  const scanned = await scannedFiles(parts.bind(`SELECT * FROM ${text} WHERE ${condition}`), context);
  const counted = parts.bind(`SELECT "$path", count(*) FROM ${text} WHERE ${condition} GROUP BY 1`);
  const { files, counts } = await touchedRows(counted, scanned.files, context);
  if (files.length === 0) return 0;
  const changedColumn = (name: string): string => {
    const value = values.get(name);
    return value ? `CASE WHEN ${condition} THEN ${parts.add(value)} ELSE ${quoteName(name)} END` : quoteName(name);
  };
  const rows = parts.bind(`SELECT ${columns.map(({ name }) => changedColumn(name)).join(', ')} FROM ${text}`);
  const query = insertRows(withFiles(rows, files, context), columns, undefined, position);
  await replaceFiles(table, { files, query, addsPartitions: true }, context);
  await context.inside.writes.clean();
  return counts[0]!;
}
