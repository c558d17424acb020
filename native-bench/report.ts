import { geometricMean, type Measurement } from './measure.js';

/** Holds all measurements with one number of threads. */
export interface ThreadsReport {
  readonly threads: number;
  readonly measurements: readonly Measurement[];
  readonly lakeletPeakRssBytes: number;
  readonly duckdbPeakRssBytes: number;
}

/** Writes one query's line. */
export function queryLine({ id, lakeletMs, duckdbMs, blockMs, problem }: Measurement): string {
  const ratio = lakeletMs !== undefined && duckdbMs !== undefined ? (lakeletMs / duckdbMs).toFixed(2) : '-';
  const cells = [id.padStart(4), ms(lakeletMs), ms(duckdbMs), ratio.padStart(8), ms(blockMs)];
  return `${cells.join(' ')}${problem === undefined ? '' : `  ${problem.slice(0, 400)}`}`;
}

/** Writes the heading of the lines. */
export function heading(): string {
  return ['   q', '   lakelet', '    duckdb', '   ratio', '  block ms'].join(' ');
}

/** Writes the sums of a report: ratios are lakelet's time over DuckDB's, so less is better. */
export function summary(report: ThreadsReport): string {
  const ratios = ratiosOf(report);
  const worst = ratios.reduce((most, one) => (one.ratio > most.ratio ? one : most), { id: '-', ratio: 0 });
  const failed = report.measurements.filter(({ problem }) => problem !== undefined);
  const longestBlock = Math.max(0, ...report.measurements.map(({ blockMs }) => blockMs));
  return [
    ratios.length > 0 ? `geometric mean of ratios ${geometricMean(ratios.map(({ ratio }) => ratio)).toFixed(3)}` : '',
    ratios.length > 0 ? `worst ratio ${worst.ratio.toFixed(2)} (query ${worst.id})` : '',
    `peak RSS: lakelet ${mebibytes(report.lakeletPeakRssBytes)}, duckdb ${mebibytes(report.duckdbPeakRssBytes)}`,
    `longest block of lakelet's event loop ${longestBlock.toFixed(1)} ms`,
    failed.length > 0 ? `wrong or failed: ${failed.map(({ id }) => id).join(', ')}` : 'all answers agree',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Writes how much faster each further number of threads is than the first. */
export function scaling(reports: readonly ThreadsReport[]): string {
  const [first, ...others] = reports;
  if (!first) return '';
  const speedup = (other: ThreadsReport, key: 'lakeletMs' | 'duckdbMs'): string => {
    const pairs = first.measurements.flatMap((one) => {
      const before = one[key];
      const after = other.measurements.find(({ id }) => id === one.id)?.[key];
      return before !== undefined && after !== undefined ? [before / after] : [];
    });
    return pairs.length > 0 ? geometricMean(pairs).toFixed(2) : '-';
  };
  return others
    .map(
      (other) =>
        `speed-up from ${first.threads} to ${other.threads} threads: lakelet ${speedup(other, 'lakeletMs')}, duckdb ${speedup(other, 'duckdbMs')}`,
    )
    .join('\n');
}

function ratiosOf({ measurements }: ThreadsReport): { id: string; ratio: number }[] {
  return measurements.flatMap(({ id, lakeletMs, duckdbMs }) =>
    lakeletMs !== undefined && duckdbMs !== undefined ? [{ id, ratio: lakeletMs / duckdbMs }] : [],
  );
}

function ms(value: number | undefined): string {
  return (value === undefined ? '-' : value.toFixed(1)).padStart(10);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MiB`;
}
