import { LakeError } from '../../base/lake-error.js';
import type { ParseContext } from '../../types/parse-value.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { zoneOf } from '../../types/time-zone.js';
import type { HostCall } from '../definition.js';

/** Converts a present value of one type to another, of kinds that the converting function is for. */
export type Conversion = (value: SqlValue, from: SqlType, to: SqlType, context: ParseContext) => SqlValue;

/** Gives what conversions need of the session. */
export const contextOf = ({ session }: HostCall): ParseContext => ({
  zone: zoneOf(session.timeZone),
  get startMillis() {
    return session.startMillis;
  },
});

/** Makes the error of a value that has no counterpart in the type. */
export const invalidCast = (message: string): LakeError => new LakeError('INVALID_CAST_ARGUMENT', message);
