import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { StatementContext } from '../statement-context.js';

/** An argument of a procedure; one without an initial value must be given. */
export interface ProcedureParameter {
  /** In lower case. */
  readonly name: string;
  readonly type: SqlType;
  readonly initial?: SqlValue;
}

/** What CALL runs: one file of this folder exports one, and registry.ts lists it. */
export interface Procedure {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  readonly parameters: readonly ProcedureParameter[];
  /** It changes tables, and so is not for read-only sessions. */
  readonly changesLake?: boolean;
  /** Does it, with the values in the order of the parameters. */
  run(values: readonly SqlValue[], context: StatementContext): Promise<void>;
}
