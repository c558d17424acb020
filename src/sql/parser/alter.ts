import type { Identifier, QualifiedName } from '../ast/names.js';
import type { AlterTableAction, Statement } from '../ast/statement.js';
import { parseArguments } from './call.js';
import { parseColumnDefinition, parseProperty } from './create.js';
import type { Cursor } from './cursor.js';
import { parseWhere } from './dml.js';
import { parseInCatalog } from './grants.js';
import { parseIdentifier, parseQualifiedName } from './names.js';
import { parsePrincipal } from './principal.js';
import { parseRoutineParameters } from './routine.js';
import { parseType } from './types.js';

type Position = Statement['position'];

/** Reads IF EXISTS where it is there; IF alone may be a name. */
function acceptIfExists(cursor: Cursor): boolean {
  if (!cursor.isSequence('IF', 'EXISTS')) return false;
  cursor.index += 2;
  return true;
}

const nameOf = (part: Identifier): QualifiedName => ({
  kind: 'QualifiedName',
  parts: [part],
  position: part.position,
});

/** Parses every DROP. */
export function parseDrop(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('DROP');
  if (cursor.accept('FUNCTION')) {
    const ifExists = acceptIfExists(cursor);
    const name = parseQualifiedName(cursor);
    return { kind: 'DropFunction', name, parameters: parseRoutineParameters(cursor), ifExists, position };
  }
  const word = cursor.expectAny('CATALOG', 'MATERIALIZED', 'ROLE', 'SCHEMA', 'TABLE', 'VIEW');
  if (word === 'ROLE') {
    const name = nameOf(parseIdentifier(cursor));
    const catalog = parseInCatalog(cursor);
    return { kind: 'Drop', object: 'ROLE', name, ifExists: false, behavior: undefined, catalog, position };
  }
  if (word === 'MATERIALIZED') cursor.expect('VIEW');
  const object = word === 'MATERIALIZED' ? 'MATERIALIZED VIEW' : word;
  const ifExists = acceptIfExists(cursor);
  const name = object === 'CATALOG' ? nameOf(parseIdentifier(cursor)) : parseQualifiedName(cursor);
  const canCascade = object === 'CATALOG' || object === 'SCHEMA';
  const behavior = canCascade ? cursor.acceptAny('CASCADE', 'RESTRICT') : undefined;
  return { kind: 'Drop', object, name, ifExists, behavior, catalog: undefined, position };
}

/** Parses every ALTER. */
export function parseAlter(cursor: Cursor): Statement {
  const { position } = cursor;
  cursor.expect('ALTER');
  switch (cursor.expectAny('MATERIALIZED', 'SCHEMA', 'TABLE', 'VIEW')) {
    case 'MATERIALIZED':
      return parseAlterMaterializedView(cursor, position);
    case 'SCHEMA':
      return parseAlterSchema(cursor, position);
    case 'VIEW':
      return parseAlterView(cursor, position);
    case 'TABLE':
      return parseAlterTable(cursor, position);
  }
}

function parseAlterMaterializedView(cursor: Cursor, position: Position): Statement {
  cursor.expect('VIEW');
  const ifExists = acceptIfExists(cursor);
  const name = parseQualifiedName(cursor);
  if (!ifExists && cursor.accept('SET')) {
    cursor.expect('PROPERTIES');
    const properties = cursor.list(parseProperty);
    return { kind: 'SetProperties', object: 'MATERIALIZED VIEW', name, properties, position };
  }
  cursor.expectAll('RENAME', 'TO');
  return { kind: 'Rename', object: 'MATERIALIZED VIEW', name, to: parseQualifiedName(cursor), ifExists, position };
}

function parseAuthorization(
  cursor: Cursor,
  object: 'TABLE' | 'VIEW' | 'SCHEMA',
  name: QualifiedName,
  position: Position,
): Statement {
  cursor.expect('AUTHORIZATION');
  return { kind: 'SetAuthorization', object, name, principal: parsePrincipal(cursor), position };
}

