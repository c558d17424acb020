import { LakeError } from '../base/lake-error.js';
import type { CatalogConnection } from '../catalog/catalog-connection.js';
import { inheritTags, type Tag, type TagExpression, type TagValues } from './tag.js';

/** What a tag is on: a database, one of its tables, or a column. */
export interface TaggedResource {
  readonly database: string;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
}

/** The tags of a table with those of its database, and those that its columns have of their own. */
export interface TableTags {
  readonly tags: TagValues;
  readonly columnTags: ReadonlyMap<string, TagValues>;
}

const noTags: TagValues = new Map();

/** LF-Tags and what has them, kept in the catalog. What is dropped or renamed takes its tags along. */
export class TagStore {
  readonly #connection: CatalogConnection;

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  /** Makes a tag; throws ALREADY_EXISTS, and INVALID_ARGUMENTS for more than 1,000 values. */
  create({ key, values }: Tag): void {
    checkCount(key, values);
    const sql = 'INSERT OR IGNORE INTO tags VALUES (?, ?)';
    if (this.#connection.run(sql, key, JSON.stringify(values)) === 0)
      throw new LakeError('ALREADY_EXISTS', `Tag '${key}' already exists`);
  }

  /** Changes which values a tag may have; throws NOT_FOUND, and INVALID_ARGUMENTS where a value that goes is in use. */
  setValues({ key, values }: Tag): void {
    this.#connection.transaction(() => {
      this.require(key);
      checkCount(key, values);
      const used = this.#connection
        .all<{ value: string }>('SELECT DISTINCT value FROM tag_assignments WHERE key = ?', key)
        .find(({ value }) => !values.includes(value));
      if (used) throw new LakeError('INVALID_ARGUMENTS', `Value '${used.value}' of tag '${key}' is in use`);
      this.#connection.run('UPDATE tags SET tag_values = ? WHERE key = ?', JSON.stringify(values), key);
    });
  }

  /** Drops a tag; what had it has it no more. Throws NOT_FOUND. */
  drop(key: string): void {
    if (this.#connection.run('DELETE FROM tags WHERE key = ?', key) === 0) throw missingTag(key);
  }

  /** Gives a tag; throws NOT_FOUND. */
  require(key: string): Tag {
    const row = this.#connection.get<{ tag_values: string }>('SELECT tag_values FROM tags WHERE key = ?', key);
    if (!row) throw missingTag(key);
    return { key, values: JSON.parse(row.tag_values) as string[] };
  }

  /** Lists the tags by key. */
  list(): readonly Tag[] {
    return this.#connection
      .all<{ key: string; tag_values: string }>('SELECT * FROM tags ORDER BY key')
      .map(({ key, tag_values }) => ({ key, values: JSON.parse(tag_values) as string[] }));
  }

  /** Gives a resource a tag's value in place of another; throws NOT_FOUND, INVALID_ARGUMENTS for a value that the tag may not have. */
  set({ database, table = '', column = '' }: TaggedResource, key: string, value: string): void {
    this.#connection.transaction(() => {
      if (!this.require(key).values.includes(value))
        throw new LakeError('INVALID_ARGUMENTS', `Tag '${key}' has no value '${value}'`);
      const sql = 'INSERT OR REPLACE INTO tag_assignments VALUES (?, ?, ?, ?, ?)';
      this.#connection.run(sql, database, table, column, key, value);
    });
  }

  /** Takes a tag from a resource; what it inherits stays. */
  unset({ database, table = '', column = '' }: TaggedResource, key: string): void {
    const sql = 'DELETE FROM tag_assignments WHERE database = ? AND table_name = ? AND column_name = ? AND key = ?';
    this.#connection.run(sql, database, table, column, key);
  }

  /** Gives the tags of a database. */
  ofDatabase(database: string): TagValues {
    return this.#of(database, '').get('') ?? noTags;
  }

  /** Gives the tags of a table and its columns. */
  ofTable(database: string, table: string): TableTags {
    const own = this.#of(database, table);
    const tags = inheritTags(this.ofDatabase(database), own.get('') ?? noTags);
    const columnTags = new Map(own);
    columnTags.delete('');
    return { tags, columnTags };
  }

  /** Keeps an expression under a name; throws ALREADY_EXISTS. */
  createExpression(name: string, expression: TagExpression): void {
    const sql = 'INSERT OR IGNORE INTO tag_expressions VALUES (?, ?)';
    if (this.#connection.run(sql, name, JSON.stringify(expression)) === 0)
      throw new LakeError('ALREADY_EXISTS', `Tag expression '${name}' already exists`);
  }

  /** Changes what a name stands for, also in what was granted by it; throws NOT_FOUND. */
  changeExpression(name: string, expression: TagExpression): void {
    const sql = 'UPDATE tag_expressions SET expression = ? WHERE name = ?';
    if (this.#connection.run(sql, JSON.stringify(expression), name) === 0) throw missingExpression(name);
  }

  /** Drops an expression with what was granted by it; throws NOT_FOUND. */
  dropExpression(name: string): void {
    if (this.#connection.run('DELETE FROM tag_expressions WHERE name = ?', name) === 0) throw missingExpression(name);
  }

  /** Gives what a name stands for; throws NOT_FOUND. */
  requireExpression(name: string): TagExpression {
    const found = findTagExpression(this.#connection, name);
    if (!found) throw missingExpression(name);
    return found;
  }

  /** Lists the saved expressions by name. */
  listExpressions(): readonly (readonly [name: string, expression: TagExpression])[] {
    return this.#connection
      .all<{ name: string; expression: string }>('SELECT * FROM tag_expressions ORDER BY name')
      .map(({ name, expression }) => [name, JSON.parse(expression) as TagExpression]);
  }

  #of(database: string, table: string): ReadonlyMap<string, TagValues> {
    return this.#connection.kept('tags', [database, table], () => this.#readTags(database, table));
  }

  #readTags(database: string, table: string): ReadonlyMap<string, TagValues> {
    const byColumn = new Map<string, Map<string, string>>();
    const sql = 'SELECT column_name, key, value FROM tag_assignments WHERE database = ? AND table_name = ?';
    for (const { column_name, key, value } of this.#connection.all<AssignmentRow>(sql, database, table)) {
      const tags = byColumn.get(column_name) ?? new Map<string, string>();
      byColumn.set(column_name, tags.set(key, value));
    }
    return byColumn;
  }
}

interface AssignmentRow {
  readonly column_name: string;
  readonly key: string;
  readonly value: string;
}

const valuesMax = 1000;

function checkCount(key: string, values: readonly string[]): void {
  if (values.length > valuesMax)
    throw new LakeError('INVALID_ARGUMENTS', `Tag '${key}' has ${values.length} values, the limit is ${valuesMax}`);
}

const missingTag = (key: string): LakeError => new LakeError('NOT_FOUND', `Tag '${key}' does not exist`);

const missingExpression = (name: string): LakeError =>
  new LakeError('NOT_FOUND', `Tag expression '${name}' does not exist`);

/** Gives what the name of a saved expression stands for. */
export function findTagExpression(connection: CatalogConnection, name: string): TagExpression | undefined {
  const row = connection.get<{ expression: string }>('SELECT expression FROM tag_expressions WHERE name = ?', name);
  return row && (JSON.parse(row.expression) as TagExpression);
}
