import type { FunctionSpecification } from '../ast/routine.js';
import type { Explain, SessionSetting, Statement } from '../ast/statement.js';
import { parseAlter, parseDrop } from './alter.js';
import { findAthenaRule } from './athena.js';
import { parseCall } from './call.js';
import { parseCreate, parseWithProperties } from './create.js';
import { type Cursor, isQueryStart } from './cursor.js';
import { parseDelete, parseInsert, parseMerge, parseTruncate, parseUpdate } from './dml.js';
import { parseDeny, parseGrant, parseRevoke } from './grants.js';
import { parseIdentifier, parseQualifiedName, parseString } from './names.js';
import { parseFunctionSpecification } from './routine.js';
import { parseEndTransaction, parseReset, parseSet, parseStartTransaction, parseUse } from './session.js';
import { parseShow } from './show.js';
import type { TokenKind } from './token.js';

const rules: Partial<Record<TokenKind, (cursor: Cursor) => Statement>> = {
  ALTER: parseAlter,
  ANALYZE: parseAnalyze,
  CALL: parseCall,
  COMMENT: parseCommentOn,
  COMMIT: parseEndTransaction,
  CREATE: parseCreate,
  DEALLOCATE: parseDeallocate,
  DELETE: parseDelete,
  DENY: parseDeny,
  DESC: parseDescribe,
  DESCRIBE: parseDescribe,
  DROP: parseDrop,
  EXECUTE: parseExecute,
  EXPLAIN: parseExplain,
  GRANT: parseGrant,
  INSERT: parseInsert,
  MERGE: parseMerge,
  PREPARE: parsePrepare,
  REFRESH: parseRefresh,
  RESET: parseReset,
  REVOKE: parseRevoke,
  ROLLBACK: parseEndTransaction,
  SET: parseSet,
  SHOW: parseShow,
  START: parseStartTransaction,
  TRUNCATE: parseTruncate,
  UPDATE: parseUpdate,
  USE: parseUse,
};
const starts = Object.keys(rules) as TokenKind[];

/** Parses any statement. */
export function parseAnyStatement(cursor: Cursor): Statement {
  return cursor.nested((inner) => {
    const rule = rules[inner.kind];
    if (rule) return rule(inner);
    const athenaRule = findAthenaRule(inner);
    if (athenaRule) return athenaRule(inner);
    inner.note(starts);
    inner.note(['WITH']);
    if (isQueryStart(inner.kind)) return parseQueryStatement(inner);
    inner.noteLabel('<query>');
    return inner.fail();
  });
}

function parseQueryStatement(cursor: Cursor): Statement {
  const { position } = cursor;
  // SESSION may also name the first query of a WITH clause.
  const hasSettings =
    cursor.kind === 'WITH' &&
    cursor.peek() === 'SESSION' &&
    cursor.isIdentifierAt(2) &&
    (cursor.peek(3) === '.' || cursor.peek(3) === '=');
  if (hasSettings) cursor.index++;
  const session = hasSettings ? cursor.list(parseSessionSetting) : [];
  const functions = isFunctionClause(cursor) ? parseFunctions(cursor) : undefined;
  return { kind: 'QueryStatement', session, functions, query: cursor.rules.query(cursor), position };
}

/** FUNCTION may also name the first query of a WITH clause. */
const isFunctionClause = (cursor: Cursor): boolean =>
  cursor.kind === 'WITH' && cursor.peek() === 'FUNCTION' && cursor.isIdentifierAt(2);

function parseFunctions(cursor: Cursor): FunctionSpecification[] {
  cursor.expect('WITH');
  return cursor.list(parseFunctionSpecification);
}

function parseSessionSetting(cursor: Cursor): SessionSetting {
  const { position } = cursor;
  cursor.expect('SESSION');
  const name = parseQualifiedName(cursor);
  cursor.expect('=');
  return { name, value: cursor.rules.expression(cursor), position };
}

function parseExplain(cursor: Cursor): Explain {
  const { position } = cursor;
  cursor.expect('EXPLAIN');
  const analyze = cursor.accept('ANALYZE');
  const verbose = analyze && cursor.accept('VERBOSE');
  let type: Explain['type'];
  let format: Explain['format'];
  const hasOptions = cursor.is('(') && (cursor.peek() === 'FORMAT' || (cursor.peek() === 'TYPE' && !analyze));
  if (hasOptions)
    cursor.parenthesized((inner) =>
      inner.list((option) => {
        const name = analyze ? option.expectAny('FORMAT') : option.expectAny('FORMAT', 'TYPE');
        if (name === 'FORMAT') format = option.expectAny('TEXT', 'GRAPHVIZ', 'JSON');
        else type = option.expectAny('LOGICAL', 'DISTRIBUTED', 'VALIDATE', 'IO');
      }),
    );
  return { kind: 'Explain', statement: parseAnyStatement(cursor), type, format, analyze, verbose, position };
}

function parseDescribe(cursor: Cursor): Statement {
  const { position } = cursor;
  const isLong = cursor.expectAny('DESCRIBE', 'DESC') === 'DESCRIBE';
  if (isLong && cursor.isIdentifierAt(1)) {
    const what = cursor.acceptAny('INPUT', 'OUTPUT');
    if (what === 'INPUT') return { kind: 'DescribeInput', name: parseIdentifier(cursor), position };
    if (what === 'OUTPUT') return { kind: 'DescribeOutput', name: parseIdentifier(cursor), position };
  }
  const subject = { kind: 'columns', table: parseQualifiedName(cursor) } as const;
  return { kind: 'Show', subject, like: undefined, escape: undefined, position };
}

function parsePrepare(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('PREPARE');
  const name = parseIdentifier(cursor);
  cursor.expect('FROM');
  return { kind: 'Prepare', name, statement: parseAnyStatement(cursor), position };
}

function parseDeallocate(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expectAll('DEALLOCATE', 'PREPARE');
  return { kind: 'Deallocate', name: parseIdentifier(cursor), position };
}

function parseExecute(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('EXECUTE');
  const isImmediate = cursor.is('IMMEDIATE') && (cursor.peek() === 'string' || cursor.peek() === 'unicode string');
  if (isImmediate) {
    cursor.index++;
    const statement = parseString(cursor);
    return { kind: 'ExecuteImmediate', statement, parameters: parseUsing(cursor), position };
  }
  return { kind: 'Execute', name: parseIdentifier(cursor), parameters: parseUsing(cursor), position };
}

function parseUsing(cursor: Cursor): ReturnType<Cursor['rules']['expression']>[] {
  return cursor.accept('USING') ? cursor.list(cursor.rules.expression) : [];
}

function parseAnalyze(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('ANALYZE');
  const table = parseQualifiedName(cursor);
  return { kind: 'Analyze', table, properties: parseWithProperties(cursor), position };
}

function parseRefresh(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expectAll('REFRESH', 'MATERIALIZED', 'VIEW');
  return { kind: 'RefreshMaterializedView', name: parseQualifiedName(cursor), position };
}

function parseCommentOn(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expectAll('COMMENT', 'ON');
  const object = cursor.expectAny('COLUMN', 'TABLE', 'VIEW');
  const name = parseQualifiedName(cursor);
  cursor.expect('IS');
  const comment = cursor.accept('NULL') ? undefined : parseString(cursor).value;
  return { kind: 'Comment', object, name, comment, position };
}