function parseAlterSchema(cursor: Cursor, position: Position): Statement {
  const name = parseQualifiedName(cursor);
  if (cursor.expectAny('RENAME', 'SET') === 'SET') return parseAuthorization(cursor, 'SCHEMA', name, position);
  cursor.expect('TO');
  const to = nameOf(parseIdentifier(cursor));
  return { kind: 'Rename', object: 'SCHEMA', name, to, ifExists: false, position };
}

function parseAlterView(cursor: Cursor, position: Position): Statement {
  const name = parseQualifiedName(cursor);
  if (cursor.expectAny('RENAME', 'SET') === 'SET') return parseAuthorization(cursor, 'VIEW', name, position);
  cursor.expect('TO');
  return { kind: 'Rename', object: 'VIEW', name, to: parseQualifiedName(cursor), ifExists: false, position };
}

function parseAlterTable(cursor: Cursor, position: Position): Statement {
  const ifExists = acceptIfExists(cursor);
  const table = parseQualifiedName(cursor);
  switch (cursor.expectAny('ADD', 'ALTER', 'DROP', 'EXECUTE', 'RENAME', 'SET')) {
    case 'SET':
      if (cursor.is('AUTHORIZATION')) return parseAuthorization(cursor, 'TABLE', table, position);
      cursor.expect('PROPERTIES');
      return { kind: 'SetProperties', object: 'TABLE', name: table, properties: cursor.list(parseProperty), position };
    case 'EXECUTE': {
      const procedure = parseIdentifier(cursor);
      const values = cursor.is('(') ? parseArguments(cursor) : [];
      return { kind: 'TableExecute', table, procedure, arguments: values, where: parseWhere(cursor), position };
    }
    case 'RENAME':
      if (cursor.accept('TO'))
        return { kind: 'Rename', object: 'TABLE', name: table, to: parseQualifiedName(cursor), ifExists, position };
      return { kind: 'AlterTable', table, ifExists, action: parseRenameColumn(cursor), position };
    case 'ADD':
      return { kind: 'AlterTable', table, ifExists, action: parseAddColumn(cursor), position };
    case 'DROP': {
      cursor.expect('COLUMN');
      const ifColumnExists = acceptIfExists(cursor);
      const column = parseQualifiedName(cursor);
      const action = { kind: 'drop column', column, ifExists: ifColumnExists } as const;
      return { kind: 'AlterTable', table, ifExists, action, position };
    }
    case 'ALTER':
      return { kind: 'AlterTable', table, ifExists, action: parseAlterColumn(cursor), position };
  }
}

function parseRenameColumn(cursor: Cursor): AlterTableAction {
  cursor.expect('COLUMN');
  const ifExists = acceptIfExists(cursor);
  const from = parseQualifiedName(cursor);
  cursor.expect('TO');
  return { kind: 'rename column', from, to: parseIdentifier(cursor), ifExists };
}

function parseAddColumn(cursor: Cursor): AlterTableAction {
  cursor.expect('COLUMN');
  const ifNotExists = cursor.isSequence('IF', 'NOT', 'EXISTS');
  if (ifNotExists) cursor.index += 3;
  const column = parseColumnDefinition(cursor);
  const word = cursor.acceptAny('FIRST', 'AFTER', 'LAST');
  if (word === 'AFTER')
    return { kind: 'add column', column, ifNotExists, place: { kind: 'after', column: parseIdentifier(cursor) } };
  return { kind: 'add column', column, ifNotExists, place: { kind: word === 'FIRST' ? 'first' : 'last' } };
}

function parseAlterColumn(cursor: Cursor): AlterTableAction {
  cursor.expect('COLUMN');
  const column = parseQualifiedName(cursor);
  if (column.parts.length === 1 && cursor.accept('DROP')) {
    cursor.expectAll('NOT', 'NULL');
    return { kind: 'drop not null', column: column.parts[0]! };
  }
  cursor.expectAll('SET', 'DATA', 'TYPE');
  return { kind: 'set type', column, type: parseType(cursor) };
}
