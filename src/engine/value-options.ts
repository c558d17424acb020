import { LakeError } from '../base/lake-error.js';

/**
 * How values of some SQL types reach JavaScript, inside arrays, maps and rows too. What is not named stays exact.
 * @example
 * const values = { bigint: 'number', decimal: 'number', date: 'date' } as const;
 * const result = await lake.query("SELECT count(*) AS n, DECIMAL '1.50' AS price, DATE '1970-01-02' AS day", { values });
 * const rows = await result.toArray(); // [{ n: 1, price: 1.5, day: new Date(86_400_000) }]
 */
export interface ValueOptions {
  /** `bigint` by default; with `number` a value beyond ±(2^53 - 1) fails with NUMERIC_VALUE_OUT_OF_RANGE. */
  readonly bigint?: 'bigint' | 'number' | 'string';
  /** `string` by default, with all digits of the scale; `number` is the nearest double. */
  readonly decimal?: 'string' | 'number';
  /** `string` by default, as `2024-01-02`; `date` is a Date at midnight UTC. */
  readonly date?: 'string' | 'date';
  /** `string` by default, as Trino prints it; `date` is a Date: without a time zone as if at UTC, digits beyond milliseconds cut off. */
  readonly timestamp?: 'string' | 'date';
}

const choices: Readonly<Record<keyof ValueOptions, readonly string[]>> = {
  bigint: ['bigint', 'number', 'string'],
  decimal: ['string', 'number'],
  date: ['string', 'date'],
  timestamp: ['string', 'date'],
};

/** Adds options to those that hold already. @throws CONFIGURATION_INVALID */
export function mergedValueOptions(before: ValueOptions, options: ValueOptions | undefined): ValueOptions {
  if (!options) return before;
  for (const [name, choice] of Object.entries(options)) {
    const allowed = Object.hasOwn(choices, name) ? choices[name as keyof ValueOptions] : undefined;
    if (!allowed) throw new LakeError('CONFIGURATION_INVALID', `values has no option ${name}`);
    if (!allowed.includes(choice))
      throw new LakeError('CONFIGURATION_INVALID', `values.${name} must be ${allowed.join(', ')}, not ${choice}`);
  }
  return { ...before, ...options };
}
