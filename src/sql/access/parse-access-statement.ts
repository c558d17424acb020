import type { AccessStatement, CreateDataFilter, SetTags, TagTarget } from '../ast/access.js';
import { findByLeadingWords } from '../leading-words.js';
import { parseWhole } from '../parse-statement.js';
import type { Cursor } from '../parser/cursor.js';
import { parseIdentifier, parseQualifiedName } from '../parser/names.js';
import {
  parseConditions,
  parseFilterName,
  parseGrantee,
  parseLowerName,
  parsePermissions,
  parseTagValue,
  parseTarget,
} from './grant-target.js';
import { acceptWords, expectWords } from './words.js';

type Rule = (cursor: Cursor) => AccessStatement;

interface LeadingRule {
  readonly words: RegExp;
  readonly rule: Rule;
  /** The Trino grammar has statements that begin alike. */
  readonly isTrinoToo?: boolean;
}

/** Leading words of each statement; the rule reads them again. */
const rules: readonly LeadingRule[] = [
  { words: /^GRANT\b/i, rule: parseGrant, isTrinoToo: true },
  { words: /^REVOKE\b/i, rule: parseRevoke, isTrinoToo: true },
  { words: /^SHOW\s+GRANTS\b/i, rule: parseShowGrants },
  { words: /^CREATE\s+DATA\s+FILTER\b/i, rule: parseCreateFilter },
  { words: /^DROP\s+DATA\s+FILTER\b/i, rule: parseDropFilter },
  { words: /^SHOW\s+DATA\s+FILTERS\b/i, rule: parseShowFilters },
  { words: /^DROP\s+ROLE\b/i, rule: parseDropRole },
  {
    words: /^(?:CREATE|ALTER|DROP)\s+TAG\s+EXPRESSION\b(?!\s+(?:VALUES|ADD|DROP)\b|\s*;?\s*$)/i,
    rule: parseTagExpression,
  },
  { words: /^SHOW\s+TAG\s+EXPRESSIONS\b/i, rule: parseShowTagExpressions },
  { words: /^(?:CREATE|DROP)\s+OPT\s+IN\b/i, rule: parseOptIn },
  { words: /^SHOW\s+OPT\s+INS\b/i, rule: parseShowOptIns },
  { words: /^CREATE\s+TAG\b/i, rule: parseCreateTag },
  { words: /^ALTER\s+TAG\b/i, rule: parseAlterTag },
  { words: /^DROP\s+TAG\b/i, rule: parseDropTag },
  { words: /^SHOW\s+TAGS\b/i, rule: parseShowTags },
  { words: /^ALTER\s+(?:DATABASE|SCHEMA|TABLE)\b[^']*\b(?:UN)?SET\s+TAGS\b/i, rule: parseSetTags },
];

/** A way to parse a text as a statement about permissions. */
export interface AccessReading {
  /** The Trino grammar has statements that begin alike. */
  readonly isTrinoToo: boolean;
  parse(): AccessStatement;
}

/** Finds the statement about permissions that begins as a text does. */
export function findAccessReading(text: string): AccessReading | undefined {
  const found = findByLeadingWords(text, rules);
  if (!found) return undefined;
  const { rule, isTrinoToo = false } = found;
  return { isTrinoToo, parse: () => parseWhole(text, rule) };
}

function parseGrant(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  cursor.expect('GRANT');
  const permissions = parsePermissions(cursor);
  cursor.expect('TO');
  const to = parseGrantee(cursor);
  const withGrantOption = cursor.accept('WITH');
  if (withGrantOption) cursor.expectAll('GRANT', 'OPTION');
  return { kind: 'GrantPermissions', ...permissions, to, withGrantOption, position };
}

function parseRevoke(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  cursor.expect('REVOKE');
  const grantOptionOnly = acceptWords(cursor, 'GRANT', 'OPTION', 'FOR');
  const permissions = parsePermissions(cursor);
  cursor.expect('FROM');
  return { kind: 'RevokePermissions', ...permissions, from: parseGrantee(cursor), grantOptionOnly, position };
}

function parseShowGrants(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'SHOW', 'GRANTS');
  const on = cursor.accept('ON') ? parseTarget(cursor) : undefined;
  const to = cursor.accept('FOR') ? parseGrantee(cursor) : undefined;
  return { kind: 'ShowGrants', on, to, position };
}

function parseCreateFilter(cursor: Cursor): CreateDataFilter {
  const { position } = cursor;
  cursor.expect('CREATE');
  const name = parseFilterName(cursor);
  const isExcluding = acceptWords(cursor, 'EXCLUDE', 'COLUMNS');
  const hasColumns = isExcluding || acceptWords(cursor, 'COLUMNS');
  const columns = hasColumns ? cursor.parenthesized((inner) => inner.list(parseIdentifier)) : [];
  const columnRule = isExcluding ? 'exclude' : hasColumns ? 'include' : 'all';
  const where = cursor.accept('WHERE') ? conditionText(cursor) : undefined;
  return { kind: 'CreateDataFilter', ...name, columnRule, columns, where, position };
}

function conditionText(cursor: Cursor): string {
  const { start } = cursor.token;
  cursor.rules.expression(cursor);
  return cursor.text.slice(start, cursor.tokens[cursor.index - 1]!.end);
}

function parseDropFilter(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  cursor.expect('DROP');
  return { kind: 'DropDataFilter', ...parseFilterName(cursor), position };
}

function parseShowFilters(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'SHOW', 'DATA', 'FILTERS');
  cursor.expect('ON');
  return { kind: 'ShowDataFilters', table: parseQualifiedName(cursor), position };
}

