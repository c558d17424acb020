import { type DatePattern, parseDatePattern, timeUnits } from '../../types/date-pattern.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { KeyProperties } from './key-properties.js';
import {
  evaluateNow,
  nowPattern,
  plusMonths,
  stepMillis,
  stepMonths,
  type TimeStep,
  timeStep,
} from './now-expression.js';
import type { KeyValue, ProjectedKey } from './projected-key.js';
import { unsupportedType } from './projection-error.js';

const millisPerDay = 86_400_000;

/** Makes a key of evenly spaced instants, in UTC. @throws INVALID_COLUMN_PROPERTY */
export function dateKey(type: SqlType, properties: KeyProperties, nowMillis: number): ProjectedKey {
  const { column } = properties;
  if (type.kind !== 'varchar' && type.kind !== 'date' && type.kind !== 'timestamp') throw unsupportedType(column, type);
  const pattern = patternOf(properties);
  const [first, last] = rangeOf(properties, pattern, nowMillis);
  const grid = gridOf(first, last, stepOf(properties, pattern), pattern);
  const at = (index: bigint): KeyValue => {
    const millis = grid.at(Number(index));
    const text = pattern.format(millis);
    return { text, value: type.kind === 'varchar' ? text : timeValue(type, millis) };
  };
  return {
    name: column,
    type,
    valueCount: BigInt(grid.count),
    isOrdered: type.kind !== 'varchar' || pattern.isOrdered,
    at,
    indexOf: (value) => {
      // Only texts are asked for: the other types are ordered.
      const millis = typeof value === 'string' ? pattern.parse(value) : undefined;
      const index = millis === undefined ? undefined : grid.indexOf(millis);
      return index === undefined || at(BigInt(index)).value !== value ? undefined : BigInt(index);
    },
  };
}

function timeValue(type: SqlType, millis: number): SqlValue {
  if (type.kind === 'date') return Math.floor(millis / millisPerDay);
  const micros = BigInt(millis) * 1000n;
  return type.kind === 'timestamp' && type.precision > 6 ? { micros, picosOfMicro: 0 } : micros;
}

function patternOf(properties: KeyProperties): DatePattern {
  const text = properties.need('format');
  const pattern = parseDatePattern(text);
  if (pattern) return pattern;
  const hint = text.includes('Y') ? `Y is the year of weeks; write ${text.replaceAll('Y', 'y')}` : undefined;
  throw properties.invalid('format', `needs to be a valid date format, not '${text}'`, hint);
}

function rangeOf(properties: KeyProperties, pattern: DatePattern, nowMillis: number): readonly [number, number] {
  const texts = properties.need('range').split(',');
  const bounds = texts.map((text) => boundOf(text, pattern, nowMillis));
  const [first, last] = bounds;
  if (bounds.length !== 2 || first === undefined || last === undefined || first > last)
    throw properties.invalid(
      'range',
      `needs to be a list of 2 valid dates formatted as '${pattern.text}' or '${nowPattern}' that are sequential`,
    );
  return [first, last];
}

/** Both bounds are as coarse as the pattern. */
function boundOf(text: string, pattern: DatePattern, nowMillis: number): number | undefined {
  const now = evaluateNow(text, nowMillis);
  return now === undefined ? pattern.parse(text.trim()) : pattern.parse(pattern.format(now));
}

function stepOf(properties: KeyProperties, pattern: DatePattern): TimeStep {
  const count = properties.findPositive('interval');
  const unit = properties.find('interval.unit');
  const hasDefault = timeUnits.indexOf(pattern.precision) <= timeUnits.indexOf('day');
  if (!hasDefault && (unit === undefined || count === undefined)) {
    throw properties.invalid(
      unit === undefined ? 'interval.unit' : 'interval',
      `needs to be set when provided 'partition_projection_format' is less that single-day precision. ` +
        'Interval defaults to 1 day or 1 month, respectively. Otherwise, interval is required',
    );
  }
  const step = timeStep(count ?? 1, unit ?? pattern.precision);
  if (!step) throw properties.invalid('interval.unit', `needs to be a unit of time, not '${unit}'`);
  return step;
}

/** Instants at equal steps. */
interface Grid {
  readonly count: number;
  at(index: number): number;
  indexOf(millis: number): number | undefined;
}

function gridOf(first: number, last: number, step: TimeStep, pattern: DatePattern): Grid {
  const { precision } = pattern;
  const length = stepMillis(step);
  if (length === undefined || timeUnits.indexOf(step.unit) <= timeUnits.indexOf(precision))
    return stepGrid(first, last, step);
  // Steps finer than the text: several instants may have one.
  const one: TimeStep = { count: 1, unit: precision };
  if (length <= (stepMillis(one) ?? 28 * millisPerDay)) return stepGrid(first, last, one);
  if (stepMillis(one) !== undefined) return stepGrid(first, last, step);
  const instants: number[] = [];
  for (let millis = first; millis <= last; millis += length) {
    const start = pattern.parse(pattern.format(millis))!;
    if (start !== instants.at(-1)) instants.push(start);
  }
  return listGrid(instants);
}

function stepGrid(first: number, last: number, step: TimeStep): Grid {
  const length = stepMillis(step);
  if (length === undefined) return monthGrid(first, last, stepMonths(step));
  return {
    count: Math.floor((last - first) / length) + 1,
    at: (index) => first + index * length,
    indexOf: (millis) => {
      // The first that is not before: the others of one text may not be on the grid.
      const index = Math.ceil((millis - first) / length);
      return index >= 0 && first + index * length <= last ? index : undefined;
    },
  };
}

/** Each step is taken from the one before, so that a day which a month lacks never comes back. */
function monthGrid(first: number, last: number, months: number): Grid {
  const instants: number[] = [];
  for (let millis = first; millis <= last; millis = plusMonths(millis, months)) instants.push(millis);
  return listGrid(instants);
}

function listGrid(instants: readonly number[]): Grid {
  const indexes = new Map(instants.map((millis, index) => [millis, index]));
  return { count: instants.length, at: (index) => instants[index]!, indexOf: (millis) => indexes.get(millis) };
}
