/** Lists the keywords that cannot be identifiers without quotes. */
// biome-ignore format: one word a line says nothing more
export const reservedWords = [
  'ALTER', 'AND', 'AS', 'AUTO', 'BETWEEN', 'BY', 'CASE', 'CAST', 'CONSTRAINT', 'CREATE', 'CROSS', 'CUBE',
  'CURRENT_CATALOG', 'CURRENT_DATE', 'CURRENT_PATH', 'CURRENT_ROLE', 'CURRENT_SCHEMA', 'CURRENT_TIME',
  'CURRENT_TIMESTAMP', 'CURRENT_USER', 'DEALLOCATE', 'DELETE', 'DESCRIBE', 'DISTINCT', 'DROP', 'ELSE', 'END',
  'ESCAPE', 'EXCEPT', 'EXISTS', 'EXTRACT', 'FALSE', 'FOR', 'FROM', 'FULL', 'GROUP', 'GROUPING', 'HAVING', 'IN',
  'INNER', 'INSERT', 'INTERSECT', 'INTO', 'IS', 'JOIN', 'JSON_ARRAY', 'JSON_EXISTS', 'JSON_OBJECT', 'JSON_QUERY',
  'JSON_TABLE', 'JSON_VALUE', 'LEFT', 'LIKE', 'LISTAGG', 'LOCALTIME', 'LOCALTIMESTAMP', 'NATURAL', 'NORMALIZE',
  'NOT', 'NULL', 'ON', 'OR', 'ORDER', 'OUTER', 'PREPARE', 'RECURSIVE', 'RIGHT', 'ROLLUP', 'SELECT', 'SKIP', 'TABLE',
  'THEN', 'TRIM', 'TRUE', 'UESCAPE', 'UNION', 'UNNEST', 'USING', 'VALUES', 'WHEN', 'WHERE', 'WITH',
] as const;

/** Lists the keywords that are identifiers where the grammar expects one. */
// biome-ignore format: one word a line says nothing more
export const nonReservedWords = [
  'ABSENT', 'ADD', 'ADMIN', 'AFTER', 'ALL', 'ANALYZE', 'ANY', 'ARRAY', 'ASC', 'AT', 'AUTHORIZATION', 'BEGIN',
  'BERNOULLI', 'BOTH', 'CALL', 'CALLED', 'CASCADE', 'CATALOG', 'CATALOGS', 'COLUMN', 'COLUMNS', 'COMMENT', 'COMMIT',
  'COMMITTED', 'CONDITIONAL', 'CORRESPONDING', 'COUNT', 'COPARTITION', 'CURRENT', 'DATA', 'DATE', 'DAY', 'DECLARE',
  'DEFAULT', 'DEFINE', 'DEFINER', 'DENY', 'DESC', 'DESCRIPTOR', 'DETERMINISTIC', 'DISTRIBUTED', 'DO', 'DOUBLE',
  'ELSEIF', 'EMPTY', 'ENCODING', 'ERROR', 'EXCLUDING', 'EXECUTE', 'EXPLAIN', 'FETCH', 'FILTER', 'FINAL', 'FIRST',
  'FOLLOWING', 'FORMAT', 'FUNCTION', 'FUNCTIONS', 'GRACE', 'GRANT', 'GRANTED', 'GRANTS', 'GRAPHVIZ', 'GROUPS',
  'HOUR', 'IF', 'IGNORE', 'IMMEDIATE', 'INCLUDING', 'INITIAL', 'INPUT', 'INTERVAL', 'INVOKER', 'IO', 'ISOLATION',
  'ITERATE', 'JSON', 'KEEP', 'KEY', 'KEYS', 'LANGUAGE', 'LAST', 'LATERAL', 'LEADING', 'LEAVE', 'LEVEL', 'LIMIT',
  'LOCAL', 'LOGICAL', 'LOOP', 'MAP', 'MATCH', 'MATCHED', 'MATCHES', 'MATCH_RECOGNIZE', 'MATERIALIZED', 'MEASURES',
  'MERGE', 'MINUTE', 'MONTH', 'NESTED', 'NEXT', 'NFC', 'NFD', 'NFKC', 'NFKD', 'NO', 'NONE', 'NULLIF', 'NULLS',
  'OBJECT', 'OF', 'OFFSET', 'OMIT', 'ONE', 'ONLY', 'OPTION', 'ORDINALITY', 'OUTPUT', 'OVER', 'OVERFLOW',
  'PARTITION', 'PARTITIONS', 'PASSING', 'PAST', 'PATH', 'PATTERN', 'PER', 'PERIOD', 'PERMUTE', 'PLAN', 'POSITION',
  'PRECEDING', 'PRECISION', 'PRIVILEGES', 'PROPERTIES', 'PRUNE', 'QUOTES', 'RANGE', 'READ', 'REFRESH', 'RENAME',
  'REPEAT', 'REPEATABLE', 'REPLACE', 'RESET', 'RESPECT', 'RESTRICT', 'RETURN', 'RETURNING', 'RETURNS', 'REVOKE',
  'ROLE', 'ROLES', 'ROLLBACK', 'ROW', 'ROWS', 'RUNNING', 'SCALAR', 'SCHEMA', 'SCHEMAS', 'SECOND', 'SECURITY',
  'SEEK', 'SERIALIZABLE', 'SESSION', 'SET', 'SETS', 'SHOW', 'SOME', 'START', 'STATS', 'STRING', 'SUBSET',
  'SUBSTRING', 'SYSTEM', 'TABLES', 'TABLESAMPLE', 'TEXT', 'TIES', 'TIME', 'TIMESTAMP', 'TO', 'TRAILING',
  'TRANSACTION', 'TRUNCATE', 'TRY_CAST', 'TYPE', 'UNBOUNDED', 'UNCOMMITTED', 'UNCONDITIONAL', 'UNIQUE', 'UNKNOWN',
  'UNMATCHED', 'UNTIL', 'UPDATE', 'USE', 'USER', 'UTF16', 'UTF32', 'UTF8', 'VALIDATE', 'VALUE', 'VERBOSE',
  'VERSION', 'VIEW', 'WHILE', 'WINDOW', 'WITHIN', 'WITHOUT', 'WORK', 'WRAPPER', 'WRITE', 'YEAR', 'ZONE',
] as const;

/** Names a keyword, in upper case. */
export type Keyword = (typeof reservedWords)[number] | (typeof nonReservedWords)[number];

const keywords = new Map<string, Keyword>([...reservedWords, ...nonReservedWords].map((word) => [word, word]));

/** Finds the keyword that `word` is, in whatever case it is written. */
export function keywordOf(word: string): Keyword | undefined {
  return keywords.get(word) ?? keywords.get(word.toUpperCase());
}

const identifierKinds = new Set<string>([
  ...nonReservedWords,
  ...['identifier', 'quoted identifier', 'backquoted identifier', 'digit identifier'],
]);

/** Tells whether a token of this kind can be an identifier. */
export function isIdentifierKind(kind: string): boolean {
  return identifierKinds.has(kind);
}
