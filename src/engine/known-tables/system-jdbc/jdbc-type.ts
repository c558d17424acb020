/** Types as JDBC's metadata describes them: numbers of java.sql.Types, and widths. */
import type { SqlType } from '../../../types/sql-type.js';
import { zoneNameList } from '../../../types/time-zone.js';

const javaObject = 2000;
const decimalRadix = 10;
const binaryRadix = 2;
const unboundedLength = 2_147_483_647;
const zoneNameLengthMax = Math.max(...zoneNameList().map((name) => name.length));

/** A type as JDBC describes it; numbers are absent where they say nothing of it. */
export interface JdbcType {
  readonly number: number;
  /** Digits, bits of a float's fraction, or characters of the longest value. */
  readonly size?: number;
  readonly digits?: number;
  readonly radix?: number;
}

const exact = (number: number, size: number): JdbcType => ({ number, size, radix: decimalRadix });
const pointed = (length: number, precision: number): number => length + Math.min(precision, 1) + precision;

/** Describes a type. */
export function jdbcType(type: SqlType): JdbcType {
  switch (type.kind) {
    case 'boolean':
      return { number: 16 };
    case 'tinyint':
      return exact(-6, 3);
    case 'smallint':
      return exact(5, 5);
    case 'integer':
      return exact(4, 10);
    case 'bigint':
      return exact(-5, 19);
    case 'real':
      return { number: 7, size: 24, radix: binaryRadix };
    case 'double':
      return { number: 8, size: 53, radix: binaryRadix };
    case 'decimal':
      return { number: 3, size: type.precision, digits: type.scale, radix: decimalRadix };
    case 'varchar':
      return { number: 12, size: type.length ?? unboundedLength };
    case 'char':
      return { number: 1, size: type.length };
    case 'varbinary':
      return { number: -3, size: unboundedLength };
    case 'date':
      return { number: 91, size: '+292278993-12-31'.length - 2 };
    case 'time':
      return { number: 92, size: pointed('00:00:00'.length, type.precision), digits: type.precision };
    case 'time with time zone':
      return { number: 2013, size: pointed('00:00:00+00:00'.length, type.precision), digits: type.precision };
    case 'timestamp':
      return { number: 93, size: pointed(timestampLength, type.precision), digits: type.precision };
    case 'timestamp with time zone':
      return {
        number: 2014,
        size: pointed(timestampLength + 1, type.precision) + 1 + zoneNameLengthMax,
        digits: type.precision,
      };
    case 'array':
      return { number: 2003 };
    default:
      return { number: javaObject };
  }
}

const timestampLength = 'yyyyyy-mm-dd hh:mm:ss'.length;
