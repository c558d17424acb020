import { arrow } from './arrow.js';
import { csv } from './csv.js';
import { json } from './json.js';
import { jsonl } from './jsonl.js';
import { parquet } from './parquet.js';
import type { ResultFormat } from './result-format.js';
import { tsv } from './tsv.js';

/** Every form that results are given in. */
export const resultFormats: readonly ResultFormat[] = [csv, tsv, json, jsonl, arrow, parquet];

/** Finds a format by its name or an alias. */
export const findResultFormat = (name: string): ResultFormat | undefined =>
  resultFormats.find((format) => format.name === name || format.aliases.includes(name));
