import type { ColumnDefinition, LikeClause, Property, SaveMode, Statement } from '../ast/statement.js';
import type { Query } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { parseCreateRole } from './grants.js';
import { parseInterval } from './literals.js';
import { parseColumnAliases, parseIdentifier, parseQualifiedName, parseString } from './names.js';
import { parsePrincipal } from './principal.js';
import { parseFunctionSpecification } from './routine.js';
import { parseType } from './types.js';
import { acceptWord, expectWord } from './words.js';

type Position = Statement['position'];

/** Parses every CREATE. */
export function parseCreate(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('CREATE');
  if (cursor.accept('OR')) {
    cursor.expect('REPLACE');
    if (cursor.is('TABLE')) return parseCreateTable(cursor, true, position);
    if (cursor.is('MATERIALIZED')) return parseCreateMaterializedView(cursor, true, position);
    if (cursor.is('VIEW')) return parseCreateView(cursor, true, position);
    if (acceptWord(cursor, 'PROTECTED')) return parseProtectedView(cursor, true, position);
    if (cursor.is('FUNCTION')) return parseCreateFunction(cursor, true, position);
    return cursor.failExpecting("'FUNCTION'", "'MATERIALIZED'", "'TABLE'", "'VIEW'");
  }
  if (cursor.is('TABLE')) return parseCreateTable(cursor, false, position);
  if (cursor.is('VIEW')) return parseCreateView(cursor, false, position);
  if (cursor.is('MATERIALIZED')) return parseCreateMaterializedView(cursor, false, position);
  if (cursor.is('SCHEMA')) return parseCreateSchema(cursor, position);
  if (cursor.is('CATALOG')) return parseCreateCatalog(cursor, position);
  if (cursor.is('ROLE')) return parseCreateRole(cursor, position);
  if (cursor.is('FUNCTION')) return parseCreateFunction(cursor, false, position);
  if (acceptWord(cursor, 'PROTECTED')) return parseProtectedView(cursor, false, position);
  return cursor.fail();
}

function parseCreateFunction(cursor: Cursor, replace: boolean, position: Position): Statement {
  return { kind: 'CreateFunction', specification: parseFunctionSpecification(cursor), replace, position };
}

function acceptIfNotExists(cursor: Cursor): boolean {
  if (!cursor.isSequence('IF', 'NOT')) return false;
  cursor.index++;
  cursor.expectAll('NOT', 'EXISTS');
  return true;
}

function acceptSaveMode(cursor: Cursor, replace: boolean): SaveMode {
  const ifNotExists = acceptIfNotExists(cursor);
  if (replace && ifNotExists) {
    const what = "'OR REPLACE' and 'IF NOT EXISTS' clauses can not be used together";
    cursor.reject(what, cursor.position);
  }
  return replace ? 'REPLACE' : ifNotExists ? 'IGNORE' : 'FAIL';
}

/** Parses `COMMENT 'text'` where it stands. */
export function parseComment(cursor: Cursor): string | undefined {
  return cursor.accept('COMMENT') ? parseString(cursor).value : undefined;
}

/** Parses `WITH (name = value, …)` where it is there. */
export function parseWithProperties(cursor: Cursor): Property[] {
  if (!cursor.is('WITH') || cursor.peek() !== '(') return [];
  cursor.index++;
  return cursor.parenthesized((inner) => inner.list(parseProperty));
}

/** Parses `name = value`. */
export function parseProperty(cursor: Cursor): Property {
  const { position } = cursor;
  const name = parseIdentifier(cursor);
  cursor.expect('=');
  return { name, value: cursor.accept('DEFAULT') ? undefined : cursor.rules.expression(cursor), position };
}

function parseCreateTable(cursor: Cursor, replace: boolean, position: Position): Statement {
  cursor.expect('TABLE');
  const saveMode = acceptSaveMode(cursor, replace);
  const name = parseQualifiedName(cursor);
  const after = cursor.peek(2);
  const hasAliases = cursor.kind === '(' && cursor.isIdentifierAt(1) && (after === ',' || after === ')');
  if (cursor.is('(') && !hasAliases) {
    const elements = cursor.parenthesized((inner) => inner.list(parseTableElement));
    const comment = parseComment(cursor);
    const properties = parseWithProperties(cursor);
    return { kind: 'CreateTable', name, elements, saveMode, comment, properties, position };
  }
  const columns = hasAliases ? parseColumnAliases(cursor) : undefined;
  const comment = parseComment(cursor);
  const properties = cursor.is('WITH') ? parseWithProperties(cursor) : [];
  cursor.expect('AS');
  const query = parseCreatedQuery(cursor);
  let withData = true;
  if (cursor.accept('WITH')) {
    withData = !cursor.accept('NO');
    cursor.expect('DATA');
  }
  return {
    kind: 'CreateTableAsSelect',
    name,
    columns,
    query,
    saveMode,
    comment,
    properties,
    withData,
    position,
  };
}

