import { LakeError, type Position } from '../base/lake-error.js';
import { primaryWorkgroup, priorities } from '../catalog/workgroup.js';
import { parseDuration } from './duration.js';
import { parseMemorySize } from './memory-size.js';

type SettingValue = boolean | number | string;

/** Describes one session property. */
interface SettingDefinition {
  readonly name: string;
  readonly type: 'boolean' | 'integer' | 'varchar';
  readonly initial: boolean | number | string;
  readonly summary: string;
  readonly min?: number;
  readonly max?: number;
  /** Of a text: tells whether it is one; the empty text, which sets nothing, always is. */
  isText?(text: string): boolean;
}

const definitions = [
  {
    name: 'parse_decimal_literals_as_double',
    type: 'boolean',
    initial: false,
    summary: 'A literal such as 1.5 is a double, as in Athena, not a decimal',
  },
  {
    name: 'athena_show_statements',
    type: 'boolean',
    initial: false,
    summary: 'SHOW TABLES, SCHEMAS and COLUMNS are those of Athena, with its names of columns, not those of Trino',
  },
  {
    name: 'max_recursion_depth',
    type: 'integer',
    initial: 10,
    min: 1,
    max: 10_000,
    summary: 'Steps of WITH RECURSIVE',
  },
  { name: 'optimizer_enabled', type: 'boolean', initial: true, summary: 'Rewrite plans to faster ones' },
  { name: 'pruning_enabled', type: 'boolean', initial: true, summary: 'Skip data that statistics exclude' },
  {
    name: 'dictionary_vectors_enabled',
    type: 'boolean',
    initial: true,
    summary: 'Keep the dictionaries of Parquet pages',
  },
  { name: 'page_cache_enabled', type: 'boolean', initial: true, summary: 'Keep decompressed pages for later queries' },
  {
    name: 'plan_cache_enabled',
    type: 'boolean',
    initial: true,
    summary: 'Use the plan of a query again that comes again, as long as its tables stay as they are',
  },
  { name: 'batch_rows', type: 'integer', initial: 8192, min: 1, max: 65_536, summary: 'Rows of a batch' },
  {
    name: 'max_partitions_per_writers',
    type: 'integer',
    initial: 100,
    min: 1,
    max: 1_000_000,
    summary: 'Partitions and buckets that one statement may write to',
  },
  {
    name: 'task_concurrency',
    type: 'integer',
    initial: 0,
    min: 0,
    max: 32,
    summary: 'Worker threads of a query; 0: all of the lake',
  },
  {
    name: 'workgroup',
    type: 'varchar',
    initial: primaryWorkgroup,
    summary: 'The workgroup that statements run in',
    isText: () => true,
  },
  {
    name: 'statement_priority',
    type: 'varchar',
    initial: '',
    summary: 'How urgent statements are, HIGHEST to LOWEST, but not more than their workgroup',
    isText: (text) => priorities.some((priority) => priority === text),
  },
  {
    name: 'query_max_execution_time',
    type: 'varchar',
    initial: '',
    summary: 'How long a statement may take without the time that it waits, such as 5m',
    isText: (text) => parseDuration(text) !== undefined,
  },
  {
    name: 'query_max_run_time',
    type: 'varchar',
    initial: '',
    summary: 'How long a statement may take with the time that it waits, such as 5m',
    isText: (text) => parseDuration(text) !== undefined,
  },
  {
    name: 'query_max_scan_physical_bytes',
    type: 'varchar',
    initial: '',
    summary: 'Bytes that a statement may scan, such as 10GB',
    isText: (text) => parseMemorySize(text) !== undefined,
  },
  {
    name: 'result_location',
    type: 'varchar',
    initial: '',
    summary: 'Folder or s3:// prefix that results are written to as Athena does, where the workgroup does not decide',
    isText: () => true,
  },
  {
    name: 'result_reuse_minutes',
    type: 'integer',
    initial: 0,
    min: 0,
    max: 10_080,
    summary: 'How old a result of the same statement may be that is given again; 0: none is',
  },
] as const satisfies readonly SettingDefinition[];

