import type {
  FrameBound,
  Measure,
  PatternSearch,
  SortItem,
  Window,
  WindowFrame,
  WindowSpecification,
} from '../ast/tree.js';
import { type Formatter, words } from './formatter.js';
import { formatIdentifier } from './names.js';
import { formatRowPattern, formatSkipTo } from './row-pattern.js';

/** Writes `ORDER BY …`; nothing without keys. */
export function formatOrderBy(items: readonly SortItem[] | undefined, format: Formatter): string {
  return items ? `ORDER BY ${items.map((item) => formatSortItem(item, format)).join(', ')}` : '';
}

/** Writes one key of an ORDER BY. */
export function formatSortItem({ key, isDescending, nulls }: SortItem, format: Formatter): string {
  return words(format.expression(key), isDescending && 'DESC', nulls && `NULLS ${nulls}`);
}

/** Writes ` OVER …`; nothing without a window. */
export function formatOver(over: Window | undefined, format: Formatter): string {
  if (!over) return '';
  const window =
    over.kind === 'WindowReference' ? formatIdentifier(over.name) : `(${formatWindowSpecification(over, format)})`;
  return ` OVER ${window}`;
}

/** Writes what is between the parentheses of a window. */
export function formatWindowSpecification(window: WindowSpecification, format: Formatter): string {
  return words(
    window.existing && formatIdentifier(window.existing),
    formatPartitionBy(window.partitionBy, format),
    formatOrderBy(window.orderBy, format),
    window.frame && formatFrame(window.frame, format),
  );
}

/** Writes `PARTITION BY …`; nothing without expressions. */
export function formatPartitionBy(keys: WindowSpecification['partitionBy'], format: Formatter): string {
  return keys.length > 0 ? `PARTITION BY ${keys.map(format.expression).join(', ')}` : '';
}

function formatFrame({ unit, start, end, measures, pattern }: WindowFrame, format: Formatter): string {
  const first = formatBound(start, format);
  return words(
    formatMeasures(measures, format),
    unit,
    end ? `BETWEEN ${first} AND ${formatBound(end, format)}` : first,
    pattern && formatPatternSearch(pattern, format),
  );
}

function formatBound({ kind, value }: FrameBound, format: Formatter): string {
  return words(value && format.expression(value), kind.toUpperCase());
}

/** Writes `MEASURES …`; nothing without any. */
export function formatMeasures(measures: readonly Measure[], format: Formatter): string {
  const texts = measures.map(({ value, name }) => `${format.expression(value)} AS ${formatIdentifier(name)}`);
  return texts.length > 0 ? `MEASURES ${texts.join(', ')}` : '';
}

/** Writes the clauses of row pattern recognition from AFTER MATCH on. */
export function formatPatternSearch(search: PatternSearch, format: Formatter): string {
  const subsets = search.subsets.map(
    ({ name, variables }) => `${formatIdentifier(name)} = (${variables.map(formatIdentifier).join(', ')})`,
  );
  const definitions = search.definitions.map(
    ({ name, condition }) => `${formatIdentifier(name)} AS ${format.expression(condition)}`,
  );
  return words(
    search.skipTo && formatSkipTo(search.skipTo),
    search.mode?.name,
    search.pattern && `PATTERN (${formatRowPattern(search.pattern)})`,
    subsets.length > 0 && `SUBSET ${subsets.join(', ')}`,
    definitions.length > 0 && `DEFINE ${definitions.join(', ')}`,
  );
}
