import { parseType } from '../../../types/parse-type.js';
import { BIGINT, BOOLEAN } from '../../../types/sql-type.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { countOf } from './columns.js';
import { jdbcType } from './jdbc-type.js';

const simple = [
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'varbinary',
  'date',
  'json',
  'uuid',
  'ipaddress',
  'unknown',
  'interval year to month',
  'interval day to second',
];
const incomparable = ['HyperLogLog', 'SetDigest', 'tdigest', 'qdigest'];
const parametric = [
  'array',
  'char',
  'decimal',
  'map',
  'row',
  'time',
  'time with time zone',
  'timestamp',
  'timestamp with time zone',
  'varchar',
];
const arrayNumber = 2003;
const javaObject = 2000;
const nullable = 1n;
const searchable = 3n;
const unsearchable = 0n;

/** `system.jdbc.types`: the types that values may have. */
export const jdbcTypesTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'jdbc',
  name: 'types',
  columns: knownColumns(
    'type_name',
    ['data_type', BIGINT],
    ['precision', BIGINT],
    'literal_prefix',
    'literal_suffix',
    'create_params',
    ['nullable', BIGINT],
    ['case_sensitive', BOOLEAN],
    ['searchable', BIGINT],
    ['unsigned_attribute', BOOLEAN],
    ['fixed_prec_scale', BOOLEAN],
    ['auto_increment', BOOLEAN],
    'local_type_name',
    ['minimum_scale', BIGINT],
    ['maximum_scale', BIGINT],
    ['sql_data_type', BIGINT],
    ['sql_datetime_sub', BIGINT],
    ['num_prec_radix', BIGINT],
  ),
  isOfCatalog: true,
  rows: () => {
    const row = (
      name: string,
      { number, size, radix }: { readonly number: number; readonly size?: number; readonly radix?: number },
      search: bigint,
    ) => [
      name,
      BigInt(number),
      countOf(size),
      null,
      null,
      null,
      nullable,
      false,
      search,
      null,
      false,
      null,
      null,
      0n,
      0n,
      null,
      null,
      countOf(radix),
    ];
    return [
      ...simple.map((name) => row(name, jdbcType(parseType(name)), searchable)),
      ...incomparable.map((name) => row(name, { number: javaObject }, unsearchable)),
      ...parametric.map((name) => row(name, { number: name === 'array' ? arrayNumber : javaObject }, unsearchable)),
    ];
  },
};
