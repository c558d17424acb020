import type { BindSession } from '../bind/bind-context.js';
import type { WriteTarget } from '../exec/operators/table-writer.js';
import type { ExecutionSettings } from '../exec/thread-context.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import type { StatementEvaluator } from './constant-evaluator.js';
import type { StatementTables } from './lake-tables.js';
import type { StatementLife } from './life/statement-life.js';
import type { ProgressReports } from './query-progress.js';
import type { SessionSettings } from './session-settings.js';
import type { StatementEnd } from './statement-end.js';
import type { Turns } from './turns.js';
import type { ValueOptions } from './value-options.js';

/** What running a planned query takes. */
export interface PlannedJob {
  readonly tables: StatementTables;
  readonly evaluator: StatementEvaluator;
  readonly turns: Turns;
  readonly session: BindSession;
  readonly settings: SessionSettings;
  readonly execution: ExecutionSettings;
  readonly threads: number;
  readonly memoryLimit: number;
  readonly startedAt: number;
  readonly end: StatementEnd;
  readonly life: StatementLife;
  readonly progress?: ProgressReports | undefined;
  /** How values reach the statement's user. */
  readonly values?: ValueOptions | undefined;
  /** Where the rows are written; then the result tells of the files. */
  readonly target?: WriteTarget | undefined;
}

/** What planning and running a bound query takes. */
export interface QueryJob extends PlannedJob {
  readonly query: BoundQuery;
}
