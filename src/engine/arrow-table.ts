import { makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';
import type { ResultBatch } from '../exec/result-batch.js';
import type { SqlType } from '../types/sql-type.js';
import { arrowField } from './arrow-type.js';
import { arrowData } from './arrow-vectors.js';

/** Gives Arrow's schema of a result. */
export const arrowSchema = (columns: readonly { readonly name: string; readonly type: SqlType }[]): Schema =>
  new Schema(columns.map(({ name, type }) => arrowField(name, type)));

/** Turns a batch of a result into Arrow's form. */
export function arrowBatch(schema: Schema, { columns, rowCount }: ResultBatch): RecordBatch {
  const type = new Struct(schema.fields);
  const children = columns.map((column) => arrowData(column, rowCount));
  return new RecordBatch(schema, makeData({ type, length: rowCount, nullCount: 0, children }));
}

/** Collects the batches of a result in an Arrow table. */
export async function arrowTable(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  batches: AsyncIterable<ResultBatch>,
): Promise<Table> {
  const schema = arrowSchema(columns);
  const parts: RecordBatch[] = [];
  for await (const batch of batches) parts.push(arrowBatch(schema, batch));
  return new Table(schema, parts);
}
