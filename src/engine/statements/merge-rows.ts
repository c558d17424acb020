import { LakeError } from '../../base/lake-error.js';
import type { TargetColumn } from '../../bind/write/insert-rows.js';
import { catalogName } from '../../catalog/catalog-entry.js';
import type { BoundQuery } from '../../plan/logical-plan.js';
import type { Expression, Merge, MergeCase, MergeInsert } from '../../sql/ast.js';
import { typeText } from '../../types/sql-type.js';
import type { StatementContext } from '../statement-context.js';
import { type ChangedTable, changedTable, scannedFiles } from '../write/changed-table.js';
import { ComposedQuery, quoteName } from '../write/composed-query.js';
import { mayDiffer } from '../write/may-differ.js';
import { retainingTables } from '../write/retaining-tables.js';
import { applyChanges, type RowCase } from '../write/row-changes.js';
import { rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';
import { assignedValues, checkAssignedTypes } from './update-rows.js';

/**
 * Changes, deletes and adds rows in one commit. What is to be done is found out in one query, in which each part of the statement stands once,
 * and put aside; then the files that have rows to change are written anew, together with the new rows.
 */
export const mergeRows: StatementDefinition<Merge> = {
  kind: 'Merge',
  async run(statement, context) {
    const changed = changedTable(statement.table, 'Merging into', statement.position, context);
    return retainingTables(context, async () => rowCountResult(await merge(changed, statement, context), context));
  },
};

async function merge(changed: ChangedTable, statement: Merge, context: StatementContext): Promise<number> {
  const { table, text } = changed;
  const { position } = statement;
  const parts = new ComposedQuery(context);
  context.tables.numberRows({ catalog: catalogName, schema: table.database, name: table.name });
  const cases = statement.cases.map((one) => ({ one, values: valuesOf(one, changed) }));
  const search = new MatchSearch(statement, changed, cases, parts);
  search.checkTypes();
  const scanned = await scannedFiles(parts.bind(`SELECT * FROM ${text}`), context);
  const rowCases = cases.map(({ one, values }): RowCase => ({ kind: kinds[one.kind], values: new Set(values.keys()) }));
  return applyChanges(search.query(), changed, { cases: rowCases, scanned: scanned.files, parts, position }, context);
}

const kinds = { MergeInsert: 'insert', MergeUpdate: 'update', MergeDelete: 'delete' } as const;

type Values = ReadonlyMap<string, Expression>;

interface CaseValues {
  readonly one: MergeCase;
  /** New values by column. */
  readonly values: Values;
}

function valuesOf(one: MergeCase, changed: ChangedTable): Values {
  if (one.kind === 'MergeUpdate') return assignedValues(one.assignments, changed);
  return one.kind === 'MergeInsert' ? insertedValues(one, changed) : new Map();
}

/** The query that finds the rows to change and to add. */
class MatchSearch {
  readonly #parts: ComposedQuery;
  readonly #changed: ChangedTable;
  readonly #cases: readonly CaseValues[];
  readonly #target: string;
  readonly #from: string;

  constructor(
    { alias, source, on, table }: Merge,
    changed: ChangedTable,
    cases: readonly CaseValues[],
    parts: ComposedQuery,
  ) {
    this.#parts = parts;
    this.#changed = changed;
    this.#cases = cases;
    this.#target = quoteName(alias?.value ?? table.parts.at(-1)!.value);
    const join = cases.some(({ one }) => one.kind === 'MergeInsert') ? 'LEFT JOIN' : 'JOIN';
    this.#from = `${parts.add(source)} ${join} ${changed.text} AS ${this.#target} ON ${parts.add(on)}`;
  }

  /** Refuses values that do not fit. Throws TYPE_MISMATCH. */
  checkTypes(): void {
    for (const [index, { one, values }] of this.#cases.entries()) {
      const what = `MERGE table column types don't match for MERGE case ${index},`;
      if (values.size > 0) checkAssignedTypes(this.#parts, this.#changed, values, this.#from, what, one.position);
    }
  }

  /** Gives the rows that applyChanges() takes. */
  query(): BoundQuery {
    const mayDecideAgain = this.#cases.every(({ one: { condition } }) => !condition || !mayDiffer(condition));
    const { columns } = this.#changed;
    const place = ['"$path"', '"$row_number"'].map((name) => `${this.#target}.${name}`);
    if (mayDecideAgain) {
      const number = this.#decide((index) => String(index));
      const items = columns.map((column) => this.#newValue(column, number));
      const wanted = [...place, number, ...items].join(', ');
      return this.#parts.bind(`SELECT ${wanted} FROM ${this.#from} WHERE ${number} IS NOT NULL`);
    }
    // One value has all, so that the conditions are evaluated once for it.
    const whole = this.#decide((index, values) => {
      const fields = columns.map(({ name }) => (values.has(name) ? this.#parts.add(values.get(name)!) : 'NULL'));
      return `ROW(${[index, ...fields].join(', ')})`;
    });
    const fields = Array.from({ length: columns.length + 1 }, (_, index) => `"$whole"[${index + 1}]`);
    return this.#parts.bind(
      `SELECT "$file", "$row", ${fields.join(', ')} FROM (
        SELECT ${place[0]} AS "$file", ${place[1]} AS "$row", ${whole} AS "$whole" FROM ${this.#from}
      ) WHERE "$whole" IS NOT NULL`,
    );
  }

  #newValue({ name, type }: TargetColumn, number: string): string {
    const whens = this.#cases.flatMap(({ values }, index) =>
      values.has(name) ? [`WHEN ${index} THEN ${this.#parts.add(values.get(name)!)}`] : [],
    );
    return whens.length === 0 ? `CAST(NULL AS ${typeText(type)})` : `CASE ${number} ${whens.join(' ')} END`;
  }

  /** Chooses by the first case whose condition holds; NULL where none does. */
  #decide(choose: (index: number, values: Values) => string): string {
    const among = (isInsert: boolean): string => {
      const whens = this.#cases.flatMap(({ one, values }, index) =>
        (one.kind === 'MergeInsert') === isInsert
          ? [`WHEN ${one.condition ? this.#parts.add(one.condition) : 'true'} THEN ${choose(index, values)}`]
          : [],
      );
      return whens.length === 0 ? 'NULL' : `CASE ${whens.join(' ')} END`;
    };
    return `IF(${this.#target}."$path" IS NULL, ${among(true)}, ${among(false)})`;
  }
}

function insertedValues({ columns: named, values, position }: MergeInsert, { columns }: ChangedTable): Values {
  const names = named?.map(({ value }) => value.toLowerCase()) ?? columns.map(({ name }) => name);
  if (names.length !== values.length)
    throw new LakeError(
      'MISMATCHED_COLUMN_ALIASES',
      `Number of merge columns (${names.length}) isn't equal to number of expressions (${values.length})`,
      { position },
    );
  const known = columns.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new LakeError('COLUMN_NOT_FOUND', `Merge column name does not exist in target table: ${missing}`, {
      position,
    });
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new LakeError('DUPLICATE_COLUMN_NAME', `Merge column name is specified more than once: ${twice}`, {
      position,
    });
  return new Map(names.map((name, index) => [name, values[index]!]));
}
