import { fileURLToPath } from 'node:url';

/** The FAA flights of the first half of 2001: 3 million rows, 11 row groups, sorted by date. */
export const flightsFile = fileURLToPath(
  new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
);
