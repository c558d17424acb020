import { LakeError } from '../base/lake-error.js';
import { findAccessReading } from './access/parse-access-statement.js';
import type { AnyStatement } from './ast/hive.js';
import { findHiveReading } from './hive/parse-hive-statement.js';
import { parseStatement } from './parse-statement.js';
import { splitStatements } from './split-statements.js';
import { findWorkgroupReading } from './workgroup/parse-workgroup-statement.js';

/** How a text is read that both grammars know. */
export interface ParseAnyOptions {
  /** SHOW TABLES, SCHEMAS and COLUMNS are Athena's, whose columns have other names than Trino's. */
  readonly isAthena?: boolean | undefined;
}

/**
 * Parses one statement of the Hive grammar or the Trino grammar, as its leading words say. Some words begin statements of
 * both; then the text is of the grammar that it fits, and an error is that of the grammar in which it reads further.
 * A semicolon after it is left out.
 */
export function parseAnyStatement(whole: string, options: ParseAnyOptions = {}): AnyStatement {
  const text = withoutSemicolon(whole);
  const access = findAccessReading(text);
  if (access?.isTrinoToo) return firstThatFits([() => access.parse(), () => parseStatement(text)]);
  if (access) return access.parse();
  const workgroup = findWorkgroupReading(text);
  if (workgroup) return workgroup();
  const hive = findHiveReading(text);
  if (!hive) return parseTrino(text);
  if (hive.trino === undefined) return hive.parse();
  const isTrinoFirst = hive.trino === 'before' && !options.isAthena;
  const readings = [() => hive.parse(), () => parseTrino(text)];
  return firstThatFits(isTrinoFirst ? readings.reverse() : readings);
}

/** Gives a statement's text without the semicolon after it. */
export function withoutSemicolon(text: string): string {
  if (!text.includes(';')) return text;
  const [first, second] = splitStatements(text);
  return first && !second ? text.slice(0, first.offset + first.text.length) : text;
}

/** SHOW CREATE TABLE is one statement, however the name is quoted. */
function parseTrino(text: string): AnyStatement {
  const statement = parseStatement(text);
  if (statement.kind !== 'Show' || statement.subject.kind !== 'create' || statement.subject.object !== 'TABLE')
    return statement;
  return { kind: 'ShowCreateTable', table: statement.subject.name, position: statement.position };
}

function firstThatFits(readings: readonly (() => AnyStatement)[]): AnyStatement {
  let furthest: LakeError | undefined;
  for (const read of readings) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof LakeError) || error.type !== 'USER_ERROR') throw error;
      if (furthest === undefined || isFurther(error, furthest)) furthest = error;
    }
  }
  throw furthest!;
}

const isFurther = (a: LakeError, b: LakeError): boolean =>
  a.line === b.line ? (a.column ?? 0) > (b.column ?? 0) : (a.line ?? 0) > (b.line ?? 0);
