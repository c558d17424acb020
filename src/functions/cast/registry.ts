import { castTargets } from '../../types/castable.js';
import type { SqlType, TypeKind } from '../../types/sql-type.js';
import { layoutOf } from '../../vector/layout.js';
import type { BoundTypes, CastDefinition, ScalarImplementation } from '../definition.js';
import { contextOf } from './conversion.js';
import { convertValue } from './convert.js';
import {
  emitDecimalToDecimal,
  emitDecimalToFloat,
  emitDecimalToInteger,
  emitFloatToInteger,
  emitIntegerToDecimal,
  emitIntegerToInteger,
  emitNumberToBoolean,
  emitToFloat,
} from './emit-number.js';
import { emitParsedDate, emitParsedInteger } from './emit-parse.js';
import { emitPrintedDate, emitPrintedDecimal, emitPrintedInteger, emitPrintedTimestamp } from './emit-print.js';
import { emitBooleanToText, emitSame, emitTextToText } from './emit-text.js';
import {
  emitDateToTimestamp,
  emitTimestampToDate,
  emitTimestampToLong,
  emitTimestampToTimestamp,
} from './emit-time.js';

type Emitted = Pick<ScalarImplementation, 'emit' | 'emitsFor'>;

const integers: readonly TypeKind[] = ['tinyint', 'smallint', 'integer', 'bigint'];
const floats: readonly TypeKind[] = ['real', 'double'];
const texts: readonly TypeKind[] = ['varchar', 'char'];
const timed: readonly TypeKind[] = ['time', 'time with time zone', 'timestamp with time zone'];

const isShort = (type: SqlType | undefined): boolean => type !== undefined && layoutOf(type) === 'i64';

/** What converts in emitted code, and for which parameters of the types. */
function emitted(from: TypeKind, to: TypeKind): Emitted | undefined {
  const isWhole = (kind: TypeKind): boolean => integers.includes(kind);
  if ((isWhole(from) || from === 'boolean') && isWhole(to)) return { emit: emitIntegerToInteger };
  if (from === 'decimal') return fromDecimal(to);
  if (to === 'boolean' && (isWhole(from) || floats.includes(from))) return { emit: emitNumberToBoolean };
  if (floats.includes(to) && (isWhole(from) || floats.includes(from) || from === 'boolean'))
    return { emit: emitToFloat };
  if (floats.includes(from) && isWhole(to)) return { emit: emitFloatToInteger };
  if (from === 'varchar' && isWhole(to)) return { emit: emitParsedInteger };
  if (from === 'varchar' && to === 'date') return { emit: emitParsedDate };
  if (to === 'varchar' && isWhole(from)) return { emit: emitPrintedInteger };
  if (isWhole(from) && to === 'decimal') return { emit: emitIntegerToDecimal };
  if (texts.includes(from) && texts.includes(to)) return { emit: emitTextToText };
  if (from === 'varchar' && to === 'varbinary') return { emit: emitSame };
  if (from === 'boolean' && to === 'varchar')
    return { emit: emitBooleanToText, emitsFor: ({ returns }) => fits(returns) };
  return emittedTime(from, to);
}

const longestBoolean = 5;
const fits = (type: SqlType): boolean =>
  type.kind === 'varchar' && (type.length === undefined || type.length >= longestBoolean);

function fromDecimal(to: TypeKind): Emitted | undefined {
  const isShortSource = ({ args: [from] }: BoundTypes): boolean => isShort(from);
  if (to === 'decimal') return { emit: emitDecimalToDecimal };
  if (to === 'boolean') return { emit: emitNumberToBoolean };
  if (to === 'varchar') return { emit: emitPrintedDecimal, emitsFor: isShortSource };
  if (floats.includes(to)) return { emit: emitDecimalToFloat, emitsFor: isShortSource };
  return integers.includes(to) ? { emit: emitDecimalToInteger, emitsFor: isShortSource } : undefined;
}

function emittedTime(from: TypeKind, to: TypeKind): Emitted | undefined {
  if (from === 'date' && to === 'varchar') return { emit: emitPrintedDate };
  if (from === 'timestamp' && to === 'varchar')
    return { emit: emitPrintedTimestamp, emitsFor: ({ args: [type] }) => isShort(type) };
  if (from === 'date' && to === 'timestamp')
    return { emit: emitDateToTimestamp, emitsFor: ({ returns }) => isShort(returns) };
  if (from === 'timestamp' && to === 'date')
    return { emit: emitTimestampToDate, emitsFor: ({ args: [type] }) => isShort(type) };
  if (from === 'timestamp' && to === 'timestamp')
    return {
      emit: (e, args, types) =>
        (isShort(types.returns) ? emitTimestampToTimestamp : emitTimestampToLong)(e, args, types),
      emitsFor: ({ args: [type] }) => isShort(type),
    };
  if (from === to && timed.includes(from)) return { emit: emitSame, emitsFor: losesNothing };
  return from === to ? { emit: emitSame, emitsFor: ({ returns }) => !isStructure(returns.kind) } : undefined;
}

/** The precision does not fall, and the layout stays. */
const losesNothing = ({ args: [from], returns }: BoundTypes): boolean =>
  layoutOf(from!) === layoutOf(returns) &&
  (from as { precision: number }).precision <= (returns as { precision: number }).precision;

const isStructure = (kind: TypeKind): boolean => kind === 'array' || kind === 'map' || kind === 'row';

const castOf = (from: TypeKind, to: TypeKind): CastDefinition => ({
  from,
  to,
  ...emitted(from, to),
  host: ([value], call) => convertValue(value!, call.args[0]!, call.returns, contextOf(call)),
});

const structures = ['array', 'map', 'row'] as const;

/** Lists the conversions that CAST makes. */
export const casts: readonly CastDefinition[] = [
  ...Object.entries(castTargets).flatMap(([from, targets]) =>
    [from as TypeKind, ...targets].map((to) => castOf(from as TypeKind, to)),
  ),
  ...structures.flatMap((kind) => [castOf(kind, kind), castOf(kind, 'json'), castOf('json', kind)]),
];
