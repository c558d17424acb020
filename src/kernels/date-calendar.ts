// The proleptic Gregorian calendar on days since 1970-01-01. Days to dates and back in 32-bit arithmetic as in C. Neri and
// L. Schneider, "Euclidean affine functions and their application to calendar algorithms" (Software: Practice and
// Experience 53, 2023): years start in March, and days are counted from one that lies before all others.

// 3500 eras of 400 years before 0000-03-01: days from -5e8 on count from there as u32 below 2^30.
const ERAS: i32 = 3500;
const ERA_DAYS: i32 = 146097;
const EPOCH: u32 = 719468 + ERA_DAYS * ERAS;
const YEARS: i32 = 400 * ERAS;
const NEAR: i32 = 500000000;

// A date packed as year << 16 | month << 8 | day.
// @ts-ignore: decorator
@inline
function near_civil(days: i32): i64 {
  const n1: u32 = <u32>4 * (<u32>days + EPOCH) + 3;
  const century = n1 / 146097;
  const n2: u32 = <u32>4 * ((n1 % 146097) >> 2) + 3;
  const p2 = <u64>2939745 * <u64>n2;
  const dayOfYear = (<u32>p2 / 2939745) >> 2;
  const n3 = 2141 * dayOfYear + 197913;
  const month = n3 >> 16;
  const day = (n3 & 0xffff) / 2141 + 1;
  const isNextYear = u32(dayOfYear >= 306);
  const year = <i32>(100 * century + <u32>(p2 >> 32) + isNextYear) - YEARS;
  return (<i64>year << 16) | <i64>((month - 12 * isNextYear) << 8) | <i64>day;
}

// @ts-ignore: decorator
@inline
function civil(days: i32): i64 {
  if (<u32>(days + NEAR) < <u32>(2 * NEAR)) return near_civil(days);
  return far_civil(days);
}

function far_civil(days: i32): i64 {
  const eras = days / ERA_DAYS;
  return near_civil(days - eras * ERA_DAYS) + (<i64>(eras * 400) << 16);
}

// @ts-ignore: decorator
@inline
function year_of(packed: i64): i32 {
  return <i32>(packed >> 16);
}

// @ts-ignore: decorator
@inline
function month_of(packed: i64): i32 {
  return <i32>((packed >> 8) & 0xff);
}

// @ts-ignore: decorator
@inline
function day_of(packed: i64): i32 {
  return <i32>(packed & 0xff);
}

// Days since 1970-01-01, also of years that no date has.
function days_of(year: i64, month: i32, day: i32): i64 {
  const isJanuary = month <= 2;
  const marchYear = year - i64(isJanuary);
  const era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400;
  const yearOfEra = <i32>(marchYear - era * 400);
  const marchMonth = isJanuary ? month + 9 : month - 3;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * marchMonth + 2) / 5 + day - 1;
  return era * ERA_DAYS + <i64>dayOfEra - 719468;
}

function month_days(year: i64, month: i32): i32 {
  if (month != 2) return 30 | (month ^ (month >> 3));
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
}

/** Days since 1970-01-01 of a date, which may lie outside of what a date holds; i64.MIN_VALUE where there is no such date. */
export function date_from_civil(year: i64, month: i32, day: i32): i64 {
  if (month < 1 || month > 12 || day < 1 || day > month_days(year, month)) return i64.MIN_VALUE;
  return days_of(year, month, day);
}

export function date_year(days: i32): i32 {
  return year_of(civil(days));
}

export function date_month(days: i32): i32 {
  return month_of(civil(days));
}

export function date_day(days: i32): i32 {
  return day_of(civil(days));
}

export function date_day_of_year(days: i32): i32 {
  return days - <i32>days_of(year_of(civil(days)), 1, 1) + 1;
}

/** 1 is Monday, 7 is Sunday. */
export function date_day_of_week(days: i32): i32 {
  const rest = <i32>((<i64>days + 3) % 7);
  return rest < 0 ? rest + 8 : rest + 1;
}

/** The year that the ISO 8601 week belongs to: that of the week's Thursday. */
export function date_week_year(days: i32): i32 {
  return year_of(civil(thursday_of(days)));
}

export function date_week(days: i32): i32 {
  const thursday = thursday_of(days);
  return (date_day_of_year(thursday) - 1) / 7 + 1;
}

function thursday_of(days: i32): i32 {
  return days - date_day_of_week(days) + 4;
}

export function date_monday(days: i32): i32 {
  return days - date_day_of_week(days) + 1;
}

export function date_first_of_month(days: i32): i32 {
  return days - day_of(civil(days)) + 1;
}

export function date_last_of_month(days: i32): i32 {
  const packed = civil(days);
  return days - day_of(packed) + month_days(year_of(packed), month_of(packed));
}

export function date_first_of_quarter(days: i32): i32 {
  const packed = civil(days);
  return <i32>days_of(year_of(packed), ((month_of(packed) - 1) / 3) * 3 + 1, 1);
}

export function date_first_of_year(days: i32): i32 {
  return <i32>days_of(year_of(civil(days)), 1, 1);
}

/** Adds months; a day that the new month lacks becomes its last. The result may lie outside of what a date holds. */
export function date_add_months(days: i32, months: i64): i64 {
  const packed = civil(days);
  const index = <i64>year_of(packed) * 12 + <i64>(month_of(packed) - 1) + months;
  const year = (index >= 0 ? index : index - 11) / 12;
  const month = <i32>(index - year * 12) + 1;
  return days_of(year, month, min(day_of(packed), month_days(year, month)));
}

/** Whole months from one instant (days, and time of the day in any unit) to another; negative when it is the earlier. */
export function date_months_between(fromDays: i32, fromTime: i64, toDays: i32, toTime: i64): i64 {
  if (toDays < fromDays || (toDays == fromDays && toTime < fromTime)) {
    return -months_up_to(toDays, toTime, fromDays, fromTime);
  }
  return months_up_to(fromDays, fromTime, toDays, toTime);
}

function months_up_to(fromDays: i32, fromTime: i64, toDays: i32, toTime: i64): i64 {
  const from = civil(fromDays);
  const to = civil(toDays);
  const toDay = day_of(to);
  // The last day of the later month stands for all later days of the earlier one.
  const isLast = toDay == month_days(year_of(to), month_of(to));
  const fromDay = isLast ? min(day_of(from), toDay) : day_of(from);
  const months = <i64>(year_of(to) - year_of(from)) * 12 + <i64>(month_of(to) - month_of(from));
  return toDay < fromDay || (toDay == fromDay && toTime < fromTime) ? months - 1 : months;
}
