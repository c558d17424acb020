import type { ScalarFunction } from '../../definition.js';
import {
  at_timezone,
  atTimeZoneOperator,
  timezone,
  timezone_hour,
  timezone_minute,
  with_timezone,
} from './at_timezone.js';
import { date, last_day_of_month } from './date.js';
import { date_add } from './date_add.js';
import { date_diff } from './date_diff.js';
import { date_format, date_parse, format_datetime, parse_datetime } from './date_format.js';
import { date_trunc } from './date_trunc.js';
import {
  from_iso8601_date,
  from_iso8601_timestamp,
  from_iso8601_timestamp_nanos,
  to_iso8601,
} from './from_iso8601_date.js';
import { from_unixtime, from_unixtime_nanos, to_unixtime } from './from_unixtime.js';
import {
  current_date,
  current_time,
  current_timestamp,
  current_timezone,
  localtime,
  localtimestamp,
  now,
} from './now.js';
import { human_readable_seconds, parse_duration, to_milliseconds } from './parse_duration.js';
import {
  day,
  day_of_week,
  day_of_year,
  hour,
  millisecond,
  minute,
  month,
  quarter,
  second,
  week,
  year,
  year_of_week,
} from './year.js';

/** Lists the datetime functions. */
export const datetimeFunctions: readonly ScalarFunction[] = [
  at_timezone,
  atTimeZoneOperator,
  current_date,
  current_time,
  current_timestamp,
  current_timezone,
  date,
  date_add,
  date_diff,
  date_format,
  date_parse,
  date_trunc,
  day,
  day_of_week,
  day_of_year,
  format_datetime,
  from_iso8601_date,
  from_iso8601_timestamp,
  from_iso8601_timestamp_nanos,
  from_unixtime,
  from_unixtime_nanos,
  hour,
  human_readable_seconds,
  last_day_of_month,
  localtime,
  localtimestamp,
  millisecond,
  minute,
  month,
  now,
  parse_datetime,
  parse_duration,
  quarter,
  second,
  timezone,
  timezone_hour,
  timezone_minute,
  to_iso8601,
  to_milliseconds,
  to_unixtime,
  week,
  with_timezone,
  year,
  year_of_week,
];
