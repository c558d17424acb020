import { LakeError } from '../base/lake-error.js';
import type { UserParameter } from './parameters.js';
import type { NamedColumn, QueryResult, RowObject } from './query-result.js';
import type { CheckedStatementOptions, PlacedOptions, StatementOptions } from './session-options.js';

/**
 * A `?` of a prepared statement: its place, counted from 0, and the type that the place asks for, as DESCRIBE INPUT tells it; `unknown` where
 * any will do.
 */
export interface PreparedParameter {
  readonly position: number;
  readonly type: string;
}

/** What one run of a prepared statement takes beside its values. */
export type PreparedOptions = Omit<StatementOptions, 'parameters'>;

/** What a prepared statement is made of. */
export interface PreparedSource {
  readonly columns: readonly NamedColumn[];
  readonly parameters: readonly PreparedParameter[];
  run(options: PlacedOptions): Promise<QueryResult>;
}

/**
 * A statement that was read and checked once, to be run many times with other values.
 * @example
 * const late = await lake.prepare('SELECT count(*) AS n FROM (VALUES 5, 20, 30) AS t (delay) WHERE delay > ?');
 * const rows = await (await late.query([10])).toArray(); // [{ n: 2n }]
 * await late.close();
 */
export class PreparedStatement<Row extends object = RowObject> {
  /** The columns of the result, as DESCRIBE OUTPUT tells them; none of a statement that is no query. */
  readonly columns: readonly NamedColumn[];
  /** The `?`s, in their order. */
  readonly parameters: readonly PreparedParameter[];
  #run: PreparedSource['run'] | undefined;

  /** @internal */
  constructor({ columns, parameters, run }: PreparedSource) {
    this.columns = columns;
    this.parameters = parameters;
    this.#run = run;
  }

  /**
   * Runs the statement with rows that go through a schema, as Session.query does.
   * @throws LakeError as below; TYPE_MISMATCH with the rows, for the first that does not fit
   */
  query<Checked extends object>(
    parameters: readonly UserParameter[],
    options: PreparedOptions & Pick<CheckedStatementOptions<Checked>, 'schema'>,
  ): Promise<QueryResult<Checked>>;
  /**
   * Runs the statement with values of its `?`s, as its session is at that moment.
   * @throws LakeError: INVALID_PARAMETER_USAGE where their number differs, NOT_FOUND after `close`
   */
  query(parameters?: readonly UserParameter[], options?: PreparedOptions): Promise<QueryResult<Row>>;
  async query<Checked extends object>(
    parameters: readonly UserParameter[] = [],
    options: PreparedOptions & Partial<Pick<CheckedStatementOptions<Checked>, 'schema'>> = {},
  ): Promise<QueryResult<Row> | QueryResult<Checked>> {
    if (!this.#run) throw new LakeError('NOT_FOUND', 'The prepared statement was closed');
    const result = await this.#run({ ...options, parameters });
    return options.schema ? result.checked(options.schema) : (result as unknown as QueryResult<Row>);
  }

  /** Forgets the statement. */
  async close(): Promise<void> {
    this.#run = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
