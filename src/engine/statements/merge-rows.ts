import { LakeError } from '../../base/lake-error.js';
import { insertRows } from '../../bind/write/insert-rows.js';
import type { Expression, Merge, MergeCase, MergeInsert, Relation } from '../../sql/ast.js';
import { typeText } from '../../types/sql-type.js';
import type { StatementContext } from '../statement-context.js';
import {
  type ChangedTable,
  changedTable,
  rowsIn,
  scannedFiles,
  touchedRows,
  withFiles,
} from '../write/changed-table.js';
import { ComposedQuery, quoteName } from '../write/composed-query.js';
import { replaceFiles } from '../write/replace-files.js';
import { rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';
import { assignedValues } from './update-rows.js';

type MatchedCase = Exclude<MergeCase, MergeInsert>;

/** Changes, deletes and adds rows in one commit: the files that have rows to change are written anew, together with the new rows. */
export const mergeRows: StatementDefinition<Merge> = {
  kind: 'Merge',
  async run(statement, context) {
    const changed = changedTable(statement.table, 'Merging into', statement.position, context);
    const texts = new MergeTexts(statement, changed, new ComposedQuery(context));
    context.tables.retain();
    try {
      return await rowCountResult(await merge(changed, statement, texts, context), context);
    } finally {
      context.tables.release();
    }
  },
};

async function merge(
  { table, text, columns }: ChangedTable,
  { position }: Merge,
  texts: MergeTexts,
  context: StatementContext,
): Promise<number> {
  const { parts } = texts;
  const scanned = await scannedFiles(parts.bind(`SELECT * FROM ${text}`), context);
  const { files, counts } = await touchedRows(parts.bind(texts.touched()), scanned.files, context);
  const [matchCount = 0, rowCount = 0, deletedCount = 0] = counts;
  if (matchCount !== rowCount)
    throw new LakeError(
      'MERGE_TARGET_ROW_MULTIPLE_MATCHES',
      'One MERGE target table row matched more than one source row',
      { position },
    );
  // The table stands first, so that it is what is read of these files only.
  const rows = withFiles(parts.bind(texts.rows()), files, context);
  const query = insertRows(rows, columns, undefined, position);
  const writtenCount = await replaceFiles(table, { files, query, addsPartitions: true }, context);
  await context.inside.writes.clean();
  const insertedCount = writtenCount - (rowsIn(files) - deletedCount);
  return rowCount + insertedCount;
}

/** The queries that a MERGE is made of. */
class MergeTexts {
  readonly parts: ComposedQuery;
  readonly #changed: ChangedTable;
  readonly #target: string;
  readonly #source: string;
  readonly #on: string;
  readonly #matched: readonly MatchedCase[];
  readonly #added: readonly MergeInsert[];

  constructor({ alias, source, on, cases, table }: Merge, changed: ChangedTable, parts: ComposedQuery) {
    this.parts = parts;
    this.#changed = changed;
    this.#target = quoteName(alias?.value ?? table.parts.at(-1)!.value);
    this.#source = `(SELECT *, true AS "$present" FROM ${parts.add(source)}) AS ${quoteName(nameOf(source))}`;
    this.#on = parts.add(on);
    this.#matched = cases.filter((one) => one.kind !== 'MergeInsert');
    this.#added = cases.filter((one) => one.kind === 'MergeInsert');
  }

  /** Counts by file: matches that change a row, rows that are changed, and those of them that are deleted. */
  touched(): string {
    const { text } = this.#changed;
    const target = `(SELECT *, "$path" AS "$file", row_number() OVER () AS "$row" FROM ${text}) AS ${this.#target}`;
    const isDeleted = this.#decide((one) => String(one.kind === 'MergeDelete'), 'false');
    const [file, row] = ['"$file"', '"$row"'].map((name) => `${this.#target}.${name}`);
    return `SELECT ${file}, count(*), count(DISTINCT ${row}), count_if(${isDeleted})
      FROM ${target} JOIN ${this.#source} ON ${this.#on} AND ${this.#isChanged()} GROUP BY ${file}`;
  }

  /** The rows that stay or are changed, and those that are added. */
  rows(): string {
    return this.#added.length === 0 ? this.#kept() : `${this.#kept()} UNION ALL ${this.#new()}`;
  }

  #kept(): string {
    const { text, columns } = this.#changed;
    const values = this.#matched.map((one) =>
      one.kind === 'MergeUpdate' ? assignedValues(one.assignments, this.#changed) : new Map<string, Expression>(),
    );
    const items = columns.map(({ name }) => {
      const old = `${this.#target}.${quoteName(name)}`;
      if (!values.some((given) => given.has(name))) return old;
      const value = (place: number): string => {
        const given = values[place]!.get(name);
        return given ? this.parts.add(given) : old;
      };
      return `CASE WHEN "$present" IS NULL THEN ${old} ELSE ${this.#decide((_, place) => value(place), old)} END`;
    });
    const isKept = this.#decide((one) => String(one.kind !== 'MergeDelete'), 'true');
    return `SELECT ${items.join(', ')} FROM ${text} AS ${this.#target}
      LEFT JOIN ${this.#source} ON ${this.#on} AND ${this.#isChanged()} WHERE "$present" IS NULL OR ${isKept}`;
  }

  #new(): string {
    const { text, columns } = this.#changed;
    const values = this.#added.map((one) => insertedValues(one, this.#changed));
    const items = columns.map(({ name, type }) => {
      const none = `CAST(NULL AS ${typeText(type)})`;
      const whens = this.#added.map((one, index) => {
        const value = values[index]!.get(name);
        return [this.#condition(one), value ? this.parts.add(value) : none] as const;
      });
      return whens.length === 1
        ? whens[0]![1]
        : `CASE ${whens.map(([condition, value]) => `WHEN ${condition} THEN ${value}`).join(' ')} END`;
    });
    const conditions = this.#added.map((one) => this.#condition(one)).join(' OR ');
    return `SELECT ${items.join(', ')} FROM ${this.#source}
      LEFT JOIN (SELECT *, true AS "$known" FROM ${text}) AS ${this.#target} ON ${this.#on}
      WHERE "$known" IS NULL AND (${conditions})`;
  }

  /** What holds for a matched row that one of the cases changes. */
  #isChanged(): string {
    const conditions = this.#matched.map((one) => this.#condition(one));
    return `(${conditions.join(' OR ') || 'false'})`;
  }

  /** Chooses by the first case whose condition holds. */
  #decide(choose: (one: MatchedCase, index: number) => string, otherwise: string): string {
    if (this.#matched.length === 0) return otherwise;
    const whens = this.#matched.map((one, index) => `WHEN ${this.#condition(one)} THEN ${choose(one, index)}`);
    return `CASE ${whens.join(' ')} ELSE ${otherwise} END`;
  }

  #condition({ condition }: MergeCase): string {
    return condition ? this.parts.add(condition) : 'true';
  }
}

function insertedValues({ columns: named, values, position }: MergeInsert, { columns }: ChangedTable) {
  const names = named?.map(({ value }) => value.toLowerCase()) ?? columns.map(({ name }) => name);
  if (names.length !== values.length)
    throw new LakeError(
      'MISMATCHED_COLUMN_ALIASES',
      `MERGE INSERT has ${names.length} columns but ${values.length} values`,
      { position },
    );
  const known = columns.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new LakeError('COLUMN_NOT_FOUND', `Insert column name does not exist in target table: ${missing}`, {
      position,
    });
  return new Map(names.map((name, index) => [name, values[index]!]));
}

/** The name by which a source's columns are qualified. */
function nameOf(source: Relation): string {
  if (source.kind === 'AliasedRelation') return source.alias.value;
  return source.kind === 'Table' ? source.name.parts.at(-1)!.value : '$source';
}
