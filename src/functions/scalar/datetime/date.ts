import { LakeError } from '../../../base/lake-error.js';
import { civilFromDays, daysFromCivil, daysInMonth } from '../../../types/calendar.js';
import { parseDate } from '../../../types/parse-date-time.js';
import type { ZonedTimestamp } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { dayOfMicros, microsOf } from './emitted-time.js';
import { localMillisOf, splitMillis } from './zoned-time.js';

export const date: ScalarFunction = {
  kind: 'scalar',
  name: 'date',
  summary: 'Converts to a date, as CAST does.',
  examples: [["date(TIMESTAMP '2024-02-29 23:59:59')", '2024-02-29']],
  neverFails: ({ args }) => args[0]!.kind !== 'varchar',
  overloads: [
    {
      args: ['timestamp(p)'],
      returns: 'date',
      emit: (e, [timestamp]) => ({ layout: 'i32', value: dayOfMicros(e, microsOf(timestamp!)) }),
    },
    {
      args: ['timestamp(p) with time zone'],
      returns: 'date',
      host: ([value]) => splitMillis(localMillisOf(value as ZonedTimestamp)).days,
    },
    {
      args: ['varchar(x)'],
      returns: 'date',
      host: ([text]) => {
        const days = parseDate(text as string);
        if (days === undefined)
          throw new LakeError('INVALID_CAST_ARGUMENT', `Value cannot be cast to date: ${text as string}`);
        return days;
      },
    },
  ],
};

export const last_day_of_month: ScalarFunction = {
  kind: 'scalar',
  name: 'last_day_of_month',
  summary: 'Returns the last day of the month.',
  examples: [["last_day_of_month(DATE '2024-02-01')", '2024-02-29']],
  neverFails: true,
  overloads: [
    {
      args: ['date'],
      returns: 'date',
      emit: (e, [value]) => ({ layout: 'i32', value: e.keep(e.call('date_last_of_month', 'i32', [value!.value])) }),
    },
    {
      args: ['timestamp(p)'],
      returns: 'date',
      emit(e, [timestamp]) {
        const day = dayOfMicros(e, microsOf(timestamp!));
        return { layout: 'i32', value: e.keep(e.call('date_last_of_month', 'i32', [day])) };
      },
    },
    {
      args: ['timestamp(p) with time zone'],
      returns: 'date',
      host: ([value]) => {
        const { year, month } = civilFromDays(splitMillis(localMillisOf(value as ZonedTimestamp)).days);
        return daysFromCivil(year, month, daysInMonth(year, month));
      },
    },
  ],
};
