import type { CatalogTable, Parameters } from '../catalog/catalog-entry.js';

const schemaKeys = /^(?:spark\.sql\.sources\.schema|avro\.schema\.)/i;
const statisticsKeys =
  /^(?:numfiles|numrows|rawdatasize|totalsize|recordcount|averagerecordsize|objectcount|sizekey|column_stats_accurate)$/i;

/**
 * Gives a table of which columns or rows are hidden without what tells of them beside its columns: properties that name a hidden column, hold a
 * schema or count rows, and the columns that it is bucketed and sorted by.
 */
export function withShownProperties(entry: CatalogTable, hidden: readonly string[]): CatalogTable {
  const isHidden = (name: string): boolean => hidden.includes(name.toLowerCase());
  const { storage } = entry;
  const { bucketColumns, sortColumns, serde } = storage;
  return {
    ...entry,
    parameters: shown(entry.parameters, isHidden),
    storage: {
      ...storage,
      ...(bucketColumns?.some(isHidden) ? { bucketColumns: undefined, bucketCount: undefined } : {}),
      ...(sortColumns?.some(({ column }) => isHidden(column)) ? { sortColumns: undefined } : {}),
      serde: { ...serde, parameters: shown(serde.parameters, isHidden) },
    },
  };
}

const shown = (parameters: Parameters, isHidden: (name: string) => boolean): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).filter(
      ([key, value]) =>
        !schemaKeys.test(key) && !statisticsKeys.test(key) && !(`${key}\n${value}`.match(/\w+/g) ?? []).some(isHidden),
    ),
  );
