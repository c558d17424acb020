import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Batch } from '../../vector/vector.js';
import type { BoundColumn } from './batch-function.js';
import type { ColumnShape } from './column-shape.js';
import type { ExpressionEmitter } from './expression-emitter.js';
import type { RowLoop } from './row-loop.js';

/** A computation ahead of the emitted code whose result the code then reads as one more column. */
export interface AheadStep {
  readonly output: ColumnReference;
  readonly shape: ColumnShape;
  run(batch: Batch, columns: readonly BoundColumn[]): BoundColumn;
}

/** What writes the function of one variant of a program. */
export interface ProgramWriter {
  readonly loop: RowLoop;
  readonly emitter: ExpressionEmitter;
  /** The program's expressions, in which what is computed ahead is a column. */
  readonly expressions: readonly Expression[];
}

/** Runs over batches, with the words that the code asked for by name; gives what `write` told of the variant. */
export interface Program<Facts> {
  run(batch: Batch, named?: (facts: Facts) => Readonly<Record<string, number>>): Facts;
}

/** Makes a program over batches whose columns have the given ids by position. */
export type ProgramMaker = <Facts>(
  ids: readonly number[],
  expressions: readonly Expression[],
  write: (writer: ProgramWriter) => Facts,
) => Program<Facts>;

let nextAheadId = -1;

/** Makes a column for a result that is computed ahead; its id differs from every column of the plan. */
export const aheadColumn = (type: Expression['type']): ColumnReference => ({
  kind: 'column',
  type,
  id: nextAheadId--,
  name: '',
});
