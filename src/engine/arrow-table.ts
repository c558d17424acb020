import { makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';
import type { ResultBatch } from '../exec/result-batch.js';
import type { SqlType } from '../types/sql-type.js';
import { arrowField } from './arrow-type.js';
import { arrowData } from './arrow-vectors.js';

/** Collects the batches of a result in an Arrow table. */
export async function arrowTable(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  batches: AsyncIterable<ResultBatch>,
): Promise<Table> {
  const schema = new Schema(columns.map(({ name, type }) => arrowField(name, type)));
  const type = new Struct(schema.fields);
  const parts: RecordBatch[] = [];
  for await (const { columns, rowCount } of batches) {
    const children = columns.map((column) => arrowData(column, rowCount));
    parts.push(new RecordBatch(schema, makeData({ type, length: rowCount, nullCount: 0, children })));
  }
  return new Table(schema, parts);
}
