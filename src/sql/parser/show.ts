import type { Identifier, QualifiedName } from '../ast/names.js';
import type { Show, ShowSubject } from '../ast/statement.js';
import type { Cursor } from './cursor.js';
import { parseGrantObject } from './grants.js';
import { parseIdentifier, parseQualifiedName, parseString } from './names.js';

/** Parses any SHOW. */
export function parseShow(cursor: Cursor): Show {
  const { position } = cursor;
  cursor.expect('SHOW');
  const subject = parseSubject(cursor);
  const like = canFilter.has(subject.kind) && cursor.accept('LIKE') ? parseString(cursor).value : undefined;
  const escapedBy = like !== undefined && cursor.accept('ESCAPE') ? parseString(cursor).value : undefined;
  return { kind: 'Show', subject, like, escape: escapedBy, position };
}

const canFilter = new Set<ShowSubject['kind']>(['catalogs', 'schemas', 'tables', 'columns', 'functions', 'session']);

function parseSubject(cursor: Cursor): ShowSubject {
  const word = cursor.expectAny(
    ...(['CATALOGS', 'COLUMNS', 'CREATE', 'CURRENT', 'FUNCTIONS', 'GRANTS', 'ROLE', 'ROLES', 'SCHEMAS'] as const),
    ...(['SESSION', 'STATS', 'TABLES'] as const),
  );
  switch (word) {
    case 'CATALOGS':
      return { kind: 'catalogs' };
    case 'SESSION':
      return { kind: 'session' };
    case 'SCHEMAS':
      return { kind: 'schemas', catalog: parseOptionalIn(cursor, parseIdentifier) };
    case 'TABLES':
      return { kind: 'tables', schema: parseOptionalIn(cursor, parseQualifiedName) };
    case 'FUNCTIONS':
      return { kind: 'functions', schema: parseOptionalIn(cursor, parseQualifiedName) };
    case 'COLUMNS':
      cursor.expectAny('FROM', 'IN');
      return { kind: 'columns', table: parseQualifiedName(cursor) };
    case 'STATS':
      return parseStats(cursor);
    case 'GRANTS':
      return { kind: 'grants', on: cursor.accept('ON') ? parseGrantObject(cursor) : undefined };
    case 'CREATE':
      return parseShowCreate(cursor);
    case 'ROLE':
      cursor.expect('GRANTS');
      return { kind: 'role grants', catalog: parseOptionalIn(cursor, parseIdentifier) };
    case 'CURRENT':
      cursor.expect('ROLES');
      return { kind: 'current roles', catalog: parseOptionalIn(cursor, parseIdentifier) };
    case 'ROLES':
      return { kind: 'roles', catalog: parseOptionalIn(cursor, parseIdentifier) };
  }
}

function parseOptionalIn<T extends Identifier | QualifiedName>(
  cursor: Cursor,
  parseName: (cursor: Cursor) => T,
): T | undefined {
  return cursor.acceptAny('FROM', 'IN') ? parseName(cursor) : undefined;
}

function parseStats(cursor: Cursor): ShowSubject {
  cursor.expect('FOR');
  return { kind: 'stats', of: cursor.is('(') ? cursor.parenthesized(cursor.rules.query) : parseQualifiedName(cursor) };
}

function parseShowCreate(cursor: Cursor): ShowSubject {
  const word = cursor.expectAny('TABLE', 'VIEW', 'MATERIALIZED', 'SCHEMA', 'FUNCTION');
  if (word === 'MATERIALIZED') cursor.expect('VIEW');
  const object = word === 'MATERIALIZED' ? 'MATERIALIZED VIEW' : word;
  return { kind: 'create', object, name: parseQualifiedName(cursor) };
}
