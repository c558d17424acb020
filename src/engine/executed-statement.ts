import { LakeError } from '../base/lake-error.js';
import type { FindPrepared } from '../bind/collect-names.js';
import type { AnyStatement, Expression } from '../sql/ast.js';
import { parseAnyStatement } from '../sql/parse-any-statement.js';

/** The statement that runs and, when it came by EXECUTE, the values of its `?`s. */
export interface ExecutedStatement {
  readonly statement: AnyStatement;
  readonly parameters: readonly Expression[] | undefined;
}

/** Replaces EXECUTE and EXECUTE IMMEDIATE by what they run. Throws NOT_FOUND. */
export function executedStatement(statement: AnyStatement, findPrepared: FindPrepared): ExecutedStatement {
  if (statement.kind === 'ExecuteImmediate')
    return { statement: parseAnyStatement(statement.statement.value), parameters: statement.parameters };
  if (statement.kind !== 'Execute') return { statement, parameters: undefined };
  const prepared = findPrepared(statement.name.value);
  if (!prepared) throw new LakeError('NOT_FOUND', `Prepared statement not found: ${statement.name.value}`);
  return { statement: prepared, parameters: statement.parameters };
}