function parseDropRole(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  cursor.expectAll('DROP', 'ROLE');
  return { kind: 'DropRole', name: parseIdentifier(cursor), position };
}

const parseTagValues = (cursor: Cursor): readonly string[] => {
  expectWords(cursor, 'VALUES');
  return cursor.parenthesized((inner) => inner.list(parseTagValue));
};

function parseCreateTag(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'CREATE', 'TAG');
  return { kind: 'CreateTag', key: parseLowerName(cursor), values: parseTagValues(cursor), position };
}

function parseAlterTag(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'ALTER', 'TAG');
  const key = parseLowerName(cursor);
  const change = acceptWords(cursor, 'ADD') ? 'ADD' : 'DROP';
  if (change === 'DROP') cursor.expect('DROP');
  return { kind: 'AlterTag', key, change, values: parseTagValues(cursor), position };
}

function parseDropTag(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'DROP', 'TAG');
  return { kind: 'DropTag', key: parseLowerName(cursor), position };
}

function parseShowTags(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'SHOW', 'TAGS');
  return { kind: 'ShowTags', on: cursor.accept('ON') ? parseTagTarget(cursor) : undefined, position };
}

function parseTagTarget(cursor: Cursor): TagTarget {
  const { position } = cursor;
  const isDatabase = acceptWords(cursor, 'DATABASE') || acceptWords(cursor, 'SCHEMA');
  if (!isDatabase) cursor.expect('TABLE');
  const name = parseQualifiedName(cursor);
  const column = !isDatabase && acceptWords(cursor, 'COLUMN') ? parseIdentifier(cursor) : undefined;
  return { type: isDatabase ? 'DATABASE' : 'TABLE', name, column, position };
}

function parseSetTags(cursor: Cursor): SetTags {
  const { position } = cursor;
  cursor.expect('ALTER');
  const on = parseTagTarget(cursor);
  const isUnset = acceptWords(cursor, 'UNSET');
  if (!isUnset) cursor.expect('SET');
  expectWords(cursor, 'TAGS');
  const tags = cursor.parenthesized((inner) =>
    inner.list((item): [string, string | undefined] => {
      const key = parseLowerName(item);
      if (isUnset) return [key, undefined];
      item.expect('=');
      return [key, parseTagValue(item)];
    }),
  );
  return { kind: 'SetTags', on, tags, position };
}

function parseTagExpression(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  const verb = cursor.acceptAny('CREATE', 'ALTER');
  if (!verb) cursor.expect('DROP');
  expectWords(cursor, 'TAG', 'EXPRESSION');
  const name = parseLowerName(cursor);
  if (!verb) return { kind: 'DropTagExpression', name, position };
  cursor.expect('AS');
  const conditions = parseConditions(cursor);
  return { kind: verb === 'CREATE' ? 'CreateTagExpression' : 'AlterTagExpression', name, conditions, position };
}

function parseShowTagExpressions(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'SHOW', 'TAG', 'EXPRESSIONS');
  return { kind: 'ShowTagExpressions', position };
}

function parseOptIn(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  const isMade = cursor.accept('CREATE');
  if (!isMade) cursor.expect('DROP');
  expectWords(cursor, 'OPT', 'IN', 'FOR');
  const to = parseGrantee(cursor);
  cursor.expect('ON');
  return { kind: isMade ? 'CreateOptIn' : 'DropOptIn', to, on: parseTarget(cursor), position };
}

function parseShowOptIns(cursor: Cursor): AccessStatement {
  const { position } = cursor;
  expectWords(cursor, 'SHOW', 'OPT', 'INS');
  return { kind: 'ShowOptIns', position };
}
