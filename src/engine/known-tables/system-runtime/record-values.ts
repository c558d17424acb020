import { timestampTzType } from '../../../types/sql-type.js';
import type { SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';

/** The type of moments in the tables about statements. */
export const MOMENT = timestampTzType(3);

/** Gives a moment, in UTC. */
export const momentValue = (millis: number | undefined): ZonedTimestamp | null =>
  millis === undefined ? null : { millis: BigInt(Math.round(millis)), picosOfMilli: 0, zone: 0 };

/** Gives a whole number. */
export const countValue = (count: number | undefined): bigint | null =>
  count === undefined ? null : BigInt(Math.round(count));

/** Gives a text. */
export const textValue = (text: string | undefined): SqlValue => text ?? null;
