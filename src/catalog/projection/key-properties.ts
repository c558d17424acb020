import { invalidProjection } from './projection-error.js';

/** Reads the table properties `projection.<column>.*` of one key. */
export class KeyProperties {
  readonly column: string;
  readonly #parameters: Readonly<Record<string, string>>;

  constructor(column: string, parameters: Readonly<Record<string, string>>) {
    this.column = column;
    this.#parameters = parameters;
  }

  find(name: string): string | undefined {
    return this.#parameters[`projection.${this.column}.${name}`];
  }

  /** @throws INVALID_COLUMN_PROPERTY */
  need(name: string): string {
    const value = this.find(name);
    if (value === undefined)
      throw invalidProjection(
        this.column,
        `Missing required property: '${trinoName(name)}'`,
        `Set 'projection.${this.column}.${name}' in the table's properties`,
      );
    return value;
  }

  /** Reads a whole number above 0. @throws INVALID_COLUMN_PROPERTY */
  findPositive(name: string): number | undefined {
    const text = this.find(name)?.trim();
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^\+?\d+$/.test(text) || value < 1 || value > 2 ** 31 - 1)
      throw this.invalid(name, `needs to be a positive integer, not '${text}'`);
    return value;
  }

  invalid(name: string, reason: string, hint?: string): Error {
    return invalidProjection(this.column, `Property: '${trinoName(name)}' ${reason}`, hint);
  }
}

const trinoName = (name: string): string => `partition_projection_${name.replaceAll('.', '_')}`;
