import { LakeError } from '../../../base/lake-error.js';
import { arrayType, type SqlType, VARCHAR } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { contextOf } from '../../cast/conversion.js';
import { convertValue } from '../../cast/convert.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { fieldTypes } from './json_object.js';
import { jsonFound } from './json_query.js';
import { scalarFound } from './json_value.js';
import { type JsonOptions, remember } from './json-options.js';
import { pathArguments, pathCall } from './json-path-call.js';
import { evaluatePath } from './path/evaluate-path.js';
import { parsePath } from './path/parse-path.js';
import type { PathItem } from './path/path-item.js';

/** One column of JSON_TABLE: its place among the outputs and what it computes of an item. */
export type JsonTableColumn =
  | { readonly kind: 'ordinality'; readonly output: number }
  | {
      readonly kind: 'value';
      readonly output: number;
      readonly path: string;
      readonly onEmpty: string;
      readonly onError: string;
      /** Places in the row of defaults: ON EMPTY here, ON ERROR behind it. */
      readonly defaults: number;
    }
  | { readonly kind: 'query'; readonly output: number; readonly path: string; readonly options: JsonOptions };

/** What a path's items become: the columns of each, and the rows of the nested paths beside them. */
export interface JsonTableRows {
  readonly kind: 'rows';
  readonly columns: readonly JsonTableColumn[];
  /** The path under the item of the rows around; absent at the top. */
  readonly path?: string;
  readonly nested?: JsonTablePart | undefined;
  /** Without nested rows there is still one row, with NULLs. */
  readonly isOuter: boolean;
}

/** Nested rows: of one path, or of several one after another or in all combinations. */
export type JsonTablePart =
  | JsonTableRows
  | { readonly kind: 'UNION' | 'CROSS'; readonly parts: readonly JsonTablePart[] };

/** The options of JSON_TABLE. */
export interface JsonTableOptions extends JsonOptions {
  readonly table: JsonTableRows;
}

/** Values by their place among the outputs; other places are NULL. */
type PartialRow = ReadonlyMap<number, SqlValue>;

class TableWriter {
  readonly #call: HostCall;
  readonly #types: readonly SqlType[];
  readonly #defaults: readonly SqlValue[];
  readonly #failsOnError: boolean;

  constructor(call: HostCall, defaults: readonly SqlValue[], failsOnError: boolean) {
    this.#call = call;
    this.#types = fieldTypes(call.returns.kind === 'array' ? call.returns.element : undefined);
    this.#defaults = defaults;
    this.#failsOnError = failsOnError;
  }

  get width(): number {
    return this.#types.length;
  }

  rows(rows: JsonTableRows, items: readonly PathItem[]): PartialRow[] {
    return items.flatMap((item, index) => {
      const own = new Map(rows.columns.map((column) => [column.output, this.#value(column, item, index)]));
      if (!rows.nested) return [own];
      const nested = this.#part(rows.nested, item).map((row) => new Map([...own, ...row]));
      return nested.length === 0 && rows.isOuter ? [own] : nested;
    });
  }

  #part(part: JsonTablePart, item: PathItem): PartialRow[] {
    if (part.kind === 'rows') return this.rows(part, this.#itemsOf(part.path!, item));
    const lists = part.parts.map((inner) => this.#part(inner, item));
    if (part.kind === 'UNION') return lists.flat();
    return lists.reduce((left, right) => left.flatMap((a) => right.map((b) => new Map([...a, ...b]))));
  }

  #itemsOf(path: string, item: PathItem): readonly PathItem[] {
    try {
      return this.#find(path, item);
    } catch (error) {
      if (error instanceof LakeError && !this.#failsOnError) return [];
      throw error;
    }
  }

  #find(path: string, item: PathItem): readonly PathItem[] {
    return evaluatePath(remember(this.#call, 'path', path, parsePath), item, new Map());
  }

  #value(column: JsonTableColumn, item: PathItem, index: number): SqlValue {
    if (column.kind === 'ordinality') return BigInt(index + 1);
    const type = this.#types[column.output]!;
    const find = (): readonly PathItem[] => this.#find(column.path, item);
    if (column.kind === 'query') {
      const text = jsonFound(find, column.options);
      if (text === null) return null;
      return type.kind === 'varbinary' ? bytesOf(text) : convertValue(text, VARCHAR, type, contextOf(this.#call));
    }
    const { onEmpty, onError, defaults } = column;
    const [emptyDefault, errorDefault] = [this.#defaults[defaults]!, this.#defaults[defaults + 1]!];
    return scalarFound(find, { onEmpty, onError, emptyDefault, errorDefault }, this.#call, type);
  }
}

function host(args: readonly SqlValue[], call: HostCall): SqlValue {
  if (args[0] === null) return null;
  const { options, find } = pathCall(args, call);
  const { table, onError } = options as JsonTableOptions;
  const writer = new TableWriter(call, args[4] as readonly SqlValue[], onError === 'ERROR');
  let items: readonly PathItem[];
  try {
    items = find();
  } catch (error) {
    if (error instanceof LakeError && onError !== 'ERROR') return [];
    throw error;
  }
  return writer
    .rows(table, items)
    .map((row) => Array.from({ length: writer.width }, (_, output) => row.get(output) ?? null));
}

/** Implements JSON_TABLE as an array of rows: input, path, options, row of parameters, row of defaults. */
export const json_table: ScalarFunction = {
  kind: 'scalar',
  name: '$json_table',
  hidden: true,
  summary: 'Makes rows of what SQL/JSON paths find.',
  overloads: [{ args: [...pathArguments, 'V'], returns: () => arrayType(VARCHAR), nulls: 'called', host }],
};
