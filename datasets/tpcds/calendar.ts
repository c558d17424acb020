import { businessKey, selectLines } from './table-sql.js';

/** Writes the 73,049 days from 1900-01-02; a day's key is its Julian day number. */
export function dateDim(): string {
  const fixed = ['day', 'week', 'month', 'quarter', 'year'].map((part) => `d_current_${part} text 'N'`).join('\n');
  return selectLines(
    `d_date_sk sk 2415022 + k
    d_date_id text ${businessKey('2415022 + k')}
    d_date date day
    d_month_seq int (year(day) - 1900) * 12 + month(day) - 1
    d_week_seq int (k + 1) // 7 + 1
    d_quarter_seq int (year(day) - 1900) * 4 + quarter(day) - 1
    d_year int year(day)
    d_dow int dayofweek(day)
    d_moy int month(day)
    d_dom int day(day)
    d_qoy int quarter(day)
    d_fy_year int year(day)
    d_fy_quarter_seq int (year(day) - 1900) * 4 + quarter(day) - 1
    d_fy_week_seq int (k + 1) // 7 + 1
    d_day_name text dayname(day)
    d_quarter_name text year(day) || 'Q' || quarter(day)
    d_holiday text CASE WHEN month(day) = 12 AND day(day) = 25 THEN 'Y' ELSE 'N' END
    d_weekend text CASE WHEN dayofweek(day) IN (0, 6) THEN 'Y' ELSE 'N' END
    d_following_holiday text CASE WHEN month(day) = 12 AND day(day) = 26 THEN 'Y' ELSE 'N' END
    d_first_dom int 2415022 + k - day(day) + 1
    d_last_dom int 2415022 + k + date_diff('day', day, last_day(day))
    d_same_day_ly int 2415022 + k - 365
    d_same_day_lq int 2415022 + k - 91
    ${fixed}`,
    `(SELECT k, (DATE '1900-01-02' + k::INTEGER)::DATE AS day FROM range(0, 73049) AS r(k))`,
  );
}

/** Writes the 86,400 seconds of a day. */
export function timeDim(): string {
  return selectLines(
    `t_time_sk sk k
    t_time_id text ${businessKey('k')}
    t_time int k
    t_hour int k // 3600
    t_minute int k // 60 % 60
    t_second int k % 60
    t_am_pm text CASE WHEN k < 43200 THEN 'AM' ELSE 'PM' END
    t_shift text CASE WHEN k < 28800 THEN 'third' WHEN k < 57600 THEN 'first' ELSE 'second' END
    t_sub_shift text CASE WHEN k < 21600 THEN 'night' WHEN k < 43200 THEN 'morning' WHEN k < 64800 THEN 'afternoon' ELSE 'evening' END
    t_meal_time text CASE WHEN k // 3600 IN (6, 7, 8) THEN 'breakfast' WHEN k // 3600 IN (11, 12, 13) THEN 'lunch' WHEN k // 3600 IN (17, 18, 19) THEN 'dinner' ELSE NULL END`,
    'range(0, 86400) AS r(k)',
  );
}
