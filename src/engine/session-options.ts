import type { SessionIdentity } from './lake-access.js';
import type { StatementLife } from './life/statement-life.js';
import type { NamedParameters, UserParameter } from './parameters.js';
import type { QueryProgress } from './query-progress.js';
import type { RowSchema } from './row-schema.js';
import type { SessionChange } from './session-change.js';
import type { ValueOptions } from './value-options.js';

/** What a session is opened with. */
export interface SessionOptions {
  /** The user that the statements run for; by default who opened the lake, as any user, not as its administrator. */
  readonly principal?: string;
  /** Roles that the principal has beside those granted to it in the lake. */
  readonly roles?: readonly string[];
  /** What names without a catalog mean; `awsdatacatalog` by default. */
  readonly catalog?: string;
  /** What names without a database mean; `default` by default. */
  readonly database?: string;
  /** Whose limits hold; `primary` by default. */
  readonly workgroup?: string;
  /** The program that sends the statements, as it calls itself; for their history. */
  readonly source?: string;
  /** Words that the history of the statements keeps. */
  readonly clientTags?: readonly string[];
  /** The id of a zone, such as `Europe/Paris`; `UTC` by default. */
  readonly timeZone?: string;
  /** Values of session properties, beside those of the lake; SHOW SESSION lists them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Refuses every statement that would change the lake or write files, with READ_ONLY_VIOLATION. */
  readonly readOnly?: boolean;
  /** How values reach JavaScript, beside what the lake was opened with. */
  readonly values?: ValueOptions;
  /**
   * Values of session properties as text, which win over `settings`.
   * @internal
   */
  readonly settingTexts?: ReadonlyMap<string, string>;
  /**
   * Statements that the session's client keeps, by name, for EXECUTE.
   * @internal
   */
  readonly prepared?: ReadonlyMap<string, string>;
  /**
   * The roles that count, as SET ROLE chooses them; all by default.
   * @internal
   */
  readonly activeRole?: SessionIdentity['activeRole'];
  /**
   * The transaction that the session's client believes to be in: every statement commits by itself.
   * @internal
   */
  readonly transactionId?: string | undefined;
  /**
   * The session's client could not keep the id of a transaction.
   * @internal
   */
  readonly lacksTransactions?: boolean;
  /**
   * Is told what statements change of the session.
   * @internal
   */
  readonly onChange?: (change: SessionChange) => void;
}

/** What one statement is run with. */
export interface StatementOptions {
  /** Values of the `?`s, in their order, or of `:name`s, by name. */
  readonly parameters?: readonly UserParameter[] | NamedParameters;
  /** Ends the statement with USER_CANCELED when it is aborted; also while rows are taken. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the statement ends with EXCEEDED_TIME_LIMIT; no limit by default. */
  readonly timeoutMs?: number;
  /** How values reach JavaScript, beside what holds for the session. */
  readonly values?: ValueOptions;
  /** Is told how far the statement is: ten times a second, and once more when it has ended. */
  readonly onProgress?: (progress: QueryProgress) => void;
  /**
   * Is told of the statement before anything of it is done.
   * @internal
   */
  readonly onBegin?: (life: StatementLife) => void;
}

/** What one statement is run with whose parameters are all `?`s. */
export interface PlacedOptions extends Omit<StatementOptions, 'parameters'> {
  readonly parameters?: readonly UserParameter[];
}

/** What one statement is run with whose rows are checked, and changed as the schema says. */
export interface CheckedStatementOptions<Row extends object> extends StatementOptions {
  /** Checks each row, of `toArray` and of loops; a row that does not fit ends the statement with TYPE_MISMATCH. */
  readonly schema: RowSchema<Row>;
}

/** What a plan is asked for with. */
export interface ExplainOptions extends Pick<StatementOptions, 'parameters' | 'signal' | 'timeoutMs'> {
  /** Runs the query, gives its rows to nobody, and measures every node. */
  readonly analyze?: boolean;
}
