import { parametric } from '../trino-client.js';

/** A request that Trino and the lake answer alike. */
export interface ProtocolRequest {
  readonly name: string;
  readonly sql: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const prepared = (text: string): Record<string, string> => ({
  'x-trino-prepared-statement': `p=${encodeURIComponent(text)}`,
});

const values =
  `true; tinyint '1'; 1; bigint '9223372036854775807'; bigint '-9007199254740993'; real '1.5'; 1e0; 1e10; nan(); infinity(); -1e-5; -0e0; 1234567.5e0
12345678.5e0; cast(1.1e0 as real); real '1e10'; 5e-324; decimal '12.30'; decimal '-0.05'; cast('12345678901234567890.12' as decimal(30,2)); 'abc'; cast('x' as char(3))
cast('x' as varchar); cast('x' as varchar(5)); X'00ff'; json '{"a":1}'; date '2024-01-02'; date '-0044-03-15'; time '03:04:05.123456'; time '03:04:05.123456+01:00'
timestamp '2024-01-02 03:04:05.123456'; timestamp '2024-01-02 03:04:05.1235'; timestamp '2024-01-02 03:04:05'; timestamp '2024-01-02 03:04:05.9999'
timestamp '1969-12-31 23:59:59.9995'; timestamp '2024-01-02 03:04:05.123456789012'; timestamp '2024-01-02 03:04:05.123456 Europe/Paris'; timestamp '2024-01-02 03:04:05.1235 +01:00'
interval '1' day; interval '-1' second; interval '2' year; array[1,2]; map(array['a'],array[1]); map(array[1.5e0],array[timestamp '2024-01-02 03:04:05.123456'])
row(1,'x'); cast(row(1,'x') as row(a integer, b varchar)); cast(row(1) as row("A b" integer)); uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59'; ipaddress '10.0.0.1'; null
array[null]; array[array[timestamp '2024-01-02 03:04:05.123456']]; array[real '1.5', real '2']; chr(0) || chr(31) || '"\\/' || chr(127) || chr(8232) || U&'\\+01F600'
cast(map(array[date '2020-01-01'],array[row(1,nan())]) as map(date, row(x integer, y double))); array[decimal '1.10', decimal '2.2']; array[X'00ff']; map(array[X'00ff'],array[json '1'])
map(array[nan()], array[1]); map(array[true], array[1]); approx_set(1)
smallint '2'; array[interval '1' day]; cast('ab' as char(5)); decimal '-99999999999999999999.999'; real 'NaN'; -infinity(); time '23:59:59.999999999'
timestamp '2024-01-02 03:04:05.123456789 UTC'; map(array[1], array[map(array['a'], array[row(1, null)])]); json 'null'; json '[1.0, "x"]'; map(array[row(1, 'a')], array[1]); X''
interval '-3' month; interval '1 02:03:04.567' day to second; map(array[decimal '1.10'], array[date '2020-01-01']); array[]; row(null); time '01:02:03 -05:30'`.split(
    /; |\n/,
  );

const describedInputs =
  `SELECT ?; SELECT ? LIMIT ?; SELECT 1 OFFSET ? ROWS FETCH FIRST ? ROWS ONLY; SELECT coalesce(?, 1), if(?, 1, 2), nullif(?, 3)
SELECT CASE WHEN ? THEN ? ELSE 2 END, NOT ?, ARRAY[?, BIGINT '1'], ? IS NULL, ROW(?, 1); SELECT x[?] FROM (VALUES MAP(ARRAY['a'], ARRAY[1])) t (x)
SELECT type_name FROM system.jdbc.types WHERE data_type = ? AND type_name LIKE ? AND precision IN (?, ?) AND type_name BETWEEN ? AND ? AND ?
SELECT ? LIKE ?, ? IN (1, 2), 1.5 < ?, 1e0 > ?, date '2020-01-01' = ?; SELECT date_add('day', ?, current_date), substr('abc', ?), CAST(? AS date)
SELECT transform(ARRAY[1], x -> x + ?), filter(ARRAY['a'], x -> x = ?); SELECT x FROM (SELECT ? x) UNION SELECT 1; SELECT data_type + ?, type_name || ? || 'x' IS NULL FROM system.jdbc.types`.split(
    /; |\n/,
  );

const statements: readonly ProtocolRequest[] = [
  { name: 'several rows', sql: "VALUES (1, 'a'), (2, NULL), (NULL, 'c') ORDER BY 1" },
  { name: 'no rows', sql: 'SELECT 1 AS a WHERE false' },
  { name: 'same names', sql: 'SELECT 1 AS a, 2 AS a, 3' },
  { name: 'execute', sql: 'EXECUTE p USING 4', headers: prepared('SELECT ? + 1') },
  { name: 'execute immediate', sql: "EXECUTE IMMEDIATE 'SELECT ?, ?' USING 5, 'x'" },
  { name: 'describe input', sql: 'DESCRIBE INPUT p', headers: prepared('SELECT ? + 1, CAST(? AS varchar)') },
  { name: 'describe input without parameters', sql: 'DESCRIBE INPUT p', headers: prepared('SELECT 1') },
  { name: 'describe output', sql: 'DESCRIBE OUTPUT p', headers: prepared("SELECT 1 AS a, 'x', BIGINT '2' b") },
  { name: 'describe output of show', sql: 'DESCRIBE OUTPUT p', headers: prepared('SHOW CATALOGS') },
  {
    name: 'describe output of nothing',
    sql: 'DESCRIBE OUTPUT p',
    headers: prepared('RESET SESSION query_max_run_time'),
  },
  { name: 'describe unknown', sql: 'DESCRIBE OUTPUT nope' },
  { name: 'deallocate', sql: 'DEALLOCATE PREPARE p', headers: prepared('SELECT 1') },
  { name: 'deallocate unknown', sql: 'DEALLOCATE PREPARE nope' },
  { name: 'execute unknown', sql: 'EXECUTE nope' },
  { name: 'prepare', sql: 'PREPARE "a b" FROM SELECT 1' },
  { name: 'use', sql: 'USE system.information_schema' },
  { name: 'use schema', sql: 'USE jdbc', headers: { 'x-trino-catalog': 'system' } },
  { name: 'use unknown schema', sql: 'USE system.nope' },
  { name: 'use unknown catalog', sql: 'USE nope.nope' },
  { name: 'set time zone', sql: "SET TIME ZONE 'Europe/Paris'" },
  { name: 'set time zone local', sql: 'SET TIME ZONE LOCAL' },
  { name: 'set unknown session property', sql: 'SET SESSION nope = 1' },
  { name: 'unknown session property', sql: 'SELECT 1', headers: { 'x-trino-session': 'nope=1' } },
  { name: 'session property of an unknown catalog', sql: 'SELECT 1', headers: { 'x-trino-session': 'nope.x=1' } },
  { name: 'bad session property', sql: 'SELECT 1', headers: { 'x-trino-session': 'query_max_run_time=zz' } },
  { name: 'bad session', sql: 'SELECT 1', headers: { 'x-trino-session': 'bad' } },
  { name: 'set session', sql: "SET SESSION query_max_run_time = '5m'" },
  { name: 'set session to a bad value', sql: "SET SESSION query_max_run_time = 'zz'" },
  { name: 'set session of another type', sql: 'SET SESSION query_max_run_time = 5' },
  { name: 'set session of an unknown catalog', sql: 'SET SESSION nope.x = 1' },
  { name: 'reset session', sql: 'RESET SESSION query_max_run_time' },
  { name: 'reset unknown session property', sql: 'RESET SESSION nope' },
  { name: 'session', sql: 'SELECT 1', headers: { 'x-trino-session': 'query_max_run_time=5m' } },
  { name: 'version', sql: 'SELECT version()' },
  { name: 'set role none', sql: 'SET ROLE NONE' },
  { name: 'set role all', sql: 'SET ROLE ALL' },
  { name: 'set unknown role', sql: 'SET ROLE nope' },
  { name: 'bad prepared statements', sql: 'SELECT 1', headers: { 'x-trino-prepared-statement': 'p' } },
  { name: 'prepared statement that is none', sql: 'SELECT 1', headers: prepared('SELEC') },
  { name: 'execute with too many', sql: 'EXECUTE p USING 1, 2', headers: prepared('SELECT ?') },
  { name: 'parameter without a value', sql: 'SELECT ?' },
  { name: 'zone by its offset', sql: 'SELECT current_timezone()', headers: { 'x-trino-time-zone': '+05:00' } },
  { name: 'use without catalog', sql: 'USE tiny' },
  ...describedInputs.map((text) => ({
    name: `describe input of ${text}`,
    sql: 'DESCRIBE INPUT p',
    headers: prepared(text),
  })),
  { name: 'empty session', sql: 'SELECT 1', headers: { 'x-trino-session': '' } },
  { name: 'unknown zone', sql: 'SELECT 1', headers: { 'x-trino-time-zone': 'Nope/X' } },
  { name: 'zone', sql: 'SELECT current_timezone()', headers: { 'x-trino-time-zone': 'Asia/Tokyo' } },
  { name: 'unknown catalog', sql: 'SELECT 1', headers: { 'x-trino-catalog': 'nope' } },
  { name: 'commit outside', sql: 'COMMIT', headers: { 'x-trino-transaction-id': 'NONE' } },
  { name: 'rollback outside', sql: 'ROLLBACK', headers: { 'x-trino-transaction-id': 'NONE' } },
  { name: 'start transaction', sql: 'START TRANSACTION READ ONLY', headers: { 'x-trino-transaction-id': 'NONE' } },
  { name: 'start transaction of a client that keeps none', sql: 'START TRANSACTION' },
  { name: 'commit of a client that keeps none', sql: 'COMMIT' },
  {
    name: 'unknown transaction',
    sql: 'SELECT 1',
    headers: { 'x-trino-transaction-id': '12151fd2-7586-11e9-8f9e-2a86e4085a59' },
  },
  { name: 'bad transaction', sql: 'SELECT 1', headers: { 'x-trino-transaction-id': 'nope' } },
  { name: 'bad role', sql: 'SELECT 1', headers: { 'x-trino-role': 'bad' } },
  { name: 'bad estimate', sql: 'SELECT 1', headers: { 'x-trino-resource-estimate': 'bad' } },
  { name: 'schema without catalog', sql: 'SELECT 1', headers: { 'x-trino-schema': 'x' } },
  { name: 'empty', sql: '' },
  { name: 'blank', sql: '  ' },
  { name: 'syntax', sql: 'selec' },
  { name: 'syntax in line 2', sql: 'SELECT 1\nFROM WHERE' },
  { name: 'two statements', sql: 'SELECT 1; SELECT 2' },
  { name: 'semicolon', sql: 'SELECT 1;' },
  { name: 'division by zero', sql: 'SELECT 1/0' },
  { name: 'bad cast', sql: "SELECT CAST('x' AS integer)" },
  { name: 'unknown column', sql: 'SELECT foo FROM (VALUES 1) t(x)' },
  { name: 'unknown function', sql: 'SELECT foo(1)' },
  { name: 'type mismatch', sql: "SELECT 1 + 'x'" },
  { name: 'unknown table', sql: 'SELECT * FROM system.jdbc.nope' },
  { name: 'show catalogs', sql: "SHOW CATALOGS LIKE 'system'" },
  { name: 'table types', sql: 'SELECT * FROM system.jdbc.table_types ORDER BY 1' },
  { name: 'call without query', sql: "CALL system.runtime.kill_query(query_id => 'x', message => 'm')" },
  ...[
    'catalogs',
    'schemas',
    'tables',
    'columns',
    'types',
    'procedures',
    'procedure_columns',
    'attributes',
    'pseudo_columns',
    'super_tables',
    'super_types',
    'udts',
  ].map((table) => ({ name: `jdbc.${table}`, sql: `SELECT * FROM system.jdbc.${table} WHERE false` })),
  ...[
    'catalogs',
    'table_comments',
    'materialized_views',
    'table_properties',
    'schema_properties',
    'column_properties',
    'analyze_properties',
  ].map((table) => ({ name: `metadata.${table}`, sql: `SELECT * FROM system.metadata.${table} WHERE false` })),
  {
    name: 'types of all kinds',
    sql: `SELECT type_name, data_type, precision, nullable, case_sensitive, searchable, num_prec_radix FROM system.jdbc.types
      WHERE type_name IN ('bigint', 'boolean', 'double', 'real', 'varbinary', 'date', 'array', 'varchar', 'decimal', 'timestamp', 'json') ORDER BY 1`,
  },
];

/** Lists the requests. */
export const protocolRequests: readonly ProtocolRequest[] = [
  ...values.map((value) => ({ name: `value ${value}`, sql: `SELECT ${value} AS c`, headers: parametric })),
  ...values
    .filter((value) => value.includes('time'))
    .map((value) => ({ name: `old client's ${value}`, sql: `SELECT ${value} AS c` })),
  ...statements.map((statement) => ({ ...statement, headers: { ...parametric, ...statement.headers } })),
];
