import type { BindSession } from '../bind/bind-context.js';
import type { BindOptions } from '../bind/bind-statement.js';
import type { Catalog } from '../catalog/catalog.js';
import type { WrittenFile } from '../exec/operators/write-facts.js';
import type { ExecutionSettings } from '../exec/thread-context.js';
import type { StatementEvaluator } from './constant-evaluator.js';
import type { LakeInside } from './lake-inside.js';
import type { StatementTables } from './lake-tables.js';
import type { StatementLife } from './life/statement-life.js';
import type { PreparedStatements } from './prepared-statements.js';
import type { PlannedQuery } from './query-plan.js';
import type { ProgressReports } from './query-progress.js';
import type { StartedQuery } from './query-runner.js';
import type { SessionChange } from './session-change.js';
import type { SessionSettings } from './session-settings.js';
import type { StatementEnd } from './statement-end.js';
import type { StatementRights } from './statement-rights.js';
import type { Turns } from './turns.js';
import type { ValueOptions } from './value-options.js';

/** What a statement runs with: the lake, the session, and what statements may change of it. */
export interface StatementContext {
  readonly inside: LakeInside;
  readonly catalog: Catalog;
  readonly tables: StatementTables;
  /** What the principal may do. */
  readonly rights: StatementRights;
  readonly evaluator: StatementEvaluator;
  readonly turns: Turns;
  readonly session: BindSession;
  /** The session changes nothing. */
  readonly isReadOnly: boolean;
  readonly settings: SessionSettings;
  readonly execution: ExecutionSettings;
  /** What the queries of the statement are bound with: `bindStatement(…, context.binding)`. */
  readonly binding: BindOptions;
  readonly startedAt: number;
  readonly prepared: PreparedStatements;
  readonly transactionId: string | undefined;
  /** The session's client could not keep the id of a transaction. */
  readonly lacksTransactions: boolean;
  /** Changes the session, and tells its client; values of settings and prepared statements are changed already. */
  change(change: SessionChange): void;
  readonly end: StatementEnd;
  readonly life: StatementLife;
  /** Is told of each query that wrote files, which then is measured; undefined: nobody wants to know. */
  readonly onWritten?: ((query: StartedQuery, files: readonly WrittenFile[]) => void) | undefined;
  /** Whom the statement's progress is told; undefined: nobody. */
  readonly progress: ProgressReports | undefined;
  /** How values reach the statement's user. */
  readonly values: ValueOptions;
  /** Leaves the statement's plan for others of the same text. */
  keepPlan(planned: PlannedQuery): void;
}
