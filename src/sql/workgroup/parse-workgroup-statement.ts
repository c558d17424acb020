import { acceptWords, expectWords } from '../access/words.js';
import type { WorkgroupStatement } from '../ast/workgroup.js';
import { findByLeadingWords } from '../leading-words.js';
import { parseWhole } from '../parse-statement.js';
import { parseComment, parseProperty, parseWithProperties } from '../parser/create.js';
import type { Cursor } from '../parser/cursor.js';
import { parseIdentifier, parseString } from '../parser/names.js';

interface Rule {
  readonly words: RegExp;
  parse(cursor: Cursor): WorkgroupStatement;
}

/** Leading words of each statement; the rule reads them again. */
const rules: readonly Rule[] = [
  { words: /^CREATE\s+WORKGROUP\b/i, parse: parseCreate },
  { words: /^ALTER\s+WORKGROUP\b/i, parse: parseAlter },
  { words: /^DROP\s+WORKGROUP\b/i, parse: parseDrop },
  { words: /^SHOW\s+WORKGROUPS\b/i, parse: parseShow },
];

/** Gives how to parse a text that begins as a statement about workgroups. */
export function findWorkgroupReading(text: string): (() => WorkgroupStatement) | undefined {
  const found = findByLeadingWords(text, rules);
  return found && (() => parseWhole(text, found.parse));
}

function parseCreate(cursor: Cursor): WorkgroupStatement {
  const { position } = cursor;
  expectWords(cursor, 'CREATE', 'WORKGROUP');
  const ifNotExists = acceptWords(cursor, 'IF', 'NOT', 'EXISTS');
  const name = parseIdentifier(cursor);
  const comment = parseComment(cursor);
  return { kind: 'CreateWorkgroup', name, ifNotExists, comment, properties: parseWithProperties(cursor), position };
}

function parseAlter(cursor: Cursor): WorkgroupStatement {
  const { position } = cursor;
  expectWords(cursor, 'ALTER', 'WORKGROUP');
  const name = parseIdentifier(cursor);
  for (const word of ['ENABLE', 'DISABLE']) cursor.noteLabel(`'${word}'`);
  const isEnabled = acceptWords(cursor, 'ENABLE');
  if (isEnabled || acceptWords(cursor, 'DISABLE'))
    return { kind: 'AlterWorkgroup', name, state: isEnabled ? 'ENABLED' : 'DISABLED', properties: [], position };
  expectWords(cursor, 'SET', 'PROPERTIES');
  return { kind: 'AlterWorkgroup', name, state: undefined, properties: cursor.list(parseProperty), position };
}

function parseDrop(cursor: Cursor): WorkgroupStatement {
  const { position } = cursor;
  expectWords(cursor, 'DROP', 'WORKGROUP');
  const ifExists = acceptWords(cursor, 'IF', 'EXISTS');
  const name = parseIdentifier(cursor);
  return { kind: 'DropWorkgroup', name, ifExists, cascade: acceptWords(cursor, 'CASCADE'), position };
}

function parseShow(cursor: Cursor): WorkgroupStatement {
  const { position } = cursor;
  expectWords(cursor, 'SHOW', 'WORKGROUPS');
  return { kind: 'ShowWorkgroups', like: cursor.accept('LIKE') ? parseString(cursor).value : undefined, position };
}
