import { LakeError } from '../../base/lake-error.js';
import { initialSettings, type Priority, priorities, type WorkgroupSettings } from '../../catalog/workgroup.js';
import type { SqlValue } from '../../types/sql-value.js';
import { durationText, parseDuration } from '../duration.js';
import { parseMemorySize } from '../memory-size.js';

/** One property of `CREATE WORKGROUP … WITH (name = value)`. */
export interface WorkgroupProperty {
  readonly name: string;
  /** What values it takes, for messages. */
  readonly takes: string;
  /** Gives the settings that a value stands for; undefined for a value that it does not take. */
  read(value: SqlValue): Partial<WorkgroupSettings> | undefined;
  /** Gives the settings of DEFAULT. */
  readonly initial: Partial<WorkgroupSettings>;
  show(settings: WorkgroupSettings): string | undefined;
}

type NumberKey =
  | 'bytesScannedCutoff'
  | 'statementTimeoutMs'
  | 'concurrency'
  | 'queue'
  | 'queueTimeoutMs'
  | 'reuseMinutes';

const measured = (
  name: string,
  key: NumberKey,
  takes: string,
  parse: (text: string) => number | undefined,
  show: (value: number) => string,
): WorkgroupProperty => ({
  name,
  takes,
  initial: { [key]: undefined },
  read: (value) => {
    const number = typeof value === 'string' ? parse(value) : undefined;
    return number ? { [key]: number } : undefined;
  },
  show: (settings) => (settings[key] === undefined ? undefined : show(settings[key])),
});

const counted = (name: string, key: NumberKey, min: number, max: number): WorkgroupProperty => ({
  name,
  takes: `a whole number from ${min} to ${max}`,
  initial: { [key]: undefined },
  read: (value) => {
    const number = typeof value === 'bigint' ? Number(value) : value;
    const isTaken = typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max;
    return isTaken ? { [key]: number } : undefined;
  },
  show: (settings) => settings[key]?.toString(),
});

const listed = (name: string, key: 'users' | 'roles'): WorkgroupProperty => ({
  name,
  takes: 'an array of names',
  initial: { [key]: undefined },
  read: (value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? { [key]: value as string[] } : undefined,
  show: (settings) => settings[key]?.join(', '),
});

const isPriority = (text: SqlValue): text is Priority => priorities.some((priority) => priority === text);

/** Every property of a workgroup. */
export const workgroupProperties: readonly WorkgroupProperty[] = [
  measured(
    'bytes_scanned_cutoff',
    'bytesScannedCutoff',
    "a size such as '10GB'",
    parseMemorySize,
    (bytes) => `${bytes}B`,
  ),
  measured('statement_timeout', 'statementTimeoutMs', "a duration such as '5m'", parseDuration, durationText),
  counted('concurrency', 'concurrency', 1, 1000),
  counted('queue', 'queue', 0, 100_000),
  measured('queue_timeout', 'queueTimeoutMs', "a duration such as '5m'", parseDuration, durationText),
  {
    name: 'priority',
    takes: `one of ${priorities.join(', ')}`,
    initial: { priority: initialSettings.priority },
    read: (value) => (isPriority(value) ? { priority: value } : undefined),
    show: ({ priority }) => priority,
  },
  {
    name: 'output_location',
    takes: 'a folder or an s3:// prefix',
    initial: { outputLocation: undefined },
    read: (value) => (typeof value === 'string' && value !== '' ? { outputLocation: value } : undefined),
    show: ({ outputLocation }) => outputLocation,
  },
  {
    name: 'enforce',
    takes: 'true or false',
    initial: { enforce: true },
    read: (value) => (typeof value === 'boolean' ? { enforce: value } : undefined),
    show: ({ enforce }) => String(enforce),
  },
  counted('result_reuse_minutes', 'reuseMinutes', 0, 10_080),
  listed('users', 'users'),
  listed('roles', 'roles'),
];

/** Gives the settings that properties stand for. @throws INVALID_ARGUMENTS */
export function settingsOfProperties(
  values: ReadonlyMap<string, SqlValue>,
  defaulted: readonly string[],
): Partial<WorkgroupSettings> {
  let settings: Partial<WorkgroupSettings> = {};
  for (const property of workgroupProperties) {
    const { name, takes, initial } = property;
    if (defaulted.includes(name)) settings = { ...settings, ...initial };
    const value = values.get(name);
    if (value === undefined) continue;
    const read = property.read(value);
    if (!read) throw new LakeError('INVALID_ARGUMENTS', `Workgroup property '${name}' takes ${takes}`);
    settings = { ...settings, ...read };
  }
  return settings;
}
