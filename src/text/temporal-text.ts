import { daysFromCivil, isCivilDate } from '../types/calendar.js';
import { parseDatePattern } from '../types/date-pattern.js';
import { timestampOf } from '../types/parse-date-time.js';
import type { LongTimestamp } from '../types/sql-value.js';

const dateText = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$/;
const timestampText = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?)?$/;

/** Reads a date as Hive does, a time behind it passed over. */
export function hiveDate(text: string): number | undefined {
  const match = dateText.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return isCivilDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

/** Reads timestamps as Hive does: `yyyy-MM-dd HH:mm:ss.fffffffff`, and what is of a table's own patterns. */
export class HiveTimestamps {
  readonly #patterns: readonly ((text: string) => number | undefined)[];

  constructor(formats: readonly string[]) {
    this.#patterns = formats.flatMap((format) => {
      if (format === 'millis') return (text: string) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined);
      const pattern = parseDatePattern(format);
      return pattern ? (text: string) => pattern.parse(text) : [];
    });
  }

  read(text: string, precision: number): bigint | LongTimestamp | undefined {
    for (const pattern of this.#patterns) {
      const millis = pattern(text);
      if (millis !== undefined) return ofMillis(millis, precision);
    }
    return hiveTimestamp(text, precision);
  }
}

function hiveTimestamp(text: string, precision: number): bigint | LongTimestamp | undefined {
  const match = timestampText.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (!isCivilDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = hour * 3600 + minute * 60 + second;
  return timestampOf(
    { days: daysFromCivil(year, month, day), seconds, fraction: match[7] ?? '', zone: undefined },
    precision,
  );
}

/** Gives the timestamp of an instant in UTC. */
export function ofMillis(millis: number, precision: number): bigint | LongTimestamp {
  const micros = BigInt(Math.floor(millis)) * 1000n;
  return precision > 6 ? { micros, picosOfMicro: 0 } : micros;
}
