import type { Identifier, QualifiedName } from '../ast/names.js';
import type { StartTransaction, Statement, TransactionMode } from '../ast/statement.js';
import type { Cursor } from './cursor.js';
import { parseSetRole } from './grants.js';
import { parseIdentifier, parseQualifiedName, parseString } from './names.js';

/** Parses USE [catalog.]schema. */
export function parseUse(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('USE');
  const first = parseIdentifier(cursor);
  if (!cursor.accept('.')) return { kind: 'Use', catalog: undefined, schema: first, position };
  return { kind: 'Use', catalog: first, schema: parseIdentifier(cursor), position };
}

/** Parses SET of a session property, role, path, time zone or user. */
export function parseSet(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('SET');
  if (cursor.is('ROLE')) return parseSetRole(cursor, position);
  switch (cursor.expectAny('SESSION', 'PATH', 'TIME')) {
    case 'PATH':
      return { kind: 'SetPath', elements: cursor.list(parsePathElement), position };
    case 'TIME': {
      cursor.expect('ZONE');
      const isLocal = cursor.is('LOCAL') && cursor.peek() === 'end';
      if (isLocal) cursor.index++;
      return { kind: 'SetTimeZone', zone: isLocal ? undefined : cursor.rules.expression(cursor), position };
    }
    default:
      return parseSetSession(cursor, position);
  }
}

function parseSetSession(cursor: Cursor, position: Statement['position']): Statement {
  if (cursor.is('AUTHORIZATION') && cursor.peek() !== '=' && cursor.peek() !== '.') {
    cursor.index++;
    const user = cursor.isIdentifierAt(0) ? parseIdentifier(cursor) : parseString(cursor);
    return { kind: 'SetSessionAuthorization', user, position };
  }
  const name = parseQualifiedName(cursor);
  cursor.expect('=');
  return { kind: 'SetSession', name, value: cursor.rules.expression(cursor), position };
}

function parsePathElement(cursor: Cursor): QualifiedName {
  const parts: Identifier[] = [parseIdentifier(cursor)];
  if (cursor.accept('.')) parts.push(parseIdentifier(cursor));
  return { kind: 'QualifiedName', parts, position: parts[0]!.position };
}

/** Parses RESET SESSION. */
export function parseReset(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expectAll('RESET', 'SESSION');
  if (cursor.is('AUTHORIZATION') && cursor.peek() === 'end') {
    cursor.index++;
    return { kind: 'SetSessionAuthorization', user: undefined, position };
  }
  return { kind: 'ResetSession', name: parseQualifiedName(cursor), position };
}

/** Parses START TRANSACTION. */
export function parseStartTransaction(cursor: Cursor): StartTransaction {
  const { position } = cursor;
  cursor.expectAll('START', 'TRANSACTION');
  const hasModes = cursor.is('ISOLATION') || cursor.is('READ');
  return { kind: 'StartTransaction', modes: hasModes ? cursor.list(parseTransactionMode) : [], position };
}

function parseTransactionMode(cursor: Cursor): TransactionMode {
  if (cursor.expectAny('ISOLATION', 'READ') === 'READ') return `READ ${cursor.expectAny('ONLY', 'WRITE')}`;
  cursor.expect('LEVEL');
  switch (cursor.expectAny('READ', 'REPEATABLE', 'SERIALIZABLE')) {
    case 'READ':
      return `READ ${cursor.expectAny('UNCOMMITTED', 'COMMITTED')}`;
    case 'REPEATABLE':
      cursor.expect('READ');
      return 'REPEATABLE READ';
    default:
      return 'SERIALIZABLE';
  }
}

/** Parses COMMIT and ROLLBACK. */
export function parseEndTransaction(cursor: Cursor): Statement {
  const { position } = cursor;
  const outcome = cursor.expectAny('COMMIT', 'ROLLBACK');
  cursor.accept('WORK');
  return { kind: 'EndTransaction', outcome, position };
}