const definitionsByName: ReadonlyMap<string, SettingDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);

/** Names a session property. */
export type SettingName = (typeof definitions)[number]['name'];

/** Values of session properties. */
export class SessionSettings {
  readonly #values = new Map<string, SettingValue>();
  #key: string | undefined;

  constructor(initial: Readonly<Record<string, unknown>> = {}) {
    for (const [name, value] of Object.entries(initial)) this.set(name, value);
  }

  /** Sets a property; `position` is where the value stands. @throws INVALID_SESSION_PROPERTY */
  set(name: string, value: unknown, position?: Position): void {
    this.#values.set(name, checkedValue(definitionOf(name, position), value, position));
    this.#key = undefined;
  }

  /** Sets a property to the value that a text names. @throws INVALID_SESSION_PROPERTY */
  setText(name: string, text: string): void {
    const definition = definitionOf(name);
    const value = { boolean: booleans[text.toLowerCase()], integer: wholeNumber(text), varchar: text };
    this.#values.set(name, checkedValue(definition, value[definition.type] ?? text));
    this.#key = undefined;
  }

  reset(name: string, position?: Position): void {
    this.#values.delete(definitionOf(name, position).name);
    this.#key = undefined;
  }

  /** Writes what is set; the same settings have one text. */
  get key(): string {
    this.#key ??= JSON.stringify([...this.#values].sort(([a], [b]) => (a < b ? -1 : 1)));
    return this.#key;
  }

  boolean(name: SettingName): boolean {
    return this.#value(name) === true;
  }

  number(name: SettingName): number {
    return Number(this.#value(name));
  }

  /** Gives a text; undefined where it is empty. */
  text(name: SettingName): string | undefined {
    return String(this.#value(name)) || undefined;
  }

  /** Lists all properties with their values, for SHOW SESSION. */
  list(): readonly { name: string; value: string; initial: string; type: string; summary: string }[] {
    return definitions.map(({ name, type, initial, summary }) => ({
      name,
      value: String(this.#value(name)),
      initial: String(initial),
      type,
      summary,
    }));
  }

  copy(changes: Readonly<Record<string, unknown>> = {}): SessionSettings {
    const copied = new SessionSettings(changes);
    for (const [name, value] of this.#values) if (!copied.#values.has(name)) copied.#values.set(name, value);
    return copied;
  }

  #value(name: string): SettingValue {
    return this.#values.get(name) ?? definitionOf(name).initial;
  }
}

const booleans: Readonly<Record<string, boolean>> = Object.assign(Object.create(null), { true: true, false: false });

const wholeNumber = (text: string): number | undefined => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined);

function definitionOf(name: string, position?: Position): SettingDefinition {
  const definition = definitionsByName.get(name);
  if (!definition)
    throw new LakeError('INVALID_SESSION_PROPERTY', `Session property '${name}' does not exist`, { position });
  return definition;
}

function checkedValue(definition: SettingDefinition, value: unknown, position?: Position): SettingValue {
  const { name, type, min, max, isText } = definition;
  if (type === 'boolean' && typeof value === 'boolean') return value;
  if (type === 'varchar' && typeof value === 'string') {
    if (value === '' || isText?.(value)) return value;
    throw new LakeError('INVALID_SESSION_PROPERTY', `Session property ${name} cannot be '${value}'`, { position });
  }
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (type === 'integer' && Number.isInteger(number)) {
    if ((number as number) >= (min ?? 0) && (number as number) <= (max ?? Number.MAX_SAFE_INTEGER))
      return number as number;
    throw new LakeError('INVALID_SESSION_PROPERTY', `Session property ${name} must be from ${min} to ${max}`, {
      position,
    });
  }
  throw new LakeError(
    'INVALID_SESSION_PROPERTY',
    `Unable to set session property '${name}' to '${String(value)}': not ${type}`,
  );
}
