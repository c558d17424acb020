import { LakeError } from '../../base/lake-error.js';
import type { PatternValue } from '../../plan/row-pattern.js';
import type { SqlValue } from '../../types/sql-value.js';
import { readVectorValue } from '../../vector/slot-value.js';
import { ProjectProgram } from '../expression/project-program.js';
import { vectorOfValues } from '../operators/values.js';
import type { ThreadContext } from '../thread-context.js';
import type { PatternRows } from './pattern-evaluator.js';

/** Where a parameter of such a condition is, seen from the row. */
interface Place {
  readonly column: number;
  readonly distance: number;
}

// Rows of which a condition is computed at once.
const blockRows = 1024;

/** Finds the places that a label's condition reads where these do not depend on the match; else undefined. */
function placesOf({ inputs }: PatternValue, label: number): readonly Place[] | undefined {
  const places = inputs.flatMap((input): Place[] => {
    if (input.kind !== 'column') return [];
    const { labels, from, offset, distance } = input.navigation;
    // The row itself has the label when its condition is asked.
    const isOfRow = from === 'last' && offset === 0 && (labels === undefined || labels.includes(label));
    return isOfRow ? [{ column: input.column, distance }] : [];
  });
  return places.length === inputs.length ? places : undefined;
}

/** A condition that depends on rows alone, computed for many of them at a time. */
export class RowCondition {
  readonly #context: ThreadContext;
  readonly #condition: PatternValue;
  readonly #places: readonly Place[];
  readonly #program: ProjectProgram;
  #rows: PatternRows | undefined;
  #holds = new Int8Array(0);

  private constructor(context: ThreadContext, condition: PatternValue, places: readonly Place[]) {
    this.#context = context;
    this.#condition = condition;
    this.#places = places;
    const ids = condition.parameters.map(({ id }) => id);
    this.#program = new ProjectProgram(context, ids, [condition.body], true);
  }

  /** Makes one of a label's condition; undefined where it depends on the match. */
  static of(context: ThreadContext, condition: PatternValue, label: number): RowCondition | undefined {
    const places = placesOf(condition, label);
    return places && new RowCondition(context, condition, places);
  }

  /** Tells whether a row of a whole partition fulfils the condition. */
  holds(rows: PatternRows, row: number): boolean {
    if (this.#rows !== rows) {
      this.#rows = rows;
      this.#holds = new Int8Array(rows.rowCount).fill(-1);
    }
    if (this.#holds[row] === -1) this.#computeFrom(rows, row);
    return this.#holds[row] === 1;
  }

  /** Goes on for rows that may never be asked for: where one of them fails, only the one that is asked for counts. */
  #computeFrom(rows: PatternRows, first: number): void {
    try {
      this.#compute(rows, first, Math.min(blockRows, rows.rowCount - first));
    } catch (error) {
      if (!(error instanceof LakeError)) throw error;
      this.#compute(rows, first, 1);
    }
  }

  #compute(rows: PatternRows, first: number, rowCount: number): void {
    const { memory, scratch } = this.#context;
    const mark = scratch.mark();
    const columns = this.#condition.parameters.map(({ type }, index) => {
      const { column, distance } = this.#places[index]!;
      const values = Array.from({ length: rowCount }, (_, offset): SqlValue => {
        const row = first + offset + distance;
        return row >= 0 && row < rows.rowCount ? rows.value(column, row) : null;
      });
      return vectorOfValues(this.#context, type, values);
    });
    const [vector] = this.#program.run({ rowCount, columns, selection: 0, selectedCount: rowCount });
    for (let offset = 0; offset < rowCount; offset++)
      this.#holds[first + offset] = readVectorValue(memory, vector!, offset) === true ? 1 : 0;
    scratch.rewind(mark);
    // The kernels' region may have been cut from what was just given back.
    memory.kernels.scratch_set!(0, 0);
  }
}
