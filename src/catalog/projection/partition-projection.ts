/**
 * Partition projection: partitions that a table's properties describe, so that none need be in the catalog.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
import { LakeError } from '../../base/lake-error.js';
import { type Domain, singleValues } from '../../types/domain.js';
import type { SqlType } from '../../types/sql-type.js';
import { dateKey } from './date-key.js';
import { enumKey, keyValueOf } from './enum-key.js';
import { integerKey } from './integer-key.js';
import { KeyProperties } from './key-properties.js';
import { type PartitionLocation, partitionLocation } from './location-template.js';
import { type KeySelection, type ProjectedKey, selectValues } from './projected-key.js';
import { invalidProjection, unsupportedType } from './projection-error.js';

/** What a table says about its partitions. */
export interface ProjectedTable {
  readonly database: string;
  readonly name: string;
  readonly location: string;
  readonly partitionKeys: readonly { readonly name: string; readonly type: SqlType }[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a projection makes of the domains of a table's keys. */
export interface ProjectedPartitions {
  /** Values of each key, in the order of the keys; the partitions are all combinations. */
  readonly keys: readonly KeySelection[];
  /** How many partitions the table may have; with injected keys only those that were asked for are counted. */
  readonly partitionsTotal: bigint;
  readonly location: PartitionLocation;
}

/** Tells whether a table's partitions come from projection; those of the catalog then do not count. */
export const isProjected = (parameters: Readonly<Record<string, string>>): boolean =>
  parameters['projection.enabled']?.trim().toLowerCase() === 'true';

/**
 * Finds the partitions of a table whose keys may be in domains; nothing is listed, and no value made before it is wanted.
 * @throws HIVE_METASTORE_ERROR, INVALID_COLUMN_PROPERTY, CONSTRAINT_VIOLATION
 */
export function projectPartitions(
  table: ProjectedTable,
  domains: ReadonlyMap<string, Domain>,
  nowMillis: number,
): ProjectedPartitions {
  const { partitionKeys, parameters } = table;
  const names = partitionKeys.map(({ name }) => name);
  if (names.length === 0)
    throw new LakeError(
      'INVALID_TABLE_PROPERTY',
      'Partition projection cannot be enabled on a table that is not partitioned',
    );
  checkConfigured(table, names);
  const keys = partitionKeys.map(({ name, type }) => {
    const domain = domains.get(name);
    return selectValues(projectedKey(type, new KeyProperties(name, parameters), domain, nowMillis), domain);
  });
  return {
    keys,
    partitionsTotal: keys.reduce((product, { key }) => product * key.valueCount, 1n),
    location: partitionLocation(parameters['storage.location.template'], table.location, names),
  };
}

/** Reads the whole configuration, to find its mistakes before a query does. @throws as projectPartitions */
export function validateProjection(table: ProjectedTable, nowMillis: number): void {
  const injected = table.partitionKeys.filter(({ name }) => kindOf(name, table.parameters) === 'injected');
  const one = (type: SqlType): Domain => ({
    type,
    hasNull: false,
    ranges: [{ low: { value: '', inclusive: true }, high: { value: '', inclusive: true } }],
  });
  projectPartitions(table, new Map(injected.map(({ name, type }) => [name, one(type)])), nowMillis);
}

const kindOf = (name: string, parameters: Readonly<Record<string, string>>): string | undefined =>
  parameters[`projection.${name}.type`]?.trim().toLowerCase();

function checkConfigured({ database, name, parameters }: ProjectedTable, keys: readonly string[]): void {
  const missing = keys.filter((key) => kindOf(key, parameters) === undefined);
  if (missing.length > 0)
    throw new LakeError(
      'HIVE_METASTORE_ERROR',
      `Table ${database}.${name} is configured for partition projection, but the following partition columns are missing ` +
        `projection configuration: [${missing.join(', ')}] (table ${database}.${name})`,
    );
}

function projectedKey(
  type: SqlType,
  properties: KeyProperties,
  domain: Domain | undefined,
  nowMillis: number,
): ProjectedKey {
  const kind = properties.need('type').trim().toLowerCase();
  switch (kind) {
    case 'enum':
      return enumKey(type, properties);
    case 'integer':
      return integerKey(type, properties);
    case 'date':
      return dateKey(type, properties, nowMillis);
    case 'injected':
      return injectedKey(type, properties.column, domain);
    default:
      throw invalidProjection(
        properties.column,
        `Property: 'partition_projection_type' needs to be one of enum, integer, date, injected, not '${kind}'`,
      );
  }
}

/** A key that takes whatever values the query names. */
function injectedKey(type: SqlType, name: string, domain: Domain | undefined): ProjectedKey {
  if (type.kind !== 'varchar' && type.kind !== 'char') throw unsupportedType(name, type);
  const values = domain && singleValues(domain);
  if (!values || domain.hasNull)
    throw new LakeError(
      'CONSTRAINT_VIOLATION',
      `For the injected projected partition column ${name}, the WHERE clause must contain only static equality conditions, ` +
        'and at least one such condition must be present.',
    );
  const texts = values.map((value) => keyValueOf(value as string, type));
  return {
    name,
    type,
    valueCount: BigInt(texts.length),
    isOrdered: true,
    at: (index) => ({ text: texts[Number(index)]!, value: texts[Number(index)]! }),
    indexOf: (value) => {
      const index = texts.indexOf(value as string);
      return index < 0 ? undefined : BigInt(index);
    },
  };
}
