/**
 * How rows lie in text files: the SerDe classes of Hive that Athena knows, with the settings that their tables give them. Formats are plain
 * data. https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html
 */
import { LakeError } from '../base/lake-error.js';

/** What all formats of text have. */
interface LineSettings {
  /** Lines to pass over at the begin and the end of each file. */
  readonly headerLines: number;
  readonly footerLines: number;
}

/** LazySimpleSerDe: fields between delimiters, without quotes. */
export interface DelimitedFormat extends LineSettings {
  readonly kind: 'delimited';
  /** Bytes: between fields, items of collections, keys and values of maps, then those of each level inside. */
  readonly delimiters: readonly number[];
  readonly escape: number | undefined;
  readonly nullText: string;
  readonly lastColumnTakesRest: boolean;
  /** Patterns of Java for timestamps besides `yyyy-MM-dd HH:mm:ss.fffffffff`. */
  readonly timestampFormats: readonly string[];
}

/** OpenCSVSerde: fields that may be in quotes. */
export interface CsvFormat extends LineSettings {
  readonly kind: 'csv';
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
}

/** The JSON SerDes: one object a line. */
export interface JsonFormat extends LineSettings {
  readonly kind: 'json';
  /** That of OpenX refuses a key that comes twice. */
  readonly refusesDuplicates: boolean;
  readonly ignoresMalformed: boolean;
  readonly ignoresCase: boolean;
  /** Dots in keys stand for underscores in names. */
  readonly dotsInKeys: boolean;
  /** Keys of columns that are not called like them, by column. */
  readonly keys: Readonly<Record<string, string>>;
  readonly timestampFormats: readonly string[];
}

/** RegexSerDe: a column for each group of an expression that matches the whole line. */
export interface RegexFormat extends LineSettings {
  readonly kind: 'regex';
  readonly pattern: string;
  readonly ignoresCase: boolean;
}

/** How the rows of text files are read. */
export type TextFormat = DelimitedFormat | CsvFormat | JsonFormat | RegexFormat;

type Parameters = Readonly<Record<string, string>>;

const makers: Readonly<Record<string, (serde: Parameters, lines: LineSettings) => TextFormat>> = {
  'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe': delimitedFormat,
  'org.apache.hadoop.hive.serde2.OpenCSVSerde': csvFormat,
  'org.openx.data.jsonserde.JsonSerDe': (serde, lines) => jsonFormat(serde, lines, true),
  'org.apache.hive.hcatalog.data.JsonSerDe': (serde, lines) => jsonFormat(serde, lines, false),
  'org.apache.hadoop.hive.serde2.JsonSerDe': (serde, lines) => jsonFormat(serde, lines, false),
  'org.apache.hadoop.hive.serde2.RegexSerDe': regexFormat,
  'org.apache.hadoop.hive.contrib.serde2.RegexSerDe': regexFormat,
};

/** Tells how the SerDe class of a table reads text; undefined for a class that is not of text. */
export function textFormat(library: string, serde: Parameters, table: Parameters): TextFormat | undefined {
  const lines = {
    headerLines: lineCount('skip.header.line.count', table),
    footerLines: lineCount('skip.footer.line.count', table),
  };
  return Object.hasOwn(makers, library) ? makers[library]!(serde, lines) : undefined;
}

function lineCount(name: string, table: Parameters): number {
  const text = table[name];
  if (text === undefined) return 0;
  if (!/^\s*\d{1,9}\s*$/.test(text))
    throw new LakeError('HIVE_INVALID_METADATA', `Invalid value for ${name} property: ${text}`);
  return Number(text);
}

const levelsMax = 8;

function delimitedFormat(serde: Parameters, lines: LineSettings): DelimitedFormat {
  // The misspelling is Hive's.
  const collection = serde['collection.delim'] ?? serde['colelction.delim'];
  const first = byteOf(serde['field.delim'] ?? serde['serialization.format'], 1);
  const delimiters = [first, byteOf(collection, 2), byteOf(serde['mapkey.delim'], 3)];
  for (let level = delimiters.length; level < levelsMax; level++) delimiters.push(level + 1);
  const escaping = serde['escape.delim'];
  return {
    kind: 'delimited',
    ...lines,
    delimiters,
    escape: escaping ? byteOf(escaping, 92) : undefined,
    nullText: serde['serialization.null.format'] ?? '\\N',
    lastColumnTakesRest: isTrue(serde['serialization.last.column.takes.rest']),
    timestampFormats: formatsOf(serde),
  };
}

/** A number is the code of a character, as in Hive. */
function byteOf(text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  if (/^[+-]?\d+$/.test(text) && Number(text) >= -128 && Number(text) <= 127) return Number(text) & 0xff;
  return text.charCodeAt(0) & 0xff;
}

const characterOf = (text: string | undefined, otherwise: string): string => (text ? text[0]! : otherwise);

function csvFormat(serde: Parameters, lines: LineSettings): CsvFormat {
  return {
    kind: 'csv',
    ...lines,
    separator: characterOf(serde.separatorChar ?? serde['field.delim'], ','),
    quote: characterOf(serde.quoteChar, '"'),
    escape: characterOf(serde.escapeChar ?? serde['escape.delim'], '\\'),
  };
}

function jsonFormat(serde: Parameters, lines: LineSettings, isOpenX: boolean): JsonFormat {
  const mapped = Object.entries(serde).filter(([name]) => name.startsWith('mapping.'));
  return {
    kind: 'json',
    ...lines,
    refusesDuplicates: isOpenX,
    ignoresMalformed: isTrue(serde['ignore.malformed.json']),
    ignoresCase: !isOpenX || serde['case.insensitive']?.toLowerCase() !== 'false',
    dotsInKeys: isTrue(serde['dots.in.keys']),
    keys: Object.fromEntries(mapped.map(([name, key]) => [name.slice('mapping.'.length).toLowerCase(), key])),
    timestampFormats: formatsOf(serde),
  };
}

function regexFormat(serde: Parameters, lines: LineSettings): RegexFormat {
  const pattern = serde['input.regex'];
  if (pattern === undefined)
    throw new LakeError('HIVE_INVALID_METADATA', 'This table does not have serde property "input.regex"!');
  return { kind: 'regex', ...lines, pattern, ignoresCase: isTrue(serde['input.regex.case.insensitive']) };
}

const isTrue = (text: string | undefined): boolean => text?.trim().toLowerCase() === 'true';

const formatsOf = (serde: Parameters): readonly string[] =>
  serde['timestamp.formats']
    ?.split(',')
    .map((format) => format.trim())
    .filter((format) => format !== '') ?? [];
