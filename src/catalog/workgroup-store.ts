import { LakeError } from '../base/lake-error.js';
import type { CatalogConnection } from './catalog-connection.js';
import { primaryWorkgroup, type Workgroup, type WorkgroupSettings } from './workgroup.js';

/** A statement with parameters that all of a workgroup may run by its name. */
export interface WorkgroupStatement {
  readonly workgroup: string;
  readonly name: string;
  readonly statement: string;
  readonly description?: string | undefined;
  readonly updateMillis: number;
}

/** A statement that somebody saved under a name; names need not differ. */
export interface NamedQuery extends WorkgroupStatement {
  readonly id: string;
  readonly database: string;
}

const workgroupsMax = 1000;
const statementsMax = 1000;
const namePattern = /^[\w.-]{1,128}$/;

interface WorkgroupRow {
  readonly name: string;
  readonly settings: string;
  readonly create_millis: number;
}

interface StatementRow {
  readonly workgroup: string;
  readonly name: string;
  readonly statement: string;
  readonly description: string | null;
  readonly update_millis: number;
}

interface NamedQueryRow extends StatementRow {
  readonly id: string;
  readonly database: string;
}

/** The workgroups of a lake, with their prepared statements and the queries that were saved in them. */
export class WorkgroupStore {
  readonly #connection: CatalogConnection;

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  find(name: string): Workgroup | undefined {
    return this.#connection.kept('workgroup', [name], () => {
      const row = this.#connection.get<WorkgroupRow>('SELECT * FROM workgroups WHERE name = ?', name);
      return row && workgroupOf(row);
    });
  }

  /** @throws NOT_FOUND */
  require(name: string): Workgroup {
    const found = this.find(name);
    if (!found) throw workgroupNotFound();
    return found;
  }

  /** Lists the workgroups by name. */
  list(): readonly Workgroup[] {
    return this.#connection.all<WorkgroupRow>('SELECT * FROM workgroups ORDER BY name').map(workgroupOf);
  }

  /** @throws ALREADY_EXISTS, INVALID_ARGUMENTS, NOT_SUPPORTED */
  create(name: string, settings: WorkgroupSettings): void {
    if (!namePattern.test(name))
      throw new LakeError('INVALID_ARGUMENTS', `'${name}' is no name of a workgroup: letters, digits and . _ - are`);
    this.#connection.transaction(() => {
      if (this.find(name)) throw new LakeError('ALREADY_EXISTS', 'WorkGroup is already created');
      this.#requireRoom('workgroups', 'TRUE', [], workgroupsMax);
      const sql = 'INSERT INTO workgroups VALUES (?, ?, ?)';
      this.#connection.run(sql, name, JSON.stringify(settings), Date.now());
    });
  }

  /** @throws NOT_FOUND */
  update(name: string, change: (before: Workgroup) => WorkgroupSettings): void {
    this.#connection.transaction(() => {
      const settings = JSON.stringify(change(this.require(name)));
      this.#connection.run('UPDATE workgroups SET settings = ? WHERE name = ?', settings, name);
    });
  }

  /** Drops a workgroup, with `cascade` also one that statements are kept for. @throws NOT_FOUND, NOT_SUPPORTED, CONSTRAINT_VIOLATION */
  drop(name: string, cascade: boolean): void {
    this.#connection.transaction(() => {
      this.require(name);
      if (name === primaryWorkgroup) throw new LakeError('NOT_SUPPORTED', 'The primary WorkGroup cannot be deleted');
      if (!cascade && this.listPrepared(name).length + this.listNamed(name).length > 0)
        throw new LakeError('CONSTRAINT_VIOLATION', `WorkGroup ${name} is not empty`, {
          hint: 'DROP WORKGROUP … CASCADE drops its statements too.',
        });
      this.#connection.run('DELETE FROM workgroups WHERE name = ?', name);
    });
  }

  findPrepared(workgroup: string, name: string): WorkgroupStatement | undefined {
    return this.#connection.kept('prepared statement', [workgroup, name], () => {
      const sql = 'SELECT * FROM prepared_statements WHERE workgroup = ? AND name = ?';
      const row = this.#connection.get<StatementRow>(sql, workgroup, name);
      return row && statementOf(row);
    });
  }

  /** Lists the prepared statements of a workgroup by name. */
  listPrepared(workgroup: string): readonly WorkgroupStatement[] {
    const sql = 'SELECT * FROM prepared_statements WHERE workgroup = ? ORDER BY name';
    return this.#connection.all<StatementRow>(sql, workgroup).map(statementOf);
  }

  /** Keeps a prepared statement under its name; one that was there is replaced. @throws NOT_FOUND, NOT_SUPPORTED */
  prepare({ workgroup, name, statement, description }: Omit<WorkgroupStatement, 'updateMillis'>): void {
    this.#connection.transaction(() => {
      this.require(workgroup);
      if (!this.findPrepared(workgroup, name))
        this.#requireRoom('prepared_statements', 'workgroup = ?', [workgroup], statementsMax);
      const sql = 'INSERT OR REPLACE INTO prepared_statements VALUES (?, ?, ?, ?, ?)';
      this.#connection.run(sql, workgroup, name, statement, description ?? null, Date.now());
    });
  }

  /** Forgets a prepared statement; false when there is none. */
  deallocate(workgroup: string, name: string): boolean {
    const sql = 'DELETE FROM prepared_statements WHERE workgroup = ? AND name = ?';
    return this.#connection.transaction(() => this.#connection.run(sql, workgroup, name) > 0);
  }

  findNamed(id: string): NamedQuery | undefined {
    const row = this.#connection.get<NamedQueryRow>('SELECT * FROM named_queries WHERE id = ?', id);
    return row && namedQueryOf(row);
  }

  /** Lists the saved queries of a workgroup by name. */
  listNamed(workgroup: string): readonly NamedQuery[] {
    const sql = 'SELECT * FROM named_queries WHERE workgroup = ? ORDER BY name, id';
    return this.#connection.all<NamedQueryRow>(sql, workgroup).map(namedQueryOf);
  }

  /** Saves a query; one of the same id is replaced. @throws NOT_FOUND */
  save({ id, workgroup, name, database, statement, description }: Omit<NamedQuery, 'updateMillis'>): void {
    this.#connection.transaction(() => {
      this.require(workgroup);
      const sql = 'INSERT OR REPLACE INTO named_queries VALUES (?, ?, ?, ?, ?, ?, ?)';
      this.#connection.run(sql, id, workgroup, name, database, statement, description ?? null, Date.now());
    });
  }

  /** Forgets a saved query; false when there is none. */
  forget(id: string): boolean {
    return this.#connection.transaction(() => this.#connection.run('DELETE FROM named_queries WHERE id = ?', id) > 0);
  }

  #requireRoom(table: string, condition: string, values: readonly string[], countMax: number): void {
    const sql = `SELECT count(*) AS count FROM ${table} WHERE ${condition}`;
    if (this.#connection.get<{ count: number }>(sql, ...values)!.count >= countMax)
      throw new LakeError('NOT_SUPPORTED', `There may be ${countMax} ${table.replace('_', ' ')}, not more`);
  }
}

/** What a workgroup that is not there, or not for the principal, gives: Athena's text. */
export const workgroupNotFound = (): LakeError => new LakeError('NOT_FOUND', 'WorkGroup is not found.');

const workgroupOf = ({ name, settings, create_millis }: WorkgroupRow): Workgroup => ({
  ...(JSON.parse(settings) as WorkgroupSettings),
  name,
  createMillis: create_millis,
});

const statementOf = ({ workgroup, name, statement, description, update_millis }: StatementRow): WorkgroupStatement => ({
  workgroup,
  name,
  statement,
  description: description ?? undefined,
  updateMillis: update_millis,
});

const namedQueryOf = (row: NamedQueryRow): NamedQuery => ({
  ...statementOf(row),
  id: row.id,
  database: row.database,
});
