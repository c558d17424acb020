import { LakeError } from '../../base/lake-error.js';
import { type CellType, cellType, widerType } from './cell-type.js';
import { columnNames } from './column-names.js';

/** What a sample of delimited text looks like. */
export interface CsvShape {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly hasQuotes: boolean;
  readonly columns: readonly CsvColumn[];
}

/** A column of delimited text. */
export interface CsvColumn {
  readonly name: string;
  readonly type: CellType;
  /** Some of its cells are empty. */
  readonly hasEmpty: boolean;
}

const delimiters = [',', '\t', ';', '|'];

/** Infers delimiter, header, names and types. `isHeader` says whether there is a header where the user knows. */
export function inferCsv(samples: readonly string[], isHeader?: boolean): CsvShape {
  const text = samples[0]!.replace(/^\ufeff/, '');
  const delimiter = delimiters.reduce((best, one) => (score(text, one) > score(text, best) ? one : best));
  const tables = samples.map((sample) => csvRows(sample.replace(/^\ufeff/, ''), delimiter));
  const rows = tables[0]!;
  const first = rows[0] ?? [];
  const hasHeader = isHeader ?? looksLikeHeader(first);
  const body = tables.flatMap((table) => (hasHeader ? table.slice(1) : table));
  const width = Math.max(first.length, ...body.map((row) => row.length));
  const headings = Array.from({ length: width }, (_, index) => (hasHeader ? (first[index] ?? '') : ''));
  const columns = columnNames(headings).map((name, index) => {
    const cells = body.map((row) => row[index] ?? '');
    const type = cells.reduce<CellType>((wide, cell) => widerType(wide, cellType(cell)), 'unknown');
    return { name, type: type === 'unknown' ? ('varchar' as const) : type, hasEmpty: cells.includes('') };
  });
  return { delimiter, hasHeader, hasQuotes: samples.some((sample) => sample.includes('"')), columns };
}

/** Names are no values: a first row of different texts, none of which is a number or a date. */
const looksLikeHeader = (row: readonly string[]): boolean =>
  row.length > 0 && new Set(row).size === row.length && row.every((cell) => cellType(cell) === 'varchar');

/** Tells how well a delimiter fits: the fields of a row where all rows have as many, less where they differ. */
function score(text: string, delimiter: string): number {
  const counts = splitLines(text.slice(0, 1 << 16))
    .slice(0, 100)
    .map((line) => fieldsOf(line, delimiter).length);
  const [first = 1] = counts;
  const same = counts.filter((count) => count === first).length / Math.max(1, counts.length);
  return first === 1 ? 0 : same * 1000 + first;
}

function csvRows(text: string, delimiter: string): readonly (readonly string[])[] {
  return splitLines(text).map((line) => {
    if (hasOpenQuote(line))
      throw new LakeError(
        'NOT_SUPPORTED',
        'A field in quotes goes on in the next line, which tables of CSV cannot have',
        {
          hint: `The line begins with ${line.slice(0, 60)}`,
        },
      );
    return fieldsOf(line, delimiter);
  });
}

const splitLines = (text: string): readonly string[] => text.split(/\r\n|\n|\r/).filter((line) => line !== '');
const hasOpenQuote = (line: string): boolean => (line.split('"').length - 1) % 2 === 1;

/** Takes a line apart as RFC 4180 has it. */
function fieldsOf(line: string, delimiter: string): readonly string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === '"' && isQuoted && line[at + 1] === '"') field += line[++at];
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === delimiter && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  fields.push(field);
  return fields;
}
