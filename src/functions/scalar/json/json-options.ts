import type { HostCall } from '../../definition.js';

/**
 * The clauses of an SQL/JSON function, which its call carries as a JSON text; the binder fills in what the statement leaves out.
 */
export interface JsonOptions {
  /** FORMAT of the input: JSON or an encoding of a varbinary. */
  readonly format?: string;
  /** Names of the path's parameters, parallel to the row, and their formats (null: an SQL value). */
  readonly names?: readonly string[];
  readonly formats?: readonly (string | null)[];
  readonly onEmpty?: string;
  readonly onError?: string;
  readonly wrapper?: string;
  readonly quotes?: string;
  readonly onNull?: string;
  readonly uniqueKeys?: boolean;
}

const optionsMax = 64;

/** Keeps what a text was read as for the rows of a query. */
export function remember<T>({ memo }: HostCall, kind: string, text: string, read: (text: string) => T): T {
  const key = `${kind} ${text}`;
  const known = memo.get(key) as T | undefined;
  if (known !== undefined) return known;
  const value = read(text);
  if (memo.size >= optionsMax) memo.clear();
  memo.set(key, value);
  return value;
}

/** Reads the options of a call. */
export const optionsOf = (text: string, call: HostCall): JsonOptions =>
  remember(call, 'options', text, (options) => JSON.parse(options) as JsonOptions);