/** Only here may parentheses around the whole query hold a WITH. */
function parseCreatedQuery(cursor: Cursor): Query {
  if (cursor.is('(') && cursor.peek() === 'WITH') return cursor.parenthesized(cursor.rules.query);
  return cursor.rules.query(cursor);
}

function parseTableElement(cursor: Cursor): ColumnDefinition | LikeClause {
  const { position } = cursor;
  if (!cursor.accept('LIKE')) return parseColumnDefinition(cursor);
  const table = parseQualifiedName(cursor);
  const properties = cursor.acceptAny('INCLUDING', 'EXCLUDING');
  if (properties) cursor.expect('PROPERTIES');
  return { kind: 'LikeClause', table, properties, position };
}

/** Parses `name type [NOT NULL] [COMMENT '…'] [WITH (…)]`. */
export function parseColumnDefinition(cursor: Cursor): ColumnDefinition {
  const { position } = cursor;
  const name = parseQualifiedName(cursor);
  const type = parseType(cursor);
  const isNullable = !cursor.accept('NOT');
  if (!isNullable) cursor.expect('NULL');
  const comment = parseComment(cursor);
  const properties = parseWithProperties(cursor);
  return { kind: 'ColumnDefinition', name, type, isNullable, comment, properties, position };
}

function parseCreateView(cursor: Cursor, replace: boolean, position: Position): Statement {
  cursor.expect('VIEW');
  const name = parseQualifiedName(cursor);
  const comment = parseComment(cursor);
  const security = cursor.accept('SECURITY') ? cursor.expectAny('DEFINER', 'INVOKER') : undefined;
  cursor.expect('AS');
  const query = cursor.rules.query(cursor);
  return { kind: 'CreateView', name, query, replace, comment, security, multiDialect: undefined, position };
}

/** `PROTECTED MULTI DIALECT VIEW v SECURITY DEFINER [SHOW VIEW JSON] AS …`, after its first word. */
function parseProtectedView(cursor: Cursor, replace: boolean, position: Position): Statement {
  expectWord(cursor, 'MULTI');
  expectWord(cursor, 'DIALECT');
  cursor.expect('VIEW');
  const name = parseQualifiedName(cursor);
  cursor.expectAll('SECURITY', 'DEFINER');
  const showJson = cursor.accept('SHOW');
  if (showJson) cursor.expectAll('VIEW', 'JSON');
  cursor.expect('AS');
  const query = cursor.rules.query(cursor);
  const security = 'DEFINER';
  return {
    kind: 'CreateView',
    name,
    query,
    replace,
    comment: undefined,
    security,
    multiDialect: { showJson },
    position,
  };
}

function parseCreateMaterializedView(cursor: Cursor, replace: boolean, position: Position): Statement {
  cursor.expectAll('MATERIALIZED', 'VIEW');
  const saveMode = acceptSaveMode(cursor, replace);
  const name = parseQualifiedName(cursor);
  const hasGracePeriod = cursor.accept('GRACE');
  if (hasGracePeriod) cursor.expect('PERIOD');
  const gracePeriod = hasGracePeriod ? parseInterval(cursor) : undefined;
  const comment = parseComment(cursor);
  const properties = parseWithProperties(cursor);
  cursor.expect('AS');
  const query = cursor.rules.query(cursor);
  return { kind: 'CreateMaterializedView', name, query, saveMode, gracePeriod, comment, properties, position };
}

function parseOwner(cursor: Cursor): ReturnType<typeof parsePrincipal> | undefined {
  return cursor.accept('AUTHORIZATION') ? parsePrincipal(cursor) : undefined;
}

function parseCreateSchema(cursor: Cursor, position: Position): Statement {
  cursor.expect('SCHEMA');
  const ifNotExists = acceptIfNotExists(cursor);
  const name = parseQualifiedName(cursor);
  const owner = parseOwner(cursor);
  return { kind: 'CreateSchema', name, ifNotExists, owner, properties: parseWithProperties(cursor), position };
}

function parseCreateCatalog(cursor: Cursor, position: Position): Statement {
  cursor.expect('CATALOG');
  const ifNotExists = acceptIfNotExists(cursor);
  const name = parseIdentifier(cursor);
  cursor.expect('USING');
  const connector = parseIdentifier(cursor);
  const comment = parseComment(cursor);
  const owner = parseOwner(cursor);
  const properties = parseWithProperties(cursor);
  return { kind: 'CreateCatalog', name, connector, ifNotExists, owner, comment, properties, position };
}
