import { LakeError } from '../../../../base/lake-error.js';
import type { SqlType } from '../../../../types/sql-type.js';
import type { SqlValue } from '../../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../../definition.js';
import { type FormatArgument, formatArgument } from './format-argument.js';
import { formatBits, formatDecimal, formatDouble, formatInteger } from './format-number.js';
import { FormatFailure, type FormatPiece, type FormatSpec, formatError, parseFormat } from './format-spec.js';
import { formatTime } from './format-time.js';

const lengthMax = 0x3fff_ffff;

const mismatch = (letter: string, { className }: FormatArgument): FormatFailure =>
  new FormatFailure('IllegalFormatConversion', `${letter} != ${className}`);

/** Prints an argument without regard to width. */
function printArgument(spec: FormatSpec, argument: FormatArgument | undefined): string {
  const { conversion, isUpper, precision, timePart } = spec;
  if (conversion === 'b') return cut(String(argument?.boolean ?? argument !== undefined), precision);
  if (!argument) return cut('null', precision);
  const letter = isUpper ? conversion.toUpperCase() : conversion;
  switch (conversion) {
    case 's':
      if (spec.flags.includes('#'))
        throw new FormatFailure('FormatFlagsConversionMismatch', `Conversion = ${letter}, Flags = #`);
      return cut(argument.text, precision);
    case 'h':
      return cut((argument.hash >>> 0).toString(16), precision);
    case 'd':
    case 'o':
    case 'x':
      if (argument.integer === undefined) throw mismatch(letter, argument);
      return conversion === 'd' ? formatInteger(argument.integer, spec) : formatBits(argument.integer, spec);
    case 't':
      if (!argument.time) throw mismatch(timePart!, argument);
      return formatTime(timePart!, argument.time);
    case 'c':
      throw mismatch(letter, argument);
    default:
      if (argument.double !== undefined) return formatDouble(argument.double, spec);
      if (argument.decimal === undefined || conversion === 'a') throw mismatch(letter, argument);
      return formatDecimal(argument.decimal.unscaled, argument.decimal.scale, spec);
  }
}

/** Cuts as Java does, which may leave half of a character: a question mark then. */
const cut = (text: string, precision: number | undefined): string =>
  precision === undefined || precision >= text.length
    ? text
    : text.slice(0, precision).replace(/[\ud800-\udfff]/gu, '?');

function justified(text: string, { flags, width = 0 }: FormatSpec): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

function printAll(pieces: readonly FormatPiece[], args: readonly (FormatArgument | undefined)[]): string {
  let result = '';
  let ordinary = 0;
  let last = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') result += piece;
    else if (piece.conversion === 'n') result += '\n';
    else if (piece.conversion === '%') result += justified('%', piece);
    else {
      if (piece.index >= 0) last = piece.index || ++ordinary;
      if (last < 1 || last > args.length)
        throw new FormatFailure('MissingFormatArgument', `Format specifier '${piece.text}'`);
      const text = printArgument(piece, args[last - 1]);
      result += justified(piece.isUpper ? text.toUpperCase() : text, piece);
    }
    if (result.length > lengthMax)
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'The resulting string is too large');
  }
  return result;
}

function host([format, row]: readonly SqlValue[], call: HostCall): SqlValue {
  const text = format as string;
  const types: readonly SqlType[] = call.args[1]?.kind === 'row' ? call.args[1].fields.map(({ type }) => type) : [];
  const args = (row as readonly SqlValue[]).map((value, index) => formatArgument(value, types[index]!));
  try {
    return printAll(parseFormat(text), args);
  } catch (error) {
    if (error instanceof FormatFailure) throw formatError(text, error);
    throw error;
  }
}

export const format: ScalarFunction = {
  kind: 'scalar',
  name: 'format',
  summary: 'Prints values by a format of java.util.Formatter.',
  examples: [
    ["format('%s is %d', 'a', 5)", 'a is 5'],
    ["format('%,.2f', 1234567.891e0)", '1,234,567.89'],
    ["format('%1$tY-%1$tm', DATE '2024-01-02')", '2024-01'],
  ],
  overloads: [{ args: ['varchar', 'T'], returns: 'varchar', host }],
};
