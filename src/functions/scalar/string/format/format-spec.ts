import { LakeError } from '../../../../base/lake-error.js';

/** One piece of a format: text as it stands, or how to print an argument. */
export type FormatPiece = string | FormatSpec;

/** `%[index$][flags][width][.precision]conversion` of java.util.Formatter. */
export interface FormatSpec {
  /** The text of the whole. */
  readonly text: string;
  /** Counted from 1; 0 where the next argument is meant, -1 for the last one again (`<`). */
  readonly index: number;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** In lower case; `isUpper` tells of the other. */
  readonly conversion: string;
  readonly isUpper: boolean;
  /** What a `t` conversion prints. */
  readonly timePart: string | undefined;
}

/** A mistake in a format, in the words of Java's exceptions. */
export class FormatFailure extends Error {
  readonly kind: string;
  readonly detail: string;

  constructor(kind: string, detail: string) {
    super(`${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

/** Turns a mistake into the error that the function raises. */
export const formatError = (format: string, { kind, detail }: FormatFailure): LakeError =>
  new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid format string: ${format} (${kind}: ${detail})`);

const specPattern = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?(?:([tT])(.)|([a-zA-Z%]))/suy;
const conversions = 'bhscdoxefgan%';
const upperConversions = 'BHSCXEGA';
const timeParts = 'HIklMSLNpzZsQBbhAaCYyjmdeRTrDFc';
const numberMax = 2_147_483_647;

/** Takes a format apart. @throws FormatFailure */
export function parseFormat(format: string): readonly FormatPiece[] {
  const pieces: FormatPiece[] = [];
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    if (percent < 0) {
      pieces.push(format.slice(at));
      break;
    }
    if (percent > at) pieces.push(format.slice(at, percent));
    specPattern.lastIndex = percent;
    const match = specPattern.exec(format);
    if (!match) throw unknownConversion(format[percent + 1] ?? '%');
    pieces.push(specOf(match));
    at = specPattern.lastIndex;
  }
  return pieces;
}

const unknownConversion = (conversion: string): FormatFailure =>
  new FormatFailure('UnknownFormatConversion', `Conversion = '${conversion}'`);

function specOf([text, index, flags, width, precision, time, timePart, letter]: RegExpExecArray): FormatSpec {
  if (time !== undefined && !timeParts.includes(timePart!)) throw unknownConversion(`${time}${timePart}`);
  if (letter !== undefined && !conversions.includes(letter) && !upperConversions.includes(letter))
    throw unknownConversion(letter);
  const conversion = time ?? letter!;
  if (index !== undefined && Number(index) === 0)
    throw new FormatFailure('IllegalFormatArgumentIndex', `Illegal format argument index = ${Number(index)}`);
  const repeated = [...flags!].find((flag, i) => flags!.indexOf(flag) !== i);
  if (repeated !== undefined) throw new FormatFailure('DuplicateFormatFlags', `Flags = '${repeated}'`);
  if (Number(width ?? 0) > numberMax) throw new FormatFailure('IllegalFormatWidth', String(-2_147_483_648));
  if (Number(precision ?? 0) > numberMax) throw new FormatFailure('IllegalFormatPrecision', String(-2_147_483_648));
  const spec: FormatSpec = {
    text: text!,
    index: flags!.includes('<') ? -1 : Number(index ?? 0),
    flags: flags!.replace('<', ''),
    width: width === undefined ? undefined : Number(width),
    precision: precision === undefined ? undefined : Number(precision),
    conversion: conversion.toLowerCase(),
    isUpper: conversion !== conversion.toLowerCase(),
    timePart,
  };
  checkFlags(spec);
  return spec;
}

// The flags that each conversion takes; width and precision are checked besides.
const flagsOf: Readonly<Record<string, string>> = {
  b: '-',
  h: '-',
  s: '-#',
  c: '-',
  d: '-+ 0,(',
  o: '-#0',
  x: '-#0',
  e: '-#+ 0(',
  f: '-#+ 0,(',
  g: '-+ 0,(',
  a: '-#+ 0',
  t: '-',
  '%': '-',
  n: '',
};

function checkFlags({ text, flags, width, precision, conversion, timePart, isUpper }: FormatSpec): void {
  const letter = timePart ?? (isUpper ? conversion.toUpperCase() : conversion);
  if (conversion === 'n') {
    if (width !== undefined) throw new FormatFailure('IllegalFormatWidth', String(width));
    if (precision !== undefined) throw new FormatFailure('IllegalFormatPrecision', String(precision));
    if (flags !== '') throw new FormatFailure('IllegalFormatFlags', `Flags = '${flags}'`);
    return;
  }
  if (precision !== undefined && 'cdoxt%'.includes(conversion))
    throw new FormatFailure('IllegalFormatPrecision', String(precision));
  const wrong = [...flags].find((flag) => !flagsOf[conversion]!.includes(flag));
  if (wrong !== undefined)
    throw new FormatFailure('FormatFlagsConversionMismatch', `Conversion = ${letter}, Flags = ${wrong}`);
  if (/[-0]/.test(flags) && width === undefined) throw new FormatFailure('MissingFormatWidth', text);
  if ((flags.includes('-') && flags.includes('0')) || (flags.includes('+') && flags.includes(' ')))
    throw new FormatFailure('IllegalFormatFlags', `Flags = '${flags}'`);
}
