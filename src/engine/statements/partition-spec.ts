import { LakeError } from '../../base/lake-error.js';
import { type CatalogColumn, type CatalogTable, columnType, nullPartitionValue } from '../../catalog/catalog-entry.js';
import type { KeyFilter, PartitionFilter } from '../../catalog/partition-filter.js';
import type { PartitionSpec, PartitionTerm } from '../../sql/ast.js';
import { parseValue } from '../../types/parse-value.js';
import { utcZone } from '../../types/time-zone.js';
import { semanticError } from './target.js';

/** Reads a specification that has to name one partition: a value for each of the keys, in their order. Throws INVALID_DDL. */
export function exactValues(spec: PartitionSpec, table: CatalogTable): readonly string[] {
  const filter = partitionFilter(spec, table);
  if (spec.some(({ operator }) => operator !== '=')) throw semanticError('A partition is named by = only');
  const missing = filter.indexOf(undefined);
  if (missing !== -1 || spec.length !== table.partitionKeys.length)
    throw semanticError(
      `partition spec ${specText(spec)} doesn't contain all (${table.partitionKeys.length}) partition columns`,
    );
  return filter.map((key) => key!.values![0] ?? nullPartitionValue);
}

/** Makes a filter of a specification that may leave keys out or compare them. Throws INVALID_DDL. */
export function partitionFilter(spec: PartitionSpec, table: CatalogTable): PartitionFilter {
  for (const term of spec) checkTerm(term, table);
  return table.partitionKeys.map(({ name }) => {
    const terms = spec.filter(({ key }) => key === name);
    if (terms.length > 1) throw semanticError(`The partition column ${name} is given twice`);
    return terms[0] && keyFilter(terms[0]);
  });
}

function keyFilter({ operator, value = nullPartitionValue }: PartitionTerm): KeyFilter {
  switch (operator) {
    case '=':
      return { values: [value], includesNull: value === nullPartitionValue };
    case '<>':
      return { ranges: [{ high: value }, { low: value }] };
    case '<':
    case '<=':
      return { ranges: [{ high: value, highInclusive: operator === '<=' }] };
    case '>':
    case '>=':
      return { ranges: [{ low: value, lowInclusive: operator === '>=' }] };
  }
}

/** Tells whether a text can be the value of a partition key. */
export function isPartitionValue(value: string, key: CatalogColumn): boolean {
  const type = columnType(key);
  if (value === nullPartitionValue || type.kind === 'varchar' || type.kind === 'char') return true;
  try {
    parseValue(value, type, { zone: utcZone, startMillis: 0 });
    return true;
  } catch (error) {
    if (error instanceof LakeError && error.type === 'USER_ERROR') return false;
    throw error;
  }
}

function checkTerm({ key, value }: PartitionTerm, table: CatalogTable): void {
  const column = table.partitionKeys.find(({ name }) => name === key);
  if (!column)
    throw semanticError(`[Error 10098]: Non-Partition column appears in the partition specification:  ${key}`);
  if (value === undefined || isPartitionValue(value, column)) return;
  throw new LakeError(
    'HIVE_INVALID_PARTITION_VALUE',
    `FAILED: SemanticException [Error 10248]: Cannot add partition column ${key} of type string as it cannot be converted to type ${column.type}`,
  );
}

const specText = (spec: PartitionSpec): string =>
  `{${spec.map(({ key, value }) => `${key}=${value ?? nullPartitionValue}`).join(', ')}}`;
