import type { BlockingFile } from '../storage/file.js';
import { type Domain, overlaps, singleValues } from '../types/domain.js';
import { mayContain, readBloomFilter } from './bloom-filter.js';
import { readColumnChunk } from './chunk-directory.js';
import { allRows, intersectRows, matchingRows, type RowRange, readPageIndex } from './page-index.js';
import type { RowGroupSplit, SplitColumn } from './row-group-split.js';
import { isSingleValued } from './statistics.js';

// Looking up each of many values in a bloom filter costs more than it saves.
const bloomValuesMax = 64;

/**
 * Gives the rows of a row group whose values may be in the domains of the split's columns, by what the file's indexes tell:
 * bloom filters for single values, the page index for ranges. Without indexes these are all rows.
 */
export function rowsThatMayMatch(file: BlockingFile, split: RowGroupSplit): readonly RowRange[] {
  let ranges: readonly RowRange[] = allRows(split.rowCount);
  for (const column of split.columns) {
    const { domain } = column;
    if (domain === undefined || ranges.length === 0) continue;
    const own = columnRows(file, split, column, domain);
    if (own !== undefined) ranges = intersectRows(ranges, own);
  }
  return ranges;
}

function columnRows(
  file: BlockingFile,
  split: RowGroupSplit,
  column: SplitColumn,
  domain: Domain,
): readonly RowRange[] | undefined {
  const { field, leaves, type } = column;
  const { rowCount } = split;
  const [leaf] = leaves;
  if (field === undefined || leaf === undefined || !isSingleValued(field)) return undefined;
  const chunk = readColumnChunk(split.file, split.rowGroupIndex, leaf);
  const values = domain.hasNull ? undefined : singleValues(domain);
  if (values !== undefined && values.length <= bloomValuesMax) {
    const filter = readBloomFilter(file, chunk);
    if (filter !== undefined && !values.some((value) => mayContain(filter, leaf, type, value))) return [];
  }
  const pages = readPageIndex(file, leaf, chunk, rowCount, type);
  return pages && matchingRows(pages, rowCount, (statistics) => overlaps(domain, statistics));
}
